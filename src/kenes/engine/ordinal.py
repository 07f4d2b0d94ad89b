"""What counts on an ordered scale say together: their middle, their spread, and whether people agree.

Agreement A: C. van der Eijk, "Measuring Agreement in Ordered Rating Scales", Quality & Quantity 35 (2001) 325-341.
The method in words: docs/methods/situation-reports.md.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple


class Quartiles(NamedTuple):
    """The middle half of an ordered scale, in places of the scale from 0 on; between two places where the middle falls there."""

    low: float
    median: float
    high: float


def agreement(counts: Sequence[int]) -> float:
    """Return van der Eijk's A of people by place on an ordered scale of at least three places, units: people.

    From -1 (two camps at the ends) over 0 (all places equally) to 1 (all in one place). The counts are taken apart into layers:
    the same number of people in every place that is not empty, until nobody is left. Each layer's agreement weighs as its people.
    Raises ValueError for fewer than three places, a negative count, or nobody at all.
    """
    check(counts)
    people, left, found = sum(counts), list(counts), Fraction(0)
    while any(left):
        height = min(count for count in left if count)
        layer = [count > 0 for count in left]
        found += Fraction(height * sum(layer), people) * agreement_of_layer(layer)
        left = [count - height if count else 0 for count in left]
    return float(found)


def agreement_of_layer(layer: Sequence[bool]) -> Fraction:
    """Return A of a layer, equation 3 of the paper: how unimodal its pattern is, times how few of its places are filled."""
    places, filled = len(layer), sum(layer)
    triples = list(combinations(layer, 3))
    unimodal = sum(triple in ((True, True, False), (False, True, True)) for triple in triples)
    split = sum(triple == (True, False, True) for triple in triples)
    shape = Fraction(1)
    if unimodal or split:
        shape = Fraction((places - 2) * unimodal - (places - 1) * split, (places - 2) * (unimodal + split))
    return shape * (1 - Fraction(filled - 1, places - 1))


def quartiles(counts: Sequence[int]) -> Quartiles:
    """Return median and quartiles of people by place on an ordered scale.

    A quartile is the place where a quarter of the people is reached; where exactly a quarter ends between two places, their middle
    (Hyndman and Fan 1996, definition 2). Raises ValueError as `agreement` does.
    """
    check(counts)
    return Quartiles(*(reached(counts, Fraction(part, 4)) for part in (1, 2, 3)))


def reached(counts: Sequence[int], share: Fraction) -> float:
    wanted, seen = share * sum(counts), 0
    for place, count in enumerate(counts):
        seen += count
        if seen > wanted:
            return float(place)
        if seen == wanted:  # exactly here: halfway to the next place that holds anybody
            following = next(other for other in range(place + 1, len(counts)) if counts[other])
            return (place + following) / 2
    raise AssertionError("a share below 1 is reached")


def check(counts: Sequence[int]) -> None:
    if len(counts) < 3:
        raise ValueError("counts: an ordered scale has at least three places")
    if any(count < 0 for count in counts):
        raise ValueError("counts: not negative")
    if not sum(counts):
        raise ValueError("counts: of nobody nothing can be said")
