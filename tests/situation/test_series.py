"""Where a line is cut."""

from datetime import date

from kenes.situation.boards import Row, Territory, values_of
from kenes.situation.series import series_of

SPLIT = date(2022, 6, 8)
TERRITORIES = {
    "KZ-63": [Territory(None, SPLIT), Territory(SPLIT, None)],
    "KZ-10": [Territory(SPLIT, None)],
    "KZ-55": [Territory(None, None)],
}


def rows(place: str, values: dict[str, float | None], status: dict[str, str] | None = None) -> list[Row]:
    return [Row(place, period, value, status=(status or {}).get(period, "A")) for period, value in values.items()]


def spans(place: str, given: list[Row]) -> list[list[str]]:
    return [[point.period for point in segment] for segment in series_of(values_of(given, TERRITORIES), place, TERRITORIES).segments]


def test_a_line_is_cut_where_the_region_had_other_borders() -> None:
    line = series_of(values_of(rows("KZ-63", {"2020": 3.0, "2021": 2.0, "2022": 1.0, "2023": 1.0}), TERRITORIES), "KZ-63", TERRITORIES)

    assert [[point.period for point in segment] for segment in line.segments] == [["2020", "2021"], ["2022", "2023"]]
    assert [(cut.before.period, cut.after.period, cut.reason, cut.day) for cut in line.breaks] == [("2021", "2022", "territory", SPLIT)]


def test_a_flag_within_a_year_of_the_change_is_the_change() -> None:
    quarters = {f"{year}-Q{part}": 5.0 for year in (2021, 2022) for part in (1, 2, 3, 4)}
    assert spans("KZ-63", rows("KZ-63", quarters, {"2022-Q1": "B"})) == [list(quarters)[:4], list(quarters)[4:]]


def test_a_flag_far_from_any_change_cuts_too() -> None:
    line = {str(year): 1.0 for year in range(2000, 2005)}
    assert spans("KZ-55", rows("KZ-55", line, {"2003": "B"})) == [["2000", "2001", "2002"], ["2003", "2004"]]


def test_a_gap_is_no_line() -> None:
    assert spans("KZ-55", rows("KZ-55", {"2000": 1.0, "2001": None, "2002": 3.0, "2003": 4.0})) == [["2000"], ["2002", "2003"]]


def test_a_new_region_begins_with_its_first_value_and_no_break() -> None:
    line = series_of(values_of([*rows("KZ-10", {"2022": 7.0}), *rows("KZ-63", {"2021": 1.0})], TERRITORIES), "KZ-10", TERRITORIES)

    assert [point.value for point in line.points] == [7.0]
    assert line.breaks == []


def test_a_median_counts_each_territory_once() -> None:
    given = [
        *rows("KZ-55", {"2021": 10.0, "2022": 10.0}),
        *rows("KZ-63", {"2021": 20.0, "2022": 20.0}),
        *rows("KZ-10", {"2021": 90.0, "2022": 90.0}),  # an estimate of the time before the region was there
        *rows("KZ", {"2021": 500.0, "2022": 500.0}),
    ]
    values = values_of(given, TERRITORIES)

    assert (values.middle("2021"), values.spread("2021")) == (15.0, 5.0)
    assert (values.middle("2022"), values.spread("2022")) == (20.0, 10.0)


def test_a_flag_of_another_year_hides_no_change() -> None:
    values: dict[str, float | None] = {str(year): 1.0 for year in range(2019, 2025)}
    for flagged in ("2021", "2023"):
        segments = spans("KZ-63", rows("KZ-63", values, {flagged: "B"}))
        assert [segment[0] for segment in segments] == sorted(["2019", "2022", flagged])
