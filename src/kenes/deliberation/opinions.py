"""What a release says of opinions: whole numbers and texts that betray nobody, from what the engine found in the votes.

    {"groups": 2, "reason": "",                             why there are none: few, one, small, between, unstable
     "draws": 100, "rank": 2,                               how often the map was drawn; dimensions of the model
     "stability": [993, 991], "overall": 993,               per thousand: of each group, of the division
     "sizes": [61, null],                                   null: withheld
     "placed": 154, "belong": 770,                          people on the map, per thousand of them in a group; null: withheld
     "tried": [{"k": 2, "stability": 993, "belong": 770, "refused": ""}, ...],
     "models": [{"rank": 1, "penalty": 3, "loss": 430, "taken": true}, ...],    loss: thousandths of a nat, on votes held out
     "axes": [{"plus": [ids of statements], "minus": [...]}, ...],               those that pull most, no numbers
     "circles": [{"x": -120, "y": 40, "n": 7, "group": 0}, ...],                hundredths; group -1: between groups
     "slate": {"statements": [ids], "bought": 6, "size": 7, "predicted": true}}

Why each of these may be shown: docs/methods/small-cells.md. What says where single people stand never leaves here.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kenes.deliberation.tables import group_sizes
from kenes.engine.agreement import counts
from kenes.engine.cells.micro import microaggregate
from kenes.engine.cells.tree import is_safe
from kenes.engine.opinions.groups import Division
from kenes.engine.opinions.kenes import Candidate, Opinions
from kenes.engine.slate import slate
from kenes.engine.votes import Votes

PULLING = 3  # statements that name one end of an axis
SLATE = 7
PREDICTED = 5_000_000  # people × statements up to which the model's predictions stand in for missing answers
CIRCLES = 120  # on the map, about: more would hide each other on a phone
LEAST_VOTES = 200  # of fewer votes, somebody could try out which ones give just these numbers
COARSE = 50  # per thousand: of fewer votes stability is told in such steps, rounded down


def shown_opinions(found: Opinions, votes: Votes, statements: Sequence[str], threshold: int) -> dict[str, Any]:
    """Return what a release says of opinions.

    `votes` are those that `found` was found in; `statements`, their public ids in the order of columns; `threshold`, the least
    people of anything that is shown.
    """
    label = found.group[votes.votes_by_participant > 0].tolist()
    sizes = group_sizes(label, found.groups, threshold) if found.groups else []
    counted = may_count(found, sizes, threshold)
    placed = int(found.placed.sum())
    enough = len(votes.value) >= LEAST_VOTES
    step = 1 if enough else COARSE
    return {
        **summary(found, step),
        "overall": per_thousand(found.overall_stability) // step * step,
        "rank": found.model.rank,
        "sizes": sizes,
        "placed": placed if counted else None,
        "belong": per_thousand((found.group >= 0).sum() / placed) if counted and found.groups else None,
        "tried": [division(one, counted, threshold) for one in found.tried] if enough else [],
        "models": models(found) if enough else [],
        "axes": axes(found, votes, statements, threshold) if enough else [],
        "circles": circles(found, sizes, threshold, counted=counted) if enough else [],
        "slate": short_list(found, votes, statements, threshold),
    }


def summary(found: Opinions, step: int = 1) -> dict[str, Any]:
    """Return how many groups there are or why there are none, and how stable they are, rounded down to `step` per thousand."""
    stability = [per_thousand(share) // step * step for share in found.stability]
    return {"groups": found.groups, "reason": found.reason, "draws": found.draws, "stability": stability}


def per_thousand(share: Any) -> int:
    return round(1000 * float(share))


def may_count(found: Opinions, sizes: Sequence[int | None], threshold: int) -> bool:
    """Whether it may be said how many people are on the map.

    With the sizes of groups this number also tells how many stand between them: that is nobody, or as many as any cell that is
    shown. (How many answered too little to be placed says nothing of what they answered.)
    """
    placed = int(found.placed.sum())
    between = placed - int((found.group >= 0).sum())
    return None not in sizes and placed >= threshold and (between == 0 or between >= threshold)


def division(one: Division, counted: bool, threshold: int) -> dict[str, Any]:
    members, people = int(one.members.sum()), len(one.leaning)
    told = counted and all(n == 0 or n >= threshold for n in (members, people - members))
    belong = per_thousand(members / people) if told else None
    return {"k": one.k, "stability": per_thousand(one.stability), "belong": belong, "refused": one.refused}


def models(found: Opinions) -> list[dict[str, Any]]:
    def taken(one: Candidate) -> bool:
        return (one.rank, one.penalty) == (found.model.rank, found.model.penalty)

    return [
        {"rank": one.rank, "penalty": round(one.penalty), "loss": per_thousand(one.loss), "taken": taken(one)} for one in found.candidates
    ]


def axes(found: Opinions, votes: Votes, statements: Sequence[str], threshold: int) -> list[dict[str, Any]]:
    """Return for each axis the statements that pull most towards either end: only such as people surely answered differently."""
    table = counts(votes, np.zeros(votes.participants, np.int64), 1)[:, 0, 0]
    divided = [is_safe((int(row[0]), int(row[1:].sum())), threshold) for row in table]
    pull = np.where(np.array(divided, bool)[:, None], found.loading * np.sqrt(votes.votes_by_statement)[:, None], 0.0)
    result = []
    for along in pull.T[: found.model.rank]:
        order = np.argsort(-along, kind="stable")
        plus = [statements[at] for at in order[:PULLING] if along[at] > 0]
        minus = [statements[at] for at in order[::-1][:PULLING] if along[at] < 0]
        result.append({"plus": plus, "minus": minus})
    return result


def circles(found: Opinions, sizes: Sequence[int | None], threshold: int, *, counted: bool) -> list[dict[str, Any]]:
    """Return the map: each circle stands for several people of one group, or of those between, who stand close together.

    Circles add up: a group whose size is withheld is not drawn, nor are those between where their number is.
    """
    if not found.model.rank:
        return []
    least = max(threshold, -(-int(found.placed.sum()) // CIRCLES))
    drawn = [*([-1] if counted else []), *(group for group, size in enumerate(sizes) if size is not None)]
    result = []
    for group in drawn:
        there = found.position[found.placed & (found.group == group)]
        if len(there) >= threshold:
            result += [{"x": one.x, "y": one.y, "n": one.n, "group": group} for one in microaggregate(there, min(least, len(there)))]
    return result


def short_list(found: Opinions, votes: Votes, statements: Sequence[str], threshold: int) -> dict[str, Any]:
    """Return the slate. It has no more places than there are times `threshold` people, so that no place is a few people's choice."""
    voters = int((votes.votes_by_participant > 0).sum())
    size = min(SLATE, voters // threshold)
    allowed = votes.votes_by_statement >= threshold
    if size < 2 or not allowed.any():
        return {"statements": [], "bought": 0, "size": 0, "predicted": False}
    predicted = None
    if votes.participants * votes.statements <= PREDICTED:
        who, what = np.indices((votes.participants, votes.statements)).reshape(2, -1)
        predicted = (1 / (1 + np.exp(-found.model.logits(who, what)))).reshape(votes.participants, votes.statements)
    chosen = slate(votes, size, allowed=allowed, predicted=predicted)
    named = [statements[at] for at in chosen.statements]
    return {"statements": named, "bought": chosen.bought, "size": size, "predicted": predicted is not None}
