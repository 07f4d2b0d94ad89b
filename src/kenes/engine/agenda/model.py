"""What an agenda is formed from: topics with their minutes, approvals, and how many minutes each member may spend."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Utility = Literal["item", "minutes"]
LARGEST = 2**40  # minutes of a topic: sums over a thousand topics and a million members stay exact in 64 bits


@dataclass(frozen=True)
class Topics:
    """The topics that were put forward, in the order of the list: arrays of shape (m,).

    `minutes`, whole, 0…2^40 (for participatory budgets: any whole unit of cost); `mandatory`: on the agenda whatever members
    approve; `lottery`: the last word between equals, the lower number first; each number once. Raises ValueError naming the topic.
    """

    minutes: Ints
    mandatory: Bools
    lottery: Ints

    def __post_init__(self) -> None:
        if not self.minutes.shape == self.mandatory.shape == self.lottery.shape or self.minutes.ndim != 1:
            raise ValueError("topics: minutes, mandatory and lottery need one value a topic each")
        bad = np.nonzero((self.minutes < 0) | (self.minutes > LARGEST))[0]
        if bad.size:
            raise ValueError(f"minutes: topic {bad[0]} has {self.minutes[bad[0]]}; whole minutes from 0 on are needed")
        if len(np.unique(self.lottery)) != len(self.lottery):
            raise ValueError("lottery: every topic needs a number of its own")

    @classmethod
    def of(cls, minutes: Sequence[int], mandatory: Collection[int] = (), lottery: Sequence[int] | None = None) -> "Topics":
        """Return topics from their minutes; `mandatory`, numbers of topics; `lottery`, by default the order of the list."""
        count = len(minutes)
        if np.asarray(minutes).dtype.kind not in "iu" and count:
            raise ValueError("minutes: whole minutes are needed")
        wrong = [topic for topic in mandatory if not 0 <= topic < count]
        if wrong:
            raise ValueError(f"mandatory: there is no topic {wrong[0]}")
        marks = np.zeros(count, bool)
        marks[list(mandatory)] = True
        drawn = np.arange(count) if lottery is None else np.array(lottery, np.int64)
        return cls(np.array(minutes, np.int64).reshape(-1), marks, drawn)

    def __len__(self) -> int:
        return len(self.minutes)


@dataclass(frozen=True)
class Ballots:
    """Who approves what. `voter`, shape (approvals,), sorted by topic, then voter; the supporters of topic t are
    `voter[starts[t]:starts[t + 1]]`. Voters and topics are numbered from 0. Who approves nothing still has a share to spend.
    """

    voter: Ints
    starts: Ints
    voters: int

    @classmethod
    def of(cls, voter: ArrayLike, topic: ArrayLike, voters: int, topics: int) -> "Ballots":
        """Return ballots from pairs in any order, arrays of one shape (approvals,).

        Raises ValueError for a number out of range and for a pair given twice.
        """
        who, what = np.asarray(voter, np.int64).reshape(-1), np.asarray(topic, np.int64).reshape(-1)
        if who.shape != what.shape:
            raise ValueError("ballots: voter and topic must have the same length")
        for name, index, limit in (("voter", who, voters), ("topic", what, topics)):
            if index.size and not 0 <= index.min() <= index.max() < limit:
                raise ValueError(f"ballots: {name} numbers must lie in 0…{limit - 1}")
        pairs = np.sort(what * max(voters, 1) + who)
        if (pairs[1:] == pairs[:-1]).any():
            twice = int(pairs[1:][pairs[1:] == pairs[:-1]][0])
            raise ValueError(f"ballots: voter {twice % voters} approves topic {twice // voters} twice")
        counts = np.bincount(what, minlength=topics)
        return cls(pairs % max(voters, 1), np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), voters)

    @classmethod
    def from_sets(cls, approvals: Sequence[Collection[int]], topics: int) -> "Ballots":
        """Return ballots from one collection of topic numbers a voter. Raises ValueError as `of` does."""
        pairs = [(voter, topic) for voter, chosen in enumerate(approvals) for topic in chosen]
        table = np.array(pairs, np.int64).reshape(-1, 2)
        return cls.of(table[:, 0], table[:, 1], len(approvals), topics)

    @cached_property
    def counts(self) -> Ints:
        """How many approve each topic, shape (m,)."""
        return np.diff(self.starts)

    @cached_property
    def topic(self) -> Ints:
        """The topic of each approval, shape (approvals,)."""
        return np.repeat(np.arange(len(self.starts) - 1), self.counts)

    @property
    def topics(self) -> int:
        return len(self.starts) - 1

    def of_topic(self, topic: int) -> Ints:
        """Return who approves a topic, rising."""
        return self.voter[self.starts[topic] : self.starts[topic + 1]]


@dataclass(frozen=True)
class Endowment:
    """How the minutes are shared out among members before they choose.

    `group`, shape (n,), the endowment group of each voter, 0…G-1; `weights`, length G, positive whole numbers. A group has its weight's
    share of the meeting, and its members equal parts of that, whatever their number. `kind` is for the reader.
    The share of a group without members stays unspent until completion.
    """

    kind: Literal["member", "side", "region"]
    group: Ints
    weights: tuple[int, ...]

    def __post_init__(self) -> None:
        if self.group.ndim != 1 or (self.group.size and not 0 <= self.group.min() <= self.group.max() < len(self.weights)):
            raise ValueError(f"endowment: groups must lie in 0…{len(self.weights) - 1}, one a voter")
        if any(weight < 1 or int(weight) != weight for weight in self.weights):
            raise ValueError("endowment: weights are whole numbers from 1 on")

    @classmethod
    def by_member(cls, voters: int) -> "Endowment":
        """Every member has the same: T/n."""
        return cls("member", np.zeros(voters, np.int64), (1,))

    @classmethod
    def by_side(cls, side: ArrayLike, sides: int | None = None) -> "Endowment":
        """Every side has the same whatever its head count: with two sides T/2 each, T/2/n_side a member."""
        group = np.asarray(side, np.int64).reshape(-1)
        return cls("side", group, (1,) * (sides or int(group.max(initial=0)) + 1))

    @classmethod
    def by_region(cls, region: ArrayLike, weights: Sequence[int] | None = None) -> "Endowment":
        """Every region has its weight's share (None: all the same): T·w/W/n_region a member."""
        group = np.asarray(region, np.int64).reshape(-1)
        return cls("region", group, tuple(weights) if weights is not None else (1,) * (int(group.max(initial=0)) + 1))

    @cached_property
    def sizes(self) -> Ints:
        """Members of each group, shape (G,)."""
        return np.bincount(self.group, minlength=len(self.weights))

    @cached_property
    def shares(self) -> tuple[Fraction, ...]:
        """What part of the meeting a member of each group has, 0…1, length G; 0 for a group without members."""
        whole = sum(self.weights)
        return tuple(Fraction(w, whole * int(n)) if n else Fraction(0) for w, n in zip(self.weights, self.sizes, strict=True))


