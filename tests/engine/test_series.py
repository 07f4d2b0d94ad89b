"""Classes hold every value once; a verdict is spoken only beyond the spread."""

from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.engine.series import Classes, classes, colour_steps, deviation, verdict

values_ = st.lists(st.integers(-50, 50).map(lambda n: n / 10), max_size=40)


def obvious_class(value: float, values: list[float]) -> int:
    """The slow way: where the middle of a value's ranks lies among k equal parts."""
    wanted = min(5, len(set(values)))
    below, equal = sum(other < value for other in values), values.count(value)
    return int(wanted * (below + equal / 2) / len(values))


def test_twenty_different_values_make_five_classes_of_four() -> None:
    found = classes([float(n) for n in range(20)])
    assert [(band.step, band.low, band.high, band.n) for band in found.bands] == [
        (1, 0, 3, 4),
        (2, 4, 7, 4),
        (3, 8, 11, 4),
        (4, 12, 15, 4),
        (5, 16, 19, 4),
    ]


def test_equal_values_stay_together_even_where_classes_become_uneven() -> None:
    found = classes([1, 1, 1, 1, 1, 1, 1, 2, 3, 4])
    assert [(band.low, band.high, band.n) for band in found.bands] == [(1, 1, 7), (2, 4, 3)]
    assert [band.step for band in found.bands] == [1, 5]


@pytest.mark.parametrize(
    ("values", "steps"), [([], []), ([7.0], [3]), ([7.0, 7.0], [3]), ([1.0, 2.0], [1, 5]), ([1.0, 2.0, 3.0], [1, 3, 5])]
)
def test_few_values_make_few_classes(values: list[float], steps: list[int]) -> None:
    assert [band.step for band in classes(values).bands] == steps


@given(values_)
def test_quantile_classes_are_those_of_the_definition(values: list[float]) -> None:
    found = classes(values)
    groups: dict[int, set[float]] = {}
    for value in values:
        groups.setdefault(obvious_class(value, values), set()).add(value)
    assert [(min(group), max(group)) for _place, group in sorted(groups.items())] == [(band.low, band.high) for band in found.bands]


def lies_once(found: Classes, values: list[float]) -> None:
    inside = [[band for band in found.bands if band.low <= value <= band.high] for value in values]
    assert all(len(bands) == 1 for bands in inside)
    assert [found.step(value) for value in values] == [bands[0].step for bands in inside]
    assert sum(band.n for band in found.bands) == len(values)
    assert all(before.high < after.low and before.step < after.step for before, after in pairwise(found.bands))


@given(values_, st.booleans())
def test_every_value_lies_in_exactly_one_class(values: list[float], diverging: bool) -> None:
    lies_once(classes(values, median(values) if diverging and values else None), values)


@given(values_.filter(bool))
def test_the_middle_class_is_exactly_what_no_verdict_tells_from_the_median(values: list[float]) -> None:
    middle = median(values)
    spread = deviation(values, middle)
    found = classes(values, middle)
    for value in values:
        step = found.step(value)
        assert verdict(value, middle, spread) == ("same" if step == 3 else "above" if step > 3 else "below")


def test_a_diverging_scale_by_hand() -> None:
    # Median 5, deviations 4 3 2 1 0 1 2 3 15: spread 2. Same: 3 to 7; far: below 1, above 9.
    found = classes([1, 2, 3, 4, 5, 6, 7, 8, 20], 5)
    assert [(band.step, band.low, band.high) for band in found.bands] == [(2, 1, 2), (3, 3, 7), (4, 8, 8), (5, 20, 20)]


def test_without_a_spread_nothing_is_called_far() -> None:
    found = classes([5, 5, 5, 5, 4, 99], 5)
    assert [(band.step, band.low) for band in found.bands] == [(2, 4), (3, 5), (4, 99)]


@pytest.mark.parametrize(
    ("value", "middle", "spread", "told"),
    [
        (6.0, 5.0, 1.0, "same"),
        (6.1, 5.0, 1.0, "above"),
        (4.0, 5.0, 1.0, "same"),
        (3.9, 5.0, 1.0, "below"),
        (5.0, 5.0, 0.0, "same"),
        (5.1, 5.0, 0.0, "above"),
        (None, 5.0, 1.0, None),
        (5.0, None, 1.0, None),
        (5.0, 5.0, None, None),
    ],
)
def test_a_verdict_is_spoken_only_beyond_the_spread(
    value: float | None, middle: float | None, spread: float | None, told: str | None
) -> None:
    assert verdict(value, middle, spread) == told


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="spread"):
        verdict(1.0, 1.0, -1.0)
    with pytest.raises(ValueError, match="finite"):
        classes([1.0, float("nan")])


def test_colours_go_from_the_lightest_to_the_darkest() -> None:
    assert [colour_steps(count) for count in range(6)] == [(), (3,), (1, 5), (1, 3, 5), (1, 2, 4, 5), (1, 2, 3, 4, 5)]
