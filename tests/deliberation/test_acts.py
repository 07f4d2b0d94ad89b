"""Preparing, opening, voting, writing, closing: what people do, and what is refused."""

import json
from datetime import timedelta

import pytest

from kenes.base import clock
from kenes.base.errors import NotAllowed
from kenes.councils.models import Council, Member, User
from kenes.deliberation.acts import (
    accept_statement,
    add_statement,
    cast_vote,
    change_statement,
    close_deliberation,
    open_deliberation,
    prepare_deliberation,
    reject_statement,
    release_results,
    remove_statement,
    undo_vote,
    write_statement,
)
from kenes.deliberation.errors import (
    AlreadyDecided,
    AlreadyReleased,
    ClosesInPast,
    NotAVote,
    NotClosedYet,
    NothingNew,
    NotInPreparation,
    NotOnRoster,
    ReasonNeeded,
    SaidAlready,
    SeatNotActive,
    StatementNotOpen,
    StatementsNeeded,
    StatementTooLong,
    TextNeeded,
    VoteFirst,
    VotingClosed,
)
from kenes.deliberation.models import Deliberation, Release, Statement, Vote
from kenes.deliberation.queries import broadest_agreement, figures, latest_release
from kenes.deliberation.tasks import tick
from kenes.issues.models import Issue
from kenes.notices.models import Notice
from kenes.record.models import Entry
from kenes.record.queries import verify
from tests.deliberation.conftest import vote_all
from tests.factories import member, text

LATER = timedelta(days=7, minutes=1)


def entries(deliberation: Deliberation, type: str) -> list[dict[str, object]]:
    return [json.loads(row.body)["details"] for row in Entry.objects.filter(type=type, object=deliberation.ref)]


# Preparing and opening


def test_only_the_secretariat_puts_a_question(issue: Issue, member: Member) -> None:
    with pytest.raises(NotAllowed):
        prepare_deliberation(by=member, issue=issue, question=text("Why?"), background=text(""))
    assert not Deliberation.objects.exists()


def test_a_question_needs_words(issue: Issue, secretary: Member) -> None:
    with pytest.raises(TextNeeded):
        prepare_deliberation(by=secretary, issue=issue, question=text(""), background=text(""))


def test_a_statement_fits_one_screen_and_is_said_once(draft: Deliberation, secretary: Member) -> None:
    with pytest.raises(StatementTooLong):
        add_statement(by=secretary, deliberation=draft, text=text("x" * 141))
    with pytest.raises(SaidAlready):
        add_statement(by=secretary, deliberation=draft, text=text("mend the BRIDGE first"))
    assert draft.statements.count() == 3


def test_opening_freezes_the_roster_and_asks_everyone_on_it(council: Council, running: Deliberation, voters: list[Member]) -> None:
    newcomer = member(council)
    assert running.participants.count() == len(voters) + 1  # and the author of the signal
    assert not running.participants.filter(member=newcomer).exists()
    asked = Notice.objects.filter(kind="deliberation.opened", object=running.ref)
    assert set(asked.values_list("to", flat=True)) == set(running.participants.values_list("member__user_id", flat=True))
    (details,) = entries(running, "deliberation.opened")
    assert details["n"] == 49
    assert len(str(details["roster_hash"])) == len(str(details["statements_hash"])) == 64


def test_the_issue_becomes_deliberated(running: Deliberation) -> None:
    assert running.issue
    assert Issue.objects.get(pk=running.issue.pk).state == Issue.State.DELIBERATED


def test_voting_needs_statements_and_a_closing_time_ahead(
    issue: Issue, secretary: Member, draft: Deliberation, voters: list[Member]
) -> None:
    empty = prepare_deliberation(by=secretary, issue=issue, question=text("And?"), background=text(""))
    with pytest.raises(StatementsNeeded):
        open_deliberation(by=secretary, deliberation=empty, closes_at=clock.now() + LATER)
    with pytest.raises(ClosesInPast):
        open_deliberation(by=secretary, deliberation=draft, closes_at=clock.now() - timedelta(seconds=1))


def test_no_word_of_a_statement_changes_once_voting_is_open(running: Deliberation, first: Statement, secretary: Member) -> None:
    with pytest.raises(NotInPreparation):
        change_statement(by=secretary, statement=first, text=text("Something else"))
    with pytest.raises(NotInPreparation):
        remove_statement(by=secretary, statement=first)
    with pytest.raises(NotInPreparation):
        add_statement(by=secretary, deliberation=running, text=text("One more"))
    assert Statement.objects.get(pk=first.pk).text.original_text == "Mend the bridge first"


def test_before_opening_a_statement_can_be_reworded_and_taken_out(draft: Deliberation, secretary: Member) -> None:
    statement = draft.statements.get(number=1)
    change_statement(by=secretary, statement=statement, text=text("Mend it now"))
    remove_statement(by=secretary, statement=draft.statements.get(number=2))
    assert [s.text.original_text for s in draft.statements.order_by("number")] == ["Mend it now", "A ferry will do"]


# Voting


