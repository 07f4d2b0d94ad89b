"""Which sides have agreed to a text."""

from dataclasses import dataclass
from datetime import datetime

from kenes.councils.models import Council, Side
from kenes.sides.models import Consent


@dataclass(frozen=True)
class Standing:
    """One side and whether it agrees to the text."""

    side: Side
    given_at: datetime | None

    @property
    def agrees(self) -> bool:
        return self.given_at is not None

    @property
    def letter(self) -> str:
        """Return the letter of the side's colour and shape."""
        return letter(self.side)


def letter(side: Side) -> str:
    """Return "a" (blue circle) for the first side and "b" (orange square) for the second; the style sheet knows no more."""
    return "ab"[side.order : side.order + 1]


def standing(council: Council, subject: str, purpose: str, text_hash: str) -> list[Standing]:
    """Return every side of the council, in order, and since when it agrees to exactly this text (two queries)."""
    given = Consent.objects.filter(council=council, subject=subject, purpose=purpose, text_hash=text_hash, withdrawn_at__isnull=True)
    at = {consent.side_id: consent.given_at for consent in given}
    return [Standing(side, at.get(side.pk)) for side in Side.objects.filter(council=council)]


@dataclass(frozen=True)
class Wanted:
    """A text that another side agreed to and this side has not: its subject, what the yes is for, and since when it waits."""

    subject: str
    purpose: str
    since: datetime


def wanted_of(side: Side) -> list[Wanted]:
    """Return the texts that wait for a side's yes because another side gave its own, the oldest first (one query)."""
    given = Consent.objects.filter(council=side.council_id, withdrawn_at__isnull=True)
    by_text: dict[tuple[str, str, str], dict[int, datetime]] = {}
    for consent in given.exclude(subject="").order_by("given_at", "pk"):
        by_text.setdefault((consent.subject, consent.purpose, consent.text_hash), {})[consent.side_id] = consent.given_at
    return [Wanted(subject, purpose, min(sides.values())) for (subject, purpose, _hash), sides in by_text.items() if side.pk not in sides]


def all_agree(council: Council, subject: str, purpose: str, text_hash: str) -> bool:
    """Return whether every side agrees to exactly this text. A council of one side needs that side's yes."""
    return all(row.agrees for row in standing(council, subject, purpose, text_hash))
