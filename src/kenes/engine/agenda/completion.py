"""Completion: what members' own shares leave of the time. The rule in words: docs/methods/agenda.md.

kenes: everybody's share is raised by the same factor, 1 + k · 2 % for k = 1, 2, …, at most tenfold, until what is bought no longer fits.
Of the heights before that, the last counts at which everything is bought that own support had bought; then topics that fit are
added, those with the most support first. With equal shares of T/n a step is T/n · 2 %.

pabulib ("add1"): shares of ⌊T/n⌋, then one unit of cost more each, until what is bought no longer fits; nothing is added. This is
what Wieliczka did in 2023. Only for equal shares.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kenes.engine.agenda.model import Election
from kenes.engine.agenda.result import Completion
from kenes.engine.agenda.spending import Shop, Spending

STEP = Fraction(1, 50)
TENFOLD = 450  # steps
NO_STEP = 2**62
SURE = 1e-9  # relative; much more than floats are off


@dataclass(frozen=True)
class Completed:
    """`own`: what own support bought; `spending`: the run that counts, with shares raised by `raised`; `steps` to get there."""

    own: frozenset[int]
    spending: Spending
    raised: Fraction
    steps: int


def complete(shop: Shop, election: Election, completion: Completion, unit: int = 1) -> Completed:
    """Buy with own shares, then with raised ones. `unit`: how much of `minutes` one unit of cost is (add1)."""
    if completion == "pabulib":
        return add_units(shop, election, unit)
    spending = shop.spend(Fraction(1))
    own = frozenset(spending.order)
    done = Completed(own, spending, Fraction(1), 0)
    if completion == "none":
        return done
    step = 0
    while (step := next_step(shop, spending, 1 + step * STEP, STEP, step)) <= TENFOLD:
        spending = shop.spend(1 + step * STEP)
        if not fits(spending, election):
            break
        chosen = frozenset(spending.order)
        if own <= chosen and chosen != frozenset(done.spending.order):
            done = Completed(own, spending, 1 + step * STEP, step)
    return done


def add_units(shop: Shop, election: Election, unit: int) -> Completed:
    """Return the outcome of add1, from shares of ⌊T/n⌋ on. Raises ValueError for shares that are not equal."""
    if len(election.endowment.weights) > 1:
        raise ValueError("completion: pabulib needs equal shares for all members")
    voters, free = election.ballots.voters, election.free
    if not voters or not free:
        return complete(shop, election, "none")
    one = Fraction(voters * unit, free)  # what one unit more is as a part of the equal share
    start = free // (voters * unit)
    spending = shop.spend(start * one)
    done = Completed(frozenset(spending.order), spending, start * one, 0)
    step = 0
    while (step := next_step(shop, spending, (start + step) * one, one, step)) < NO_STEP:
        spending = shop.spend((start + step) * one)
        if not fits(spending, election):
            break
        if frozenset(spending.order) != frozenset(done.spending.order):
            done = Completed(done.own, spending, (start + step) * one, step)
    return done


def fits(spending: Spending, election: Election) -> bool:
    return int(election.topics.minutes[spending.order].sum()) <= election.free


def next_step(shop: Shop, spending: Spending, raised: Fraction, unit: Fraction, step: int) -> int:
    """Return the next step that may bring anything new; NO_STEP when none can.

    Where nobody gave less than the full price, higher shares change neither prices nor order; something new is bought
    only when the supporters of a topic that costs more than all bought can pay for it. Steps until then are left out.
    """
    outside = shop.open.copy()
    outside[spending.order] = False
    topics = np.nonzero(outside)[0]
    if not topics.size:
        return NO_STEP
    if spending.capped or not raised:
        return step + 1
    full = shop.minutes / np.maximum(shop.support, SURE**2) / shop.utility
    if (full[topics] <= full[spending.order].max(initial=0.0) * (1 + SURE)).any():
        return step + 1
    height = float(raised)
    spent = [float((weight * (1 - spending.left[kinds])).sum()) for kinds, weight in (shop.supporters[topic] for topic in topics)]
    needed = (shop.minutes[topics] / shop.free + height * np.array(spent)) / shop.support[topics]
    ahead = int((float(needed.min()) * (1 - SURE) - height) / float(unit)) - 1
    return step + max(1, ahead)


def fill(shop: Shop, election: Election, chosen: list[int]) -> list[int]:
    """Return what else fits: the topic with the most support first, counted in minutes of shares; equals by the printed rule."""
    taken = set(chosen)
    left = election.free - int(election.topics.minutes[chosen].sum())
    outside = [topic for topic in np.nonzero(election.open)[0].tolist() if topic not in taken]
    heads = {topic: zip(shop.kinds.support[topic].tolist(), shop.shares, strict=True) for topic in outside}
    support = {topic: sum((n * share for n, share in each), Fraction(0)) for topic, each in heads.items()}
    added = []
    for topic in sorted(outside, key=lambda topic: (-support[topic], election.rank[topic])):
        if election.topics.minutes[topic] <= left:
            added.append(topic)
            left -= int(election.topics.minutes[topic])
    return added
