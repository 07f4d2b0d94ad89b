"""Made-up people for tests: groups that differ, or none."""

import numpy as np

from kenes.engine.votes import Votes


def made_up(people: int, statements: int, groups: int, *, rate: float = 0.9, apart: float = 1.5, seed: int = 0) -> tuple[Votes, np.ndarray]:
    """Return votes of people in `groups` groups (1: all of one mind but for chance), and the group of each."""
    chance = np.random.default_rng(seed)
    group = chance.integers(0, groups, people)
    level, lean = chance.normal(0, 1, statements), chance.normal(0, apart, (groups, statements)) * (groups > 1)
    agree = 1 / (1 + np.exp(-(level + lean[group])))
    value = np.where(chance.random(agree.shape) < 0.1, 0, np.where(chance.random(agree.shape) < agree, 1, -1))
    who, what = np.nonzero(chance.random(agree.shape) < rate)
    return Votes.of(who, what, value[who, what], people, statements), group


def without_some(votes: Votes, share: float, seed: int) -> Votes:
    """Return votes with a share of them taken away at random."""
    kept = np.random.default_rng(seed).random(len(votes.value)) >= share
    return Votes(votes.participant[kept], votes.statement[kept], votes.value[kept], votes.participants, votes.statements)
