"""Lines are cut where values cannot be compared: nothing joins them, and everybody sees why."""

import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kenes.situation.boards import Territory
from kenes.situation.charts import Panel, Scaled, line, scaled_multiples, small_multiples
from kenes.situation.charts.drawing import drawing, keys_of
from kenes.situation.charts.lines import ticks
from kenes.situation.series import Point, series_of
from tests.situation.charts.examples import board, series, shown

columns = st.lists(st.none() | st.integers(-50, 50).map(float), min_size=1, max_size=12)


def spans(count: int, first: int = 2019) -> list[str]:
    return [str(first + n) for n in range(count)]


def steps_of(path: str) -> list[tuple[float, float]]:
    """Return from where to where (across) each stroke of a path goes."""
    found = []
    for piece in re.findall(r"M([^M]+)", path):
        places = [float(pair.split()[0]) for pair in re.findall(r"-?[\d.]+ -?[\d.]+", piece)]
        found += list(pairwise(places))
    return found


def panel(column: list[float | None], **told: Any) -> Panel:
    return Panel("KZ-63", "East", "EKR", "/east/", series(column, **told))


@given(columns, st.integers(1, 11))
def test_no_line_crosses_a_break_or_a_gap(column: list[float | None], at: int) -> None:
    drawn = small_multiples([panel(column, at=at)], [], spans(len(column)), shown=shown)
    large = line(series(column, at=at), [], spans(len(column)), shown=shown)
    wanted = sum(one is not None and other is not None and place != at for place, (one, other) in enumerate(pairwise(column), start=1))
    for path, cuts in [(one.lines, one.cuts) for one in drawn.panels] + [(large.lines, large.cuts)]:
        strokes = steps_of(path)
        assert len(strokes) == wanted
        assert not any(left < float(cut.x) < right for left, right in strokes for cut in cuts)
    assert all(len(one.cuts) == len(one_series.breaks) for one, one_series in zip(drawn.panels, [series(column, at=at)], strict=False))


@given(columns)
def test_every_point_stays_in_its_drawing(column: list[float | None]) -> None:
    for one in small_multiples([panel(column)], [], spans(len(column)), shown=shown).panels:
        for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", one.lines + " " + one.dots):
            assert 5 <= float(x) <= 155
            assert 44 <= float(y) <= 90
        assert 20 <= float(one.last_y) <= 96
    large = line(series(column), [], spans(len(column)), shown=shown)
    for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", large.lines + " " + large.dots):
        assert 0 <= float(x) <= float(large.span)
        assert 0 <= float(y) <= 236


def test_panels_share_one_scale_by_hand() -> None:
    # 0 to 10 on 46 pixels, 3 periods on 150: 4.6 a unit, 75 a period.
    drawn = small_multiples([panel([0.0, 5.0, 10.0]), panel([2.0, 2.0, 2.0])], [5.0, 5.0, 5.0], spans(3), shown=shown)
    assert [one.lines for one in drawn.panels] == ["M5 90L80 67 155 44", "M5 80.8L80 80.8 155 80.8"]
    assert (drawn.middle, drawn.range, drawn.ends) == ("M5 67L80 67 155 67", ("0", "10"), ("2019", "2021"))
    assert [(one.last, one.words) for one in drawn.panels] == [("10", "East: 10 (2021)"), ("2", "East: 2 (2021)")]


def test_panels_of_different_things_have_scales_of_their_own() -> None:
    people, share = panel([0.0, 5.0, 10.0]), panel([2.0, 3.0, 4.0], at=2)
    drawn = scaled_multiples(
        [Scaled(people, "people", [], spans(3), shown), Scaled(share, "%", [1.0, None, 3.0], spans(3, 2005), shown)],
    )
    assert [one.lines for one in drawn.panels] == ["M5 90L80 67 155 44", "M5 74.7L80 59.3"]
    axes = [one.axis for one in drawn.panels if one.axis]
    assert [(axis.unit, axis.low, axis.high, axis.ends) for axis in axes] == [
        ("people", "0", "10", ("2019", "2021")),
        ("%", "1", "4", ("2005", "2007")),
    ]
    assert [axis.middle for axis in axes] == ["", "M5 90h0M155 59.3h0"]
    markup = drawing(drawn, "Over time")
    assert markup.count('class="cut"') == 1
    assert markup.count('class="heading') == 0  # names stand above their drawing: they are long
    assert keys_of(drawn)[-1].words == "Each on its own scale, given below its name"


