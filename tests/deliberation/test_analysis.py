"""The background analysis: when it runs, what it keeps, and how the results of a large vote come to be."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kenes.base import clock
from kenes.base.errors import NotAllowed
from kenes.base.models import Job
from kenes.councils.models import Member
from kenes.deliberation.acts import cast_vote, close_deliberation, release_results, start_analysis, start_results, stop_job, undo_vote
from kenes.deliberation.analysis import mark_of, results_of
from kenes.deliberation.errors import NotClosedYet, VotesChanged
from kenes.deliberation.models import Computation, Deliberation, Participant, Release, Route, Statement, Vote
from kenes.deliberation.queries import latest_release
from kenes.deliberation.queries.analyses import ANALYSIS, RESULTS, STUCK, has_new_votes, is_large
from kenes.deliberation.rules import ANALYSE_EVERY, BATCH_EVERY, INLINE_MOST
from kenes.deliberation.tasks import analyse_votes, carry_out, tick, work_out_results
from kenes.notices.models import Notice
from kenes.record.models import Entry
from kenes.record.queries import verify
from tests.deliberation.conftest import signed_in, vote_all
from tests.deliberation.published import closed, release, row
from tests.factories import text

LATER = timedelta(days=7, minutes=1)
FEW = 5  # the council's threshold: as many people make an analysis
Captured = Callable[..., AbstractContextManager[list[Callable[[], object]]]]


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Captured) -> Callable[[], AbstractContextManager[list[Callable[[], object]]]]:
    """Let what is queued at the end of a transaction run, as it does outside of tests."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def job_of(deliberation: Deliberation, name: str) -> Job:
    return Job.objects.get(subject=deliberation.ref, name=name)


