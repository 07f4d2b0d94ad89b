"""Groups and map, short list, how computed: what the pages say, and to whom."""

import gzip
import random
import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.deliberation.acts import add_statement, close_deliberation, import_polis, open_deliberation, release_results
from kenes.deliberation.models import Deliberation, Participant, Release, Vote
from kenes.deliberation.queries.opinions import APART, Opinions
from tests import factories
from tests.deliberation.conftest import signed_in, vote_all
from tests.factories import text

PAGES = ("results-groups", "results-slate", "results-method")
LATER = timedelta(days=8)
ONLY_A, ONLY_B, ALL = range(5), range(5, 10), range(10, 15)  # statements by who agrees with them


def page(name: str, item: Deliberation, client: Client | None = None, **asked: object) -> str:
    url = reverse(name, args=[item.council.slug, item.public_id])
    response = (client or signed_in_visitor()).get(url, asked)
    assert response.status_code == 200
    return unescape(response.content.decode())


def signed_in_visitor() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def answer(statement: int, camp: int, chance: random.Random) -> int:
    """What one of a camp says: as the camp does nine times of ten, and now and then nothing. Camp 2 stands between."""
    if chance.random() < 0.06:
        return 0
    if camp == 2 and statement not in ALL:
        return chance.choice((1, -1))
    agrees = statement in ALL or (statement in ONLY_A) == (camp == 0)
    return 1 if agrees == (chance.random() < 0.9) else -1


def camps(draft: Deliberation, secretary: Member, people: int, statements: int = 15) -> Deliberation:
    """Let the members vote in two camps and a few between, and close."""
    factories.members(draft.council, people)
    for number in range(draft.statements.count(), statements):
        add_statement(by=secretary, deliberation=draft, text=text(f"Proposal {number + 1}"))
    draft.public_id = "camps0camps0"  # the seed follows from it: the same result in every run
    draft.save()
    running = open_deliberation(by=secretary, deliberation=draft, closes_at=clock.now() + timedelta(days=7))
    Participant.objects.filter(deliberation=running).update(region=None, macro_region=None, side=None, professions=[])
    chance, rows = random.Random(1), list(running.statements.order_by("number"))
    roster = list(running.participants.filter(member__role="member").order_by("pk"))
    Vote.objects.bulk_create(
        Vote(participant=one, statement=row, value=answer(at, 2 if number % 5 == 4 else number % 2, chance), cast_at=clock.now())
        for number, one in enumerate(roster)
        for at, row in enumerate(rows)
    )
    with clock.at(clock.now() + LATER):
        return close_deliberation(by=secretary, deliberation=running)


@pytest.fixture
def closed(draft: Deliberation, secretary: Member) -> Deliberation:
    made = camps(draft, secretary, 80)
    made.issue.is_public = True
    made.issue.save()
    return made


# Groups and map


def test_the_title_says_how_many_groups_and_how_many_stand_between(closed: Deliberation) -> None:
    found = Opinions(closed.releases.get()).said
    assert found
    assert found["groups"] == 2
    assert f'<h1 class="long">Two opinion groups; {100 - round(found["belong"] / 10)} % of people stand between them</h1>' in page(
        "results-groups", closed
    )


def test_the_map_has_a_title_a_description_and_its_numbers(closed: Deliberation) -> None:
    shown = page("results-groups", closed)
    found = Opinions(closed.releases.get()).said
    assert found
    assert shown.count('class="opinion-map"') == 1
    assert re.search(r"<desc[^>]*>Each mark stands for several people who answered alike; Group A lies", shown)
    rows = shown[shown.index("Show the numbers") :].split("</table>")[0].count("<tr>") - 1
    assert rows == len(found["circles"]) > 4
    assert "style=" not in shown


def test_what_sets_a_group_apart_is_what_its_people_agree_with_and_the_others_do_not(closed: Deliberation) -> None:
    found = Opinions(closed.releases.get())
    numbers = [{line.statement.number - 1 for line in apart.more} for apart in found.apart]
    assert sorted(numbers, key=min) == [set(ONLY_A), set(ONLY_B)]
    assert [apart.less for apart in found.apart] == [[], []]
    shown = page("results-groups", closed)
    assert shown.count("Agrees more often than the others") == 2
    assert "one in twenty is expected to be chance" in shown


def test_what_the_groups_share_is_told_with_a_way_to_all_statements(closed: Deliberation) -> None:
    found = Opinions(closed.releases.get())
    assert {line.statement.number - 1 for line in found.shared} <= set(ALL)
    shown = page("results-groups", closed)
    assert "What the groups share" in shown
    assert f"{reverse('results', args=[closed.council.slug, closed.public_id])}?by=group" in shown


def test_lists_are_cut_and_say_so(draft: Deliberation, secretary: Member) -> None:
    release = camps(draft, secretary, 60, 15).releases.get()
    found = Opinions(release)
    assert all(len(apart.more) <= APART for apart in found.apart)


