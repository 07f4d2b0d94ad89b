"""What each side's government says to one recommendation, side by side: read from a chain that is loaded already."""

from collections.abc import Iterable
from dataclasses import dataclass

from kenes.councils.models import Side
from kenes.promotion.models import Dispatch, Reply
from kenes.promotion.queries.chain_model import Chain
from kenes.recommendations.models import Recommendation
from kenes.sides.queries import letter


@dataclass(frozen=True)
class Word:
    """One body that got the recommendation, and its confirmed reply where there is one."""

    dispatch: Dispatch
    reply: Reply | None


@dataclass(frozen=True)
class Government:
    """One side's bodies that got the recommendation, in the order of sending; none: its institute has not sent it yet."""

    side: Side
    letter: str
    words: tuple[Word, ...]


def governments(found: Chain, recommendation: Recommendation) -> list[Government]:
    """Return what the sides' governments say; nothing in a council of one side, or before anybody got the recommendation."""
    sides = found.places.sides if found.places else ()
    if len(sides) < 2 or not found.dispatches or recommendation.pk not in found.sent:
        return []
    replies = {row.answer.dispatch_id: row for row in found.confirmed if row.recommendation_id == recommendation.pk}
    return [
        Government(side, letter(side), tuple(Word(row, replies.get(row.pk)) for row in found.dispatches if row.body.side_id == side.pk))
        for side in sides
    ]


def by_side(found: Chain, replies: Iterable[Reply]) -> dict[Side, list[Reply]]:
    """Return replies by the side of the bodies that gave them, the sides in order."""
    sides = {row.pk: row.body.side for row in found.dispatches}
    known: dict[Side, list[Reply]] = {}
    for reply in replies:
        if side := sides.get(reply.answer.dispatch_id):
            known.setdefault(side, []).append(reply)
    return dict(sorted(known.items(), key=lambda item: item[0].order))
