"""What tests of signals and issues share."""

import io
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from PIL import Image

from kenes.councils.models import Council, Member, Region
from kenes.issues.acts import make_issue, report_signal
from kenes.issues.models import Issue, Signal
from tests.factories import text

MakeSignal = Callable[..., Signal]
MakeIssue = Callable[..., Issue]


@pytest.fixture(autouse=True)
def files_of_their_own(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def shared_database(tmp_path: Path, transactional_db: None) -> Iterator[None]:
    """A database that threads share as processes do: PostgreSQL, or SQLite in a file (a test's own is in memory)."""
    from kenes.councils.reference import load_reference

    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        load_reference()
        yield
        return
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    with sqlite3.connect(tmp_path / "test.sqlite3") as file:
        in_memory.backup(file)
    file.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(tmp_path / "test.sqlite3")
    try:
        load_reference()
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = in_memory, name


@pytest.fixture
def signal(member: Member) -> MakeSignal:
    """Report a signal: `signal("The bridge is closed")`."""
    made = 0

    def report(what: str = "The bridge is closed every spring", *, by: Member | None = None, region: str = "", **fields: object) -> Signal:
        nonlocal made
        made += 1
        author = by or member
        where = Region.objects.get(code=region) if region else author.region
        fields.setdefault("client_key", f"key-{made:08d}")
        return report_signal(by=author, region=where, what=text(what), **fields)

    return report


@pytest.fixture
def issue(signal: MakeSignal, secretary: Member) -> MakeIssue:
    """Make an issue of one new signal, or of those given."""

    def make(title: str = "Spring floods cut villages off", *signals: Signal) -> Issue:
        return make_issue(by=secretary, signals=signals or [signal()], title=text(title), summary=text("What we know"))

    return make


def photo(size: tuple[int, int] = (64, 48), *, format: str = "JPEG", **save: object) -> bytes:
    """Bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, format, **save)
    return out.getvalue()


def regions(issue: Issue) -> list[str]:
    return sorted(issue.regions.values_list("code", flat=True))


def signals(issue: Issue) -> list[int]:
    return list(issue.parts.filter(removed_at=None).order_by("signal__number").values_list("signal__number", flat=True))


def entry_types(council: Council) -> list[str]:
    from kenes.record.queries import entries

    return list(entries(council.public_id).order_by("seq").values_list("type", flat=True))


def notices_to(seat: Member) -> list[str]:
    from kenes.notices.models import Notice

    return list(Notice.objects.filter(to=seat.user).order_by("pk").values_list("kind", flat=True))
