"""Agreement, median and quartiles on an ordered scale: published values, hand-computed ones, and a slow reference."""

from itertools import combinations
from statistics import median

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kenes.engine.ordinal import agreement, quartiles

COUNTS = st.lists(st.integers(0, 12), min_size=3, max_size=7)


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        # C. van der Eijk (2001): where voters put two parties on a scale of seven, in tenths of a percent.
        ([24, 28, 32, 62, 135, 304, 416], 0.61),
        ([16, 26, 82, 210, 293, 270, 103], 0.48),
        # The examples of the R package agrmt (D. Ruedin), which computes the same measure.
        ([30, 40, 210, 130, 530, 50, 10], 0.6113333),
        ([6, 8, 5, 3, 2], 0.31),
    ],
)
def test_agreement_is_what_was_published(counts: list[int], published: float) -> None:
    assert agreement(counts) == pytest.approx(published, abs=0.005 if published in (0.61, 0.48, 0.31) else 1e-6)


@pytest.mark.parametrize(
    ("counts", "by_hand"),
    [
        ([0, 0, 7, 0, 0], 1.0),  # all in one place
        ([3, 3, 3, 3, 3], 0.0),  # everywhere alike
        ([4, 0, 0, 0, 4], -1.0),  # two camps at the ends
        ([0, 5, 5, 0, 0], 0.75),  # two neighbours: U = 1, 1 - 1/4
        ([1, 1, 0, 0, 1], -5 / 18),  # triples 110: 2, 101: 4; U = (3·2 - 4·4) / (3·6) = -10/18, times 1 - 2/4
    ],
)
def test_agreement_is_what_a_hand_computes(counts: list[int], by_hand: float) -> None:
    assert agreement(counts) == pytest.approx(by_hand)


def slow(counts: list[int]) -> float:
    """A by people instead of layers: the k-th layer is whoever stands in a place that holds at least k people."""
    places, total = len(counts), 0.0
    for height in range(1, max(counts) + 1):
        full = [place for place, count in enumerate(counts) if count >= height]
        near = far = 0
        for a, b, c in combinations(range(places), 3):
            pattern = "".join("1" if place in full else "0" for place in (a, b, c))
            near += pattern in ("110", "011")
            far += pattern == "101"
        shape = 1.0 if near + far == 0 else ((places - 2) * near - (places - 1) * far) / ((places - 2) * (near + far))
        total += len(full) * shape * (1 - (len(full) - 1) / (places - 1))
    return total / sum(counts)


@given(COUNTS)
def test_agreement_follows_the_definition_and_its_bounds(counts: list[int]) -> None:
    assume(any(counts))
    found = agreement(counts)
    assert found == pytest.approx(slow(counts))
    assert -1 <= found <= 1
    assert agreement(counts[::-1]) == pytest.approx(found)  # a scale may be read from either end
    assert agreement([3 * count for count in counts]) == pytest.approx(found)  # how many people agree is not how many there are


@given(COUNTS)
def test_the_median_is_that_of_the_people_in_a_row(counts: list[int]) -> None:
    assume(any(counts))
    row = [place for place, count in enumerate(counts) for _ in range(count)]
    found = quartiles(counts)
    assert found.median == median(row)
    assert found.low <= found.median <= found.high
    for value, part in ((found.low, 0.25), (found.high, 0.75)):
        assert sum(place < value for place in row) <= part * len(row) <= sum(place <= value for place in row)


@pytest.mark.parametrize("counts", [[], [1, 2], [0, 0, 0], [1, -1, 3]])
def test_what_is_no_scale_or_nobody_is_refused(counts: list[int]) -> None:
    for measure in (agreement, quartiles):
        with pytest.raises(ValueError, match="counts"):
            measure(counts)
