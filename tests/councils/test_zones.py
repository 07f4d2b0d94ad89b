"""Deadlines by the clocks that people read: from the tzdata package, whatever the machine knows."""

import json
import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.base.dates import Clock, deadline_words
from kenes.councils.models import Member, Region
from kenes.councils.reference import DATA
from kenes.councils.zones import capitals, clocks_of, deadline, zone_of_member
from tests import factories

KZ = {row["code"]: row["timezone"] for row in json.loads((DATA / "KZ.json").read_text())["regions"]}
RU = {row["code"]: row["timezone"] for row in json.loads((DATA / "RU.json").read_text())["regions"]}
CHANGED = datetime(2024, 2, 29, 18, tzinfo=UTC)  # midnight of 1 March 2024 in Almaty, which then went back to 23:00


def hours(zone: str, moment: datetime) -> float:
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset.total_seconds() / 3600


def test_zones_are_read_from_the_package_and_not_from_the_machine() -> None:
    assert zoneinfo.TZPATH == ()
    assert zoneinfo.available_timezones() == set(files("tzdata").joinpath("zones").read_text().split())
    assert set(KZ.values()) | set(RU.values()) <= zoneinfo.available_timezones()


@pytest.mark.parametrize("code", sorted(KZ))
def test_every_region_of_kazakhstan_has_one_time_since_march_2024(code: str) -> None:
    """UTC+5 everywhere, in winter and in summer; before, the west and Qyzylorda were already there and the others were an hour ahead."""
    already = code in ("KZ-15", "KZ-23", "KZ-27", "KZ-43", "KZ-47")
    assert hours(KZ[code], CHANGED - timedelta(seconds=1)) == (5 if already else 6)
    for after in (CHANGED, datetime(2024, 7, 1, tzinfo=UTC), datetime(2026, 12, 12, 13, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)):
        assert hours(KZ[code], after) == 5


def test_russia_has_many() -> None:
    moment = datetime(2026, 12, 12, 13, tzinfo=UTC)
    assert {hours(zone, moment) for zone in RU.values()} == set(range(2, 13))
    assert [hours(RU[code], moment) for code in ("RU-KGD", "RU-MOW", "RU-SAM", "RU-ORE", "RU-OMS", "RU-ALT", "RU-KAM")] == [
        2,
        3,
        4,
        5,
        6,
        7,
        12,
    ]


def test_the_history_of_each_zone_of_kazakhstan_is_its_own() -> None:
    """Before 2004 they differed more: a time of then is told as people lived it."""
    moment = datetime(2003, 7, 1, tzinfo=UTC)
    told = {zone: hours(zone, moment) for zone in sorted(set(KZ.values()))}
    assert told["Asia/Almaty"] == 7
    assert len(set(told.values())) > 1


def seat(region: str, side: int = 1) -> Member:
    return factories.member(factories.council(countries=("KZ", "RU")), region=region, side=side)


@pytest.mark.django_db
def test_a_member_reads_the_capitals_clock_and_their_own_where_it_differs() -> None:
    member = seat("RU-OMS")
    with override("en"):
        early = deadline(datetime(2026, 12, 12, 13, tzinfo=UTC), member)
        late = deadline(datetime(2026, 12, 12, 20, 30, tzinfo=UTC), member)
    assert early == "12 December 2026, 16:00\u00a0(UTC+3); 19:00\u00a0(UTC+6), where you live"
    assert late == "12 December 2026, 23:30\u00a0(UTC+3); 13 December 2026, 02:30\u00a0(UTC+6), where you live"


@pytest.mark.django_db
def test_one_clock_is_shown_once() -> None:
    at = datetime(2026, 12, 12, 13, tzinfo=UTC)
    with override("en"):
        assert deadline(at, seat("RU-MOW")) == "12 December 2026, 16:00\u00a0(UTC+3)"
        western = seat("KZ-47", side=0)
        assert zone_of_member(western) == "Asia/Aqtau"
        assert deadline(at, western) == "12 December 2026, 18:00\u00a0(UTC+5)"
        before = deadline(datetime(2024, 2, 1, 13, tzinfo=UTC), western)
    assert before == "1 February 2024, 19:00\u00a0(UTC+6); 18:00\u00a0(UTC+5), where you live"
    nowhere = seat("RU-OMS")
    nowhere.region = None
    assert [clock.zone for clock in clocks_of(nowhere)] == ["Europe/Moscow"] * 2


@pytest.mark.django_db
def test_a_visitor_reads_the_clocks_of_all_capitals_where_they_differ() -> None:
    both, one = factories.council(countries=("KZ", "RU")), factories.council()
    template, at = Template("{% deadline at %}"), datetime(2026, 12, 12, 13, tzinfo=UTC)
    with override("en"):
        shown = template.render(Context({"at": at, "clocks": capitals(both.sides.all())}))
        alone = template.render(Context({"at": at, "clocks": capitals(one.sides.all())}))
    assert "12 December 2026, 18:00\u00a0(UTC+5), Kazakhstan; 16:00\u00a0(UTC+3), Russia</time>" in shown
    assert "12 December 2026, 18:00\u00a0(UTC+5)</time>" in alone
    assert 'datetime="2026-12-12T13:00+00:00"' in shown
    assert "(UTC)" in template.render(Context({"at": at}))


@pytest.mark.django_db
def test_every_present_region_has_a_zone() -> None:
    assert not Region.objects.filter(versions__valid_to__isnull=True, timezone="").exists()


@settings(max_examples=60, deadline=None)
@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(sorted({*KZ.values(), *RU.values()})),
    st.sampled_from(sorted({*KZ.values(), *RU.values()})),
)
def test_as_many_times_are_shown_as_clocks_differ(at: datetime, first: str, second: str) -> None:
    with override("en"):
        words = deadline_words(at, [Clock(first), Clock(second, "there")])
    differ = hours(first, at) != hours(second, at)
    assert (words.count("UTC"), words.endswith("there")) == ((2, True) if differ else (1, False))
