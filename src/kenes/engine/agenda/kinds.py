"""Members of one group who approve the same with the same share are one kind: they pay alike, so they are computed once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kenes.engine.agenda.model import Ballots, Election, Ints

SEED = 0x6B656E6573  # of the numbers that ballots are told apart by; what they say is checked, so it decides nothing


@dataclass(frozen=True)
class Kinds:
    """`of`, shape (n,), the kind of each voter; `group`, `count`, `shown`, shape (K,): endowment group and members of each kind, and
    the group in which figures count it.

    `kind`, sorted by topic, then kind, and `starts`, shape (m + 1,): the kinds that approve topic t are `kind[starts[t]:starts[t + 1]]`.
    """

    of: Ints
    group: Ints
    count: Ints
    shown: Ints
    kind: Ints
    starts: Ints
    groups: int

    @classmethod
    def found_in(cls, election: Election, shown: Ints) -> "Kinds":
        """Sort the voters of an election into kinds; `shown`, shape (n,), groups of figures."""
        ballots, group = election.ballots, election.endowment.group
        of, first = alike(ballots, group * (int(shown.max(initial=0)) + 1) + shown)
        stands_for = np.zeros(ballots.voters, bool)
        stands_for[first] = True
        kept = stands_for[ballots.voter]
        kind, topic = of[ballots.voter[kept]], ballots.topic[kept]
        order = np.lexsort((kind, topic))
        starts = np.concatenate([[0], np.cumsum(np.bincount(topic, minlength=ballots.topics))])
        count = np.bincount(of, minlength=len(first))
        return cls(of, group[first], count, shown[first], kind[order], starts.astype(np.int64), len(election.endowment.weights))

    def of_topic(self, topic: int) -> Ints:
        """Return the kinds that approve a topic, rising."""
        return self.kind[self.starts[topic] : self.starts[topic + 1]]

    @cached_property
    def support(self) -> Ints:
        """How many members of each endowment group approve each topic, shape (m, G)."""
        topics = len(self.starts) - 1
        cell = np.repeat(np.arange(topics), np.diff(self.starts)) * self.groups + self.group[self.kind]
        counts = np.bincount(cell, weights=self.count[self.kind], minlength=topics * self.groups)
        return counts.astype(np.int64).reshape(topics, self.groups)


def alike(ballots: Ballots, group: Ints) -> tuple[Ints, Ints]:
    """Return the kind of each voter, shape (n,), and a first voter of each kind, shape (K,)."""
    voters = ballots.voters
    if not voters:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    mark = np.random.default_rng(SEED).integers(0, 2**63, ballots.topics, np.int64)
    order = np.argsort(ballots.voter, kind="stable")
    approved = ballots.topic[order]  # by voter, then topic
    sizes = np.bincount(ballots.voter, minlength=voters)
    sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(mark[approved])])  # wraps around, the same for all
    ends = np.cumsum(sizes)
    key = sums[ends] - sums[ends - sizes]
    by_key = np.lexsort((group, sizes, key))
    same = np.ones(voters, bool)
    for values in (key, sizes, group):
        same[1:] &= values[by_key][1:] == values[by_key][:-1]
    same[0] = False
    label = np.cumsum(~same) - 1
    of = np.empty(voters, np.int64)
    of[by_key] = label
    first = by_key[~same]
    leader = first[of]
    here = np.repeat(leader, sizes)
    at = np.arange(len(approved)) - np.repeat(ends - sizes, sizes) + (ends - sizes)[here]
    if not np.array_equal(approved[at], approved):  # two ballots with one mark: chance 2^-63, then nobody is put together
        return np.arange(voters), np.arange(voters)
    return of, first
