"""Ratings as pages draw them: a distribution with its median, or why there is none."""

from dataclasses import dataclass

from kenes.situation.numbers import signed
from kenes.situation.queries.reports import RATINGS, Ratings

HEIGHT, WIDTH, STEP = 28, 20, 23  # of the drawing, in its own units


@dataclass(frozen=True)
class Rated:
    """How members rate one domain of one place."""

    ratings: Ratings
    bars: str  # their path, "" where no counts are told
    counts: str  # the same in words
    median: str
    half: str

    @property
    def is_shown(self) -> bool:
        return self.ratings.state != "withheld"

    @property
    def is_band(self) -> bool:
        """Whether (nearly) all gave the same answer: then no counts are told."""
        return self.ratings.state == "band"

    @property
    def larger(self) -> str:
        """The larger place whose members these are, "" where they are those of the place itself."""
        return "" if self.ratings.is_own or not self.is_shown else self.ratings.name


def rated(ratings: Ratings) -> Rated:
    """Return ratings as a page shows them."""
    most = max(ratings.counts, default=0) or 1
    tops = [round(HEIGHT * (1 - count / most), 1) for count in ratings.counts]
    bars = "".join(f"M{index * STEP} {HEIGHT}V{top}h{WIDTH}V{HEIGHT}z" for index, top in enumerate(tops))
    counts = ", ".join(f"{number(rating)}: {count}" for rating, count in zip(RATINGS, ratings.counts, strict=False))
    half = ratings.middle_half
    between = "" if half is None else number(half[0]) if half[0] == half[1] else f"{number(half[0])} … {number(half[1])}"
    return Rated(ratings, bars, counts, "" if ratings.median is None else number(ratings.median), between)


def number(rating: float) -> str:
    """Return a rating with its sign: −2, 0, +1.5."""
    return signed(rating, 0 if rating == int(rating) else 1)
