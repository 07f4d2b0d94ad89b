"""How alike texts of one language are by their letters and their words: TF-IDF cosine and BM25 over an index that grows.

Letters: cosine of (1 + ln tf) · idf, idf = ln((1 + N) / (1 + df)) + 1 (scikit-learn's smooth idf; sublinear tf). Words: BM25 of
Robertson & Zaragoza, The probabilistic relevance framework, Foundations and Trends in IR 3 (2009), k1 = 0.9, b = 0.4, idf in Lucene's
form ln(1 + (N - df + ½) / (df + ½)), as a share of what the query's words could reach. Both count, besides the texts that are there,
`PRIOR` texts of the background in which common runs of letters and words are as common as in SIB-200: five claims cannot tell
which words are common.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kenes.engine.similarity.features import Hashes, Ints, Rows
from kenes.engine.similarity.postings import Floats, Postings

PRIOR = 200  # texts of the background that count besides those that are there
K1, B = 0.9, 0.4
DRIFT = 1.05  # lengths are computed anew when the number of texts changed by this factor


@dataclass(frozen=True)
class Common:
    """How common hashes are in the background: `hashes` (h,) ascending, `shares` (h,) of texts, 0…1; all others are not common."""

    hashes: Hashes
    shares: Floats
    words: float  # of an average text

    def holders(self, hashes: Hashes) -> Floats:
        """Return in how many of `PRIOR` texts each hash occurs, shape as `hashes`."""
        if not self.hashes.size:
            return np.zeros(hashes.size)
        at = np.minimum(np.searchsorted(self.hashes, hashes), self.hashes.size - 1)
        return np.where(self.hashes[at] == hashes, self.shares[at], 0.0) * PRIOR


class Lexical:
    """Letters and words of texts of one language. Texts are numbered by the caller ("slots", from 0)."""

    def __init__(self, letters: Common, words: Common) -> None:
        self.common_letters, self.common_words = letters, words
        self.letters, self.words = Postings(), Postings()
        self.lengths = np.zeros(0)  # of each text's vector of letters, by slot; 1 where there is no text
        self.sizes = np.zeros(0)  # words of each text, by slot
        self.texts = 0
        self.measured_at = 0  # how many texts there were when lengths were last computed

    def add(self, letters: Rows, words: Rows, slots: Ints) -> None:
        """Take in texts: rows with texts counted from 0, `slots` (n,) their numbers here."""
        size = max(self.lengths.size, int(slots.max(initial=-1)) + 1)
        self.lengths = np.append(self.lengths, np.ones(size - self.lengths.size))
        self.sizes = np.append(self.sizes, np.zeros(size - self.sizes.size))
        self.letters.add(letters, slots)
        self.words.add(words, slots)
        self.texts += slots.size
        self.sizes[slots] = np.bincount(words.texts, words.counts, minlength=slots.size)
        if self.measured_at and self.measured_at / DRIFT <= self.texts <= self.measured_at * DRIFT:
            weights = self.letter_weights(letters.hashes, self.letters.holders(letters.hashes)) * (1 + np.log(letters.counts))
            self.lengths[slots] = proper(np.bincount(letters.texts, weights * weights, minlength=slots.size).astype(np.float64))

    def remove(self, slots: Ints) -> None:
        """Forget texts that are there."""
        self.letters.remove(slots)
        self.words.remove(slots)
        self.sizes[slots] = 0
        self.texts -= slots.size

    def letter_weights(self, hashes: Hashes, holders: Ints) -> Floats:
        """Return the idf of runs of letters that so many texts hold."""
        return np.log((1 + self.texts + PRIOR) / (1 + holders + self.common_letters.holders(hashes))) + 1

    def by_letters(self, query: Rows) -> Floats:
        """Return the cosine of one query's letters with every text's, shape (slots,), 0…1."""
        if not (self.measured_at and self.measured_at / DRIFT <= self.texts <= self.measured_at * DRIFT):
            self.lengths = proper(self.letters.square_lengths(self.letter_weights, self.lengths.size))
            self.measured_at = self.texts
        found, holders = self.letters.find(query.hashes)
        idf = self.letter_weights(query.hashes, holders)
        wanted = idf * (1 + np.log(query.counts))
        weights = (wanted * idf)[found.of] * (1 + np.log(found.counts))
        own = float(np.sqrt((wanted * wanted).sum())) or 1.0
        return np.bincount(found.slots, weights, minlength=self.lengths.size) / self.lengths / own

    def by_words(self, query: Rows) -> Floats:
        """Return BM25 of every text as a share of the most that the query's words can reach, shape (slots,), 0…1."""
        found, holders = self.words.find(query.hashes)
        total, common = self.texts + PRIOR, holders + self.common_words.holders(query.hashes)
        idf = np.log(1 + (total - common + 0.5) / (common + 0.5))
        average = (self.sizes.sum() + PRIOR * self.common_words.words) / total
        damped = found.counts + K1 * (1 - B + B * self.sizes[found.slots] / average)
        weights = idf[found.of] * found.counts / damped
        return np.bincount(found.slots, weights, minlength=self.sizes.size) / (float(idf.sum()) or 1.0)


def proper(squares: Floats) -> Floats:
    """Return lengths of which none is 0."""
    return np.where(squares > 0, np.sqrt(squares), 1.0)


def common(rows: Sequence[Rows], texts: int, least: float) -> tuple[Hashes, Floats]:
    """Return the hashes that at least a share `least` of `texts` texts hold, ascending, and their shares."""
    hashes, holders = np.unique(np.concatenate([row.hashes for row in rows]), return_counts=True)
    often = holders >= least * texts
    return hashes[often], holders[often] / texts
