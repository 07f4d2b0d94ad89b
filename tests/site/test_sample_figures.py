"""The sample's figures are real: each is compared with the series that it was written from, each rate with a slow reference."""

import csv
from collections import defaultdict
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import NamedTuple

import pytest

from kenes.site.sample.figures import Figures
from tests.situation.figures import SHARED

needs_regions = pytest.mark.skipif(not SHARED.is_dir(), reason=f"no series in {SHARED}: set KENES_REGIONS")

FILES = {
    "POP": "population",
    "LIFE_EXP": "life-expectancy",
    "HOSPITALS": "hospitals",
    "UNEMP_RATE": "unemployment-quarterly",
    "AIR_EMISSIONS": "air-emissions",
    "ENV_COSTS": "environment-costs",
}
# 117 organisations stand in the row of Turkistan, yet the regions add up to the country only if Shymkent is among them.
MOVED = {("HOSPITALS", "KZ-61", "2017"): "KZ-YUZ"}


class Given(NamedTuple):
    value: Decimal
    status: str


@cache
def given(code: str) -> dict[tuple[str, str], Given]:
    """Read a series in the slow, obvious way."""
    text = (SHARED / "indicators" / f"{FILES[code]}.csv").read_text(encoding="utf-8-sig")
    rows = csv.DictReader(text.splitlines())
    return {
        (MOVED.get((code, row["region_code"], row["period"]), row["region_code"]), row["period"]): Given(
            Decimal(row["value"]), row["obs_status"]
        )
        for row in rows
    }


@needs_regions
@pytest.mark.parametrize("code", FILES)
def test_every_value_is_the_one_that_was_published(code: str) -> None:
    facts = Figures().facts(code)
    assert {key: Decimal(str(fact.value)) for key, fact in facts.items()} == {key: row.value for key, row in given(code).items()}


@needs_regions
@pytest.mark.parametrize("code", FILES)
def test_marks_of_breaks_are_kept_and_years_before_a_region_existed_are_estimates(code: str) -> None:
    for (place, period), fact in Figures().facts(code).items():
        status = given(code)[place, period].status
        if place in ("KZ-61", "KZ-79") and period < "2018":
            status = "E"
        elif code == "HOSPITALS" and place in ("KZ-61", "KZ-79") and period == "2018":
            status = "B"  # their first own values
        elif code == "HOSPITALS" and place == "KZ-YUZ":
            status = "A"
        assert (fact.status, bool(fact.note)) == (status, status != "A" or (code, place, period) == ("HOSPITALS", "KZ-YUZ", "2017"))


@needs_regions
def test_the_regions_add_up_to_the_country_so_that_nobody_is_counted_twice() -> None:
    for code in ("POP", "HOSPITALS", "ENV_COSTS", "AIR_EMISSIONS"):
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for (place, period), fact in Figures().facts(code).items():
            sums[period] += Decimal(str(fact.value)) * (-1 if place == "KZ" else 1)
        assert max(abs(rest) for rest in sums.values()) < Decimal("0.3" if code == "AIR_EMISSIONS" else "2")


@needs_regions
@pytest.mark.parametrize(
    ("code", "of", "times", "digits"),
    [("HOSPITALS_100K", "HOSPITALS", 100_000, 2), ("EMISSIONS_PC", "AIR_EMISSIONS", 1_000_000, 1), ("ENV_COSTS_PC", "ENV_COSTS", 1, 2)],
)
def test_rates_divide_by_the_people_of_the_first_of_january(code: str, of: str, times: int, digits: int) -> None:
    people, expected = given("POP"), {}
    for (place, year), row in given(of).items():
        if (place, year) == ("KZ-YUZ", "2017"):
            heads = people["KZ-61", "2017"].value + people["KZ-79", "2017"].value
        else:
            heads = people[place, year].value
        expected[place, year] = times * row.value / heads
    facts = Figures().facts(code)
    assert facts.keys() == expected.keys()
    step = Decimal(1).scaleb(-digits)
    for key, value in expected.items():
        assert abs(Decimal(str(facts[key].value)) - value.quantize(step, ROUND_HALF_EVEN)) <= step / 1000, key


@needs_regions
def test_the_population_change_is_never_computed_across_a_break() -> None:
    facts, people = Figures().facts("POP_CHANGE"), given("POP")
    assert {year for _, year in facts} == {str(year) for year in range(2000, 2023)} - {"2008", "2021"}
    for (place, year), fact in facts.items():
        before, after = people[place, year], people[place, str(int(year) + 1)]
        assert after.status == "A"
        assert fact.value == pytest.approx(float(100 * (after.value / before.value - 1)), abs=0.0051)


@needs_regions
def test_rates_start_anew_where_the_territory_or_the_count_of_people_does() -> None:
    facts = Figures().facts("EMISSIONS_PC")
    assert {place for (place, year), fact in facts.items() if year == "2022" and fact.status == "B"} == {
        place for place, year in given("POP") if year == "2022"
    }
    assert facts["KZ-63", "2021"].status == "A"


def test_first_published_values_were_replaced_later() -> None:
    first, later = Figures(before=2022), Figures()
    assert (first.facts("POP")["KZ-63", "2023"].value, later.facts("POP")["KZ-63", "2023"].value) == (730172, 730236)
    assert ("KZ-63", "2022") not in first.facts("LIFE_EXP")
    assert later.facts("LIFE_EXP")["KZ-63", "2022"].value == 72.37
    assert max(period for _, period in first.facts("UNEMP_RATE")) == "2021-Q4"


def test_the_sample_gives_the_comparisons_with_the_median_that_its_picture_shows() -> None:
    figures = Figures()
    shown = {"LIFE_EXP": 72.4, "HOSPITALS_100K": 4.2, "POP_CHANGE": -0.4, "EMISSIONS_PC": 114, "ENV_COSTS_PC": 39.8}
    for code, value in shown.items():
        decimals = figures.sheet(code)["decimals"]
        assert round(figures.facts(code)["KZ-63", "2022"].value, decimals) == value


def test_every_indicator_says_in_three_languages_what_it_is_and_where_it_is_from() -> None:
    for sheet in Figures().sheets:
        for name in ("name", "unit", "producer", "method"):
            assert sorted(text for text in sheet[name] if sheet[name][text].strip()) == ["en", "kk", "ru"], (sheet["code"], name)
        assert all(sheet[name] for name in ("link", "licence", "accessed"))