def test_nobody_but_the_member_sees_where_they_stand(closed: Deliberation) -> None:
    voter = closed.participants.filter(votes__isnull=False).first()
    assert voter
    assert voter.member
    client = signed_in(voter.member)
    response = client.get(reverse("results-groups", args=[closed.council.slug, closed.public_id]))
    shown = response.content.decode()
    assert "You stand in Group" in shown
    assert "Only you see this." in shown
    assert 'class="you"' in shown
    assert response.headers["Cache-Control"] == "private, no-store"
    for other in (signed_in_visitor(), signed_in(factories.member(closed.council))):
        assert 'class="you"' not in page("results-groups", closed, other)


def test_where_a_member_stands_is_written_nowhere(closed: Deliberation) -> None:
    voter = closed.participants.filter(votes__isnull=False).first()
    assert voter
    assert voter.member
    client = signed_in(voter.member)
    page("results-groups", closed, client)
    with CaptureQueriesContext(connection) as captured:
        page("results-groups", closed, client)
    assert not [query["sql"] for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


# The short list


def test_the_short_list_says_which_statements_carry_the_guarantee(closed: Deliberation) -> None:
    slate = closed.releases.get().table["opinions"]["slate"]
    shown = page("results-slate", closed)
    assert f"{len(slate['statements'])} statements in which every large group finds itself" in shown
    chosen = shown[shown.index("Chosen by equal say") : shown.index("What is guaranteed")]
    order = [chosen.index(one) for one in slate["statements"]]
    assert order == sorted(order)
    assert ("Added to fill the list" in shown) == (slate["bought"] < len(slate["statements"]))
    assert "It is not a ranking" in shown


def test_both_camps_find_themselves_on_the_short_list(closed: Deliberation) -> None:
    listed = closed.statements.filter(public_id__in=closed.releases.get().table["opinions"]["slate"]["statements"])
    numbers = {statement.number - 1 for statement in listed}
    assert numbers & set(ALL)
    assert numbers & (set(ONLY_A) | set(ONLY_B))


# How it was computed


def test_the_method_is_told_with_versions_seed_and_hash(closed: Deliberation) -> None:
    release = closed.releases.get()
    shown = page("results-method", closed)
    computed = release.table["computed"]
    assert computed["input"] in shown
    assert str(computed["seed"]) in shown
    assert "docs/methods/opinions.md" in shown
    assert "docs/methods/small-cells.md" in shown
    assert release.computation.input_hash not in shown
    assert release.computation.result["salt"] not in shown


def test_the_documents_that_the_page_names_are_there() -> None:
    from kenes.deliberation.views.opinion_words import PATHS

    root = Path(__file__).resolve().parents[2]
    assert all((root / path).is_file() for path in PATHS.values())


def test_the_models_and_divisions_that_were_tried_are_told(closed: Deliberation) -> None:
    shown = page("results-method", closed)
    found = closed.releases.get().table["opinions"]
    assert shown.count("<b>taken</b>") == 1
    assert shown.count("it holds") == sum(not one["refused"] for one in found["tried"])


def test_map_groups_and_short_list_are_in_the_json_as_the_release_has_them(closed: Deliberation) -> None:
    link = reverse("results", args=[closed.council.slug, closed.public_id], query={"format": "json"})
    assert f'href="{link}"' in page("results-groups", closed)
    assert f'href="{link}"' in page("results-slate", closed)
    assert Client().get(link).json()["opinions"] == closed.releases.get().table["opinions"]


def test_single_answers_are_a_file_only_where_the_council_said_so(closed: Deliberation) -> None:
    address = reverse("votes-file", args=[closed.council.slug, closed.public_id])
    assert address not in page("results-method", closed)
    assert "Single answers are not published." in page("results-method", closed)
    Deliberation.objects.filter(pk=closed.pk).update(publishes_votes=True)
    assert address in page("results-method", closed)


def test_figures_that_are_withheld_are_counted_by_reason(running: Deliberation, voters: list[Member], secretary: Member) -> None:
    vote_all(voters[:14], running.statements.get(number=1), "aad")
    with clock.at(clock.now() + LATER):
        closed = close_deliberation(by=secretary, deliberation=running)
    shown = page("results-method", closed, signed_in(secretary))
    rows = shown[shown.index("Regions, sides, everybody") :].split("</table>")[0].split("</tr>")[1:-1]
    counts = [int(re.findall(r'class="num">(\d+)<', row)[0]) for row in rows]
    assert len(counts) == 5
    assert counts[0] == sum(counts[1:]) > 0
    assert counts[3] > 0


# Releases that hold less


@pytest.mark.parametrize("name", PAGES)
def test_without_a_release_each_page_says_so(running: Deliberation, voters: list[Member], name: str) -> None:
    assert "No results yet" in page(name, running, signed_in(voters[0]))


def test_while_voting_goes_on_the_pages_say_what_is_still_to_come(draft: Deliberation, voters: list[Member], secretary: Member) -> None:
    Deliberation.objects.filter(pk=draft.pk).update(results=Deliberation.Results.IN_BATCHES)
    draft.refresh_from_db()
    running = open_deliberation(by=secretary, deliberation=draft, closes_at=clock.now() + timedelta(days=7))
    vote_all(voters, running.statements.get(number=1), "aadapd")
    release_results(by=secretary, deliberation=running)
    reader = signed_in(voters[0])
    assert "Opinion groups are looked for when voting is over" in page("results-groups", running, reader)
    assert "The short list is made when voting is over" in page("results-slate", running, reader)
    assert "while voting went on" in page("results-method", running, reader)


def test_a_release_from_before_there_were_groups_is_told_as_such(closed: Deliberation) -> None:
    release = closed.releases.get()
    table = {key: value for key, value in release.table.items() if key not in ("opinions", "overlays", "computed")}
    Release.objects.filter(pk=release.pk).update(table=table)
    assert "Opinion groups were not looked for in this release" in page("results-groups", closed)
    assert "This release has no short list" in page("results-slate", closed)
    assert "This release is older than the note of method, seed and hash." in page("results-method", closed)


def test_without_a_direction_there_is_no_map_and_the_page_says_why(closed: Deliberation) -> None:
    release = closed.releases.get()
    nothing = {
        "groups": 0,
        "reason": "one",
        "rank": 0,
        "sizes": [],
        "stability": [],
        "tried": [],
        "circles": [],
        "axes": [],
        "belong": None,
    }
    table = {key: value for key, value in release.table.items() if key != "overlays"}
    Release.objects.filter(pk=release.pk).update(table={**table, "opinions": {**table["opinions"], **nothing}})
    shown = page("results-groups", closed)
    assert "No opinion groups: nothing divides people into camps" in shown
    assert "So there is no map either." in shown
    assert "opinion-map" not in shown


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("few", "too few to be divided"),
        ("small", "not a camp"),
        ("between", "camps that do not exist"),
        ("unstable", "tenth of the answers"),
    ],
)
def test_each_reason_for_no_groups_is_explained(closed: Deliberation, reason: str, words: str) -> None:
    release = closed.releases.get()
    table = {key: value for key, value in release.table.items() if key != "overlays"}
    table["opinions"] = {**table["opinions"], "groups": 0, "reason": reason, "sizes": [], "stability": [], "belong": None}
    Release.objects.filter(pk=release.pk).update(table=table)
    assert words in page("results-groups", closed)


