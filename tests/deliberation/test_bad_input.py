"""Addresses of results with anything in them: a page or "not found", never an error, and nothing of it comes back alive."""

from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from kenes.councils.models import Council, Member
from kenes.deliberation.models import Deliberation, Statement
from tests.deliberation.conftest import signed_in
from tests.deliberation.published import closed, release, row

PAGES = ("results", "results-divided", "results-groups", "results-slate", "results-method", "votes-file", "statement")
PARAMETERS = {"results": ("by", "show", "q", "release", "numbers", "page", "format"), "results-divided": ("by", "q", "page")}
NONSENSE = (  # as they stand in an address
    "%00",
    "a%00b",
    "%ED%A0%80",  # half of a character
    "%FF",
    "%E2%80%AE",
    "999999",
    "99999",
    "-1",
    "0",
    "1e9",
    "NaN",
    "9223372036854775808",
    "%EF%BC%91",  # a digit that is no ASCII
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "%7B%7B7*7%7D%7D",
    "x" * 3000,
)


@pytest.fixture
def over(council: Council) -> Deliberation:
    made = closed(council)
    release(made, {"The dam": row((8, 2, 0), (3, 6, 1), (5, 5, 0), "few"), "A ferry": row((2, 8, 0), "few", "few", (7, 2, 1))})
    return made


def address(page: str, talk: Deliberation) -> str:
    more = [Statement.objects.filter(deliberation=talk).first().public_id] if page == "statement" else []  # type: ignore[union-attr]
    return reverse(page, args=[talk.council.slug, talk.public_id, *more])


@pytest.mark.parametrize("page", PAGES)
def test_nonsense_in_an_address_is_never_an_error(over: Deliberation, page: str) -> None:
    client, there = Client(), address(page, over)
    for name, value in product(PARAMETERS.get(page, ("release", "by")), NONSENSE):
        found = client.get(f"{there}?{name}={value}")
        assert found.status_code in (200, 404), f"{page} {name}={value}"
        assert b"<script>alert" not in found.content
    assert client.get(f"{there}?by=region&by=side&show=common&show=x&page=2&page=%00").status_code in (200, 404)
    assert client.get(there).status_code == (404 if page == "votes-file" else 200)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_nonsense_is_never_an_error_in_files_either(over: Deliberation, form: str) -> None:
    for name, value in product(("by", "show", "q", "release", "page"), NONSENSE):
        assert Client().get(f"{address('results', over)}?format={form}&{name}={value}").status_code in (200, 404), f"{name}={value}"


def test_a_release_that_is_not_there_is_not_found_on_any_page(over: Deliberation) -> None:
    for page in PAGES[:-2]:
        for wanted in ("2", "0", "99999", "100000"):
            assert Client().get(f"{address(page, over)}?release={wanted}").status_code == 404


@pytest.mark.parametrize("page", ["stop-results", "close-deliberation", "release-results"])
def test_what_changes_something_takes_no_get_and_no_members_post(
    over: Deliberation, voters: list[Member], secretary: Member, page: str
) -> None:
    there = address(page, over)
    assert signed_in(secretary).get(there).status_code == 405
    assert signed_in(voters[0]).post(there).status_code == 404
    assert Client().post(there).status_code in (302, 401, 403)
    assert signed_in(secretary).post(there, {"by": "\x00", "deliberation": "other"}).status_code in (302, 409)
