"""The pages of results: where we agree, what divides us, one statement; their files; what they withhold."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kenes.councils.models import Council, Member
from kenes.deliberation.models import Deliberation, Release
from tests.deliberation.conftest import signed_in
from tests.deliberation.published import NODES, Overlays, Rows, closed, release, row
from tests.factories import text

STATEMENTS: Rows = {
    "Clean the river": row((36, 1, 3), (35, 2, 3), (36, 1, 3), (30, 4, 6)),
    "Build a dam": row((36, 2, 2), (35, 3, 2), (4, 33, 3), (5, 34, 1)),
    "=Ask first": row((20, 17, 3), (19, 18, 3), "few", "protected"),
    "Fish in spring": row((2, 37, 1), (3, 36, 1), (2, 36, 2), (4, 35, 1)),
}
OVERLAYS: Overlays = {
    "group": (
        [{"key": "g0", "voters": 70}, {"key": "g1"}],
        {words: [(60, 5, 5), (30, 30, 10)] if words == "Build a dam" else ["few", "few"] for words in STATEMENTS},
    ),
    "profession": (
        [{"key": "teacher", "name": text("teacher").as_json(), "voters": 44}],
        {words: [(33, 7, 4)] for words in STATEMENTS},
    ),
}


@pytest.fixture
def published(council: Council) -> Deliberation:
    made = closed(council)
    release(made, STATEMENTS, overlays=OVERLAYS)
    return made


@pytest.fixture
def reader(secretary: Member) -> Client:
    return signed_in(secretary)


def address(item: Deliberation, name: str = "results", **asked: str) -> str:
    return reverse(name, args=[item.council.slug, item.public_id], query=asked)


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def order(shown: str, *words: str) -> list[str]:
    """Return which of these statements a page shows, in its order."""
    return sorted((one for one in words if f">{one}<" in shown), key=lambda one: shown.index(f">{one}<"))


# Where we agree


def test_the_title_says_the_finding_and_the_broadest_comes_first(published: Deliberation, reader: Client) -> None:
    shown = page(reader, address(published))
    assert ">On 1 of 4 statements both sides agree in every region shown</h1>" in shown
    assert order(shown, *STATEMENTS)[0] == "Clean the river"
    assert "least in Delta: by at least " in shown


def test_people_are_divided_in_the_ways_that_the_release_holds(published: Deliberation, reader: Client) -> None:
    shown = page(reader, address(published))
    assert [way in shown for way in ("?by=side", "?by=group", "?by=profession")] == [True] * 3
    by_side = page(reader, address(published, by="side"))
    assert ">On 1 of 3 statements a majority of each side agrees</h1>" in by_side
    assert "North" in by_side
    assert "Hills" not in by_side
    signs = [by_side.index(f'class="side plain {letter}"') for letter in "ab"]  # side by side, each with its sign, always in one order
    assert signs == sorted(signs)
    assert by_side.count('class="side plain a"') == by_side.count('class="side plain b"') > 3
    by_group = page(reader, address(published, by="group"))
    assert "Group A" in by_group
    assert "disagree 7" in by_group


def test_an_earlier_release_without_groups_does_not_offer_them(council: Council, reader: Client) -> None:
    made = closed(council)
    release(made, STATEMENTS, number=1, final=False)
    release(made, STATEMENTS, overlays=OVERLAYS, number=2)
    assert "by=group" in page(reader, address(made))
    first = page(reader, address(made, release="1", by="group"))
    assert "by opinion group" not in first
    assert "Hills" in first
    assert "release=1" in first  # the other pages of results stay in it
    assert reader.get(address(made, release="3")).status_code == 404


def test_what_is_withheld_is_counted_and_explained_never_told(published: Deliberation, reader: Client) -> None:
    shown = page(reader, address(published))
    assert "Withheld of 16 figures: 1 with fewer than 5 answers, 1 that could be found by subtraction" in shown
    assert shown.count('class="agree hatch"') == 2
    assert page(reader, address(published, numbers="1")).count("<em") > 2


def test_statements_are_searched_and_filtered_in_the_address(published: Deliberation, reader: Client) -> None:
    assert order(page(reader, address(published, q="RIVER")), *STATEMENTS) == ["Clean the river"]
    assert order(page(reader, address(published, q="2")), *STATEMENTS) == ["Build a dam"]
    contested = page(reader, address(published, show="contested"))
    assert order(contested, *STATEMENTS) == ["Build a dam"]
    assert "Contested (1)" in contested
    assert "1 statement found" in contested
    assert order(page(reader, address(published, show="withheld")), *STATEMENTS) == ["=Ask first"]
    nothing = page(reader, address(published, q="mountain"))
    assert "No statement matches" in nothing
    assert order(page(reader, address(published, show="x" * 300)), *STATEMENTS)


def test_titles_and_filters_count_the_same_statements(published: Deliberation, reader: Client) -> None:
    shown = page(reader, address(published, by="group", show="alone"))
    assert "of 1 statements" in shown.split("</h1>")[0]  # one can be compared; of the others all together were judged
    assert "Only all together can be shown (3)" in shown
    assert "A majority agrees" in shown
    assert "Common ground" not in shown
    assert set(order(shown, *STATEMENTS)) == {*STATEMENTS} - {"Build a dam"}


def test_hundreds_of_statements_come_on_pages(council: Council, reader: Client) -> None:
    made = closed(council)
    alone = [NODES[0], ("rest", "rest", 0, None)]
    release(made, {f"Statement {n}": [(100 - n, n, 0)] * 2 for n in range(60)}, names=alone)
    shown = page(reader, address(made))
    assert "1–24 of 60" in shown
    assert "Statement 59" in page(reader, address(made, page="3"))


def test_the_numbers_stand_behind_a_link(published: Deliberation, reader: Client) -> None:
    assert "36 / 1 / 3" not in page(reader, address(published))
    shown = page(reader, address(published, numbers="1"))
    assert "36 / 1 / 3" in shown
    assert "withheld" in shown


# What divides us


def test_what_divides_names_the_pair_and_the_least_gap(published: Deliberation, reader: Client) -> None:
    shown = page(reader, address(published, "results-divided"))
    assert ">On 1 of 4 statements a majority agrees in one part and surely none in another</h1>" in shown
    assert order(shown, *STATEMENTS) == ["Build a dam"]
    assert "Hills 90\u00a0%, Coast 10\u00a0%: at least 61 points apart" in shown
    assert "A majority agrees in one, surely none in the other." in shown


def test_where_nothing_surely_divides_the_page_says_so(council: Council, reader: Client) -> None:
    made = closed(council)
    release(made, {"One": row(*[(20, 18, 2)] * 4)})
    shown = page(reader, address(made, "results-divided"))
    assert "No statement surely divides people" in shown
    assert "Differences this small may be chance" in shown


def test_what_cannot_be_compared_is_counted_in_no_finding(published: Deliberation, reader: Client) -> None:
    """By opinion group one statement of four shows two figures."""
    assert ">On none of 1 statements do all agree</h1>" in page(reader, address(published, by="group"))
    shown = page(reader, address(published, "results-divided", by="group"))
    assert ">On 1 of 1 statements" in shown
    assert "Of 3 more statements fewer than two figures can be shown" in shown


def test_without_any_division_sure_splits_are_listed(council: Council, reader: Client) -> None:
    made = closed(council)
    alone = [NODES[0], ("rest", "rest", 0, None)]
    release(made, {"Split": [(400, 390, 10)] * 2, "For": [(700, 100, 0)] * 2}, names=alone)
    shown = page(reader, address(made, "results-divided"))
    assert order(shown, "Split", "For") == ["Split"]
    assert "At least 45\u00a0% agree and at least 45\u00a0% disagree" in shown


# One statement


def statement_of(item: Deliberation, number: int) -> str:
    return item.statements.get(number=number).get_absolute_url()


def test_a_statement_shows_every_cell_with_disagreement_and_interval(published: Deliberation, reader: Client) -> None:
    shown = page(reader, statement_of(published, 2))
    for words in ("By region", "By side", "By opinion group", "By walk of life", "Hills", "North", "Group B", "teacher"):
        assert words in shown
    assert "disagree 5\u00a0%" in shown.replace(" %", "\u00a0%")  # of the Hills: 2 of 40
    assert "By what divides: place 1 of 1 (Hills" in shown
    assert "By common ground: place " in shown


def test_a_withheld_cell_says_why_and_no_number(published: Deliberation, reader: Client) -> None:
    shown = page(reader, statement_of(published, 3))
    assert "fewer than 5 answers" in shown
    assert "could be found by subtraction" in shown


def test_a_statement_has_a_permanent_address_and_its_releases(council: Council, reader: Client) -> None:
    made = closed(council)
    release(made, STATEMENTS, number=1, final=False)
    release(made, {**STATEMENTS, "Clean the river": row(*[(50, 5, 5)] * 4)}, number=2)
    shown = page(reader, statement_of(made, 1))
    assert f"{statement_of(made, 1)}?release=2" in shown
    assert "All together, in each release" in shown
    earlier = page(reader, f"{statement_of(made, 1)}?release=1")
    assert "n\u00a0=\u00a0160" in earlier or ">n&nbsp;160<" in earlier
    assert reader.get(f"{statement_of(made, 1)}?release=9").status_code == 404


def test_a_statement_without_figures_is_still_a_page(published: Deliberation, reader: Client) -> None:
    found = Release.objects.get()
    found.table["statements"].pop(published.statements.get(number=4).public_id)
    found.save()
    assert "No results yet" in page(reader, statement_of(published, 4))


# Files


def lines_of(client: Client, url: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(url).content.decode("utf-8-sig"))))


def test_the_csv_holds_what_the_page_shows(published: Deliberation, reader: Client) -> None:
    lines = lines_of(reader, address(published, format="csv"))
    assert len(lines) == 4 * 5  # everybody and four regions
    first = lines[0]
    assert (first["text"], first["verdict"], first["by"], first["cell"], first["place"]) == (
        "Clean the river",
        "common",
        "region",
        "all",
        "1",
    )
    withheld = [line for line in lines if line["state"] == "withheld"]
    assert len(withheld) == 2
    numbers = ("agree", "disagree", "pass", "n", "share", "low", "high")
    assert all(line[key] == "" for line in withheld for key in numbers)
    hills = next(line for line in lines if line["cell"] == "region/a/1" and line["statement"] == "2")
    assert [hills[key] for key in numbers[:5]] == ["36", "2", "2", "40", "0.9"]
    assert float(hills["low"]) < 0.9 < float(hills["high"])


def test_no_spreadsheet_takes_a_statement_for_a_formula(published: Deliberation, reader: Client) -> None:
    assert "'=Ask first" in {line["text"] for line in lines_of(reader, address(published, format="csv"))}


def test_files_follow_the_filters(published: Deliberation, reader: Client) -> None:
    assert {line["text"] for line in lines_of(reader, address(published, format="csv", show="contested"))} == {"Build a dam"}
    assert {line["cell"] for line in lines_of(reader, address(published, format="csv", by="side"))} == {"all", "side/a", "side/b"}
    divided = lines_of(reader, address(published, "results-divided", format="csv"))
    assert {(line["text"], line["gap_high"], line["gap_low"], line["opposed"]) for line in divided} == {
        ("Build a dam", "region/a/1", "region/b/1", "yes")
    }


def test_the_json_says_the_same_with_its_source(published: Deliberation, reader: Client) -> None:
    response = reader.get(address(published, format="json", by="group"))
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    content: dict[str, Any] = json.loads(response.content)
    assert (content["format"], content["release"], content["by"], content["threshold"]) == ("kenes results 1", 1, "group", 5)
    assert [one["key"] for one in content["cells"]] == ["g0", "g1"]
    assert content["cells"][1]["took_part"] is None  # withheld in the release
    found = {one["text"]: one for one in content["statements"]}
    assert found["Build a dam"]["cells"]["g0"]["agree"] == 60
    assert found["Clean the river"]["cells"]["g0"] == {"state": "withheld", "reason": "few", "release": 1}
    assert found["Clean the river"]["judged"] == "all"
    lines = lines_of(reader, address(published, format="csv", by="group"))
    assert [line["text"].lstrip("'") for line in lines[::3]] == [one["text"] for one in content["statements"]]


def test_a_band_holds_no_counts_in_any_file(council: Council, reader: Client) -> None:
    made = closed(council)
    release(made, {"One": row(">12", (30, 5, 5), (30, 5, 5), "few")})
    line = next(line for line in lines_of(reader, address(made, format="csv")) if line["cell"] == "region/a/1")
    assert [line[key] for key in ("state", "n", "agree", "share", "low", "high")] == ["band", "12", "", "", "0.9", "1.0"]
    cells = json.loads(reader.get(address(made, format="json")).content)["statements"][0]["cells"]
    assert cells["region/a/1"] == {"state": "band", "n": 12, "low": 0.9, "high": 1.0, "release": 1}


# Cost


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["results", "results-divided"])
@pytest.mark.parametrize("by", ["region", "group"])
def test_pages_take_as_many_queries_for_four_statements_as_for_forty(council: Council, reader: Client, name: str, by: str) -> None:
    few, many = closed(council), closed(council)
    release(few, STATEMENTS, overlays=OVERLAYS)
    release(many, {f"{words} {n}": cells for n in range(10) for words, cells in STATEMENTS.items()}, overlays=None)
    assert queries(reader, address(many, name, by=by)) == queries(reader, address(few, name, by=by))


def test_a_statement_takes_as_many_queries_among_four_as_among_forty(council: Council, reader: Client) -> None:
    few, many = closed(council), closed(council)
    release(few, STATEMENTS)
    release(many, {f"{words} {n}": cells for n in range(10) for words, cells in STATEMENTS.items()})
    assert queries(reader, statement_of(many, 1)) == queries(reader, statement_of(few, 1))
