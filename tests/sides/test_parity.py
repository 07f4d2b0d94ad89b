"""The sides compared: counts against equal shares, and no figure that tells of a few people."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kenes.councils.models import Council, Member
from kenes.sides.parity import parity_of
from kenes.site.queries import parity
from tests import factories
from tests.promotion import chains
from tests.sides.conftest import browser


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 400), st.integers(0, 400), st.booleans())
def test_parts_fill_the_bar_and_a_few_people_are_never_told(council: Council, first: int, second: int, people: bool) -> None:
    sides = list(council.sides.all())
    found = parity_of(council, {sides[0].pk: first, sides[1].pk: second}, "Members", people=people, sides=sides)
    assert found is not None
    if people and any(0 < number < council.threshold for number in (first, second)):
        assert (found.parts, found.total, found.withheld) == ((), 0, council.threshold)
        return
    assert [part.count for part in found.parts] == [str(first), str(second)]
    assert [part.letter for part in found.parts] == ["a", "b"]
    assert found.equal == [50.0]
    if first + second:
        assert found.parts[1].begins == found.parts[0].share
        assert abs(sum(part.share for part in found.parts) - 100) <= 0.2


def test_speaking_time_is_told_in_whole_minutes(council: Council) -> None:
    sides = list(council.sides.all())
    found = parity_of(council, {sides[0].pk: 3629, sides[1].pk: 29}, "Speaking time", unit="minutes")
    assert found is not None
    assert [part.count for part in found.parts] == ["60 min", "0 min"]


@pytest.mark.django_db
def test_a_council_of_one_side_shows_nothing_to_compare() -> None:
    council = factories.council()
    reader = factories.member(council)
    chains.signal(reader)
    assert parity.everything(council, reader) == []
    assert parity.of_list(council, reader, parity.signals) is None
    client = browser(reader)
    assert "nothing to compare" in client.get(reverse("sides", args=[council.slug])).content.decode()
    for name in ("signals", "issues", "recommendations", "members"):
        assert 'class="parity"' not in client.get(reverse(name, args=[council.slug])).content.decode()


def test_the_page_compares_what_its_reader_may_see(council: Council) -> None:
    ours, theirs = factories.members(council, 6), factories.members(council, 3, side=1)
    issue = chains.issue(council, [chains.signal(ours[0]), chains.signal(theirs[0])])
    chains.signal(ours[1])
    url = reverse("sides", args=[council.slug])
    inside = {found.label: found for found in parity.everything(council, ours[0])}
    assert inside["Members"].withheld == council.threshold
    assert [part.count for part in inside["Signals from regions of the side"].parts] == ["2", "1"]
    assert issue.regions.count() == 2
    assert [part.count for part in inside["Issues in regions of the side"].parts] == ["1", "1"]
    assert {found.label: found.total for found in parity.everything(council, None)}["Signals from regions of the side"] == 0
    shown = browser(ours[0]).get(url).content.decode()
    assert "Not shown: a side has fewer than 5 people." in shown
    factories.members(council, 3, side=1)
    shown = browser().get(url).content.decode()
    assert "Not shown" not in shown
    assert 'class="side plain a"' in shown


def test_lists_show_the_line_of_their_own(council: Council) -> None:
    ours, theirs = factories.members(council, 6), factories.members(council, 6, side=1)
    chains.recommendation(council, [chains.issue(council, [chains.signal(ours[0]), chains.signal(theirs[0])])])
    reader: Member = ours[0]
    for name in ("signals", "issues", "members"):
        assert 'class="parity"' in browser(reader).get(reverse(name, args=[council.slug])).content.decode(), name
