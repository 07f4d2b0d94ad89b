"""Individual votes as a file: only where the council said so before opening, and without anything that tells who is who."""

import csv
import io
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.deliberation.acts import (
    accept_statement,
    add_statement,
    cast_vote,
    close_deliberation,
    import_polis,
    open_deliberation,
    prepare_deliberation,
    reject_statement,
    write_statement,
)
from kenes.deliberation.errors import CountedAtClose, VotesOnlyAtClose
from kenes.deliberation.models import Deliberation, Statement, Vote
from kenes.deliberation.queries import figures, latest_release
from kenes.deliberation.words import opened
from kenes.issues.acts import publish_issue
from kenes.issues.models import Issue
from kenes.record.models import Entry
from tests.deliberation.conftest import signed_in, vote_all
from tests.factories import text

LATER = timedelta(days=7, minutes=1)


@pytest.fixture
def published(issue: Issue, voters: list[Member], secretary: Member) -> Deliberation:
    """A vote under way whose individual votes will be published, with every kind of statement in it."""
    made = prepare_deliberation(
        by=secretary, issue=issue, question=text("What about the bridge?"), background=text("It is old"), publishes_votes=True
    )
    for words in ("Mend the bridge first", "=A ferry, or “none”", "Build, now"):
        add_statement(by=secretary, deliberation=made, text=text(words))
    return open_deliberation(by=secretary, deliberation=made, closes_at=clock.now() + timedelta(days=7))


@pytest.fixture
def closed(published: Deliberation, voters: list[Member], secretary: Member) -> Deliberation:
    for statement, pattern in zip(published.statements.order_by("number"), ("aaaaad", "adp-", "ddddaap"), strict=True):
        vote_all(voters, statement, pattern)
    Deliberation.objects.filter(pk=published.pk).update(own_after=1)
    kept, refused = (write_statement(by=voters[0], deliberation=published, text=text(f"In winter {n}")) for n in "ab")
    accept_statement(by=secretary, statement=kept)
    cast_vote(by=voters[3], statement=kept, value=-1)
    reject_statement(by=secretary, statement=refused, reason="It says the same")
    assert published.issue
    publish_issue(by=secretary, issue=published.issue)
    with clock.at(clock.now() + LATER):
        return close_deliberation(by=secretary, deliberation=published)


def address(deliberation: Deliberation) -> str:
    return reverse("votes-file", args=[deliberation.council.slug, deliberation.public_id])


def downloaded(deliberation: Deliberation, reader: Member) -> dict[str, list[dict[str, str]]]:
    response = signed_in(reader).get(address(deliberation))
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/zip")
    with ZipFile(io.BytesIO(response.content)) as file:
        assert {one.date_time for one in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: list(csv.DictReader(io.StringIO(file.read(name).decode()))) for name in ("votes.csv", "comments.csv")}


def rows_by_person(votes: list[dict[str, str]]) -> Counter[frozenset[tuple[str, str]]]:
    people: dict[str, set[tuple[str, str]]] = {}
    for row in votes:
        people.setdefault(row["voter-id"], set()).add((row["comment-id"], row["vote"]))
    return Counter(frozenset(answers) for answers in people.values())


# The choice


def test_individual_votes_stay_where_they_are_unless_the_council_chose_otherwise(
    running: Deliberation, first: Statement, voters: list[Member], secretary: Member
) -> None:
    vote_all(voters, first, "aad")
    with clock.at(clock.now() + LATER):
        close_deliberation(by=secretary, deliberation=running)
    assert signed_in(secretary).get(address(running)).status_code == 404
    assert "votes.zip" not in signed_in(secretary).get(running.get_absolute_url()).content.decode()


def test_the_choice_is_on_the_record_and_said_before_voting(published: Deliberation, voters: list[Member]) -> None:
    details = json.loads(Entry.objects.get(type="deliberation.opened", object=published.ref).body)["details"]
    assert details["publishes_votes"] is True
    assert "the individual votes are published, without names, when voting is over" in opened(details)
    client = signed_in(voters[0])
    assert "all answers are published row by row" in client.get(f"{published.get_absolute_url()}vote/").content.decode()
    assert "all answers are published row by row" in client.get(published.get_absolute_url()).content.decode()


def test_where_votes_stay_nothing_is_said_about_them(running: Deliberation, voters: list[Member]) -> None:
    details = json.loads(Entry.objects.get(type="deliberation.opened", object=running.ref).body)["details"]
    assert "publishes_votes" not in details
    assert "row by row" not in signed_in(voters[0]).get(f"{running.get_absolute_url()}vote/").content.decode()


def test_the_choice_is_made_in_the_form(issue: Issue, secretary: Member) -> None:
    sent = {
        "issue": issue.public_id,
        "question": "Why?",
        "results": "at_close",
        "attribution": "open",
        "own_after": "5",
        "language": "en",
        "publishes_votes": "on",
    }
    client, page = signed_in(secretary), reverse("prepare-deliberation", args=[secretary.council.slug])
    assert client.post(page, sent).status_code == 302
    assert Deliberation.objects.get().publishes_votes
    refused = client.post(page, {**sent, "results": "in_batches"})
    assert refused.status_code == 422
    assert "only where results are shown once" in refused.content.decode()


