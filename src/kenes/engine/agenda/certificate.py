"""EJR+ weighted by endowments, with minutes as cost. Definition and proof: docs/methods/agenda.md."""

from collections.abc import Collection
from fractions import Fraction

import numpy as np

from kenes.engine.agenda.model import Election, Ints, Utility
from kenes.engine.agenda.result import Certificate
from kenes.engine.agenda.spending import Shop

CLOSE = 1e-9  # what floats say of a case that is closer, relatively, is checked in whole numbers


def certify(election: Election, chosen: Collection[int], utility: Utility = "item") -> Certificate:
    """Say whether a set of topics gives every group its due.

    `chosen`, numbers of topics; mandatory ones play no part, neither inside nor outside. Shares are those before completion.
    In time O(approvals · log). Raises ValueError for a topic that is not there.
    """
    wrong = [topic for topic in chosen if not 0 <= topic < len(election.topics)]
    if wrong:
        raise ValueError(f"chosen: there is no topic {wrong[0]}")
    shop = Shop(election, utility, np.zeros(election.ballots.voters, np.int64))
    return checked(shop, election, chosen)


def checked(shop: Shop, election: Election, chosen: Collection[int]) -> Certificate:
    """Return the certificate of a set, from what a run of the rule knows already."""
    inside = np.zeros(len(election.topics), bool)
    inside[list(chosen)] = True
    inside &= ~election.topics.mandatory
    has = np.zeros(len(shop.kinds.group), np.int64)  # utility of what each kind approves and got
    for topic in np.nonzero(inside)[0].tolist():
        has[shop.kinds.of_topic(topic)] += shop.utility[topic]
    levels, level = np.unique(has, return_inverse=True)
    nearest, ratio, holds = (-1, 0), -1.0, True
    for topic in np.nonzero(election.open & ~inside)[0].tolist():
        kinds, weight = shop.supporters[topic]
        held = np.bincount(level[kinds], weights=weight, minlength=len(levels)).cumsum() * shop.free
        own = int(shop.utility[topic])
        owed = held * own / np.maximum((levels + own) * float(shop.minutes[topic]), 1e-300)
        at = int(owed.argmax())
        for near in np.nonzero(owed >= 1 - CLOSE)[0].tolist():
            holds = holds and held_by(shop, topic, has, int(levels[near])) < owed_from(shop, topic, int(levels[near]))
        if owed[at] > ratio:
            nearest, ratio = (topic, int(levels[at])), float(owed[at])
    if nearest[0] < 0:
        return Certificate(True, -1, 0, 0, Fraction(0), Fraction(0))
    topic, most = nearest
    kinds = shop.kinds.of_topic(topic)
    people = int(shop.kinds.count[kinds[has[kinds] <= most]].sum())
    return Certificate(holds, topic, most, people, held_by(shop, topic, has, most), owed_from(shop, topic, most))


def held_by(shop: Shop, topic: int, has: Ints, level: int) -> Fraction:
    """Return the minutes that supporters of a topic with at most `level` of utility hold together."""
    kinds = shop.kinds.of_topic(topic)
    kinds = kinds[has[kinds] <= level]
    heads = np.bincount(shop.kinds.group[kinds], weights=shop.kinds.count[kinds], minlength=len(shop.shares))
    return shop.free * sum((int(n) * share for n, share in zip(heads.tolist(), shop.shares, strict=True)), Fraction(0))


def owed_from(shop: Shop, topic: int, level: int) -> Fraction:
    """Return from how many minutes on a group that has `level` of utility would be owed more."""
    own = int(shop.utility[topic])
    return Fraction((level + own) * int(shop.minutes[topic]), own)
