"""What is known of unrelated texts: figures derived from SIB-200 by benchmarks/claims_background.py, kept beside this file.

`background.json`: moments of scores between unrelated sentences, rates of false alarms, weights of runs of letters that tell Kazakh from
Russian. `background.npz`: shares of sentences that hold common runs of letters and words (hashes), mean vectors and main directions of each
language. None of it holds a sentence or a word. Source: SIB-200 (Adelani et al., EACL 2024), sentences of FLORES-200, CC BY-SA 4.0.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.similarity.alarms import Tail
from kenes.engine.similarity.lexical import Common
from kenes.engine.similarity.postings import Floats

HERE = Path(__file__).resolve().parent
LANGUAGES = ("kk", "ru", "en")
WAYS = ("words", "meaning")
Pair = tuple[str, str]  # language of the query, language of the text
Vectors = NDArray[np.float32]
TOP = 0.01
SCORES = 50  # of the background that count besides those of the register
FLOOR = 0.01  # least deviation of a score: of two alphabets, nearly all texts share nothing, and one name would be hundreds of deviations


@dataclass(frozen=True)
class Moments:
    """Mean and standard deviation of a score between unrelated texts."""

    mean: float
    deviation: float


@dataclass(frozen=True)
class Space:
    """Vectors of one language in the background: `mean` (d,), and main `directions` (k, d) of what is left, scaled by their deviation;
    `rest`, the variance along every other direction."""

    mean: Vectors
    directions: Vectors
    rest: float

    def centred(self, vectors: Vectors) -> Vectors:
        """Return vectors (n, d) without what all texts of this language share, at length 1."""
        left = vectors - self.mean
        return np.asarray(left / np.maximum(np.linalg.norm(left, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def spread(self, vectors: Vectors) -> Floats:
        """Return the standard deviation of the cosine of each vector (n, d) of length 1 with this language's texts, shape (n,)."""
        along = vectors @ self.directions.T
        return np.asarray(np.sqrt((along * along).sum(axis=1, dtype=np.float64) + self.rest), dtype=np.float64)


@dataclass(frozen=True)
class Background:
    """All that is known of unrelated texts, by language or by pair of languages."""

    letters: dict[str, Common]
    words: dict[str, Common]
    moments: dict[str, dict[Pair, Moments]]  # of "letters", "words", "hub" (the neighbourhood term of CSLS)
    tails: dict[str, dict[Pair, Tail]]  # of WAYS
    spaces: dict[str, Space]


def standardised(scores: Floats, known: Moments, top: float = TOP) -> Floats:
    """Return z-scores of one query's scores (n,), mean and deviation taken of them and of `SCORES` of the background.

    Few texts say little about what is usual, many say it all. The highest share `top` of the scores and one more are left out of mean
    and deviation, as they may be what is looked for; 0 leaves out none. Combined mean and variance of two samples: Chan, Golub & LeVeque,
    Algorithms for computing the sample variance, The American Statistician 37 (1983).
    """
    usual = max(scores.size - int(top * scores.size) - 1, 0) if top else scores.size
    lower = np.partition(scores, usual)[:usual] if usual < scores.size else scores
    own = float(lower.mean()) if usual else known.mean
    share = usual / (usual + SCORES)
    mean = share * own + (1 - share) * known.mean
    variance = share * (float(lower.var()) if usual else 0.0) + (1 - share) * known.deviation**2
    variance += share * (1 - share) * (own - known.mean) ** 2
    return np.asarray((scores - mean) / max(np.sqrt(variance), FLOOR), dtype=np.float64)


def moments(scores: Floats) -> Moments:
    """Return what `standardised` needs to know of unrelated texts, from scores of queries (q, n), the highest of each left out."""
    usual = scores.shape[1] - int(TOP * scores.shape[1]) - 1
    lower = np.partition(scores, usual, axis=1)[:, :usual]
    return Moments(float(lower.mean()), float(lower.std()))


@cache
def background() -> Background:
    """Return the background that is shipped; read once in a process."""
    figures = json.loads((HERE / "background.json").read_text())
    with np.load(HERE / "background.npz") as arrays:
        return of(figures, dict(arrays))


def of(figures: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Background:
    """Put a background together from what the two files hold."""

    def common(kind: str, language: str) -> Common:
        shares = arrays[f"{kind}_{language}_shares"].astype(np.float64) / 255
        return Common(arrays[f"{kind}_{language}_hashes"], shares, figures["words"][language])

    def pairs(values: dict[str, Any]) -> dict[Pair, Any]:
        return {(name[:2], name[3:]): value for name, value in values.items()}

    return Background(
        letters={language: common("letters", language) for language in LANGUAGES},
        words={language: common("words", language) for language in LANGUAGES},
        moments={kind: {pair: Moments(*value) for pair, value in pairs(values).items()} for kind, values in figures["moments"].items()},
        tails={way: {p: Tail(*map(tuple, value)) for p, value in pairs(values).items()} for way, values in figures["tails"].items()},
        spaces={
            language: Space(
                arrays[f"mean_{language}"].astype(np.float32),
                arrays[f"directions_{language}"].astype(np.float32),
                figures["rest"][language],
            )
            for language in LANGUAGES
            if f"mean_{language}" in arrays
        },
    )
