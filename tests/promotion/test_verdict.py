"""The council's own finding: asked of everybody there, entered by nobody, closed by time alone."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.base import clock
from kenes.base.errors import Invalid, NotAllowed
from kenes.base.text import empty
from kenes.councils.models import Council, Member
from kenes.issues.models import Issue
from kenes.notices.models import Notice
from kenes.promotion import acts, tasks
from kenes.promotion.errors import NobodyToAsk, NotAsked, PeriodTooShort, RegionsLeftOut, VerdictOpen, VerdictOver, VerdictStillOpen
from kenes.promotion.models import Judgement, Verdict
from kenes.promotion.outcome import outcome
from kenes.promotion.queries.verdicts import evidence_shown, table_of, verdicts_asked
from kenes.record.models import Entry
from kenes.record.queries import verify
from tests import factories
from tests.factories import text
from tests.promotion import world

Value = Judgement.Value
AFTER = timedelta(days=15)


def judge(verdict: Verdict, people: list[Member], values: str) -> None:
    """Let people answer: d(one), p(art), n(ot done), c(annot tell)."""
    codes = {"d": Value.DONE, "p": Value.IN_PART, "n": Value.NOT_DONE, "c": Value.CANNOT_TELL}
    for person, code in zip(people, values, strict=False):
        acts.judge(by=person, verdict=verdict, value=codes[code], evidence=text("I went there."))


def close(verdict: Verdict) -> Verdict:
    with clock.at(verdict.closes_at + timedelta(minutes=1)):
        return acts.close_verdict(verdict=verdict)


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ({"done": 4}, "not_known"),
        ({"done": 4, "cannot_tell": 20}, "not_known"),
        ({"done": 3, "in_part": 1, "not_done": 1}, "done"),
        ({"done": 3, "not_done": 3}, "in_part"),
        ({"done": 3, "in_part": 3}, "in_part"),
        ({"not_done": 3, "in_part": 3}, "in_part"),
        ({"not_done": 4, "in_part": 3}, "not_done"),
        ({"done": 2, "in_part": 2, "not_done": 2}, "in_part"),
        ({}, "not_known"),
    ],
)
def test_the_outcome_is_the_median_answer(counts: Mapping[str, int], found: str) -> None:
    assert outcome(counts, 5) == found


@given(st.lists(st.sampled_from(["done", "in_part", "not_done"]), min_size=1, max_size=40))
def test_the_outcome_is_the_median_of_the_sorted_answers(answers: list[str]) -> None:
    scale = ["not_done", "in_part", "done"]
    places = sorted(scale.index(answer) for answer in answers)
    low, high = places[(len(places) - 1) // 2], places[len(places) // 2]
    slow = scale[low] if low == high else "in_part"

    assert outcome({value: answers.count(value) for value in scale}, 1) == slow


def test_every_voting_member_of_the_regions_is_asked_and_nobody_else(council: Council, secretary: Member) -> None:
    there = factories.members(council, 2, region="KZ-55")
    for role in (Member.Role.SECRETARY, Member.Role.CHAIR, Member.Role.OBSERVER):
        factories.member(council, region="KZ-55", role=role)
    factories.members(council, 2, region="KZ-10")
    made = world.recommendation(council, issues=[world.issue(council, there[:1])])
    promise, _ = world.commitment(secretary, made)

    verdict = acts.ask_verdict(by=secretary, commitment=promise)

    assert {row.member for row in verdict.judgements.select_related("member")} == set(there)
    assert set(verdict.judgements.values_list("value", flat=True)) == {""}
    assert set(Notice.objects.filter(kind="verdict.asked").values_list("to", flat=True)) == {seat.user_id for seat in there}
    assert [row.verdict for row in verdicts_asked(there[0])] == [verdict]


def test_regions_may_be_added_but_none_left_out(council: Council, secretary: Member) -> None:
    here, there = factories.member(council, region="KZ-55"), factories.member(council, region="KZ-10")
    promise, _ = world.commitment(secretary, world.recommendation(council, issues=[world.issue(council, [here])]))

    with pytest.raises(RegionsLeftOut):
        acts.ask_verdict(by=secretary, commitment=promise, regions=[world.region("KZ-10")])
    verdict = acts.ask_verdict(by=secretary, commitment=promise, regions=[world.region("KZ-10"), world.region("KZ-55")])

    assert {row.member for row in verdict.judgements.select_related("member")} == {here, there}


def test_the_period_is_neither_a_moment_nor_a_year(council: Council, secretary: Member) -> None:
    factories.member(council, region="KZ-55")
    promise, _ = world.commitment(secretary, world.recommendation(council))

    for closes_at in (clock.now(), clock.now() + timedelta(hours=23), clock.now() + timedelta(days=91)):
        with pytest.raises(PeriodTooShort):
            acts.ask_verdict(by=secretary, commitment=promise, closes_at=closes_at)


def test_one_verdict_at_a_time_and_not_without_anybody_to_ask(council: Council, secretary: Member) -> None:
    promise, _ = world.commitment(secretary, world.recommendation(council))
    with pytest.raises(NobodyToAsk):
        acts.ask_verdict(by=secretary, commitment=promise)
    factories.member(council, region="KZ-55")
    acts.ask_verdict(by=secretary, commitment=promise)
    with pytest.raises(VerdictOpen):
        acts.ask_verdict(by=secretary, commitment=promise)


def test_members_do_not_put_the_question(member: Member, secretary: Member) -> None:
    promise, _ = world.commitment(secretary, world.recommendation(member.council))
    with pytest.raises(NotAllowed):
        acts.ask_verdict(by=member, commitment=promise)


def test_the_secretariat_can_neither_answer_nor_close_early(council: Council, secretary: Member) -> None:
    verdict, _ = world.asked(secretary, "KZ-55", 5)
    chair = factories.member(council, region="KZ-55", role=Member.Role.CHAIR)

    for by in (secretary, chair):
        with pytest.raises(NotAllowed):
            acts.judge(by=by, verdict=verdict, value=Value.DONE, evidence=empty())
    with pytest.raises(VerdictStillOpen):
        acts.close_verdict(verdict=verdict)
    tasks.tick()
    verdict.refresh_from_db()
    assert verdict.outcome == Verdict.Outcome.ASKED


def test_who_joined_later_or_lives_elsewhere_is_not_on_the_roster(council: Council, secretary: Member) -> None:
    verdict, _ = world.asked(secretary, "KZ-55", 2)

    for by in (factories.member(council, region="KZ-55"), factories.member(council, region="KZ-10")):
        with pytest.raises(NotAsked):
            acts.judge(by=by, verdict=verdict, value=Value.DONE, evidence=empty())


def test_an_answer_may_be_changed_until_the_end_and_not_after(secretary: Member) -> None:
    verdict, people = world.asked(secretary, "KZ-55", 1)
    judge(verdict, people, "d")
    judge(verdict, people, "n")

    own = Judgement.objects.get(verdict=verdict)
    assert (own.value, Judgement.objects.count()) == (Value.NOT_DONE, 1)
    with clock.at(verdict.closes_at), pytest.raises(VerdictOver):
        judge(verdict, people, "d")
    with pytest.raises(Invalid):
        acts.judge(by=people[0], verdict=verdict, value="great", evidence=empty())


def test_single_answers_never_enter_the_record(secretary: Member) -> None:
    verdict, people = world.asked(secretary, "KZ-55", 5)
    entries = Entry.objects.count()

    judge(verdict, people, "ddddd")

    assert Entry.objects.count() == entries


def test_a_verdict_closes_by_itself_and_those_concerned_are_told(council: Council, secretary: Member) -> None:
    verdict, people = world.asked(secretary, "KZ-55", 6)
    judge(verdict, people, "dddnpc")

    with clock.at(verdict.closes_at):
        tasks.tick()
        tasks.tick()

    verdict.refresh_from_db()
    assert verdict.outcome == Verdict.Outcome.DONE
    told = set(Notice.objects.filter(kind="verdict.done").values_list("to", flat=True))
    assert told == {secretary.user_id, *(seat.user_id for seat in people)}
    assert Entry.objects.filter(type="verdict.closed").count() == 1
    assert set(verdict.commitment.recommendation.issues.values_list("state", flat=True)) == {Issue.State.SETTLED}
    assert verify(council.public_id) is None


def test_too_few_answers_are_not_known(secretary: Member) -> None:
    verdict, people = world.asked(secretary, "KZ-55", 6)
    judge(verdict, people, "ddddc")

    assert close(verdict).outcome == Verdict.Outcome.NOT_KNOWN
    assert set(verdict.commitment.recommendation.issues.values_list("state", flat=True)) == {Issue.State.OPEN}


def test_a_bodys_claim_does_not_move_the_verdict(secretary: Member) -> None:
    promise, token = world.commitment(secretary, world.recommendation(secretary.council))
    people = factories.members(secretary.council, 5, region="KZ-55")
    verdict = acts.ask_verdict(by=secretary, commitment=promise)
    acts.report_progress(token=token, commitment=promise, text=text("Done."), claims_done=True)
    judge(verdict, people, "nnnnn")

    assert close(verdict).outcome == Verdict.Outcome.NOT_DONE
    promise.refresh_from_db()
    assert promise.claimed_done_at is not None


def test_a_region_with_few_answers_is_withheld(council: Council, secretary: Member) -> None:
    few, many = factories.members(council, 2, region="KZ-10"), factories.members(council, 9, region="KZ-55")
    promise, _ = world.commitment(secretary, world.recommendation(council, issues=[world.issue(council, [few[0], many[0]])]))
    verdict = acts.ask_verdict(by=secretary, commitment=promise)
    judge(verdict, few, "dn")
    judge(verdict, many, "ddddnnppd")

    rows = {row.name: row for row in table_of(close(verdict))}

    lone = next(row for name, row in rows.items() if "Abai" in name)
    assert (lone.state, list(lone.counts)) == ("withheld", [])
    exact = [row for row in rows.values() if row.state == "exact"]
    # What is printed cannot be subtracted into the two answers of the small region.
    assert not {11, 9} <= {row.n for row in exact}


def test_evidence_is_shown_after_the_end_without_its_author(secretary: Member) -> None:
    verdict, people = world.asked(secretary, "KZ-55", 6)
    judge(verdict, people, "dddnp")

    assert evidence_shown(verdict, 5) == []
    assert [str(words) for words in evidence_shown(close(verdict), 5)] == ["I went there."] * 5
    assert evidence_shown(verdict, 6) == []


def test_the_silent_are_reminded_once_shortly_before_the_end(secretary: Member) -> None:
    verdict, people = world.asked(secretary, "KZ-55", 3)
    judge(verdict, people, "d")
    reminders = Notice.objects.filter(kind="verdict.reminder")

    tasks.tick()
    assert reminders.count() == 0
    with clock.at(verdict.closes_at - timedelta(days=2)):
        tasks.tick()
        tasks.tick()
    assert set(reminders.values_list("to", flat=True)) == {people[1].user_id, people[2].user_id}
    assert reminders.count() == 2


def test_only_the_first_verdict_on_a_commitment_shows_counts(secretary: Member) -> None:
    first, people = world.asked(secretary, "KZ-55", 9)
    judge(first, people, "dddddnnnp")
    first = close(first)
    with clock.at(first.closes_at + timedelta(days=30)):
        second = acts.ask_verdict(by=secretary, commitment=first.commitment)
        judge(second, people, "dddddnnnd")
    second = close(second)

    assert (first.table != {}, second.table, second.outcome) == (True, {}, "done")


def test_an_issue_is_settled_when_every_body_s_commitment_is_done_and_not_before(secretary: Member) -> None:
    verdict, people = world.asked(secretary, "KZ-55", 6)
    made = verdict.commitment.recommendation
    _, token = acts.dispatch_brief(
        by=secretary, brief=world.brief(secretary, [made]), body=world.body(secretary, "Sample ministry of roads"), registration="2026/205"
    )
    answer = world.answered(token, [world.reply(made, reason="We shall, too.")])
    acts.confirm_sender(by=secretary, answer=answer, note="Called the registry.")
    judge(verdict, people, "dddddd")
    close(verdict)
    assert set(made.issues.values_list("state", flat=True)) == {"open"}

    other = made.commitments.exclude(pk=verdict.commitment_id).get()
    second = acts.ask_verdict(by=secretary, commitment=other)
    judge(second, people, "dddddd")
    close(second)
    assert set(made.issues.values_list("state", flat=True)) == {"settled"}
