"""A region's profile: figures against the other regions, ratings and notes beside them, and a break that is no collapse."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kenes.base import clock
from kenes.councils.models import Council, Member, Region
from kenes.situation import acts
from kenes.situation.boards import Row
from kenes.situation.queries.profile import profile_of
from tests import factories
from tests.factories import text
from tests.situation import figures, periods_open

pytestmark = [pytest.mark.django_db, pytest.mark.in_run("first")]
REGIONS = ("KZ-11", "KZ-15", "KZ-55", "KZ-59", "KZ-63")


def page(client: Client, council: Council, region: str = "KZ-63", by: Member | None = None) -> str:
    if by is not None:
        assert by.user is not None
        client.force_login(by.user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(reverse("region", args=[council.slug, region]), headers={"accept-language": "en"})
    assert response.status_code == 200
    return response.content.decode()


def test_the_lead_states_what_the_figures_say(council: Council) -> None:
    figures.real(council, "LIFE_EXP", "UNEMP_RATE", "POP")

    profile = profile_of(council, "KZ-63", None)

    assert profile is not None
    assert profile.lead == "Worse than the median of regions: life expectancy at birth."
    told = {row.indicator.code: (row.shown, row.verdict, row.judged) for row in profile.rows}
    assert told["LIFE_EXP"] == ("72.4", "below the median", "worse")
    assert told["UNEMP_RATE"] == ("4.6", "not distinguishable from the median", "")
    assert told["POP"] == ("730,236", "not compared: depends on the size of the region", "")


def test_a_region_like_the_others_is_told_to_be_so(council: Council) -> None:
    figures.indicator(council, "JOBLESS", [Row(code, "2023", 5.0) for code in REGIONS], polarity="down")
    profile = profile_of(council, "KZ-63", None)
    assert profile is not None
    assert profile.lead == "In the one figure that can be judged, the region is not distinguishable from the median of regions."


def test_a_figure_that_is_neither_good_nor_bad_is_told_without_praise(council: Council) -> None:
    rows = [Row(code, "2023", value) for code, value in zip(REGIONS, (5.0, 5.0, 5.1, 5.2, 9.0), strict=True)]
    figures.indicator(council, "SHARE", rows, name="Share of towns")
    leads = [profile.lead if (profile := profile_of(council, code, None)) else "" for code in ("KZ-63", "KZ-55")]
    assert leads == [
        "Above the median of regions: share of towns.",
        "In the one figure that can be judged, the region is not distinguishable from the median of regions.",
    ]


def test_the_split_of_2022_is_drawn_as_a_break_and_not_as_a_collapse(client: Client, council: Council) -> None:
    figures.real(council, "POP")

    content = page(client, council)

    assert "The fall of 2022 is new borders, not a loss of people" in content
    assert "Since 8 June 2022 the territory is smaller" in content
    drawing = content[content.index('class="chart time"') :].split("</section>")[0]
    lines = re.search(r'<path class="line" d="([^"]+)"', drawing)
    assert lines is not None
    assert lines[1].count("M") == 2  # two strokes of the pen: nothing joins 2021 with 2022
    assert drawing.count('class="cut"') == 1
    assert "1,363,797 (2021)" in drawing
    assert "730,236 (2023)" in drawing
    assert "1,340,441 (2023)" in drawing  # with Abai, as hollow dots
    assert 'class="sums"' in drawing


def test_a_rate_is_cut_without_a_sum_of_parts(client: Client, council: Council) -> None:
    figures.real(council, "LIFE_EXP")
    content = page(client, council)
    assert 'class="cut"' in content
    assert 'class="sums"' not in content


def test_a_new_region_has_no_former_borders(client: Client, council: Council) -> None:
    """Unemployment was estimated for Abai a quarter before there was an Abai."""
    figures.real(council, "POP", "LIFE_EXP", "UNEMP_RATE")
    content = page(client, council, "KZ-10")
    assert "The fall of" not in content
    assert "other borders" not in content
    assert "A region of its own since 8 June 2022; before, part of another (East Kazakhstan Region)." in content
    assert "Unemployment rate: 4.9 (II quarter of 2022) → 4.7 (IV quarter of 2023)" in content


def test_ratings_stand_beside_the_figures_of_their_domain(client: Client, council: Council) -> None:
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    periods_open.grouped(council)
    figures.real(council, "LIFE_EXP")
    ratings = {"KZ-63": [-2, -1, -1, -1, 0, 0], "KZ-61": [1, 1], "KZ-79": [1, 2, 0, 1]}
    period = periods_open.closed(secretary, ratings)

    before = page(client, council)
    acts.publish_period(by=secretary, period=period)
    after, small, alone = (page(client, council, code) for code in ("KZ-63", "KZ-61", "KZ-75"))

    assert "No ratings yet." in before  # closed, but for members only
    assert "<b>−1</b>" in after
    assert "n = 6" in after
    assert "All of “South”" in small  # two answers of Turkistan are told with those of its macro-region
    assert "Not shown: fewer than 5 ratings" in alone


def test_notes_of_members_stand_beside_their_figure(client: Client, council: Council) -> None:
    author = factories.member(council, region="KZ-63")
    made = figures.real(council, "LIFE_EXP")[0]
    region = Region.objects.get(code="KZ-63")
    note = acts.write_note(
        by=author, indicator=made, region=region, period="2022", text=text("Found late"), confidence="high", client_key="note-key-1"
    )

    assert "Found late" not in page(client, council)
    acts.publish_note(by=factories.member(council, role=Member.Role.SECRETARY), note=note)
    public = page(client, council)
    assert "Found late" in public
    assert "A member of this region" in public  # no seat is named to visitors


def test_members_of_the_region_are_offered_to_write_and_to_report(client: Client, council: Council) -> None:
    figures.real(council, "LIFE_EXP")
    own, other = factories.member(council, region="KZ-63"), factories.member(council, region="KZ-55")
    offered = f"{reverse('write-note', args=[council.slug])}?indicator=LIFE_EXP&amp;region=KZ-63&amp;period=2022"

    assert offered in page(client, council, by=own)
    assert offered not in page(client, council, by=other)
    client.logout()
    assert offered not in page(client, council)


def test_without_figures_the_page_is_what_it_was(client: Client, council: Council) -> None:
    content = page(client, council)
    assert "Nobody speaks from this region yet." in content
    assert "Figures and experts’ ratings" not in content


def test_fifty_figures_take_as_many_queries_as_one(client: Client, council: Council) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, council)
        return len(captured)

    def more(numbers: range) -> None:
        for number in numbers:
            figures.indicator(council, f"CODE_{number}", [Row(code, year, 5.0 + number) for code in REGIONS for year in ("2021", "2023")])

    more(range(1))
    page(client, council)
    one = asked()
    more(range(1, 50))
    page(client, council)  # new boards are read, once
    assert asked() == one


def test_every_rate_has_a_small_line_cut_at_the_break(client: Client, council: Council) -> None:
    figures.real(council, "LIFE_EXP", "UNEMP_RATE", "POP")

    content = page(client, council)

    panels = content.split('class="multiples scaled"')[1].split("</ul>")[0]
    assert panels.count('class="panel-name"') == 2  # counts hang on how many people live there
    assert panels.count('class="cut"') == panels.count(">2022</text>") - 1 == 2  # the year at each cut, and where one axis ends
    assert panels.count('class="median"') == 2
    assert "Against the year before: " in content


def test_of_many_rates_those_with_a_break_and_then_the_unusual_come_first(council: Council) -> None:
    calm = [2.0 + 0.1 * (year % 2) for year in range(2010, 2022)]
    for number in range(20):
        rows = [Row("KZ-55", str(year), value) for year, value in zip(range(2010, 2022), calm, strict=True)]
        if number == 17:
            rows[-1] = Row("KZ-55", "2021", 9.0)
        if number == 18:
            rows[6] = Row("KZ-55", "2016", rows[6].value, status="B")
        figures.indicator(council, f"CODE_{number:02d}", rows, order=number)

    profile = profile_of(council, "KZ-55", None)

    assert profile is not None
    assert profile.over_time is not None
    assert (profile.over_time.drawn, profile.over_time.rates) == (12, 20)
    names = [panel.heading for panel in profile.over_time.multiples.panels]
    assert names == [*(f"Code {number:02d}" for number in range(10)), "Code 17", "Code 18"]  # in the order of the page


def test_whether_a_year_was_better_is_counted_by_what_is_better(council: Council) -> None:
    for code, polarity in (("JOBLESS", "down"), ("SCHOOLS", "up"), ("SHARE", "neutral")):
        figures.indicator(council, code, [Row("KZ-55", str(year), float(year - 2000)) for year in (2021, 2022, 2023)], polarity=polarity)
    profile = profile_of(council, "KZ-55", None)
    assert profile is not None
    assert profile.over_time is not None
    assert profile.over_time.title == "Against the year before: 1 better, 1 worse, 1 not judged or unchanged"


def test_one_page_tells_one_number_of_people(client: Client, council: Council) -> None:
    figures.indicator(council, "JOBLESS", [Row("KZ-63", "2023", 5.0)])
    assert "730,172 inhabitants (2023)" in page(client, council)  # of the table of regions
    figures.real(council, "POP")
    content = page(client, council)
    assert "730,236 inhabitants (2023)" in content
    assert "730,172" not in content
    assert "population: Bureau of National Statistics, 2023" in content


def test_what_is_out_of_date_is_said_once_above_and_quietly_beside(client: Client, council: Council) -> None:
    figures.indicator(council, "OLD", [Row("KZ-63", "2019", 5.0)])
    figures.indicator(council, "OLDER", [Row("KZ-63", "2017", 5.0)])
    figures.indicator(council, "NEW", [Row("KZ-63", str(clock.now().year), 5.0)])
    content = page(client, council)
    assert "2 of 3 figures are out of date: their newest values are of 2017–2019." in content
    assert content.count("· out of date") == 2


def test_the_name_of_a_macro_region_stands_in_the_reader_s_quotation_marks(client: Client, council: Council) -> None:
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    periods_open.grouped(council)
    acts.publish_period(by=secretary, period=periods_open.closed(secretary, {"KZ-61": [1, 1], "KZ-79": [1, 2, 0, 1]}))
    address = f"{reverse('compare', args=[council.slug])}?region=KZ-61"
    assert "“South”" in client.get(address, headers={"accept-language": "en"}).content.decode()
    for language in ("kk", "ru"):
        content = client.get(address, headers={"accept-language": language}).content.decode()
        assert "“" not in content
        assert "«" in content
