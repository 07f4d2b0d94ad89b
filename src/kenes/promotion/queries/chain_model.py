"""What a chain is, once found."""

from dataclasses import dataclass

from kenes.councils.models import Council, Member
from kenes.deliberation.models import Deliberation
from kenes.issues.models import Issue, Signal
from kenes.promotion.models import Answer, Commitment, Dispatch, Progress, Reply, Verdict
from kenes.promotion.queries.places import Places
from kenes.recommendations.models import Adoption, Recommendation


@dataclass(frozen=True)
class Heard:
    """All that an item rests on, hidden from the reader or not: rows for dates and counts, never for words."""

    signals: tuple[Signal, ...]
    issues: tuple[Issue, ...]
    deliberations: tuple[Deliberation, ...]


@dataclass(frozen=True)
class Chain:
    """What the reader may see of an item's chain, oldest first. `heard` tells of all signals and issues, seen or not."""

    council: Council
    reader: Member | None
    signals: tuple[Signal, ...]
    issues: tuple[Issue, ...]
    deliberations: tuple[Deliberation, ...]
    recommendations: tuple[Recommendation, ...]
    adoptions: tuple[Adoption, ...]
    dispatches: tuple[Dispatch, ...]
    replies: tuple[Reply, ...]
    commitments: tuple[Commitment, ...]
    verdicts: tuple[Verdict, ...]
    progress: tuple[Progress, ...]
    heard: Heard
    sent: frozenset[int] = frozenset()  # recommendations that went to some body
    places: Places | None = None  # in the long form only: how regions may be named

    @property
    def answers(self) -> tuple[Answer, ...]:
        return tuple({reply.answer_id: reply.answer for reply in self.replies}.values())

    @property
    def confirmed(self) -> tuple[Reply, ...]:
        return tuple(reply for reply in self.replies if reply.answer.state == Answer.State.CONFIRMED)

    def text(self) -> str:
        """Return the chain in one line, for the console."""
        parts = ["signals", "issues", "deliberations", "recommendations", "dispatches", "replies", "commitments", "verdicts"]
        return " -> ".join(f"{len(getattr(self, part))} {part}" for part in parts)
