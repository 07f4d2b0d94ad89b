"""The one clock of all acts, so that tests and sample data can set the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Return the time of the act, in UTC."""
    return _set.get() or datetime.now(UTC)


def today(zone: str) -> date:
    """Return the day that it is now in a time zone such as "Asia/Almaty"."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let acts inside the block happen at `moment` (aware)."""
    token = _set.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set.reset(token)
