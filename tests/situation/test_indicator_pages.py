"""The list of indicators, and one indicator: its charts, its table, where it comes from, what was published before."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kenes.councils.models import Council, Member, Region
from kenes.situation import acts, periods
from kenes.situation.acts.questions import ask_about
from kenes.situation.boards import Row
from kenes.situation.models import Geometry
from tests import factories
from tests.factories import text
from tests.situation import figures
from tests.situation.question_scenes import level

pytestmark = pytest.mark.django_db


def page(client: Client, council: Council, code: str = "", status: int = 200, **query: str) -> str:
    url = reverse("indicator", args=[council.slug, code]) if code else reverse("indicators", args=[council.slug])
    response = client.get(url, query, headers={"accept-language": "en"})
    assert response.status_code == status
    return response.content.decode()


def test_the_list_stands_by_domain_and_is_searched_in_every_language(client: Client, council: Council) -> None:
    figures.real(council, "LIFE_EXP", "UNEMP_RATE")

    everything = page(client, council)
    assert everything.index("Economy and jobs") < everything.index("Health")
    assert "out of date" in everything
    assert everything.count('class="item"') == 2
    assert page(client, council, q="ПРОДОЛЖИТЕЛЬНОСТЬ жизни").count('class="item"') == 1
    assert page(client, council, domain="economy").count('class="item"') == 1
    assert page(client, council, domain="nonsense").count('class="item"') == 2
    assert "Nothing matches these filters" in page(client, council, q="airships")


def test_an_empty_list_says_who_fills_it(client: Client, council: Council) -> None:
    assert "The secretariat imports them from the statistics office." in page(client, council)
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    assert secretary.user is not None
    client.force_login(secretary.user, backend="django.contrib.auth.backends.ModelBackend")
    assert reverse("import-figures", args=[council.slug]) in page(client, council)


def test_the_title_states_what_the_regions_show(client: Client, council: Council) -> None:
    figures.real(council, "LIFE_EXP")

    content = page(client, council, "LIFE_EXP")

    assert "Life expectancy at birth: from 71.4 (Ulytau) to 77.3 (Almaty), median 74.0" in content
    assert "Half of the regions lie between 72.8 and 74.9; median 74.0" in content
    strip = content[content.index('class="chart strip"') :].split("</svg>")[0]
    assert strip.count("<a href=") == 20  # every region is a link
    assert reverse("region", args=[council.slug, "KZ-63"]) in strip


def test_a_period_in_the_address_is_kept(client: Client, council: Council) -> None:
    figures.real(council, "LIFE_EXP")
    content = page(client, council, "LIFE_EXP", period="2016")
    assert "Regions, 2016" in content
    assert '<option value="2016" selected>' in content
    assert "indicator=" not in content  # a visitor writes no notes
    assert "?period=2016" in content  # in the permanent address, and in those of the files
    assert "Regions, 2022" in page(client, council, "LIFE_EXP", period="nonsense")


def test_the_table_holds_every_value_with_its_status_and_note(client: Client, council: Council) -> None:
    made = figures.indicator(council, "LIFE", [Row("KZ-55", "2021", 70.1), Row("KZ", "2022", 74.0), Row("KZ-YUZ", "2016", 69.0)])
    figures.revise(
        made, [Row("KZ-55", "2022", 72.9, status="P"), Row("KZ-63", "2022", None, status="M")], {("KZ-55", "2022"): "<b>By sample"}
    )

    content = page(client, council, "LIFE")
    table = content[content.index('<table class="table values">') :].split("</table>")[0]

    assert table.index("2022") < table.index("2021") < table.index("2016")
    assert table.index(">Kazakhstan<") < table.index("Pavlodar") < table.index("South Kazakhstan") < table.index("former region")
    assert '72.9 <abbr title="Provisional value">P</abbr><sup>1</sup>' in table
    assert '– <abbr title="Missing value">M</abbr>' in table
    assert "&lt;b&gt;By sample" in content
    assert "provisional value" in content


def test_counts_are_not_coloured_and_rates_are(client: Client, council: Council) -> None:
    figures.real(council, "POP", "LIFE_EXP")
    Geometry.objects.create(country="KZ", width=100, height=50, attribution="© Somebody", sha256="", loaded_at=council.created_at)

    rate, count = page(client, council, "LIFE_EXP"), page(client, council, "POP")

    tiles = {name: content[content.index("tile-grid") :].split("</figure>")[0] for name, content in (("rate", rate), ("count", count))}
    assert 'class="seq-5"' in tiles["rate"]
    assert 'class="seq-5"' not in tiles["count"]
    assert "© Somebody" in rate  # under the map
    assert reverse("indicator-chart", args=[council.slug, "LIFE_EXP", "map", "svg"]) in rate


def test_where_it_comes_from_and_what_was_published_before_is_told(client: Client, council: Council) -> None:
    made = figures.indicator(council, "LIFE", [Row("KZ-63", "2022", 72.4)])
    figures.revise(made, [Row("KZ-63", "2022", 72.9)])

    content = page(client, council, "LIFE")

    for told in ("Bureau of National Statistics", "https://stat.gov.kz/", "PDDL 1.0", "1 November 2026", "Counted at the end of the year."):
        assert told in content
    assert "Revision 2: 1 value brought, 1 earlier one replaced or taken away" in content
    assert "1 value was published differently before" in content
    assert '<td class="num">72.4</td><td class="num">72.9</td>' in content


def test_terms_that_are_not_known_are_told_in_the_language_of_the_reader(client: Client, council: Council) -> None:
    made = figures.indicator(council, "LIFE", [Row("KZ-63", "2022", 72.4)])
    made.licence = "unknown"
    made.save()
    content = page(client, council, "LIFE")
    assert "<dd>not known</dd>" in content
    assert "licence: not known" in content


def test_a_revision_of_a_status_alone_says_what_it_changed(client: Client, council: Council) -> None:
    made = figures.indicator(council, "LIFE", [Row("KZ-63", "2022", 72.4, status="P")])
    figures.revise(made, [Row("KZ-63", "2022", 72.4)])
    assert '<td class="num">72.4 (Provisional value)</td><td class="num">72.4</td>' in page(client, council, "LIFE")


def test_notes_and_questions_stand_on_the_page(client: Client, council: Council) -> None:
    author = factories.member(council, region="KZ-63")
    made = figures.indicator(council, "JOBLESS", level("KZ-63", 1.2, first=2023, until=2034))
    ask_about(revision=made.board.revision)
    region = Region.objects.get(code="KZ-63")
    acts.write_note(
        by=author, indicator=made, region=region, period="2034", text=text("A mine"), confidence="high", client_key="note-key-1"
    )

    public = page(client, council, "JOBLESS")
    assert "A mine" not in public
    assert "Members are asked what is behind it" in public
    assert author.user is not None
    client.force_login(author.user, backend="django.contrib.auth.backends.ModelBackend")
    own = page(client, council, "JOBLESS")
    assert "A mine" in own
    assert "indicator=JOBLESS&amp;region=KZ-63&amp;period=2034" in own


def test_what_is_not_there_is_not_found(client: Client, council: Council) -> None:
    figures.indicator(factories.council(), "THEIRS", [Row("KZ-55", "2023", 1.0)])
    figures.indicator(council, "EMPTY", [Row("KZ-55", "2023", None, status="M")])
    for code in ("THEIRS", "EMPTY", "NOTHING"):
        page(client, council, code, status=404)


def test_a_long_series_takes_as_many_queries_as_a_short_one(client: Client, council: Council) -> None:
    figures.indicator(council, "SHORT", [Row("KZ-55", "2023", 1.0)])
    figures.real(council, "UNEMP_RATE")

    def asked(code: str) -> int:
        page(client, council, code)
        with CaptureQueriesContext(connection) as captured:
            page(client, council, code)
        return len(captured)

    assert asked("SHORT") == asked("UNEMP_RATE")


def test_all_pages_of_the_situation_belong_to_the_regions(client: Client, council: Council) -> None:
    for name in ("situation", "indicators", "compare", "regions"):
        content = client.get(reverse(name, args=[council.slug]), headers={"accept-language": "en"}).content.decode()
        assert f'<a href="{reverse("regions", args=[council.slug])}" aria-current="page">Regions</a>' in content


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_periods_head_their_columns_in_few_letters_and_are_read_out_in_full(client: Client, council: Council, language: str) -> None:
    figures.indicator(council, "JOBLESS", [Row("KZ-63", period, 5.0) for period in ("2023-Q3", "2023-Q4")])
    response = client.get(reverse("indicator", args=[council.slug, "JOBLESS"]), headers={"accept-language": language})
    heads = re.findall(r'<th scope="col" class="num"><span aria-hidden="true" title="([^"]+)">([^<]+)</span>', response.content.decode())
    assert [short for _words, short in heads] == ["2023 IV", "2023 III"]
    assert all(len(words) > len(short) for words, short in heads)


def test_every_kind_of_period_has_a_short_form() -> None:
    assert [periods.short(period) for period in ("2023", "2023-S2", "2023-Q1", "2023-07")] == ["2023", "2023 2/2", "2023 I", "2023-07"]
