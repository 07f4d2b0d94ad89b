"""Fifteen working days, counted by the published calendar and by what a secretariat set otherwise."""

from datetime import date

import pytest

from kenes.councils.models import Council, Member, Side
from kenes.promotion import acts
from kenes.promotion.calendar import due_day, working_days_between
from kenes.promotion.errors import DayAlreadySet, NoteMissing
from kenes.record.models import Entry
from tests import factories


@pytest.fixture
def side(council: Council) -> Side:
    return council.sides.get()


def test_the_day_of_dispatch_does_not_count(side: Side) -> None:
    assert due_day(side, date(2026, 2, 2), 1) == date(2026, 2, 3)


def test_fifteen_working_days_are_three_weeks_without_holidays(side: Side) -> None:
    assert due_day(side, date(2026, 2, 2), 15) == date(2026, 2, 23)


def test_womens_day_on_a_sunday_moves_to_monday(side: Side) -> None:
    assert due_day(side, date(2026, 3, 6), 1) == date(2026, 3, 10)


def test_nauryz_on_a_weekend_takes_two_more_days(side: Side) -> None:
    """21-23 March 2026 are Saturday to Monday; the library moves the two weekend days to the 24th and 25th."""
    assert due_day(side, date(2026, 3, 20), 1) == date(2026, 3, 26)


def test_nauryz_within_the_week_takes_its_own_days(side: Side) -> None:
    """In 2028 Nauryz is Tuesday to Thursday."""
    assert due_day(side, date(2028, 3, 20), 1) == date(2028, 3, 24)


def test_a_saturday_that_the_government_made_a_working_day_counts(side: Side) -> None:
    """4 May 2024 worked for 8 May 2024, which was free."""
    assert due_day(side, date(2024, 5, 3), 1) == date(2024, 5, 4)
    assert working_days_between(side, date(2024, 5, 6), date(2024, 5, 10)) == 1


def test_each_side_has_its_own_country(db: None) -> None:
    council = factories.council(countries=("KZ", "RU"))
    kz, ru = council.sides.all()

    # 23 February is a holiday in Russia only.
    assert due_day(kz, date(2027, 2, 22), 1) == date(2027, 2, 23)
    assert due_day(ru, date(2027, 2, 22), 1) == date(2027, 2, 24)


def test_the_secretariat_overrides_a_day_either_way(secretary: Member) -> None:
    acts.set_day(by=secretary, side=secretary.side, day=date(2026, 2, 3), works=False, note="Order 12")
    acts.set_day(by=secretary, side=secretary.side, day=date(2026, 2, 7), works=True, note="Order 12")

    assert due_day(secretary.side, date(2026, 2, 2), 1) == date(2026, 2, 4)
    assert due_day(secretary.side, date(2026, 2, 6), 1) == date(2026, 2, 7)


def test_a_cleared_override_counts_no_more(secretary: Member) -> None:
    acts.set_day(by=secretary, side=secretary.side, day=date(2026, 2, 3), works=False, note="Order 12")

    acts.clear_day(by=secretary, side=secretary.side, day=date(2026, 2, 3))

    assert due_day(secretary.side, date(2026, 2, 2), 1) == date(2026, 2, 3)
    assert list(Entry.objects.filter(type__startswith="calendar").values_list("type", flat=True)) == [
        "calendar.day_set",
        "calendar.day_cleared",
    ]


def test_a_day_is_set_once_and_with_its_ground(secretary: Member) -> None:
    with pytest.raises(NoteMissing):
        acts.set_day(by=secretary, side=secretary.side, day=date(2026, 2, 3), works=False, note="")
    acts.set_day(by=secretary, side=secretary.side, day=date(2026, 2, 3), works=False, note="Order 12")
    with pytest.raises(DayAlreadySet):
        acts.set_day(by=secretary, side=secretary.side, day=date(2026, 2, 3), works=True, note="Order 13")


def test_a_country_without_a_published_calendar_works_monday_to_friday(side: Side) -> None:
    from kenes.promotion.calendar import published_working_day

    assert [published_working_day("ZZ", date(2026, 2, day)) for day in (6, 7, 8, 9)] == [True, False, False, True]


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_senseless_number_of_days_is_refused(side: Side, days: int) -> None:
    with pytest.raises(ValueError, match="days must be between"):
        due_day(side, date(2026, 2, 2), days)