def test_votes_are_never_published_beside_results_in_batches(issue: Issue, secretary: Member, published: Deliberation) -> None:
    with pytest.raises(VotesOnlyAtClose):
        prepare_deliberation(
            by=secretary, issue=issue, question=text("Why?"), background=text(""), results="in_batches", publishes_votes=True
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Deliberation.objects.filter(pk=published.pk).update(results="in_batches")


def test_under_the_chatham_house_rule_no_results_come_while_voting_goes_on(issue: Issue, secretary: Member) -> None:
    with pytest.raises(CountedAtClose):
        prepare_deliberation(
            by=secretary, issue=issue, question=text("Why?"), background=text(""), results="in_batches", attribution="chatham"
        )


# The file


def test_votes_cannot_be_had_while_voting_is_open(published: Deliberation, voters: list[Member]) -> None:
    assert signed_in(voters[0]).get(address(published)).status_code == 404


def test_the_file_holds_every_counted_vote_once(closed: Deliberation, voters: list[Member]) -> None:
    found = downloaded(closed, voters[0])
    expected: dict[int, set[tuple[str, str]]] = {}
    for vote in Vote.objects.filter(statement__state="accepted").select_related("statement"):
        expected.setdefault(vote.participant_id, set()).add((str(vote.statement.number), str(vote.value)))
    assert rows_by_person(found["votes.csv"]) == Counter(frozenset(answers) for answers in expected.values())
    assert [(row["comment-id"], row["agrees"], row["disagrees"]) for row in found["comments.csv"]] == [
        ("1", "40", "8"),
        ("2", "12", "12"),
        ("3", "14", "28"),
        ("4", "0", "1"),
    ]


def test_the_file_tells_no_times_places_or_authors(closed: Deliberation, voters: list[Member]) -> None:
    found = downloaded(closed, voters[0])
    assert {name: set(rows[0]) for name, rows in found.items()} == {
        "votes.csv": {"timestamp", "datetime", "comment-id", "voter-id", "vote"},
        "comments.csv": {"timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"},
    }
    assert {(row["timestamp"], row["datetime"]) for rows in found.values() for row in rows} == {("0", "")}
    assert {row["author-id"] for row in found["comments.csv"]} == {"0"}


def test_what_was_not_accepted_does_not_leave(closed: Deliberation, voters: list[Member]) -> None:
    words = [row["comment-body"] for row in downloaded(closed, voters[0])["comments.csv"]]
    assert words == ["Mend the bridge first", "'=A ferry, or “none”", "Build, now", "In winter a"]


def test_each_file_has_fresh_pseudonyms_and_another_order(closed: Deliberation, voters: list[Member]) -> None:
    one, two = (downloaded(closed, voters[0])["votes.csv"] for _ in range(2))
    assert one != two
    assert rows_by_person(one) == rows_by_person(two)
    assert {row["voter-id"] for row in one} == {str(n) for n in range(48)}
    assert [row["voter-id"] for row in one] != sorted((row["voter-id"] for row in one), key=int)


def test_our_own_reader_takes_the_file(closed: Deliberation, voters: list[Member], secretary: Member, tmp_path: Path) -> None:
    with ZipFile(io.BytesIO(signed_in(voters[0]).get(address(closed)).content)) as file:
        file.extractall(tmp_path)
    again = import_polis(by=secretary, council=closed.council, folder=tmp_path)
    assert str(again.question) == "What about the bridge?"
    assert again.imported_from.endswith(closed.get_absolute_url())
    release, copy = latest_release(closed), latest_release(again)
    assert release
    assert copy
    assert [(one.whole.agree, one.n) for one in figures(copy)] == [(one.whole.agree, one.n) for one in figures(release)]


def test_visitors_may_have_it_where_the_issue_is_public(closed: Deliberation, council: Council) -> None:
    assert Client().get(address(closed)).status_code == 200


def test_a_few_voters_are_too_few_for_rows(published: Deliberation, voters: list[Member], secretary: Member) -> None:
    for voter in voters[:4]:
        cast_vote(by=voter, statement=published.statements.get(number=1), value=1)
    with clock.at(clock.now() + LATER):
        close_deliberation(by=secretary, deliberation=published)
    client = signed_in(secretary)
    assert client.get(address(published)).status_code == 404
    assert "Too few took part for the individual votes to be published." in client.get(published.get_absolute_url()).content.decode()


# Rows and regions never together


def test_where_votes_are_published_no_figure_of_a_region_or_side_is(closed: Deliberation, voters: list[Member]) -> None:
    release = latest_release(closed)
    assert release
    assert [node["kind"] for node in release.table["nodes"]] == ["all"]
    assert {len(row) for row in release.table["statements"].values()} == {1}
    assert "profession" not in release.table.get("overlays", {})
    assert "Individual votes (ZIP)" in signed_in(voters[0]).get(closed.get_absolute_url()).content.decode()
    assert signed_in(voters[0]).get(f"{closed.get_absolute_url()}results/").status_code == 200
