"""A strip shows a region among the others: where it stands, and whether that differs from the median."""

from hypothesis import given
from hypothesis import strategies as st

from kenes.situation.charts import Mark, strip
from kenes.situation.charts.strips import dodged
from tests.situation.charts.examples import mark, shown

numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 2))


def marks(*values: float) -> list[Mark]:
    return [mark(f"KZ-{n}", value, url=f"/{n}/") for n, value in enumerate(values)]


def test_positions_by_hand() -> None:
    # 1 4 5 6 9: median 5, deviations 4 1 0 1 4, spread 1. 1 stands at 2 %, 9 at 98 %: 12 % a unit.
    plot = strip(marks(1, 4, 5, 6, 9), own="KZ-4", shown=shown)
    assert plot.own is not None
    assert plot.middle is not None
    assert (plot.own.x, plot.own.text, plot.verdict) == ("98", "9", "above")
    assert (plot.middle.x, plot.middle.text, plot.band) == ("50", "median 5", ("38", "24"))
    assert plot.others == "M12.8 32h0M243.2 32h0M320 32h0M396.8 32h0"
    assert plot.words == "KZ-4: 9, above the median. 5 regions: from 1 to 9, median 5."


def test_the_verdict_is_that_of_all_regions_not_only_of_those_drawn() -> None:
    assert [strip(marks(1, 4, 5, 6, 9), own=f"KZ-{n}", shown=shown).verdict for n in range(5)] == ["below", "same", "same", "same", "above"]
    assert strip(marks(1, 9), own="KZ-1", middle=20.0, spread=1.0, shown=shown).verdict == "below"


def test_a_label_at_an_end_stays_inside() -> None:
    plot = strip(marks(1, 1, 1, 90), own="KZ-3", shown=lambda value: f"{value:g} thousand tonnes")
    assert plot.own is not None
    assert plot.middle is not None
    assert (plot.own.anchor, plot.middle.anchor) == ("end", "start")


def test_the_country_gets_a_line_of_its_own_below() -> None:
    with_it, without = (strip(marks(1, 2, 3), shown=shown, national=value) for value in (5.0, None))
    assert (with_it.height, without.height) == ("80", "64")
    assert with_it.national is not None
    assert (with_it.national.text, with_it.national.x) == ("country 5", "98")
    assert with_it.words.endswith("Country: 5.")


def test_many_strips_draw_the_others_as_one_path_and_one_strip_links_each() -> None:
    cheap, full = (strip(marks(1, 2, 3), own="KZ-0", shown=shown, full=whole) for whole in (False, True))
    assert (cheap.others.count("M"), cheap.dots, cheap.own_url) == (2, [], "")
    assert (full.others, [(dot.url, dot.words) for dot in full.dots], full.own_url) == ("", [("/1/", "KZ-1: 2"), ("/2/", "KZ-2: 3")], "/0/")


def test_a_logarithmic_scale_gives_each_factor_the_same_room() -> None:
    plot = strip(marks(1, 10, 100), middle=10.0, spread=0.0, shown=shown, log=True)
    assert plot.others == "M12.8 32h0M320 32h0M627.2 32h0"
    assert strip(marks(0, 10, 100), middle=10.0, spread=0.0, shown=shown, log=True).others.startswith(
        "M12.8 32h0M74.2 32h0"
    )  # zero has none


def test_without_values_a_strip_says_so() -> None:
    assert (strip([], shown=shown).words, strip([], shown=shown).middle) == ("No values.", None)


def test_one_region_alone_stands_in_the_middle() -> None:
    plot = strip(marks(3), own="KZ-0", shown=shown)
    assert plot.own is not None
    assert (plot.own.x, plot.verdict, plot.words) == ("50", "same", "KZ-0: 3, no different from the median. 1 region: 3.")


@given(st.lists(numbers, min_size=1, max_size=30), st.none() | numbers, st.booleans())
def test_everything_stays_in_the_drawing(values: list[float], national: float | None, log: bool) -> None:
    plot = strip(marks(*values), own="KZ-0", shown=shown, national=national, log=log, full=True)
    spots = [float(dot.x) for dot in plot.dots] + [float(one.x) for one in (plot.own, plot.middle, plot.national) if one]
    assert plot.band is not None
    assert all(0 <= x <= 100 for x in [*spots, float(plot.band[0])])
    assert float(plot.band[0]) + float(plot.band[1]) <= 100.1
    assert all(12 <= float(dot.y) <= 52 for dot in plot.dots)


@given(st.lists(st.integers(0, 20).map(float), max_size=7))
def test_no_dot_covers_another_where_there_is_room(places: list[float]) -> None:
    points = dodged(places)
    assert len(set(points)) == len(points)
    assert [x for x, _y in points] == places
