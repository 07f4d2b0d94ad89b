"""The one clock."""

from datetime import UTC, date, datetime, timedelta, timezone

from kenes.base import clock


def test_the_clock_runs_unless_it_is_set() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_set_to_a_moment_it_stands_and_then_runs_again() -> None:
    with clock.at(datetime(2026, 1, 1, 5, tzinfo=timezone(timedelta(hours=5)))):
        assert clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
        with clock.at(datetime(2025, 1, 1, tzinfo=UTC)):
            assert clock.now().year == 2025
        assert clock.now().year == 2026
    assert clock.now() > datetime(2026, 1, 2, tzinfo=UTC)


def test_a_day_begins_earlier_in_the_east() -> None:
    with clock.at(datetime(2026, 3, 31, 20, tzinfo=UTC)):
        assert (clock.today("Asia/Almaty"), clock.today("Europe/Moscow")) == (date(2026, 4, 1), date(2026, 3, 31))
