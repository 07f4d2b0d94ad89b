"""The country on one page: what changed, where members and figures disagree, what is stale, what is silent."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kenes.base import clock
from kenes.councils.models import Council, Member, Region
from kenes.issues.acts import report_signal
from kenes.issues.queries import regions_heard
from kenes.situation import acts
from kenes.situation.acts.questions import ask_about
from kenes.situation.boards import Row
from kenes.situation.queries.overview import YEAR, Overview, overview_of
from tests import factories
from tests.factories import text
from tests.situation import figures, periods_open

pytestmark = [pytest.mark.django_db, pytest.mark.in_run("first")]
REGIONS = ("KZ-11", "KZ-15", "KZ-55", "KZ-59", "KZ-63")
NOW = datetime(2034, 9, 1, tzinfo=UTC)


def jumps(jump: dict[str, float], level: float = 5.0) -> list[Row]:
    """Calm years, and a jump in the last: of 2023 to 2034, when no border changed."""
    return [
        Row(code, str(year), level + 0.1 * (year % 2) + (jump.get(code, 0.0) if year == 2034 else 0.0))
        for code in REGIONS
        for year in range(2023, 2035)
    ]


def overview(council: Council, reader: Member | None) -> Overview:
    return overview_of(council, reader, regions_heard(council, clock.now() - YEAR))


def page(client: Client, council: Council) -> str:
    response = client.get(reverse("situation", args=[council.slug]), headers={"accept-language": "en"})
    assert response.status_code == 200
    return response.content.decode()


def test_what_moved_against_its_own_history_comes_first(client: Client, council: Council) -> None:
    factories.member(council, region="KZ-63")
    calm = figures.indicator(council, "CALM", jumps({}), polarity="up", order=1)
    jobless = figures.indicator(council, "JOBLESS", jumps({"KZ-63": 1.2, "KZ-55": 0.9}), polarity="down", order=2)
    for made in (calm, jobless):
        ask_about(revision=made.board.revision)

    found = overview(council, None)
    content = page(client, council)

    assert [one.figure.indicator.code for one in found.moved] == ["JOBLESS", "CALM"]
    first = found.moved[0]
    assert [(move.place, move.change_shown, move.judged) for move in first.moves[:2]] == [
        ("KZ-63", "+1.1", "worse"),
        ("KZ-55", "+0.8", "worse"),
    ]
    assert (first.unusual, first.known) == (2, 5)
    assert found.unusual == 2
    assert "Unusual changes: 2; figures out of date: 0 of 2." in content
    assert content.count("members are asked") == 1  # where somebody can tell


def test_a_change_of_borders_is_no_change_of_a_figure(council: Council) -> None:
    """East Kazakhstan lost half of its people by decree in 2022: nothing that one could call a move."""
    figures.real(council, "POP", "HOSPITALS", "LIFE_EXP")
    moved = {(move.figure.indicator.code, move.place) for one in overview(council, None).moved for move in one.moves}
    assert moved
    assert not {place for _code, place in moved} & {"KZ-63", "KZ-19", "KZ-35", "KZ-10", "KZ-33", "KZ-62"}


def test_experts_and_figures_that_point_different_ways_are_named(client: Client, council: Council) -> None:
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    periods_open.grouped(council)
    values = dict(zip((*REGIONS, "KZ-61", "KZ-79"), (70.0, 71.0, 72.0, 73.0, 78.0, 65.0, 64.0), strict=True))
    figures.indicator(
        council,
        "LIFE",
        [Row(code, "2023", value) for code, value in values.items()],
        domain="health",
        polarity="up",
        name="Life expectancy",
    )
    ratings = {"KZ-63": [-2, -1, -1, -1, -1, 0], "KZ-55": [-2, -1, -1, -1, 0], "KZ-61": [1, 1], "KZ-79": [1, 2, 0, 1]}
    acts.publish_period(by=secretary, period=periods_open.closed(secretary, ratings))

    found = {(one.name, one.members_say): one for one in overview(council, None).disagreements}

    assert found.keys() == {
        ("East Kazakhstan Region", "bad"),
        ("South", "good"),
    }  # KZ-55 lies at the median: there is nothing to disagree with
    assert found["East Kazakhstan Region", "bad"].figures == ["Life expectancy 78.0 (71.0)"]
    assert found["South", "good"].codes == ["KZ-31", "KZ-43", "KZ-61", "KZ-79"]
    assert found["South", "good"].code == ""  # no page of its own
    content = page(client, council)
    assert "though figures are better than the median:" in content
    assert "though figures are worse than the median:" in content


def test_what_is_neither_good_nor_bad_hides_no_disagreement(council: Council) -> None:
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    periods_open.grouped(council)
    values = dict(zip(REGIONS, (1.0, 2.0, 3.0, 4.0, 9.0), strict=True))
    told = {"domain": "health", "name": "Life expectancy"}
    figures.indicator(council, "LIFE", [Row(code, "2023", value) for code, value in values.items()], polarity="up", **told)
    for number in range(3):  # at the median: they say nothing against the ratings, and nothing for them
        figures.indicator(council, f"SHARE_{number}", [Row(code, "2023", 5.0) for code in REGIONS], domain="health", polarity="neutral")
    acts.publish_period(by=secretary, period=periods_open.closed(secretary, {"KZ-63": [-2, -1, -1, -1, -1, 0]}))
    found = overview(council, None).disagreements
    assert [(one.name, one.figures) for one in found] == [("East Kazakhstan Region", ["Life expectancy 9.0 (3.0)"])]


def test_a_median_that_moved_since_the_period_before_is_told(council: Council) -> None:
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    for period, rating in (("2026-Q2", -1), ("2026-Q3", 1)):
        given = [rating] * 3 + [rating + 1] * 3 + [0]
        acts.publish_period(by=secretary, period=periods_open.closed(secretary, {"KZ-63": given}, period=period))
    assert [(one.label, one.words) for one in overview(council, None).shifts] == [("Health", "0 → +1")]


def test_results_that_are_not_published_are_for_members(council: Council) -> None:
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    periods_open.closed(secretary, {"KZ-63": [-2, -1, -1, -1, 0]})
    assert overview(council, None).results is None
    assert overview(council, None).silence.reports is None
    assert overview(council, secretary).results is not None


def test_what_is_stale_and_what_is_silent_is_named(client: Client, council: Council) -> None:
    author = factories.member(council, region="KZ-63")
    region = Region.objects.get(code="KZ-63")
    with clock.at(NOW):
        figures.indicator(council, "OLD", [Row("KZ-63", "2023", 1.0)], name="Old figure")
        figures.indicator(council, "DUE", [Row("KZ-63", "2033", 1.0)], name="Late figure", next_release=date(2034, 8, 1))
        fresh = figures.indicator(council, "NEW", [Row("KZ-63", "2033", 1.0)], name="Fresh figure")
        report_signal(by=author, region=region, what=text("The bridge is closed"), client_key="key-0000-1")
        acts.write_note(
            by=author, indicator=fresh, region=region, period="2033", text=text("A mine"), confidence="high", client_key="note-key-1"
        )
        found, content = overview(council, None), page(client, council)

    assert [figure.indicator.code for figure in found.stale] == ["OLD", "DUE"]
    assert len(found.silence.signals) == len(found.silence.notes) == 19
    assert "EKR" not in found.silence.signals
    assert "figures out of date: 2 of 3." in content
    with clock.at(datetime(2035, 9, 2, tzinfo=UTC)):
        assert "EKR" in overview(council, None).silence.signals


def test_fifty_figures_take_as_many_queries_as_one(client: Client, council: Council) -> None:
    def asked() -> int:
        page(client, council)
        with CaptureQueriesContext(connection) as captured:
            page(client, council)
        return len(captured)

    figures.indicator(council, "CODE", jumps({"KZ-63": 2.0}))
    one = asked()
    for number in range(20):
        figures.indicator(council, f"CODE_{number}", jumps({"KZ-63": 1.0 + number}))
    assert asked() == one


def test_an_empty_council_is_told_what_is_missing(client: Client, council: Council) -> None:
    content = page(client, council)
    assert "No official figures yet." in content
    assert "No results of situation reports are public yet." in content
