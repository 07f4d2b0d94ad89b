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


def standing(council: Council, subject: str, purpose: str, text_hash: str) -> list[Standing]:
    """Return every side of the council, in order, and since when it agrees to exactly this text (two queries)."""
    given = Consent.objects.filter(council=council, subject=subject, purpose=purpose, text_hash=text_hash, withdrawn_at__isnull=True)
    at = {consent.side_id: consent.given_at for consent in given}
    return [Standing(side, at.get(side.pk)) for side in Side.objects.filter(council=council)]


def all_agree(council: Council, subject: str, purpose: str, text_hash: str) -> bool:
    """Return whether every side agrees to exactly this text. A council of one side needs that side's yes."""
    return all(row.agrees for row in standing(council, subject, purpose, text_hash))
