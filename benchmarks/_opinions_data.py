"""Made-up conversations of any size, for benchmarks: typed arrays, the same for the same seed.

People belong to a few latent groups, each with its own mind about each statement; votes are not missing at random: some people
vote on much more than others, and some statements are shown far more often, as routing does.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.votes import Votes

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]
GROUPS = 4


def conversation(people: int, statements: int, votes: int, *, seed: int = 0) -> Votes:
    """Return about `votes` votes (never more cells than there are) of `people` on `statements`."""
    chance = np.random.default_rng(seed)
    group = chance.choice(GROUPS, people, p=[0.4, 0.3, 0.2, 0.1])
    leaning = chance.normal(0.3, 0.8, (GROUPS, statements)).astype(np.float32)  # what a group thinks of a statement
    diligence = chance.lognormal(0.0, 0.8, people)
    shown = chance.lognormal(0.0, 0.7, statements)
    answered = np.minimum(np.maximum(np.round(diligence / diligence.mean() * votes / people), 1), 0.95 * statements)
    answered += (0.95 * statements - answered) * max(0.0, (votes - answered.sum()) / (0.95 * statements * people - answered.sum()))
    participant, statement = cells(chance, answered, shown / shown.sum())
    agree = leaning[group[participant], statement]
    agree += chance.standard_normal(participant.size, np.float32)
    value = np.where(agree > 0.25, 1, np.where(agree < -0.25, -1, 0)).astype(np.int8)
    return Votes(participant, statement, value, people, statements)


def cells(chance: np.random.Generator, answered: Ints, odds: Floats) -> tuple[Ints, Ints]:
    """Return who voted on what, sorted: person p on about `answered[p]` distinct statements, by their `odds`.

    A statement drawn twice counts once, so as many more are drawn as make the wanted number on average.
    """
    tries = np.unique(np.geomspace(1, 20 * odds.size, 80).astype(np.int64))
    distinct = np.array([odds.size - ((1 - odds) ** number).sum() for number in tries])
    draws = np.round(np.interp(answered, distinct, tries)).astype(np.int64)
    upto = np.cumsum(odds)
    batch, parts = max(1, 4_000_000 // max(int(draws.mean()), 1)), []
    for begin in range(0, draws.size, batch):
        some = draws[begin : begin + batch]
        person = np.repeat(np.arange(begin, begin + some.size, dtype=np.int64), some)
        drawn = np.minimum(np.searchsorted(upto, chance.random(person.size) * upto[-1]), odds.size - 1)
        pair = np.unique(person * odds.size + drawn)
        parts.append(np.stack([pair // odds.size, pair % odds.size]).astype(np.int32))
    participant, statement = np.concatenate(parts, axis=1)
    return participant, statement
