"""Vectors of meaning, compared within and across languages.

A model of many languages puts texts of one language closer together than texts of one meaning: each language's mean vector is taken off
first. What is left is compared by CSLS, 2·cos(q, d) - r(d), where r(d) is the mean cosine of d with its k nearest among n texts of the
query's language, so that texts which are near to everything do not come first (Lample et al., Word translation without
parallel data, ICLR 2018, equation 3; the term r(q) is the same for all d and drops out of a z-score). Those n texts are the
background's, of which mean and main directions are known, not the texts: cosines with d are taken as normal with standard deviation
s(d), and the k largest of n then have the mean s(d)·φ(t)/(k/n), t the 1 - k/n quantile (mean of a truncated normal distribution).
"""

from collections.abc import Mapping, Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from kenes.engine.similarity.background import Moments, Pair, Space
from kenes.engine.similarity.postings import Floats

NEAREST, OF = 10, 800  # k and n of CSLS
_T = NormalDist().inv_cdf(1 - NEAREST / OF)
HUB = NormalDist().pdf(_T) / (NEAREST / OF)  # mean of the k largest of n, in standard deviations


class Vectors:
    """Centred vectors by slot."""

    def __init__(self, spaces: Mapping[str, Space]) -> None:
        self.spaces = spaces
        self.rows: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self.hubs: dict[str, Floats] = {}  # r of each text against each language
        self.filled: NDArray[np.bool_] = np.zeros(0, dtype=bool)

    def __len__(self) -> int:
        return int(self.filled.sum())

    def add(self, language: str, slots: NDArray[np.int64], vectors: Sequence[NDArray[np.float32] | None]) -> None:
        """Keep vectors (d,) of texts of one language under their slots; None for a text without one."""
        self.grow(int(slots.max(initial=-1)) + 1)
        given = [(slot, vector) for slot, vector in zip(slots.tolist(), vectors, strict=True) if vector is not None]
        if not given or language not in self.spaces:
            return
        at = np.array([slot for slot, _ in given])
        self.rows[at] = self.spaces[language].centred(np.stack([vector for _, vector in given]))
        self.filled[at] = True
        for other, space in self.spaces.items():
            self.hubs[other][at] = HUB * space.spread(self.rows[at])

    def grow(self, size: int) -> None:
        """Make room for slots below `size`, a third more than needed."""
        if size <= self.filled.size:
            return
        size += size // 3
        width = next((space.mean.size for space in self.spaces.values()), 0)
        rows = np.zeros((size, width), dtype=np.float32)
        rows[: self.filled.size] = self.rows if self.filled.size else rows[:0]
        self.rows = rows
        self.hubs = {name: np.append(self.hubs.get(name, np.zeros(0)), np.zeros(size - self.filled.size)) for name in self.spaces}
        self.filled = np.append(self.filled, np.zeros(size - self.filled.size, dtype=bool))

    def remove(self, slot: int) -> None:
        if slot < self.filled.size:
            self.filled[slot] = False

    def has(self, slots: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which slots hold a vector, shape as `slots`."""
        return self.filled[slots]

    def scores(self, query: NDArray[np.float32], pair: Pair, slots: NDArray[np.intp], hub: Moments) -> tuple[Floats, Moments]:
        """Return 2·cos - r of each text (shape as `slots`, all of language pair[1]) with a query of language pair[0], and what is usual
        between this query and unrelated texts: mean -E r, variance 4·s(query)² + Var r, by `hub`, the moments of r."""
        centred = self.spaces[pair[0]].centred(query[None])
        cosines = (self.rows @ centred[0])[slots]  # of all: sooner than copying some rows
        spread = float(self.spaces[pair[1]].spread(centred)[0])
        usual = Moments(-hub.mean, float(np.hypot(2 * spread, hub.deviation)))
        return 2 * cosines.astype(np.float64) - self.hubs[pair[0]][slots], usual
