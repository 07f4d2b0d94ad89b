"""Step 11 of Polis: which statement is put to people next.

Source: Polis's `conversation.clj` (priority) and `server.ts` (the draw) in our own words.
"""

import numpy as np

from kenes.engine.agreement import AGREE, PASS
from kenes.engine.opinions.polis.matrix import Bools, Floats, Ints

META = 49.0  # the square of 7: meta statements have one priority, however they are answered


def priority(counts: Ints, extremity: Floats, meta: Bools) -> Floats:
    """Return the priority of each statement, shape (S,), above 0.

    `counts`: answers in R of all people who are in a group, shape (S, 3); `extremity`: shape (S,), of step 4; `meta`: shape (S,).
    [(1 - (P+1)/(N+2))·(E+1)·(A+1)/(N+2)·(1 + 8·2^(-N/5))]²: few passes, an extreme place on the map, agreement, and few answers.
    """
    answers = counts.sum(-1)
    asked = (counts[..., AGREE] + 1) / (answers + 2)
    settled = 1 - (counts[..., PASS] + 1) / (answers + 2)
    value = settled * (extremity + 1) * asked * (1 + 8 * 2.0 ** (answers / -5))
    return np.asarray(np.where(meta, META, value**2))


def drawn(priorities: Floats, unvoted: Bools, chance: np.random.Generator) -> int | None:
    """Return the statement a person gets next: of those `unvoted`, shape (S,), one by lot in proportion to its priority.

    None when nothing is left. The same state of `chance` draws the same.
    """
    left = np.flatnonzero(unvoted)
    if not left.size:
        return None
    upto = np.cumsum(priorities[left])
    return int(left[min(np.searchsorted(upto, chance.random() * upto[-1], side="right"), left.size - 1)])