@dataclass(frozen=True)
class Election:
    """One question to the engine: what `topics`, `ballots` and `endowment` are, together with the time there is.

    `minutes`, T, whole, at least 1. `free` of them are left when the mandatory topics have theirs; endowments are shares of that.
    Raises ValueError where the parts do not fit, and where the mandatory topics alone are longer than the meeting.
    """

    topics: Topics
    ballots: Ballots
    endowment: Endowment
    minutes: int

    def __post_init__(self) -> None:
        if self.minutes < 1 or int(self.minutes) != self.minutes or self.minutes > LARGEST:
            raise ValueError(f"minutes: the meeting needs whole minutes from 1 on, got {self.minutes}")
        if self.ballots.topics != len(self.topics):
            raise ValueError(f"ballots: about {self.ballots.topics} topics, but there are {len(self.topics)}")
        if len(self.endowment.group) != self.ballots.voters:
            raise ValueError(f"endowment: for {len(self.endowment.group)} voters, but there are {self.ballots.voters}")
        if self.free < 0:
            raise ValueError(f"mandatory: these topics take {self.minutes - self.free} minutes, the meeting has {self.minutes}")

    @cached_property
    def free(self) -> int:
        return self.minutes - int(self.topics.minutes[self.topics.mandatory].sum())

    @cached_property
    def open(self) -> Bools:
        """The topics that members' approvals can bring in, shape (m,): not mandatory, not longer than the time, approved by somebody."""
        return ~self.topics.mandatory & (self.topics.minutes <= self.free) & (self.ballots.counts > 0)

    @cached_property
    def rank(self) -> Ints:
        """The place of each topic among equals, shape (m,): more approvals, then shorter, then the lower lottery number."""
        order: Any = np.lexsort((self.topics.lottery, self.topics.minutes, -self.ballots.counts))
        places = np.empty(len(self.topics), np.int64)
        places[order] = np.arange(len(self.topics))
        return places
