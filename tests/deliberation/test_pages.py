"""The pages: the vote with and without scripts, results, moderation, import; who may open what."""

import csv
import io
import logging
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.deliberation.acts import cast_vote, close_deliberation, prepare_deliberation, write_statement
from kenes.deliberation.models import Deliberation, Release, Statement, Vote
from kenes.issues.acts import publish_issue
from kenes.issues.models import Issue
from tests import factories
from tests.deliberation.conftest import signed_in, vote_all
from tests.factories import text

HTMX = {"HX-Request": "true"}


def url(name: str, item: Deliberation, *more: str) -> str:
    return reverse(name, args=[item.council.slug, item.public_id, *more])


@pytest.fixture
def closed(running: Deliberation, voters: list[Member], secretary: Member) -> Deliberation:
    for statement, pattern in zip(running.statements.order_by("number"), ("aaaaad", "adp", "aaaaaaaaaaaa"), strict=True):
        vote_all(voters, statement, pattern)
    with clock.at(clock.now() + timedelta(days=8)):
        return close_deliberation(by=secretary, deliberation=running)


# The vote


def test_the_vote_page_shows_one_statement_with_three_buttons(running: Deliberation, voters: list[Member]) -> None:
    page = signed_in(voters[0]).get(url("vote", running)).content.decode()
    assert page.count('class="vote"') == 3
    assert page.count("<h1") == 1
    assert "1 of 3" in page
    assert "The council sees that you took part, not how you answered." in page


