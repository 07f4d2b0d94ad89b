"""A deliberation under way, as most tests here need it."""

from datetime import timedelta

import pytest
from django.test import Client

from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.deliberation.acts import add_statement, cast_vote, open_deliberation, prepare_deliberation
from kenes.deliberation.models import Deliberation, Statement
from kenes.issues.acts import make_issue, report_signal
from kenes.issues.models import Issue
from tests.factories import member, members, text

REGIONS = ("KZ-10", "KZ-11", "KZ-15", "KZ-19")


@pytest.fixture
def issue(council: Council, secretary: Member) -> Issue:
    author = member(council)
    signal = report_signal(by=author, region=author.region, what=text("The bridge is closed"), client_key="bridge-1")
    return make_issue(by=secretary, signals=[signal], title=text("The bridge"), summary=text("Closed since April"))


@pytest.fixture
def draft(issue: Issue, secretary: Member) -> Deliberation:
    made = prepare_deliberation(by=secretary, issue=issue, question=text("What about the bridge?"), background=text("It is old"))
    for words in ("Mend the bridge first", "Build a new bridge", "A ferry will do"):
        add_statement(by=secretary, deliberation=made, text=text(words))
    return made


@pytest.fixture
def voters(council: Council) -> list[Member]:
    """Twelve members in each of four regions."""
    return [one for region in REGIONS for one in members(council, 12, region=region)]


@pytest.fixture
def running(draft: Deliberation, voters: list[Member], secretary: Member) -> Deliberation:
    return open_deliberation(by=secretary, deliberation=draft, closes_at=clock.now() + timedelta(days=7))


@pytest.fixture
def first(running: Deliberation) -> Statement:
    return running.statements.get(number=1)


def vote_all(voters: list[Member], statement: Statement, pattern: str) -> None:
    """Let the voters answer in turn: a agree, d disagree, p pass, - nothing."""
    for number, voter in enumerate(voters):
        answer = pattern[number % len(pattern)]
        if answer != "-":
            cast_vote(by=voter, statement=statement, value={"a": 1, "d": -1, "p": 0}[answer])


def signed_in(who: Member) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    assert who.user
    client.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
    return client
