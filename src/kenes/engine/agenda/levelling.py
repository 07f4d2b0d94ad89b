"""Confidential ballots: no lone approval and no lone refusal of a group counts, so that nobody's answer follows from what is published.

What is published of a confidential ballot is computed from levelled approvals only, and treats the members of a group alike. Whatever
else is published of it can then not tell them apart either. The proof is in docs/methods/agenda.md.
"""

from fractions import Fraction
from math import lcm

import numpy as np

from kenes.engine.agenda.model import Ballots, Endowment, Ints

LARGE_GROUP = 20  # members from which two approvals, not one, are taken for none


def margin_for(sizes: Ints) -> int:
    """Return how many approvals, or refusals, of a group are taken for none: a matter of the roster alone.

    Two where every group has twenty members or more: a member who knows their own answer then cannot read the others' out of a
    figure. One in smaller groups, of which two would leave little. Groups without members do not count.
    """
    return 2 if (sizes[sizes > 0] >= LARGE_GROUP).all() else 1


def levelled(ballots: Ballots, group: Ints, margin: int) -> Ballots:
    """Return the approvals that count.

    `group`, shape (n,), the group of each voter; `margin`, at least 1. In each group and for each topic: `margin` approvals or
    fewer are taken for none; `margin` refusals or fewer, for none. Raises ValueError for a group of 1…2·margin members, in which the
    two would meet.
    """
    sizes = np.bincount(group)
    small = np.nonzero((sizes > 0) & (sizes <= 2 * margin))[0]
    if small.size:
        raise ValueError(f"groups: group {small[0]} has {sizes[small[0]]} members; at least {2 * margin + 1} keep approvals confidential")
    cell = ballots.topic * len(sizes) + group[ballots.voter]
    counts = np.bincount(cell, minlength=ballots.topics * len(sizes)).reshape(ballots.topics, len(sizes))
    everybody = (counts >= sizes - margin) & (sizes > 0)
    stays = (counts > margin) & ~everybody
    kept = stays.reshape(-1)[cell]
    topics, whole = np.nonzero(everybody)
    members = [np.nonzero(group == each)[0] for each in range(len(sizes))]
    voter = np.concatenate([ballots.voter[kept], *(members[each] for each in whole.tolist())])
    topic = np.concatenate([ballots.topic[kept], np.repeat(topics, sizes[whole])])
    return Ballots.of(voter, topic, ballots.voters, ballots.topics)


def pooled(endowment: Endowment, group: Ints) -> tuple[Endowment, bool]:
    """Return shares that are equal inside each group, and whether anything had to change for it.

    A group as a whole keeps what its members had; inside, all have the same. What nobody held stays with nobody.
    """
    groups, kinds = int(group.max(initial=-1)) + 1, len(endowment.weights)
    heads = np.bincount(group * kinds + endowment.group, minlength=groups * kinds).reshape(groups, kinds).tolist()
    held = [[(n, share) for n, share in zip(row, endowment.shares, strict=True) if n] for row in heads]
    if all(len({share for _, share in row}) <= 1 for row in held):
        return endowment, False
    sums = [sum((n * share for n, share in row), Fraction(0)) for row in held]
    parts = [*sums, 1 - sum(sums, Fraction(0))]
    whole = lcm(*(part.denominator for part in parts))
    weights = [int(part * whole) for part in parts]
    present = np.array([bool(row) for row in held])
    return Endowment(endowment.kind, (np.cumsum(present) - 1)[group], tuple(weight for weight in weights if weight)), True
