"""Short ways to practices, for tests."""

from itertools import count
from typing import Any

from kenes.base.text import Text
from kenes.councils.models import Member
from kenes.situation.acts import confirm_practice, share_practice
from kenes.situation.models import Practice
from tests.factories import text

_keys = count(1)


def told(title: str | Text = "One snow-clearing schedule for 11 villages", **fields: Any) -> dict[str, Any]:
    """What a member tells of a practice."""
    said: dict[str, Any] = {
        "domain": "roads",
        "title": title if isinstance(title, Text) else text(title),
        "mechanism": text("The villages share two graders and keep one schedule"),
        "for_whom": "11 villages, 6400 people",
        "since": "since autumn 2024",
        "cost": "two drivers' wages",
        "result": text("Roads are open by nine in the morning"),
        "evidence": "The dispatcher's log",
        "transfer": "adapted",
        "transfer_note": "needs one dispatcher",
        "client_key": f"practice-key-{next(_keys):04d}",
    }
    return said | fields


def shared(by: Member, title: str | Text = "One snow-clearing schedule for 11 villages", **fields: Any) -> Practice:
    return share_practice(by=by, **told(title, **fields))


def changed(practice: Practice, **fields: Any) -> dict[str, Any]:
    """What the author sends when changing a practice: all as it is, but `fields`."""
    lines = ("domain", "for_whom", "since", "cost", "evidence", "transfer", "transfer_note")
    texts = {name: getattr(practice, name).original_text for name in ("title", "mechanism", "result")}
    return {name: getattr(practice, name) for name in lines} | texts | fields


def say(practice: Practice, *words: tuple[Member, str]) -> None:
    for seat, word in words:
        confirm_practice(by=seat, practice=practice, word=word)
