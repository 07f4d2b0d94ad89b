"""Steps 1 and 2 of Polis: the matrix of votes, and whose votes shape the map.

Source: Polis's `named_matrix.clj` and `conversation.clj` (github.com/compdemocracy/polis, 2024-10), read and told in our own words.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.votes import Votes

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ENOUGH_VOTES = 7  # who has cast so many, or one on every statement, is in
FEWEST_PEOPLE = 15  # with fewer, those who voted most fill up
CHUNK = 1 << 18  # votes counted at a time: temporary arrays stay in the processor's cache


def tally(votes: Votes, label: NDArray[Any] | None = None, labels: int = 1) -> Ints:
    """Count answers by label and statement in one pass.

    `label`, shape (P,): a number in 0…labels-1 for each participant (None: all 0). Returns integers of shape
    (labels, S, 3): agree, disagree, pass. Raises ValueError when `label` has another shape or range.
    """
    here = np.zeros(votes.participants, np.int64) if label is None else label
    if here.shape != (votes.participants,):
        raise ValueError(f"label: one a participant is needed, {votes.participants}, got shape {here.shape}")
    if here.size and not 0 <= here.min() <= here.max() < labels:
        raise ValueError(f"label: values must lie in 0…{labels - 1}")
    row = here.astype(np.int64) * (3 * votes.statements) + 1
    counts = np.zeros(labels * votes.statements * 3, np.int64)
    step = max(CHUNK, counts.size)  # a chunk is never smaller than the table it is added to
    for begin in range(0, votes.value.size, step):
        part = slice(begin, begin + step)
        place = row[votes.participant[part]]
        place += votes.statement[part] * np.int32(3)
        place += votes.value[part]
        counts += np.bincount(place, minlength=counts.size)
    return np.ascontiguousarray(counts.reshape(labels, votes.statements, 3)[:, :, [2, 0, 1]])


@dataclass(frozen=True)
class Matrix:
    """Votes as Polis lays them out: R as they were cast, and M, where the columns `out` hold 0 for everybody, voter or not.

    `out`, shape (S,): rejected statements and meta statements. Only statements that somebody voted on are columns.
    """

    votes: Votes
    out: Bools

    @cached_property
    def counts(self) -> Ints:
        """Return how many agree, disagree and pass, in R: shape (S, 3)."""
        return np.asarray(tally(self.votes)[0])

    @cached_property
    def column(self) -> Bools:
        """Return which statements are columns: those somebody voted on, shape (S,)."""
        return np.asarray(self.counts.sum(1) > 0)

    @cached_property
    def row(self) -> Bools:
        """Return which participants are rows: those who voted, shape (P,)."""
        return np.asarray(self.votes.votes_by_participant > 0)

    @property
    def columns(self) -> int:
        return int(self.column.sum())

    @cached_property
    def center(self) -> Floats:
        """Return the mean of each column of M over its non-missing cells, shape (S,), range -1…1; 0 where `out` or nobody voted."""
        agree, disagree = self.counts[:, 0], self.counts[:, 1]
        return np.asarray(np.where(self.out, 0.0, (agree - disagree) / np.maximum(self.counts.sum(1), 1)))

    @cached_property
    def answered(self) -> Ints:
        """Return the non-missing cells of each row of M, shape (P,): votes on open columns, and every column that is out."""
        if not self.out.any():
            return self.votes.votes_by_participant
        on_out = np.bincount(self.votes.participant[self.out[self.votes.statement]], minlength=self.votes.participants)
        return self.votes.votes_by_participant - on_out + np.int64((self.out & self.column).sum())

    @cached_property
    def centred(self) -> Floats:
        """Return the cells of M less their column's mean, one a vote, shape (V,).

        A missing cell is filled with the mean, so it is exactly 0 here and need not be stored; so is a column that is out.
        """
        by_answer = np.array([-1.0, 0.0, 1.0]) - self.center[:, None]
        by_answer[self.out] = 0
        table, result = by_answer.ravel(), np.empty(self.votes.value.size)
        for begin in range(0, result.size, CHUNK):
            part = slice(begin, begin + CHUNK)
            table.take(self.votes.statement[part] * np.int32(3) + self.votes.value[part] + np.int32(1), out=result[part], mode="clip")
        return result


def lay_out(votes: Votes, moderated: NDArray[Any], meta: NDArray[Any]) -> Matrix:
    """Return step 1: the matrix, with rejected (`moderated` = -1) and `meta` statements taken out.

    Unmoderated statements (0) stay in, as in Polis. `moderated`: shape (S,), -1, 0 or 1; `meta`: shape (S,), true or false.
    Raises ValueError when a shape or value does not fit.
    """
    for name, values in (("moderated", moderated), ("meta", meta)):
        if values.shape != (votes.statements,):
            raise ValueError(f"{name}: one value a statement is needed, {votes.statements}, got shape {values.shape}")
    if not np.isin(moderated, (-1, 0, 1)).all():
        raise ValueError("moderated: only -1, 0 and 1 are moderation")
    return Matrix(votes, np.asarray((moderated == -1) | (meta != 0)))


def included(matrix: Matrix, before: NDArray[Any] | None = None) -> Bools:
    """Return step 2: whose votes place them on the map, shape (P,).

    Those with at least min(7, columns) votes in R, those of `before` (once in, always in), and when they are fewer than 15, those
    with the most votes besides, earlier rows first. Nobody without a vote. Raises ValueError when `before` has another shape.
    """
    cast = matrix.votes.votes_by_participant
    if before is not None and before.shape != cast.shape:
        raise ValueError(f"before: one value a participant is needed, {cast.size}, got shape {before.shape}")
    within = (cast >= min(ENOUGH_VOTES, matrix.columns)) & matrix.row
    if before is not None:
        within |= before.astype(bool)
    lacking = FEWEST_PEOPLE - int(within.sum())
    if lacking > 0:
        others = np.flatnonzero(~within & matrix.row)
        within[others[np.argsort(-cast[others], kind="stable")[:lacking]]] = True
    return np.asarray(within)