def test_the_latest_answer_counts(first: Statement, voters: list[Member]) -> None:
    for value in (1, 0, -1, -1):
        cast_vote(by=voters[0], statement=first, value=value)
    assert list(Vote.objects.values_list("participant__member", "value")) == [(voters[0].pk, -1)]


def test_an_answer_is_agree_disagree_or_pass(first: Statement, voters: list[Member]) -> None:
    with pytest.raises(NotAVote):
        cast_vote(by=voters[0], statement=first, value=2)


def test_a_vote_after_closing_is_refused_with_the_reason(first: Statement, voters: list[Member]) -> None:
    with clock.at(clock.now() + LATER), pytest.raises(VotingClosed, match="Voting is closed"):
        raise_voting(first, voters[0])
    assert not Vote.objects.exists()


def raise_voting(statement: Statement, who: Member) -> None:
    try:
        cast_vote(by=who, statement=statement, value=1)
    except VotingClosed as error:
        raise VotingClosed(str(error)) from error


def test_a_vote_by_someone_not_on_the_frozen_roster_is_refused(council: Council, first: Statement) -> None:
    with pytest.raises(NotOnRoster):
        cast_vote(by=member(council), statement=first, value=1)
    assert not Vote.objects.exists()


def test_a_seat_votes_no_more_after_its_term(first: Statement, voters: list[Member]) -> None:
    today = clock.now().date()
    Member.objects.filter(pk=voters[0].pk).update(term_to=today)
    cast_vote(by=voters[0], statement=first, value=1)
    Member.objects.filter(pk=voters[0].pk).update(term_to=today - timedelta(days=1))
    with pytest.raises(SeatNotActive):
        cast_vote(by=voters[0], statement=first, value=-1)
    assert Vote.objects.get().value == 1


def test_a_suspended_seat_votes_no_more(first: Statement, voters: list[Member]) -> None:
    Member.objects.filter(pk=voters[0].pk).update(state=Member.State.SUSPENDED)
    with pytest.raises(SeatNotActive):
        cast_vote(by=voters[0], statement=first, value=1)


def test_a_statement_that_waits_takes_no_votes(running: Deliberation, voters: list[Member]) -> None:
    waiting = write(running, voters[0])
    with pytest.raises(StatementNotOpen):
        cast_vote(by=voters[1], statement=waiting, value=1)


def test_the_last_answer_can_be_undone(running: Deliberation, voters: list[Member]) -> None:
    for statement in running.statements.all():
        cast_vote(by=voters[0], statement=statement, value=1)
    last = running.statements.get(number=3)
    assert undo_vote(by=voters[0], deliberation=running) == last
    assert not Vote.objects.filter(statement=last).exists()
    assert Vote.objects.count() == 2


def test_no_single_vote_is_on_the_record_or_in_a_notice(first: Statement, voters: list[Member]) -> None:
    before = Entry.objects.count(), Notice.objects.count()
    vote_all(voters, first, "adp")
    assert (Entry.objects.count(), Notice.objects.count()) == before


# Members' own statements


def write(running: Deliberation, by: Member, words: str = "Ask the people of the village", key: str = "") -> Statement:
    for statement in running.statements.filter(state=Statement.State.ACCEPTED):
        cast_vote(by=by, statement=statement, value=1)
    return write_statement(by=by, deliberation=running, text=text(words), client_key=key)


def test_a_member_writes_after_some_votes(running: Deliberation, voters: list[Member]) -> None:
    with pytest.raises(VoteFirst):
        write_statement(by=voters[0], deliberation=running, text=text("Too early"))
    statement = write(running, voters[0])
    assert (statement.state, statement.number) == (Statement.State.WAITING, 4)


def test_a_statement_sent_twice_arrives_once(running: Deliberation, voters: list[Member]) -> None:
    assert write(running, voters[0], key="phone-1234") == write(running, voters[0], key="phone-1234")
    assert running.statements.count() == 4


def test_the_author_is_told_that_the_statement_was_accepted(running: Deliberation, voters: list[Member], secretary: Member) -> None:
    statement = accept_statement(by=secretary, statement=write(running, voters[0]))
    assert Notice.objects.filter(to=voters[0].user, kind="statement.accepted", object=statement.ref).count() == 1
    cast_vote(by=voters[1], statement=statement, value=1)


def test_the_author_is_told_why_the_statement_was_not_accepted(running: Deliberation, voters: list[Member], secretary: Member) -> None:
    statement = write(running, voters[0])
    with pytest.raises(ReasonNeeded):
        reject_statement(by=secretary, statement=statement, reason="  ")
    reject_statement(by=secretary, statement=statement, reason="It says two things")
    notice = Notice.objects.get(to=voters[0].user, kind="statement.rejected")
    assert notice.details == {"reason": "It says two things"}
    with pytest.raises(AlreadyDecided):
        accept_statement(by=secretary, statement=statement)


def test_members_do_not_moderate(running: Deliberation, voters: list[Member]) -> None:
    statement = write(running, voters[0])
    with pytest.raises(NotAllowed):
        accept_statement(by=voters[1], statement=statement)


# Closing and releases