def test_nothing_counted_is_no_panel() -> None:
    assert scaled_multiples([Scaled(panel([None]), "%", [1.0], spans(1), shown)]).panels == []


def test_lines_of_several_regions_can_stand_on_one_scale() -> None:
    calm, cut = series([1.0, 2.0, 3.0]), series([50.0, 60.0, 7.0], at=2)
    told: dict[str, Any] = {"shown": shown, "extent": [1.0, 60.0], "rows": 1}
    one, other = line(calm, [], spans(3), **told), line(cut, [], spans(3), **told)
    assert one.grid == other.grid
    assert (one.left, one.span) == (other.left, other.span)


def test_a_new_region_shows_single_dots_and_no_zero() -> None:
    new = series_of(board({"KZ-62": [None, None, 7.0], "KZ-35": [1.0, 2.0, 3.0]}), "KZ-62", {})
    alone = small_multiples([Panel("KZ-62", "Ulytau", "Ulytau", "", new)], [1.0, 2.0, 3.0], spans(3), shown=shown).panels[0]
    assert (alone.lines, alone.dots) == ("", "M155 44h0")


def test_a_region_without_values_says_so() -> None:
    drawn = small_multiples([Panel("KZ-1", "Abai", "Abai", "", series([])), panel([1.0, 2.0])], [], spans(2), shown=shown)
    assert (drawn.panels[0].last, drawn.panels[0].words) == ("–", "Abai: no values")


def test_a_territorial_break_carries_its_year_and_both_values() -> None:
    values = board({"KZ-63": [1380.0, 1370.0, 1364.0, 733.0, 730.0]})
    borders = {"KZ-63": [Territory(None, date(2022, 6, 8)), Territory(date(2022, 6, 8), None)]}
    east = series_of(values, "KZ-63", borders)
    both = [Point("2022", 3, 1345.0), Point("2023", 4, 1340.0)]
    drawn = line(east, [], spans(5), shown=shown, sum_after=both, sum_name="EKR + Abai", from_zero=True)
    assert [cut.text for cut in drawn.cuts] == ["2022: borders changed"]
    assert [note.text for note in drawn.notes] == ["new borders: 730 (2023)", "former borders: 1364 (2021)", "EKR + Abai: 1340 (2023)"]
    assert drawn.lines.count("M") == 2
    assert (drawn.sums.count("M"), drawn.sums.count("L")) == (2, 0)
    assert drawn.grid[0].text == "0"
    assert "Values before and after a break cannot be compared." in drawn.words


def test_a_flagged_break_is_one_of_the_series() -> None:
    drawn = line(series([1.0, 2.0, 9.0, 9.5], at=2), [], spans(4), shown=shown)
    assert [cut.text for cut in drawn.cuts] == ["2021: break in the series"]
    assert [note.text for note in drawn.notes] == ["9.5 (2022)"]


def test_bounds_are_drawn_where_they_are_known() -> None:
    one, two = Point("2019", 0, 5.0, interval=(4.0, 6.0)), Point("2020", 1, 5.0)
    cut = series([5.0, 5.0])
    drawn = line(type(cut)(cut.place, [[one, two]], []), [], spans(2), shown=shown)
    assert drawn.bounds.count("M") == 1


@pytest.mark.parametrize(
    ("low", "high", "wanted"), [(0, 1516, [0, 500, 1000, 1500, 2000]), (4.1, 5.4, [4.0, 4.5, 5.0, 5.5]), (7, 7, [2, 4, 6, 8, 10, 12])]
)
def test_grid_lines_stand_at_round_numbers(low: float, high: float, wanted: list[float]) -> None:
    assert ticks(low, high) == wanted


@example(0.0, 5e-324)
@given(st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_grid_lines_hold_all_values_and_are_few(low: float, wide: float) -> None:
    found = ticks(low, low + wide)
    hair = 1e-6 * max(abs(low), wide, 1)
    assert found[0] <= low + hair
    assert found[-1] >= low + wide - hair
    assert 2 <= len(found) <= 7


def test_years_below_are_few_and_round() -> None:
    drawn = line(series([1.0] * 24, first="2000"), [], spans(24, 2000), shown=shown)
    assert [tick.text for tick in drawn.years] == ["2000", "2005", "2010", "2015", "2020"]
    quarters = [f"{year}-Q{n}" for year in (2022, 2023) for n in range(1, 5)]
    assert [tick.text for tick in line(series([1.0] * 8, first="2022-Q1"), [], quarters, shown=shown).years] == ["2022", "2023"]
