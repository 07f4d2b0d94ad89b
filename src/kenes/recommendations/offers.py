"""What a draft can rest on: statements of closed deliberations, the broadest agreement first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kenes.attribution.models import Attribution
from kenes.councils.models import Council
from kenes.deliberation.models import Deliberation, Statement
from kenes.deliberation.queries import Figure, broadest_agreement, latest_release
from kenes.recommendations.figures import cell_words

DELIBERATIONS = 6
STATEMENTS = 8
EN_DASH = "\u2013"


@dataclass(frozen=True)
class Line:
    """One statement with its figures in words."""

    statement: Statement
    label: str


@dataclass(frozen=True)
class Offer:
    """A deliberation's statements for choosing."""

    deliberation: Deliberation
    lines: Sequence[Line]

    @property
    def label(self) -> str:
        return _("Deliberation: %(question)s") % {"question": self.deliberation.question}


def offers(council: Council, *, issue: str = "", deliberation: str = "", but: Collection[int | None] = ()) -> list[Offer]:
    """Return the statements of the latest closed deliberations (of one issue, or one only), without those in `but`."""
    rows = Deliberation.objects.filter(council=council, state=Deliberation.State.CLOSED).order_by("-closed_at", "-pk")
    rows = rows.exclude(attribution=Attribution.CLOSED)  # a recommendation is read by others than took part
    if deliberation:
        rows = rows.filter(public_id=deliberation)
    elif issue:
        rows = rows.filter(issue__public_id=issue)
    found = []
    for row in rows[:DELIBERATIONS]:
        release = latest_release(row)
        lines = [line for line in broadest_agreement(release, STATEMENTS) if line.statement.pk not in but] if release else []
        if lines:
            found.append(Offer(row, [Line(line.statement, label_of(line)) for line in lines]))
    return found


def label_of(figure: Figure) -> str:
    """Return a statement with how far members agree with it."""
    return f"{figure.text} {EN_DASH} {cell_words(figure.whole)}"