def test_nobody_closes_before_the_promised_time(running: Deliberation, secretary: Member) -> None:
    with pytest.raises(NotClosedYet):
        close_deliberation(by=secretary, deliberation=running)


def test_closing_twice_closes_once(running: Deliberation, first: Statement, voters: list[Member], secretary: Member) -> None:
    vote_all(voters, first, "aad")
    with clock.at(clock.now() + LATER):
        close_deliberation(by=secretary, deliberation=running)
        with pytest.raises(VotingClosed):
            close_deliberation(by=None, deliberation=running)
        tick()
    assert Release.objects.filter(deliberation=running).count() == 1
    assert entries(running, "deliberation.closed") == [{"n": 48, "roster": 49}]


def test_the_clock_closes_what_is_due(running: Deliberation) -> None:
    tick()
    assert Deliberation.objects.get(pk=running.pk).state == Deliberation.State.OPEN
    with clock.at(clock.now() + LATER):
        tick()
    assert Deliberation.objects.get(pk=running.pk).state == Deliberation.State.CLOSED
    assert verify(running.council.public_id) is None


def test_those_who_have_not_answered_are_reminded_once(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    cast_vote(by=voters[0], statement=first, value=1)
    with clock.at(clock.now() + timedelta(days=6, hours=2)):
        tick()
        tick()
    reminded = Notice.objects.filter(kind="deliberation.reminder", object=running.ref)
    assert reminded.count() == 48
    assert not reminded.filter(to=voters[0].user).exists()


def test_the_release_counts_by_region_and_leads_with_the_broadest_agreement(
    running: Deliberation, voters: list[Member], secretary: Member
) -> None:
    one, two, three = running.statements.order_by("number")
    vote_all(voters, one, "aaaadd")
    vote_all(voters, two, "aaaaadaaaada")
    vote_all(voters, three, "adp")
    with clock.at(clock.now() + LATER):
        close_deliberation(by=secretary, deliberation=running)
    release = latest_release(running)
    assert release
    found = {figure.statement.number: figure for figure in figures(release)}
    assert (found[1].whole.agree, found[1].whole.disagree, found[1].n) == (32, 16, 48)
    assert [found[1].cells[place].agree for place in found[1].regions] == [8, 8, 8, 8]
    assert [figure.statement.number for figure in broadest_agreement(release, 2)] == [2, 1]


def test_no_results_before_closing_unless_prepared_so(
    running: Deliberation, first: Statement, voters: list[Member], secretary: Member
) -> None:
    vote_all(voters, first, "aad")
    with pytest.raises(NotInPreparation):
        release_results(by=secretary, deliberation=running)
    assert latest_release(running) is None


@pytest.fixture
def batches(running: Deliberation) -> Deliberation:
    Deliberation.objects.filter(pk=running.pk).update(results=Deliberation.Results.IN_BATCHES)
    return Deliberation.objects.get(pk=running.pk)


def test_batches_change_a_figure_only_when_enough_new_people_answered(
    batches: Deliberation, first: Statement, voters: list[Member], secretary: Member
) -> None:
    vote_all([v for n, v in enumerate(voters) if n % 2], first, "aad")
    one = release_results(by=secretary, deliberation=batches)
    before = figures(one)[0].whole
    assert before.n == 24
    for voter in [v for n, v in enumerate(voters) if not n % 2][:3]:
        cast_vote(by=voter, statement=first, value=-1)
    with pytest.raises(NothingNew):
        release_results(by=secretary, deliberation=batches)
    vote_all([v for n, v in enumerate(voters) if not n % 2], first, "dda")
    two = release_results(by=secretary, deliberation=batches)
    assert (two.number, figures(two)[0].n) == (2, 48)
    assert Vote.objects.filter(batch=1).count() == 24


def test_an_answer_in_published_results_can_be_changed_but_not_taken_back(
    batches: Deliberation, first: Statement, voters: list[Member], secretary: Member
) -> None:
    vote_all(voters, first, "aad")
    release_results(by=secretary, deliberation=batches)
    with pytest.raises(AlreadyReleased):
        undo_vote(by=voters[0], deliberation=batches)
    cast_vote(by=voters[0], statement=first, value=0)
    assert Vote.objects.get(participant__member=voters[0]).batch == 0


def test_what_no_moderator_looked_at_in_time_is_answered_at_closing(
    running: Deliberation, first: Statement, voters: list[Member], secretary: Member
) -> None:
    author = voters[0]
    User.objects.filter(pk=author.user_id).update(language="en")
    for statement in running.statements.filter(state="accepted"):
        cast_vote(by=author, statement=statement, value=1)
    own = write_statement(by=author, deliberation=running, text=text("The winter road must come first."))
    assert running.closes_at
    with clock.at(running.closes_at):
        with pytest.raises(VotingClosed):
            accept_statement(by=secretary, statement=own)
        close_deliberation(by=None, deliberation=running)
    own.refresh_from_db()
    assert (own.state, own.reason) == ("rejected", "Voting closed before a moderator had looked at it.")
    told = Notice.objects.filter(to=author.user_id, kind="statement.rejected")
    assert [notice.details["reason"] for notice in told] == [own.reason]