def test_without_scripts_a_vote_leads_back_to_the_next_card(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    client = signed_in(voters[0])
    response = client.post(url("vote", running), {"statement": first.public_id, "value": "-1"})
    assert (response.status_code, response.headers["Location"]) == (302, url("vote", running))
    assert Vote.objects.get().value == -1
    assert "2 of 3" in client.get(url("vote", running)).content.decode()


def test_with_htmx_the_reply_is_the_next_card(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    response = signed_in(voters[0]).post(url("vote", running), {"statement": first.public_id, "value": "1"}, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert page.startswith('<div id="card">')
    assert "2 of 3" in page
    assert first.public_id not in page
    assert "Content-Security-Policy" in response.headers


def test_after_the_last_statement_the_voter_is_thanked(running: Deliberation, voters: list[Member]) -> None:
    client = signed_in(voters[0])
    for statement in running.statements.all():
        page = client.post(url("vote", running), {"statement": statement.public_id, "value": "0"}, headers=HTMX).content.decode()
    assert "You have answered every statement" in page
    assert "data-vote" not in page


@pytest.mark.parametrize(
    "sent",
    [
        {"value": "1"},
        {"statement": "x"},
        {"statement": "", "value": "1"},
        {"statement": "FIRST", "value": "2"},
        {"statement": "FIRST", "value": "NaN"},
        {"statement": "FIRST", "value": ["1", "-1"]},
        {"statement": ["FIRST", "FIRST"], "value": "1"},
        {"statement": "y" * 5000, "value": "1"},
    ],
)
def test_an_unclear_vote_is_refused(
    running: Deliberation, first: Statement, voters: list[Member], sent: dict[str, str | list[str]]
) -> None:
    data = {
        name: [first.public_id if one == "FIRST" else one for one in (value if isinstance(value, list) else [value])]
        for name, value in sent.items()
    }
    response = signed_in(voters[0]).post(url("vote", running), data, headers=HTMX)
    assert response.status_code == 400
    assert "An answer is agree, disagree or pass." in response.content.decode()
    assert not Vote.objects.exists()


def test_a_vote_on_nothing_that_is_there_is_refused(running: Deliberation, voters: list[Member]) -> None:
    response = signed_in(voters[0]).post(url("vote", running), {"statement": "\x00'", "value": "1"}, headers=HTMX)
    assert response.status_code in (400, 409)
    assert not Vote.objects.exists()


def test_a_vote_after_closing_says_so(closed: Deliberation, voters: list[Member]) -> None:
    before = list(Vote.objects.values_list("pk", "value").order_by("pk"))
    first = closed.statements.get(number=1)
    response = signed_in(voters[0]).post(url("vote", closed), {"statement": first.public_id, "value": "0"}, headers=HTMX)
    assert response.status_code == 409
    assert "Voting is closed" in response.content.decode()
    assert list(Vote.objects.values_list("pk", "value").order_by("pk")) == before


def test_a_vote_from_outside_the_roster_says_so(council: Council, running: Deliberation, first: Statement) -> None:
    response = signed_in(factories.member(council)).post(url("vote", running), {"statement": first.public_id, "value": "1"}, headers=HTMX)
    assert response.status_code == 403
    assert "not on the roster" in response.content.decode()


def test_a_vote_needs_its_token_a_session_and_an_unchanged_password(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    sent = {"statement": first.public_id, "value": "1"}
    assert Client().post(url("vote", running), sent, headers=HTMX).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(voters[0].user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    assert strict.post(url("vote", running), sent, headers=HTMX).status_code == 403
    client = signed_in(voters[0])
    assert voters[0].user
    voters[0].user.set_password("another one 5")
    voters[0].user.save()
    assert client.post(url("vote", running), sent, headers=HTMX).status_code == 401
    assert not Vote.objects.exists()


def test_a_forged_or_expired_session_casts_no_vote(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    from kenes.councils.models import Session

    sent = {"statement": first.public_id, "value": "1"}
    client = signed_in(voters[0])
    signed_in(voters[1])
    mine, other = (Session.objects.get(user=voter.user) for voter in voters[:2])
    Session.objects.filter(pk=mine.pk).update(session_data=other.session_data)
    assert client.post(url("vote", running), sent, headers=HTMX).status_code in (200, 401)
    assert not Vote.objects.filter(participant__member=voters[0]).exists()
    Session.objects.filter(pk=mine.pk).update(session_data=mine.session_data, expire_date=clock.now() - timedelta(days=1))
    assert client.post(url("vote", running), sent, headers=HTMX).status_code == 401


def test_an_inactive_account_or_seat_casts_no_vote(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    client = signed_in(voters[0])
    Member.objects.filter(pk=voters[0].pk).update(state=Member.State.SUSPENDED)
    assert client.post(url("vote", running), {"statement": first.public_id, "value": "1"}, headers=HTMX).status_code == 404
    assert not Vote.objects.exists()


def test_a_vote_takes_one_read_and_one_write(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    client = signed_in(voters[0])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.post(url("vote", running), {"statement": first.public_id, "value": "1"}, headers=HTMX)
    assert [query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"]] == ["WITH", "INSERT"]


def test_undo_shows_the_statement_again(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    cast_vote(by=voters[0], statement=first, value=1)
    client = signed_in(voters[0])
    response = client.post(url("undo-vote", running))
    assert response.headers["Location"] == f"{url('vote', running)}?s={first.public_id}"
    assert first.text.original_text in client.get(response.headers["Location"]).content.decode()
    assert not Vote.objects.exists()


def test_a_translated_statement_says_so_and_keeps_its_original(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    Statement.objects.exclude(pk=first.pk).update(state="rejected", reason="x")
    Statement.objects.filter(pk=first.pk).update(text=text("Mend it").translated("ru", "Почините мост", by=""))
    client = signed_in(voters[0])
    client.cookies["django_language"] = "ru"
    page = client.get(url("vote", running)).content.decode()
    assert "Почините мост" in page
    assert '<p class="serif" lang="en">Mend it</p>' in page


# What nobody reads


def test_no_page_log_or_notice_tells_a_vote(
    closed: Deliberation, voters: list[Member], secretary: Member, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    release = Release.objects.get()
    pages = [url(name, closed) for name in ("deliberation", "results")]
    pages += [url("statement", closed, one.public_id) for one in closed.statements.all()]
    for reader in (secretary, voters[0], voters[1]):
        client = signed_in(reader)
        before = {page: client.get(page).content for page in pages}
        vote = Vote.objects.filter(participant__member=voters[5]).first()
        assert vote
        Vote.objects.filter(pk=vote.pk).update(value=-vote.value or 1)
        after = {page: client.get(page).content for page in pages}
        assert [strip(after[page]) for page in pages] == [strip(before[page]) for page in pages]
    assert str(release.table) == str(Release.objects.get().table)
    assert "value" not in caplog.text.replace("default value", "")


def strip(page: bytes) -> list[bytes]:
    return [line for line in page.splitlines() if b"csrf" not in line and b'name="key"' not in line]


# Results


def test_results_are_ordered_by_the_lowest_region_and_say_the_finding(closed: Deliberation, voters: list[Member]) -> None:
    page = signed_in(voters[0]).get(url("results", closed)).content.decode()
    assert ">On 2 of 3 statements a majority agrees in every region shown</h1>" in page
    order = [page.index(f">{words}<") for words in ("A ferry will do", "Mend the bridge first", "Build a new bridge")]
    assert order == sorted(order)


def test_a_unanimous_cell_is_a_band_on_the_page_and_in_the_file(closed: Deliberation, voters: list[Member]) -> None:
    client = signed_in(voters[0])
    assert "&gt; 90" in client.get(url("results", closed)).content.decode()
    content = client.get(url("results", closed) + "?format=csv").content.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(content)) if row["text"] == "A ferry will do"]
    assert {(row["state"], row["agree"], row["share"]) for row in rows if row["state"] != "withheld"} == {("band", "", "")}


def test_the_file_holds_exactly_what_the_page_shows(closed: Deliberation, voters: list[Member]) -> None:
    content = signed_in(voters[0]).get(url("results", closed) + "?format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert all(row["agree"] == "" and row["n"] == "" for row in rows if row["state"] == "withheld")
    whole = next(row for row in rows if row["statement"] == "1" and row["cell"] == "all")
    assert (whole["agree"], whole["disagree"], whole["pass"], whole["n"]) == ("40", "8", "0", "48")


def test_before_release_nobody_sees_a_count(running: Deliberation, first: Statement, voters: list[Member], secretary: Member) -> None:
    vote_all(voters, first, "aad")
    page = signed_in(secretary).get(url("results", running)).content.decode()
    assert "<h1>No results yet</h1>" in page
    assert "agree-row" not in page


# Who may


def test_visitors_see_closed_deliberations_of_public_issues(closed: Deliberation, issue: Issue, secretary: Member) -> None:
    assert Client().get(url("results", closed)).status_code == 302
    publish_issue(by=secretary, issue=issue)
    assert Client().get(url("results", closed)).status_code == 200
    assert Client().get(url("deliberation", closed)).status_code == 200


def test_a_draft_is_there_for_moderators_only(draft: Deliberation, secretary: Member, member: Member) -> None:
    assert signed_in(secretary).get(url("deliberation", draft)).status_code == 200
    assert signed_in(member).get(url("deliberation", draft)).status_code == 404


def test_foreign_objects_are_404(closed: Deliberation, voters: list[Member]) -> None:
    other = factories.council()
    stranger = factories.member(other, role=Member.Role.SECRETARY)
    client = signed_in(stranger)
    statement = closed.statements.get(number=1).public_id
    for name, more in (("deliberation", []), ("results", []), ("vote", []), ("statement", [statement])):
        assert client.get(reverse(name, args=[other.slug, closed.public_id, *more])).status_code == 404
        assert client.get(url(name, closed, *more)).status_code in (302, 404)
    assert client.post(url("vote", closed), {"statement": statement, "value": "1"}, headers=HTMX).status_code == 404
    assert client.post(reverse("close-deliberation", args=[other.slug, closed.public_id])).status_code == 404


def test_get_changes_nothing_where_post_acts(running: Deliberation, first: Statement, secretary: Member) -> None:
    client = signed_in(secretary)
    for name in ("open-deliberation", "close-deliberation", "release-results"):
        assert client.get(url(name, running)).status_code == 405
    assert client.get(url("decide-statement", running, first.public_id)).status_code == 405


# Work of the secretariat


def test_from_question_to_open_vote_in_the_browser(issue: Issue, secretary: Member, voters: list[Member]) -> None:
    client = signed_in(secretary)
    question = {
        "issue": issue.public_id,
        "question": "And the road?",
        "background": "",
        "results": "at_close",
        "attribution": "open",
        "own_after": "5",
        "language": "en",
    }
    response = client.post(reverse("prepare-deliberation", args=[issue.council.slug]), question)
    made = Deliberation.objects.get()
    assert response.headers["Location"] == url("statements-to-begin", made)
    client.post(url("statements-to-begin", made), {"text": "Mend the road", "language": "en"})
    assert made.statements.get().text.original_text == "Mend the road"
    late = client.post(url("open-deliberation", made), {"closes_at": "2020-01-01T10:00"})
    assert late.status_code == 422
    assert "Voting must close in the future." in late.content.decode()
    ends = (clock.now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(url("open-deliberation", made), {"closes_at": ends}).status_code == 302
    assert Deliberation.objects.get().state == Deliberation.State.OPEN


def test_what_was_typed_comes_back_when_it_is_refused(running: Deliberation, voters: list[Member]) -> None:
    response = signed_in(voters[0]).post(url("write-statement", running), {"text": "My thought", "language": "en"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Please answer at least 5 statements first" in page
    assert 'value="My thought"' in page


def test_a_moderator_rejects_with_a_ready_reason(running: Deliberation, voters: list[Member], secretary: Member) -> None:
    for statement in running.statements.all():
        cast_vote(by=voters[0], statement=statement, value=1)
    made = write_statement(by=voters[0], deliberation=running, text=text("Two things at once"))
    client = signed_in(secretary)
    assert "Two things at once" in client.get(reverse("statements-queue", args=[running.council.slug])).content.decode()
    decide = url("decide-statement", running, made.public_id)
    assert client.post(decide, {"decision": "reject"}).status_code == 422
    client.post(decide, {"decision": "reject", f"{made.public_id}-ready": "two"})
    made.refresh_from_db()
    assert made.state == Statement.State.REJECTED
    assert made.reason.startswith("It says two things at once")


def test_an_export_is_imported_from_the_browser(council: Council, secretary: Member) -> None:
    votes = "comment-id,voter-id,vote\n" + "".join(f"0,{n},{1 if n % 3 else -1}\n" for n in range(30))
    comments = "comment-id,moderated,comment-body\n0,1,=SUM(1) roads first <script>alert(1)</script>\n"
    files = {"votes": SimpleUploadedFile("v.csv", votes.encode()), "comments": SimpleUploadedFile("c.csv", comments.encode())}
    client = signed_in(secretary)
    response = client.post(reverse("import-polis", args=[council.slug]), {**files, "question": "What first?", "issue": "", "language": ""})
    made = Deliberation.objects.get()
    assert response.headers["Location"] == made.get_absolute_url()
    page = client.get(url("results", made)).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "'=SUM(1)" in client.get(url("results", made) + "?format=csv").content.decode()


def test_a_damaged_export_is_explained_beside_the_field(council: Council, secretary: Member) -> None:
    files = {
        "votes": SimpleUploadedFile("v.csv", b"comment-id,voter-id,vote\n0,1,7\n"),
        "comments": SimpleUploadedFile("c.csv", b"comment-id,moderated,comment-body\n0,1,Roads\n"),
    }
    response = signed_in(secretary).post(reverse("import-polis", args=[council.slug]), {**files, "issue": ""})
    assert response.status_code == 422
    assert "votes.csv, line 2, column “vote”: A vote must be -1, 0 or 1. Found: “7”." in response.content.decode()
    assert not Deliberation.objects.exists()


# Lists


def test_the_list_takes_as_many_queries_for_one_as_for_thirty(issue: Issue, secretary: Member) -> None:
    client = signed_in(secretary)
    address = reverse("deliberations", args=[issue.council.slug])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    prepare_deliberation(by=secretary, issue=issue, question=text("One?"), background=text(""))
    queries()
    one = queries()
    for number in range(29):
        prepare_deliberation(by=secretary, issue=issue, question=text(f"Question {number}?"), background=text(""))
    assert queries() == one


def test_the_results_take_as_many_queries_for_three_statements_as_for_thirty(closed: Deliberation, secretary: Member) -> None:
    client = signed_in(secretary)
    client.get(url("results", closed))
    with CaptureQueriesContext(connection) as captured:
        client.get(url("results", closed))
    few = len(captured)
    release = Release.objects.get()
    row = next(iter(release.table["statements"].values()))
    for number in range(30):
        made = Statement.objects.create(deliberation=closed, number=10 + number, text=text(f"More {number}"), created_at=clock.now())
        release.table["statements"][made.public_id] = row
    release.save()
    with CaptureQueriesContext(connection) as captured:
        client.get(url("results", closed))
    assert len(captured) == few
