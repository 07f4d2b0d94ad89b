"""Counting votes: by statement, cell and batch."""

import numpy as np
from numpy.typing import NDArray

from kenes.engine.votes import Votes

AGREE, DISAGREE, PASS = 0, 1, 2  # the last axis of every table of counts
Counts = NDArray[np.int64]


def counts(votes: Votes, leaf: NDArray[np.int64], leaves: int, batch: NDArray[np.int64] | None = None, batches: int = 1) -> Counts:
    """Count votes by statement, leaf cell and batch.

    Arguments: `votes`, S statements × P participants, sparse; `leaf`, shape (P,), the cell 0…leaves-1 of each participant;
    `batch`, shape (V,), for each vote the batch 0…batches-1 in which it was first cast (None: all in one).
    Returns integers of shape (S, leaves, batches, 3): agree, disagree, pass. Units: people.
    Raises ValueError when a leaf or batch is out of range or a shape does not fit.
    """
    if leaf.shape != (votes.participants,):
        raise ValueError(f"leaf: one cell a participant is needed, {votes.participants}, got shape {leaf.shape}")
    when = np.zeros(len(votes.value), np.int64) if batch is None else batch
    if when.shape != votes.value.shape:
        raise ValueError(f"batch: one batch a vote is needed, {len(votes.value)}, got shape {when.shape}")
    for name, values, limit in (("leaf", leaf, leaves), ("batch", when, batches)):
        if values.size and not 0 <= values.min() <= values.max() < limit:
            raise ValueError(f"{name}: values must lie in 0…{limit - 1}")
    answer = np.array([DISAGREE, PASS, AGREE])[votes.value + 1]
    place = ((votes.statement.astype(np.int64) * leaves + leaf[votes.participant]) * batches + when) * 3 + answer
    flat = np.bincount(place, minlength=votes.statements * leaves * batches * 3)
    return flat.astype(np.int64).reshape(votes.statements, leaves, batches, 3)
