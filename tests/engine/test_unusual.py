"""Whether a change is beyond what is usual for its own series."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.engine.unusual import newest_change

STEADY = {2010 + year: 5.0 + 0.1 * (year % 3) for year in range(12)}  # changes of -0.2 and +0.1


def test_a_change_like_the_earlier_ones_is_usual() -> None:
    found = newest_change(STEADY, 1, 0.1)
    assert found is not None
    assert found.earlier == 10
    assert not found.is_unusual


def test_a_jump_is_unusual_and_the_band_is_what_a_hand_computes() -> None:
    found = newest_change({**STEADY, 2022: 6.3}, 1, 0.1)
    assert found is not None
    # The eleven earlier changes are seven times +0.1 and four times -0.2 (and so is their median absolute deviation 0): rounding rules.
    assert (found.low, found.high) == pytest.approx((0.1 - 0.2, 0.1 + 0.2))
    assert found.value == pytest.approx(1.1)
    assert found.is_unusual
    assert found.strength == pytest.approx(1.0 / 0.2)


def test_the_band_is_three_scaled_deviations_wide() -> None:
    changes = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    values = [0.0]
    for change in [*changes, 30.0]:
        values.append(values[-1] + change)
    found = newest_change(dict(enumerate(values)), 1, 0.1)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((4 - 3 * 1.4826 * 2, 4 + 3 * 1.4826 * 2))


def test_rounding_alone_is_never_unusual() -> None:
    level = dict.fromkeys(range(10), 4.9)
    found = newest_change({**level, 10: 5.1}, 1, 0.1)  # 4.949 and 5.051 would be printed so
    assert found is not None
    assert not found.is_unusual


def test_seasons_stand_on_both_sides() -> None:
    winters = {quarter: 10.0 + 5.0 * (quarter % 4 == 0) for quarter in range(17)}
    found = newest_change(winters, 4, 0.1)
    assert found is not None
    assert found.value == 0
    assert not found.is_unusual


@pytest.mark.parametrize(
    "values",
    [
        {},
        {1: 5.0},
        dict.fromkeys(range(7), 5.0),  # six changes, the newest among them
        {**dict.fromkeys(range(10), 5.0), 11: 9.0},  # no value a year before
    ],
)
def test_where_nothing_can_be_compared_nothing_is_said(values: dict[int, float]) -> None:
    assert newest_change(values, 1, 0.1) is None


@pytest.mark.parametrize(
    ("values", "a_year", "unit"), [({1: 1.0}, 0, 0.1), ({1: 1.0}, 1, 0.0), ({1: math.nan}, 1, 0.1), ({1: math.inf}, 1, 0.1)]
)
def test_what_is_no_series_is_refused(values: dict[int, float], a_year: int, unit: float) -> None:
    with pytest.raises(ValueError, match=r"a_year|values"):
        newest_change(values, a_year, unit)


@given(st.lists(st.integers(-50, 50), min_size=8, max_size=30), st.integers(-1000, 1000))
def test_neither_level_nor_direction_matter(steps: list[int], level: int) -> None:
    values = dict(enumerate(float(step) for step in steps))
    plain = newest_change(values, 1, 1.0)
    moved = newest_change({period: value + level for period, value in values.items()}, 1, 1.0)
    turned = newest_change({period: -value for period, value in values.items()}, 1, 1.0)
    assert plain is not None
    assert moved is not None
    assert turned is not None
    assert plain.is_unusual == moved.is_unusual == turned.is_unusual
    assert plain.low < plain.high
