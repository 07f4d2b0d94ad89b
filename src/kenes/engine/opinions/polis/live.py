"""Polis mode vote by vote: counts and priorities at once, the map and the groups on demand, from where they were."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.opinions.polis.history import State, update
from kenes.engine.opinions.polis.matrix import Bools, Floats, Ints, lay_out
from kenes.engine.opinions.polis.pca import extremity
from kenes.engine.opinions.polis.priority import priority
from kenes.engine.opinions.polis.result import PolisResult, completed
from kenes.engine.opinions.polis.statistics import group_aware_consensus
from kenes.engine.votes import Votes

ANSWER = {1: 0, -1: 1, 0: 2}  # a vote's place among agree, disagree, pass


class Conversation:
    """A conversation that goes on.

    `add` takes one vote and brings `counts` (S, 3), `group_counts` (S, G, 3), `extremity`, `priority` and `group_aware_consensus` (S,)
    up to date in a time that does not depend on the number of votes; components and groups are those of the last `refresh`.
    `refresh` computes the map and the groups anew, going on from the last ones as Polis does (`history.update`).
    """

    comps: Floats
    group: Ints
    counts: Ints
    group_counts: Ints
    extremity: Floats
    priority: Floats
    group_aware_consensus: Floats

    def __init__(self, votes: Votes, moderated: NDArray[Any], meta: NDArray[Any], *, seed: int = 0) -> None:
        """Begin with `votes`, perhaps none, and moderation as for `analyse`; compute the first map."""
        self.moderated, self.meta, self.seed = np.array(moderated, np.int64), np.array(meta, bool), seed
        self.votes = votes
        self.newer: dict[tuple[int, int], int] = {}  # votes since the last refresh, by (participant, statement)
        self.participants = votes.participants
        self.state: State | None = None
        self.refresh()

    def add_statement(self, *, moderated: int = 0, meta: bool = False) -> int:
        """Take in a statement; return its number. Raises ValueError when `moderated` is not -1, 0 or 1."""
        if moderated not in (-1, 0, 1):
            raise ValueError("moderated: only -1, 0 and 1 are moderation")
        self.moderated, self.meta = np.append(self.moderated, moderated), np.append(self.meta, meta)
        self.counts, self.group_counts = grown(self.counts, 1), grown(self.group_counts, 1)
        self.comps = np.pad(self.comps, ((0, 0), (0, 1)))
        self.weigh(slice(None))
        return int(self.moderated.size - 1)

    def moderate(self, statement: int, moderated: int) -> None:
        """Accept (1), reject (-1) or reopen (0) a statement. Raises ValueError for any other value or an unknown number."""
        if moderated not in (-1, 0, 1):
            raise ValueError("moderated: only -1, 0 and 1 are moderation")
        self.known(statement)
        self.moderated = self.moderated.copy()  # earlier results keep theirs
        self.moderated[statement] = moderated
        self.weigh(slice(statement, statement + 1))

    def known(self, statement: int) -> None:
        """Refuse a statement that has not been taken in."""
        if not 0 <= statement < self.moderated.size:
            raise ValueError(f"statement: a number in 0…{self.moderated.size - 1} is needed")

    def add(self, participant: int, statement: int, value: int) -> None:
        """Take one vote, -1, 0 or 1; an earlier one of this participant on this statement is replaced.

        `participant`: a known number, or the next one for somebody new. Raises ValueError for anything else, before any change.
        """
        if value not in ANSWER:
            raise ValueError("value: only -1, 0 and 1 are votes")
        if not 0 <= participant <= self.participants:
            raise ValueError(f"participant: a number in 0…{self.participants} is needed")
        self.known(statement)
        before = self.vote_of(participant, statement)
        self.newer[participant, statement] = value
        self.participants = max(self.participants, participant + 1)
        first = not self.counts[statement].any()
        tables = [self.counts[statement]]
        if participant < self.group.size and self.group[participant] >= 0:
            tables.append(self.group_counts[statement, self.group[participant]])
        for table in tables:
            table[ANSWER[value]] += 1
            if before is not None:
                table[ANSWER[before]] -= 1
        self.weigh(slice(None) if first else slice(statement, statement + 1))

    def vote_of(self, participant: int, statement: int) -> int | None:
        """Return the latest vote, None where there is none."""
        if (participant, statement) in self.newer:
            return self.newer[participant, statement]
        place = self.place_of(participant, statement)
        found = place < self.votes.value.size and (self.votes.participant[place], self.votes.statement[place]) == (participant, statement)
        return int(self.votes.value[place]) if found else None

    def place_of(self, participant: int, statement: int) -> int:
        """Return where the vote stands among those of the last refresh, or would stand."""
        if participant >= self.votes.participants:
            return int(self.votes.value.size)
        begin, end = self.votes.starts[participant : participant + 2].tolist()
        return int(begin + np.searchsorted(self.votes.statement[begin:end], statement))

    def weigh(self, part: slice) -> None:
        """Bring what follows from counts up to date for the statements `part`."""
        if part == slice(None):
            self.extremity, self.priority, self.group_aware_consensus = (np.zeros(self.moderated.size) for _ in range(3))
            self.columns = int(self.counts.any(1).sum())
        counts, out = self.counts[part], (self.moderated[part] == -1) | self.meta[part]
        center = np.where(out, 0.0, (counts[:, 0] - counts[:, 1]) / np.maximum(counts.sum(1), 1))
        self.extremity[part] = extremity(np.sqrt(self.columns) * (1 - center)[:, None] * self.comps[:, part].T)
        self.priority[part] = priority(self.group_counts[part].sum(1), self.extremity[part], self.meta[part])
        self.group_aware_consensus[part] = group_aware_consensus(self.group_counts[part])

    def refresh(self) -> PolisResult:
        """Return the whole result for all votes so far; components and groups go on from the last ones."""
        self.votes = self.all_votes()
        self.newer = {}
        matrix = lay_out(self.votes, self.moderated, self.meta)
        before = None if self.state is None else widened(self.state, self.participants, self.moderated.size)
        self.state = update(matrix, before, seed=self.seed)
        result = completed(matrix, self.moderated, self.meta, self.state)
        self.comps = result.components
        self.group = result.group
        self.counts = result.counts.copy()
        self.group_counts = result.group_counts.copy()
        self.extremity = result.extremity.copy()
        self.priority = result.priority.copy()
        self.group_aware_consensus = result.group_aware_consensus.copy()
        self.columns = matrix.columns
        return result

    def all_votes(self) -> Votes:
        """Return all votes so far, those since the last refresh put in their places."""
        votes, people, statements = self.votes, self.participants, self.moderated.size
        if not self.newer:
            same = (people, statements) == (votes.participants, votes.statements)
            return votes if same else Votes(votes.participant, votes.statement, votes.value, people, statements)
        pairs = sorted(self.newer)
        value = votes.value.copy()
        added, where = [], []
        for pair in pairs:
            place = self.place_of(*pair)
            if place < value.size and (votes.participant[place], votes.statement[place]) == pair:
                value[place] = self.newer[pair]
            else:
                added.append((*pair, self.newer[pair]))
                where.append(place)
        new = np.array(added, np.int64).reshape(-1, 3)
        participant, statement, value = (
            np.insert(old, where, new[:, axis]) for axis, old in enumerate((votes.participant, votes.statement, value))
        )
        return Votes(participant, statement, value, people, statements)


def grown(table: Ints, by: int) -> Ints:
    """Return a table with `by` more rows of 0."""
    return np.concatenate([table, np.zeros((by, *table.shape[1:]), table.dtype)])


def widened(state: State, participants: int, statements: int) -> State:
    """Return a state with room for people and statements that have come since."""
    people = participants - state.label.size
    within: Bools = np.pad(state.within, (0, people))
    comps = np.pad(state.comps, ((0, 0), (0, statements - state.comps.shape[1])))
    points = np.pad(state.points, ((0, people), (0, 0)))
    return replace(state, comps=comps, points=points, within=within, label=np.pad(state.label, (0, people), constant_values=-1))
