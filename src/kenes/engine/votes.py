"""Votes as arrays. Readers of files are in `kenes.engine.exports`."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Votes:
    """Votes, one entry a vote: `value[i]` in -1, 0, 1 is what `participant[i]` said of `statement[i]`.

    Arrays have shape (V,) and are sorted by participant, then by statement; indices run from 0 to `participants`-1 and
    `statements`-1; no pair occurs twice. `Votes.of` brings any order into this one. Stored as 32-bit indices and 8-bit values:
    9 bytes a vote. Raises ValueError when the arrays are no such votes.
    """

    participant: NDArray[np.integer[Any]]
    statement: NDArray[np.integer[Any]]
    value: NDArray[np.integer[Any]]
    participants: int
    statements: int

    def __post_init__(self) -> None:
        if not self.participant.shape == self.statement.shape == self.value.shape or self.value.ndim != 1:
            raise ValueError("participant, statement and value must be one-dimensional and of one length")
        if not self.value.size:
            self.narrow()
            return
        if not -1 <= self.value.min() <= self.value.max() <= 1:
            raise ValueError("value: only -1, 0 and 1 are votes")
        for name, index, limit in (
            ("participant", self.participant, self.participants),
            ("statement", self.statement, self.statements),
        ):
            if not 0 <= index.min() <= index.max() < limit:
                raise ValueError(f"{name}: indices must lie in 0…{limit - 1}")
        self.narrow()
        same = self.participant[1:] == self.participant[:-1]
        if (self.participant[1:] < self.participant[:-1]).any() or (same & (self.statement[1:] < self.statement[:-1])).any():
            raise ValueError("votes must be sorted by participant, then statement: use Votes.of")
        if (same & (self.statement[1:] == self.statement[:-1])).any():
            raise ValueError("a participant votes once on a statement: keep the latest vote")

    def narrow(self) -> None:
        for name, kind in (("participant", np.int32), ("statement", np.int32), ("value", np.int8)):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), kind))

    @classmethod
    def of(cls, participant: NDArray[Any], statement: NDArray[Any], value: NDArray[Any], participants: int, statements: int) -> "Votes":
        """Return votes given in any order. Raises ValueError as the class does."""
        order = np.lexsort((statement, participant))
        return cls(participant[order], statement[order], value[order], participants, statements)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each participant's votes begin, shape (participants + 1,): those of p are `starts[p]:starts[p + 1]`."""
        return np.concatenate([[0], np.cumsum(self.votes_by_participant)]).astype(np.int64)

    @cached_property
    def votes_by_participant(self) -> NDArray[np.int64]:
        return np.bincount(self.participant, minlength=self.participants)

    @cached_property
    def votes_by_statement(self) -> NDArray[np.int64]:
        return np.bincount(self.statement, minlength=self.statements)

    def matrix(self, values: NDArray[np.float64] | None = None) -> csr_matrix:
        """Return participants × statements, sparse; a pass is a stored 0. `values`, shape (V,), stand in place of the votes."""
        data = self.value.astype(np.float64) if values is None else values
        return csr_matrix((data, self.statement, self.starts), shape=(self.participants, self.statements))