def test_an_earlier_release_is_shown_when_asked_for_and_one_that_is_not_there_is_not_found(closed: Deliberation) -> None:
    for name in PAGES:
        assert "Source: results release No. 1" in page(name, closed, release=1) or name == "results-method"
        url = reverse(name, args=[closed.council.slug, closed.public_id])
        assert signed_in_visitor().get(url, {"release": "7"}).status_code == 404


# Weight and queries


def test_the_pages_ask_the_database_as_often_for_many_statements_as_for_few(draft: Deliberation, secretary: Member, issue: object) -> None:
    few = camps(draft, secretary, 40, 9)
    counts = {}
    for size in ("few", "many"):
        if size == "many":
            release = few.releases.get()
            table = release.table
            first = next(iter(table["statements"]))
            for number in range(60, 120):
                made = few.statements.create(number=number, text=text(f"More {number}"), created_at=clock.now())
                table["statements"][made.public_id] = table["statements"][first]
                table["overlays"]["group"]["statements"][made.public_id] = table["overlays"]["group"]["statements"][first]
            Release.objects.filter(pk=release.pk).update(table=table)
        client = signed_in(secretary)
        for name in PAGES:
            page(name, few, client)
            with CaptureQueriesContext(connection) as captured:
                page(name, few, client)
            counts.setdefault(name, []).append(len(captured))
    assert all(one == other for one, other in counts.values())


def test_the_pages_weigh_little_for_a_large_conversation(council: Council, secretary: Member, tmp_path: Path) -> None:
    """A conversation of 300 people and 120 statements, in two camps."""
    chance = random.Random(3)
    words = "".join(f"{n},{n},{n},1,0,0,1,A statement of middling length about the matter number {n} at hand\n" for n in range(120))
    (tmp_path / "comments.csv").write_text("timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n" + words)
    rows = [
        f"0,,{statement},{person},{1 if (statement % 2 == person % 2) == (chance.random() < 0.85) else -1}\n"
        for person in range(300)
        for statement in range(120)
        if chance.random() < 0.4
    ]
    (tmp_path / "votes.csv").write_text("timestamp,datetime,comment-id,voter-id,vote\n" + "".join(rows))
    (tmp_path / "summary.csv").write_text("topic,Weights\nurl,https://example.org/1\n")
    imported = import_polis(by=secretary, council=council, folder=tmp_path)
    weights = {name: len(gzip.compress(page(name, imported, signed_in(secretary)).encode())) for name in PAGES}
    assert max(weights.values()) < 20_000
    assert "https://example.org/1" in page("results-method", imported, signed_in(secretary))
