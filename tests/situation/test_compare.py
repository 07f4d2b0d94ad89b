"""Up to four regions side by side, and what must not be compared."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kenes.councils.models import Council
from kenes.situation.boards import Row
from kenes.situation.queries.compare import compare
from tests.situation import figures

pytestmark = [pytest.mark.django_db, pytest.mark.in_run("first")]


def page(client: Client, council: Council, query: str) -> str:
    response = client.get(f"{reverse('compare', args=[council.slug])}?{query}", headers={"accept-language": "en"})
    assert response.status_code == 200
    return response.content.decode()


def test_values_stand_beside_the_median_and_their_verdicts(council: Council) -> None:
    figures.real(council, "LIFE_EXP", "POP")

    found = compare(council, ["KZ-63", "KZ-75"], None, "", lambda code: f"/{code}/")
    lines = {line.figure.indicator.code: line for block in found.blocks for line in block.lines}

    assert [(cell.shown, cell.sign, cell.judged) for cell in lines["LIFE_EXP"].cells] == [("72.4", "▼", "worse"), ("77.3", "▲", "better")]
    assert lines["LIFE_EXP"].middle_shown == "74.0"
    assert [(cell.shown, cell.sign) for cell in lines["POP"].cells] == [("730,236", ""), ("2,161,797", "")]
    assert lines["POP"].middle_shown == ""
    assert found.drawn is not None
    assert found.drawn.figure.indicator.code == "LIFE_EXP"  # a rate before a count


def test_what_cannot_be_compared_is_said(client: Client, council: Council) -> None:
    figures.real(council, "POP")
    figures.indicator(council, "JOBLESS", [Row("KZ-75", "2023", 5.0), Row("KZ-55", "2023", 6.0)])

    content = page(client, council, "region=KZ-63&region=KZ-75")

    assert "in these borders since 8 June 2022 only" in content
    assert "A count depends on the size of the region and is not judged: Population" in content
    assert "Jobless: no value for this period: East Kazakhstan Region." in content


def test_bounds_are_shown_where_they_are_known(client: Client, council: Council) -> None:
    rows = [Row(code, "2023", 5.0, 4.1, 5.9) for code in ("KZ-63", "KZ-75")]
    figures.indicator(council, "JOBLESS", rows)
    content = page(client, council, "region=KZ-63&region=KZ-75")
    assert "4.1–5.9" in content
    assert "Where bars overlap, regions cannot be told apart" in content


def test_a_line_is_drawn_for_the_figure_that_is_asked_for(client: Client, council: Council) -> None:
    figures.real(council, "LIFE_EXP", "POP")
    content = page(client, council, "region=KZ-63&region=KZ-75&figure=POP")
    assert "<h2>Population</h2>" in content
    assert '<option value="POP" selected>' in content
    assert 'class="cut"' in content  # East Kazakhstan's line is cut, on the scale of both


def test_a_fifth_region_and_unknown_ones_are_left_out(client: Client, council: Council) -> None:
    figures.real(council, "LIFE_EXP")
    codes = ["KZ-99", "KZ-63", "KZ-63", "KZ-75", "KZ-71", "KZ-55", "KZ-11"]
    content = page(client, council, "&".join(f"region={code}" for code in codes))
    assert "Only the first 4 regions are compared" in content
    assert content.count("selected>") == 5  # four regions and the figure
    assert "Choose up to 4 regions." in page(client, council, "region=KZ-99")


def test_four_regions_take_as_many_queries_as_one(client: Client, council: Council) -> None:
    figures.real(council, "LIFE_EXP", "POP")

    def asked(query: str) -> int:
        page(client, council, query)
        with CaptureQueriesContext(connection) as captured:
            page(client, council, query)
        return len(captured)

    assert asked("region=KZ-63") == asked("region=KZ-63&region=KZ-75&region=KZ-71&region=KZ-55")


def test_each_region_has_a_large_line_on_one_scale(council: Council) -> None:
    figures.real(council, "LIFE_EXP")
    drawn = compare(council, ["KZ-63", "KZ-75", "KZ-71", "KZ-55"], None, "", lambda code: f"/{code}/").drawn
    assert drawn is not None
    lines = [line for _place, line in drawn.lines]
    assert [place.code for place, _line in drawn.lines] == ["KZ-63", "KZ-75", "KZ-71", "KZ-55"]
    assert [len(line.cuts) for line in lines] == [1, 0, 0, 0]
    assert all(line.grid == lines[0].grid and line.span == lines[0].span for line in lines)  # a break takes no room from one alone