def crowd(deliberation: Deliberation, how_many: int) -> None:
    """Let so many people without a seat answer, on a hundred statements."""
    now = clock.now()
    statements = Statement.objects.bulk_create(
        [
            Statement(deliberation=deliberation, number=100 + n, text=text(f"Bridge {n}"), created_at=now, public_id=f"crowd{n}")
            for n in range(100)
        ]
    )
    people = Participant.objects.bulk_create([Participant(deliberation=deliberation, source_id=str(n)) for n in range(how_many // 100 + 1)])
    votes = [
        Vote(participant=person, statement=statement, value=(one * two) % 3 - 1, cast_at=now)
        for one, person in enumerate(people)
        for two, statement in enumerate(statements)
    ]
    Vote.objects.bulk_create(votes[:how_many], batch_size=5000)


# While voting is open


def test_new_votes_are_analysed_within_a_minute(running: Deliberation, first: Statement, voters: list[Member], commits: Captured) -> None:
    vote_all(voters, first, "aad")
    with commits():
        tick()
    kept = Computation.objects.get(deliberation=running)
    job = job_of(running, ANALYSIS)
    assert (job.state, job.done, job.total) == (Job.State.DONE, 100, 100)
    assert kept.last_vote == Vote.objects.latest("pk").pk
    assert not Release.objects.exists()


def test_without_new_votes_nothing_is_analysed(running: Deliberation, first: Statement, voters: list[Member], commits: Captured) -> None:
    with commits():
        tick()
    assert not Job.objects.filter(subject=running.ref).exists()
    vote_all(voters[:FEW], first, "a")
    with commits():
        tick()
    with commits(), clock.at(clock.now() + ANALYSE_EVERY * 2):
        tick()
    assert Computation.objects.count() == 1


def test_votes_in_quick_succession_are_analysed_together(
    running: Deliberation, first: Statement, voters: list[Member], commits: Captured
) -> None:
    for minute in range(9):
        with clock.at(clock.now() + timedelta(minutes=minute)), commits():
            vote_all(voters[FEW * minute :][:FEW], first, "a")
            tick()
    assert Job.objects.filter(subject=running.ref).count() == 1
    assert Computation.objects.filter(deliberation=running).count() == 2


def test_only_the_last_few_analyses_of_an_open_vote_are_kept(
    running: Deliberation, first: Statement, voters: list[Member], commits: Captured
) -> None:
    newest = []
    for number in range(6):
        with commits(), clock.at(clock.now() + ANALYSE_EVERY * 2 * number):
            vote_all(voters[FEW * number :][:FEW], first, "a")
            tick()
        newest.append(Vote.objects.latest("pk").pk)
    assert list(Computation.objects.filter(deliberation=running).order_by("last_vote").values_list("last_vote", flat=True)) == newest[-3:]


def test_closing_removes_what_only_the_open_vote_needed(
    running: Deliberation, first: Statement, voters: list[Member], commits: Captured
) -> None:
    vote_all(voters, first, "aad")
    with commits():
        tick()
    assert first.routes.model is Route
    with clock.at(clock.now() + LATER):
        close_deliberation(by=None, deliberation=running)
    assert [one.release.number for one in Computation.objects.filter(deliberation=running)] == [1]
    assert not Route.objects.exists()


def test_an_analysis_that_runs_is_not_started_again_until_it_is_lost(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    vote_all(voters[:FEW], first, "a")
    assert start_analysis(deliberation=running)
    assert start_analysis(deliberation=running) is None
    with clock.at(clock.now() + STUCK):
        assert start_analysis(deliberation=running)
    assert Job.objects.filter(subject=running.ref).count() == 1


def test_a_job_that_was_queued_twice_is_done_once(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    vote_all(voters[:FEW], first, "a")
    job = start_analysis(deliberation=running)
    assert job
    analyse_votes.call(running.pk, job.pk)
    analyse_votes.call(running.pk, job.pk)
    assert Computation.objects.count() == 1


def test_a_job_that_fails_says_so_and_is_tried_again_after_a_rest(
    running: Deliberation, first: Statement, voters: list[Member], commits: Captured
) -> None:
    vote_all(voters[:FEW], first, "a")
    job = start_analysis(deliberation=running)
    assert job
    with pytest.raises(ZeroDivisionError):
        carry_out(job.pk, lambda tell: 1 // 0)
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.FAILED, "ZeroDivisionError")
    assert start_analysis(deliberation=running) is None
    with commits(), clock.at(clock.now() + ANALYSE_EVERY):
        tick()
    assert job_of(running, ANALYSIS).state == Job.State.DONE


def test_every_answer_changes_the_mark(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    marks = [mark_of(running)]
    for value in (1, 0, -1, 1):
        cast_vote(by=voters[0], statement=first, value=value)
        marks.append(mark_of(running))
    undo_vote(by=voters[0], deliberation=running)
    assert marks[1] == marks[4]
    assert len({*marks}) == 4
    assert mark_of(running) == marks[0]


def test_new_votes_are_noticed_by_their_keys_once_enough_people_gave_them(
    running: Deliberation, first: Statement, voters: list[Member], commits: Captured
) -> None:
    """Of fewer people the order of statements, which the next voter sees, would tell what they answered."""
    vote_all(voters[: FEW - 1], first, "a")
    for statement in running.statements.all():
        cast_vote(by=voters[0], statement=statement, value=1)
    assert not has_new_votes(running)
    cast_vote(by=voters[FEW], statement=first, value=1)
    assert has_new_votes(running)
    with commits():
        tick()
    vote_all(voters[FEW + 1 :][: FEW - 1], first, "a")
    assert not has_new_votes(running)
    cast_vote(by=voters[-1], statement=first, value=1)
    assert has_new_votes(running)


# Results


def test_a_large_vote_is_closed_when_its_results_are_there(
    running: Deliberation, first: Statement, voters: list[Member], commits: Captured
) -> None:
    crowd(running, INLINE_MOST + 1)
    assert is_large(running)
    with clock.at(clock.now() + LATER):
        tick()
        page = signed_in(voters[0]).get(running.get_absolute_url()).content.decode()
        running.refresh_from_db()
        assert running.state == Deliberation.State.OPEN
        assert latest_release(running) is None
        assert 'role="progressbar"' in page
        assert "The results are being worked out" in page
        assert not Notice.objects.filter(kind="deliberation.closed").exists()
        work_out_results.call(running.pk, job_of(running, RESULTS).pk)
        tick()
    running.refresh_from_db()
    assert running.state == Deliberation.State.CLOSED
    assert Release.objects.filter(deliberation=running).count() == 1
    assert job_of(running, RESULTS).state == Job.State.DONE
    assert Notice.objects.filter(kind="deliberation.closed", to=voters[0].user).count() == 1
    assert [e.type for e in Entry.objects.filter(type__in=["deliberation.closed", "deliberation.released"]).order_by("seq")] == [
        "deliberation.closed",
        "deliberation.released",
    ]


def test_a_small_vote_is_closed_with_its_results_at_once(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    vote_all(voters, first, "aad")
    with clock.at(clock.now() + LATER):
        tick()
    assert latest_release(running)
    assert not Job.objects.filter(name=RESULTS).exists()


def test_results_in_the_background_are_those_of_the_closing_act(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    vote_all(voters, first, "aadp")
    with clock.at(clock.now() + LATER):
        here, there = (results_of(running, final=True).computed.table for _ in range(2))
    assert {**here, "computed": 0} == {**there, "computed": 0}


def test_results_of_other_votes_are_refused(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    vote_all(voters, first, "aad")
    found = results_of(running, final=True)
    cast_vote(by=voters[0], statement=first, value=-1)
    with clock.at(clock.now() + LATER), pytest.raises(VotesChanged):
        close_deliberation(by=None, deliberation=running, found=found)
    running.refresh_from_db()
    assert running.state == Deliberation.State.OPEN
    assert not Release.objects.exists()


def test_results_are_not_worked_out_before_voting_is_over(running: Deliberation, voters: list[Member], secretary: Member) -> None:
    with pytest.raises(NotClosedYet):
        start_results(by=secretary, deliberation=running)
    with clock.at(clock.now() + LATER):
        with pytest.raises(NotAllowed):
            start_results(by=voters[0], deliberation=running)
        assert start_results(by=secretary, deliberation=running)


def test_two_workers_publish_once(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    vote_all(voters, first, "aad")
    with clock.at(clock.now() + LATER):
        lost = start_results(by=None, deliberation=running)
        assert lost
    with clock.at(clock.now() + LATER + STUCK):
        again = start_results(by=None, deliberation=running)
        assert again == lost
        work_out_results.call(running.pk, lost.pk)
        work_out_results.call(running.pk, lost.pk)
    assert Release.objects.filter(deliberation=running).count() == 1
    assert Entry.objects.filter(type="deliberation.released").count() == 1


def test_the_database_takes_no_second_release_of_a_number(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    vote_all(voters, first, "aad")
    with clock.at(clock.now() + LATER):
        close_deliberation(by=None, deliberation=running)
    release = latest_release(running)
    assert release
    other = Computation.objects.create(deliberation=running, input_hash="0", method="x", result={}, created_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(deliberation=running, computation=other, number=1, threshold=5, table={}, created_at=clock.now())


def test_working_out_results_can_be_stopped_and_begins_again_by_itself(
    running: Deliberation, first: Statement, voters: list[Member], secretary: Member
) -> None:
    crowd(running, INLINE_MOST + 1)
    over = clock.now() + LATER
    with clock.at(over):
        tick()
        with pytest.raises(NotAllowed):
            stop_job(by=voters[0], deliberation=running)
        stop_job(by=secretary, deliberation=running)
        work_out_results.call(running.pk, job_of(running, RESULTS).pk)
        tick()
        page = signed_in(voters[0]).get(running.get_absolute_url()).content.decode()
    assert job_of(running, RESULTS).state == Job.State.CANCELLED
    assert "Working out the results was stopped" in page
    assert latest_release(running) is None
    with clock.at(over + ANALYSE_EVERY):
        tick()
    assert job_of(running, RESULTS).state == Job.State.WAITING


def test_the_secretariat_starts_the_results_of_a_large_vote_from_the_page(running: Deliberation, secretary: Member) -> None:
    crowd(running, INLINE_MOST + 1)
    client = signed_in(secretary)
    with clock.at(clock.now() + LATER):
        address = running.get_absolute_url()
        assert "Close and publish now" in client.get(address).content.decode()
        assert client.post(f"{address}close/").status_code == 302
        page = client.get(address).content.decode()
        assert 'hx-trigger="every 2s"' in page
        assert "Close and publish now" not in page
        assert client.post(f"{address}stop/").status_code == 302
        work_out_results.call(running.pk, job_of(running, RESULTS).pk)
        assert client.post(f"{address}close/").status_code == 302
        work_out_results.call(running.pk, job_of(running, RESULTS).pk)
        done = client.get(address, headers={"HX-Request": "true"})
    assert done.headers["HX-Refresh"] == "true"
    assert latest_release(running)


def test_a_release_says_how_it_was_computed_and_its_hash_betrays_no_vote(
    running: Deliberation, first: Statement, voters: list[Member]
) -> None:
    vote_all(voters, first, "aad")
    with clock.at(clock.now() + LATER):
        close_deliberation(by=None, deliberation=running)
    release = latest_release(running)
    assert release
    how = release.table["computed"]
    assert (how["method"], how["seed"]) == (release.computation.method, release.computation.seed)
    assert len(how["input"]) == 64
    assert how["input"] != release.computation.input_hash
    assert release.computation.input_hash not in Entry.objects.get(type="deliberation.released").body
    again = results_of(running, final=True)
    assert again.computed.input_hash == release.computation.input_hash
    assert again.computed.table["computed"]["input"] != how["input"]


def test_results_in_batches_are_worked_out_under_the_lock_of_the_vote(
    running: Deliberation, first: Statement, voters: list[Member], secretary: Member
) -> None:
    Deliberation.objects.filter(pk=running.pk).update(results=Deliberation.Results.IN_BATCHES)
    vote_all(voters, first, "aad")
    made = release_results(by=secretary, deliberation=running)
    assert made.table["computed"]["method"]


def test_a_vote_whose_results_cannot_be_worked_out_keeps_no_other_from_its_own(
    running: Deliberation, first: Statement, voters: list[Member], caplog: pytest.LogCaptureFixture
) -> None:
    broken = closed(running.council)
    release(broken, {"The dam": row((8, 2, 0), "few", (5, 5, 0), "few")}, final=False)  # without what the gate remembers
    both = Deliberation.objects.filter(pk__in=[running.pk, broken.pk])
    both.update(state="open", closed_at=None, closes_at=running.closes_at, results=Deliberation.Results.IN_BATCHES)
    vote_all(voters, first, "aad")
    with clock.at(clock.now() + BATCH_EVERY):
        tick()
    assert latest_release(running)
    assert broken.releases.count() == 1
    assert f"release_results could not be done for {broken.public_id}" in caplog.text


def test_the_secretariat_closes_a_small_vote_from_the_page(
    running: Deliberation, first: Statement, voters: list[Member], secretary: Member
) -> None:
    vote_all(voters, first, "aad")
    client, page = signed_in(secretary), f"{running.get_absolute_url()}close/"
    assert client.post(page).status_code == 409
    assert latest_release(running) is None
    with clock.at(clock.now() + LATER):
        assert client.post(page).status_code == 302
        assert client.post(page).status_code == 302
    assert Release.objects.filter(deliberation=running).count() == 1


def test_the_last_release_counts_by_opinion_group_where_there_are_groups(
    running: Deliberation, voters: list[Member], secretary: Member
) -> None:
    """Two halves that answer twenty statements the opposite way."""
    for number in range(4, 24):
        Statement.objects.create(deliberation=running, number=number, text=text(f"Bridge {number}"), created_at=clock.now())
    for statement in running.statements.order_by("number"):
        for number, voter in enumerate(voters):
            own = (number + statement.number) % 2 == (number * 7 + statement.number * 5) % 11 // 10
            cast_vote(by=voter, statement=statement, value=1 if own else -1)
    with clock.at(clock.now() + LATER):
        tick()
    release = latest_release(running)
    assert release
    assert release.table["opinions"]["groups"] == 2
    assert [cell["voters"] for cell in release.table["overlays"]["group"]["cells"]] == [24, 24]
    assert "kenes-opinions" in release.computation.method
    assert verify(running.council.public_id) is None
