"""An inverted index that takes new texts at once: hashes, and in which texts each occurs how often.

Postings lie in segments, each ordered by hash; a new text is a small segment of its own, and two neighbours of like size are merged
(the logarithmic method: Bentley & Saxe, Decomposable searching problems I, Journal of Algorithms 1 (1980); in search engines: P. O'Neil
et al., The log-structured merge-tree, Acta Informatica 33 (1996)). Adding n texts one by one costs O(n log n) postings, a search looks
into O(log n) segments, and how many texts hold a hash is always counted exactly.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kenes.engine.similarity.features import Hashes, Ints, Rows

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Segment:
    """Postings of some texts: `hashes` (v,) ascending, `starts` (v + 1,), `slots` and `counts` (p,)."""

    hashes: Hashes
    starts: Ints
    slots: NDArray[np.int32]
    counts: NDArray[np.float32]

    @classmethod
    def of(cls, hashes: Hashes, slots: NDArray[np.int32], counts: NDArray[np.float32]) -> "Segment":
        """Build a segment of postings ordered by hash. Shapes (p,)."""
        distinct, starts = np.unique(hashes, return_index=True)
        return cls(distinct, np.append(starts, hashes.size), slots, counts)

    @property
    def flat(self) -> Hashes:
        """The hash of every posting, shape (p,)."""
        return np.repeat(self.hashes, np.diff(self.starts))

    def merged(self, other: "Segment") -> "Segment":
        hashes = np.concatenate([self.flat, other.flat])
        order = np.argsort(hashes, kind="stable")
        slots = np.concatenate([self.slots, other.slots])[order]
        return Segment.of(hashes[order], slots, np.concatenate([self.counts, other.counts])[order])

    def without(self, slots: NDArray[np.int32]) -> "Segment":
        kept = ~np.isin(self.slots, slots)
        return self if kept.all() else Segment.of(self.flat[kept], self.slots[kept], self.counts[kept])

    def find(self, hashes: Hashes) -> tuple[Ints, Ints]:
        """Return where the postings of each hash begin, and how many there are; shapes as `hashes`."""
        at = np.minimum(np.searchsorted(self.hashes, hashes), self.hashes.size - 1)
        there = self.hashes[at] == hashes
        begin = np.where(there, self.starts[at], 0)
        return begin, np.where(there, self.starts[at + 1], 0) - begin


@dataclass(frozen=True)
class Found:
    """Postings of a query's hashes: which hash of the query (`of`), in which text (`slots`), how often (`counts`); shapes (p,)."""

    of: Ints
    slots: NDArray[np.int32]
    counts: NDArray[np.float32]


class Postings:
    """Which texts hold a hash, and how often. Texts are numbered by the caller ("slots", from 0)."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []

    def add(self, rows: Rows, slots: Ints) -> None:
        """Take in texts: `rows` with texts counted from 0, `slots` (n,) their numbers here, none of them in use."""
        if not rows.hashes.size:
            return
        self.segments.append(Segment.of(rows.hashes, slots[rows.texts].astype(np.int32), rows.counts.astype(np.float32)))
        while len(self.segments) > 1 and 2 * self.segments[-1].slots.size > self.segments[-2].slots.size:
            last = self.segments.pop()
            self.segments.append(self.segments.pop().merged(last))

    def remove(self, slots: Ints) -> None:
        """Forget texts."""
        gone = slots.astype(np.int32)
        self.segments = [left for segment in self.segments if (left := segment.without(gone)).slots.size]

    def holders(self, hashes: Hashes) -> Ints:
        """Return in how many texts each hash occurs, shape as `hashes`."""
        total = np.zeros(hashes.size, dtype=np.int64)
        for segment in self.segments:
            total += segment.find(hashes)[1]
        return total

    def find(self, hashes: Hashes) -> tuple[Found, Ints]:
        """Return all postings of distinct `hashes` (h,), and in how many texts each occurs (h,)."""
        parts: list[tuple[Ints, NDArray[np.int32], NDArray[np.float32]]] = []
        total = np.zeros(hashes.size, dtype=np.int64)
        for segment in self.segments:
            begin, length = segment.find(hashes)
            total += length
            at = np.arange(int(length.sum())) + np.repeat(begin - np.cumsum(length) + length, length)
            parts.append((np.repeat(np.arange(hashes.size), length), segment.slots[at], segment.counts[at]))
        if not parts:
            return Found(np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.float32)), total
        of, slots, counts = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Found(of, slots, counts), total

    def square_lengths(self, weight: Callable[[Hashes, Ints], Floats], size: int) -> Floats:
        """Return Σ (weight · (1 + ln count))² of every text, shape (size,): `weight` of hashes and their numbers of holders."""
        total = np.zeros(size)
        for segment in self.segments:
            own = np.diff(segment.starts)
            weights = np.repeat(weight(segment.hashes, self.holders(segment.hashes)), own) * (1 + np.log(segment.counts))
            total += np.bincount(segment.slots, weights * weights, minlength=size).astype(np.float64)
        return total
