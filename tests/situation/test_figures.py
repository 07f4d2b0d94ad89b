"""Indicators as pages read them: how fresh, how they moved, where a region lies among the others, what was published before."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kenes.base.dates import shown_number
from kenes.councils.models import Council
from kenes.situation.boards import Row
from kenes.situation.numbers import shown, signed
from kenes.situation.queries import figures as read
from kenes.situation.queries.among import compared, judge, position
from kenes.situation.queries.indicator import nearest
from tests import factories
from tests.situation import figures

pytestmark = pytest.mark.django_db


def one(council: Council, code: str) -> read.Figure:
    return read.figures_of(council, codes=[code])[0]


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_fast_number_is_written_as_every_other_number_is(value: float, decimals: int) -> None:
    written = shown_number(value, decimals)
    assert shown(value, decimals) == (written if written.strip("−0.,") else written.lstrip("−"))


def test_a_change_carries_its_sign_but_for_none_at_all() -> None:
    assert [signed(value, 1) for value in (1.24, -0.4, 0.04, -0.04)] == ["+1.2", "−0.4", "0.0", "0.0"]


def test_a_value_is_stale_one_and_a_half_periods_after_its_own_ended() -> None:
    told = [read.freshness("2023", None, day).reason for day in (date(2025, 6, 30), date(2025, 7, 2))]
    assert told == ["", "age"]
    assert [read.freshness("2023-Q4", None, day).reason for day in (date(2024, 5, 15), date(2024, 5, 17))] == ["", "age"]


def test_a_value_is_stale_once_its_announced_successor_is_due() -> None:
    assert read.freshness("2023", date(2024, 4, 1), date(2024, 4, 1)).reason == ""
    assert read.freshness("2023", date(2024, 4, 1), date(2024, 4, 2)).reason == "release"
    assert read.freshness("2019", date(2027, 1, 1), date(2026, 1, 1)).reason == "age"  # old is old, whatever was announced


def test_indicators_take_two_queries_however_many_they_are_and_one_when_read_before(council: Council) -> None:
    for number in range(3):
        figures.indicator(council, f"CODE_{number}", [Row("KZ-55", "2023", 1.0)])
    for queries in (2, 1):
        with CaptureQueriesContext(connection) as captured:
            found = read.figures_of(council)
            assert [figure.url for figure in found] == [f"/c/{council.slug}/situation/indicators/CODE_{number}/" for number in range(3)]
        assert len(captured) == queries


def test_values_read_before_are_those_of_the_newest_revision(council: Council) -> None:
    made = figures.indicator(council, "CODE", [Row("KZ-55", "2023", 1.0)])
    assert [one.values.at("KZ-55", "2023") for one in read.figures_of(council)] == [1.0]
    figures.revise(made, [Row("KZ-55", "2023", 2.0)])
    assert [one.values.at("KZ-55", "2023") for one in read.figures_of(council)] == [2.0]


def test_no_more_boards_are_kept_than_there_is_room_for(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "KEPT", 2)
    monkeypatch.setattr(read, "_kept", {})
    for number in range(5):
        figures.indicator(council, f"CODE_{number}", [Row("KZ-55", "2023", float(number))])
        assert [one.values.at("KZ-55", "2023") for one in read.figures_of(council)] == [float(n) for n in range(number + 1)]
        assert len(read._kept) <= 2


def test_an_indicator_of_another_council_or_without_values_is_not_read(council: Council) -> None:
    other = figures.indicator(factories.council(), "THEIRS", [Row("KZ-55", "2023", 1.0)])
    empty = figures.indicator(council, "EMPTY", [Row("KZ-55", "2023", None, status="M")])

    assert read.figures_of(council) == []
    assert {other.code, empty.code} == {"THEIRS", "EMPTY"}


def test_a_change_of_a_year_stands_beside_the_same_quarter(council: Council) -> None:
    figures.real(council, "UNEMP_RATE")
    figure, atlas = one(council, "UNEMP_RATE"), read.atlas_of(council)

    change = read.yearly_change(figure.series("KZ-55", atlas))

    assert change is not None
    assert (change.before, change.period) == ("2022-Q4", "2023-Q4")
    assert change.difference == pytest.approx(figure.values.at("KZ-55", "2023-Q4") - figure.values.at("KZ-55", "2022-Q4"))  # type: ignore[operator]


def test_no_change_is_told_across_a_break(council: Council) -> None:
    """East Kazakhstan had 1.36 million people in 2021 and 0.73 in 2022: another territory, no loss."""
    figures.real(council, "POP", "HOSPITALS")
    people, hospitals, atlas = one(council, "POP"), one(council, "HOSPITALS"), read.atlas_of(council)

    of_people = read.yearly_change(people.series("KZ-63", atlas))
    assert of_people is not None
    assert (of_people.before, of_people.period) == ("2022", "2023")
    assert of_people.percent == pytest.approx(100 * (730_236 / 732_966 - 1), abs=0.01)
    assert read.yearly_change(hospitals.series("KZ-63", atlas)) is None  # its last year is the first of the new territory
    assert read.yearly_change(hospitals.series("KZ-39", atlas)) is not None


def test_a_median_counts_the_regions_that_were_there(council: Council) -> None:
    figures.real(council, "LIFE_EXP")
    figure, atlas = one(council, "LIFE_EXP"), read.atlas_of(council)

    now, before = compared(figure, "2022", atlas), compared(figure, "2016", atlas)

    assert now is not None
    assert before is not None
    assert len(now.values) == 20
    assert "KZ-YUZ" in before.values
    assert not {"KZ-10", "KZ-61", "KZ-79"} & before.values.keys()
    assert now.nations == {"KZ": figure.values.at("KZ", "2022")}
    assert compared(figure, "1960", atlas) is None


def test_a_verdict_says_what_lies_beyond_one_spread_and_what_that_means(council: Council) -> None:
    codes = ("KZ-11", "KZ-15", "KZ-55", "KZ-59", "KZ-63")
    rows = [Row(code, "2023", value) for code, value in zip(codes, (4.6, 4.7, 4.7, 4.8, 6.0), strict=True)]
    figures.indicator(council, "JOBLESS", rows, polarity="down")
    figures.indicator(council, "PEOPLE", rows, polarity="up", measure="count")
    atlas = read.atlas_of(council)

    rates, counts = (compared(one(council, code), "2023", atlas) for code in ("JOBLESS", "PEOPLE"))
    assert rates is not None
    assert counts is not None
    told = [position(code, rates, atlas) for code in codes]

    assert [there and (there.verdict, there.judged) for there in told] == [*[("same", "same")] * 4, ("above", "worse")]
    of_count = position("KZ-63", counts, atlas)
    assert of_count is not None
    assert (of_count.verdict, of_count.judged) == (None, "neutral")  # a large region has more of everything
    assert position("KZ-75", rates, atlas) is None


@pytest.mark.parametrize(
    ("verdict", "polarity", "meaning"),
    [
        ("above", "up", "better"),
        ("below", "up", "worse"),
        ("above", "down", "worse"),
        ("above", "neutral", "neutral"),
        ("same", "up", "same"),
    ],
)
def test_more_is_better_only_where_the_indicator_says_so(verdict: str, polarity: str, meaning: str) -> None:
    assert judge(verdict, polarity) == meaning  # type: ignore[arg-type]


def test_what_was_published_before_can_be_read(council: Council) -> None:
    made = figures.indicator(council, "LIFE", [Row("KZ-63", "2022", 72.4), Row("KZ-63", "2021", 69.3)])
    revision = figures.revise(made, [Row("KZ-63", "2022", 72.9), Row("KZ-10", "2022", 73.1)])

    found, count = read.vintages(made, most=10)

    assert count == 1
    assert [(one.place, one.period, one.before, one.after, one.revision) for one in found] == [("KZ-63", "2022", 72.4, 72.9, revision)]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [("2021", "2021"), ("2020", "2019"), ("1999", "2019"), ("2030", "2022"), ("", "2022"), ("soon", "2022"), ("2021-Q2", "2019")],
)
def test_a_period_without_values_means_the_one_before_it(council: Council, asked: str, answer: str) -> None:
    figures.indicator(council, "LIFE", [Row("KZ-63", period, 1.0) for period in ("2019", "2021", "2022")])
    assert nearest(one(council, "LIFE"), asked) == answer
