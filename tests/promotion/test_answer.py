"""A body's answer: received once through its link, counted once its sender is confirmed."""

from datetime import date, timedelta

import pytest

from kenes.base import clock
from kenes.base.errors import Invalid, NotAllowed
from kenes.councils.models import Council, Member
from kenes.notices.models import Notice
from kenes.promotion import acts, tasks
from kenes.promotion.errors import (
    AlreadyAnswered,
    AlreadyDecided,
    DayPast,
    LinkUnknown,
    NotAllAnswered,
    NoteMissing,
    ReasonMissing,
)
from kenes.promotion.models import Answer, Commitment, Dispatch, Reply
from kenes.promotion.queries.dispatches import answered_state, commitment_overdue
from kenes.record.models import Entry
from kenes.record.queries import verify
from tests import factories
from tests.factories import text
from tests.promotion import world

Response = Reply.Response


def test_an_answer_is_received_but_does_not_count_yet(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    dispatch, token = world.dispatched(secretary, [made])

    answer = world.answered(token, [world.reply(made)])

    dispatch.refresh_from_db()
    assert (dispatch.state, answer.state) == (Dispatch.State.RECEIVED, Answer.State.RECEIVED)
    assert not Commitment.objects.exists()
    assert answered_state(made).state == "received"
    assert list(Notice.objects.filter(kind="answer.received").values_list("to", flat=True)) == [secretary.user_id]


def test_the_senders_name_never_enters_the_record(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    _, token = world.dispatched(secretary, [made])

    answer = world.answered(token, [world.reply(made)])

    entry = Entry.objects.get(type="answer.received", object=answer.ref)
    assert "A. Official" not in entry.body
    assert list(entry.sealed.values_list("name", flat=True)) == ["sender"]


def test_a_link_answers_once(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    _, token = world.dispatched(secretary, [made])
    world.answered(token, [world.reply(made)])
    entries = Entry.objects.count()

    with pytest.raises(AlreadyAnswered):
        world.answered(token, [world.reply(made, Response.DECLINED, "No.")])

    assert Answer.objects.count() == 1
    assert Entry.objects.count() == entries


def test_a_renewed_link_leaves_the_old_one_without_a_voice(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    dispatch, old = world.dispatched(secretary, [made])
    new = acts.renew_link(by=secretary, dispatch=dispatch)

    with pytest.raises(LinkUnknown):
        world.answered(old, [world.reply(made)])
    assert world.answered(new, [world.reply(made)])


@pytest.mark.parametrize("response", [Response.IN_PART, Response.DECLINED, Response.NEED_INFORMATION])
def test_every_answer_but_yes_needs_a_reason(secretary: Member, response: str) -> None:
    made = world.recommendation(secretary.council)
    _, token = world.dispatched(secretary, [made])

    with pytest.raises(ReasonMissing):
        world.answered(token, [world.reply(made, response)])
    assert not Answer.objects.exists()


def test_each_recommendation_is_answered_each_once(secretary: Member) -> None:
    first, second = (world.recommendation(secretary.council) for _ in range(2))
    foreign = world.recommendation(secretary.council)
    _, token = world.dispatched(secretary, [first, second])

    for replies in ([first], [first, first], [first, foreign], [first, second, foreign], []):
        with pytest.raises(NotAllAnswered):
            world.answered(token, [world.reply(row) for row in replies])
    assert not Reply.objects.exists()


def test_a_promise_lies_ahead_and_the_answer_is_one_of_four(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    _, token = world.dispatched(secretary, [made])

    with pytest.raises(DayPast):
        world.answered(token, [world.reply(made, due_on=date(2020, 1, 1))])
    with pytest.raises(Invalid):
        world.answered(token, [world.reply(made, "maybe", "Perhaps.")])
    with pytest.raises(Invalid):
        acts.answer_dispatch(token=token, sender_name="", sender_position="x", replies=[world.reply(made)])


def test_a_confirmed_answer_counts_and_everybody_behind_it_is_told(council: Council, member: Member, secretary: Member) -> None:
    drafter = factories.member(council)
    yes, part, no = (world.recommendation(council, issues=[world.issue(council, [member])], by=drafter) for _ in range(3))
    dispatch, token = world.dispatched(secretary, [yes, part, no])
    answer = world.answered(
        token,
        [
            world.reply(yes, due_on=date(2099, 1, 1), unit="Ambulance department"),
            world.reply(part, Response.IN_PART, "In the cities."),
            world.reply(no, Response.DECLINED, "No money."),
        ],
    )

    acts.confirm_sender(by=secretary, answer=answer, note="Called the registry.")

    dispatch.refresh_from_db()
    assert dispatch.state == Dispatch.State.ANSWERED
    promised = Commitment.objects.order_by("pk")
    assert [(row.recommendation, str(row.text), row.due_on) for row in promised] == [
        (yes, str(yes.title), date(2099, 1, 1)),
        (part, "In the cities.", None),
    ]
    told = set(Notice.objects.filter(kind__in=["answer.accepted", "answer.in_part", "answer.declined"]).values_list("to", "kind"))
    assert told == {(user.user_id, kind) for user in (member, drafter) for kind in ("answer.accepted", "answer.in_part", "answer.declined")}
    assert answered_state(no).response == Response.DECLINED
    assert "registry" not in Entry.objects.get(type="answer.confirmed").body
    assert verify(council.public_id) is None


def test_an_answer_that_is_not_from_the_body_leaves_it_unanswered(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    dispatch, token = world.dispatched(secretary, [made])
    forged = world.answered(token, [world.reply(made)])

    acts.refuse_sender(by=secretary, answer=forged, note="The registry knows nothing of it.")

    dispatch.refresh_from_db()
    assert dispatch.state == Dispatch.State.SENT
    assert answered_state(made).state == "sent"
    assert not Commitment.objects.exists()
    real = world.answered(token, [world.reply(made)])
    acts.confirm_sender(by=secretary, answer=real, note="Letter 15.")
    assert answered_state(made).state == "answered"


def test_a_decision_needs_its_ground_and_is_taken_once(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    _, token = world.dispatched(secretary, [made])
    answer = world.answered(token, [world.reply(made)])

    with pytest.raises(NoteMissing):
        acts.confirm_sender(by=secretary, answer=answer, note="")
    acts.confirm_sender(by=secretary, answer=answer, note="Letter 15.")
    for act in (acts.confirm_sender, acts.refuse_sender):
        with pytest.raises(AlreadyDecided):
            act(by=secretary, answer=answer, note="Again.")
    assert Commitment.objects.count() == 1


def test_only_the_secretariat_of_the_bodys_side_confirms(db: None) -> None:
    council = factories.council(countries=("KZ", "RU"))
    here = factories.member(council, role=Member.Role.SECRETARY)
    there = factories.member(council, role=Member.Role.SECRETARY, side=1)
    made = world.recommendation(council)
    _, token = world.dispatched(here, [made])
    answer = world.answered(token, [world.reply(made)])

    for by in (there, factories.member(council)):
        with pytest.raises(NotAllowed):
            acts.confirm_sender(by=by, answer=answer, note="I know.")


def test_a_late_answer_still_counts(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    with clock.at(world.MONDAY):
        _, token = world.dispatched(secretary, [made])
    with clock.at(world.MONDAY + timedelta(days=60)):
        assert answered_state(made).state == "overdue"
        assert world.answered(token, [world.reply(made)])


def test_the_body_reports_through_its_link_and_claims_that_it_is_done(council: Council, member: Member, secretary: Member) -> None:
    made = world.recommendation(council, issues=[world.issue(council, [member])])
    promise, token = world.commitment(secretary, made)

    acts.report_progress(token=token, commitment=promise, text=text("Half of it."))
    promise.refresh_from_db()
    assert promise.claimed_done_at is None
    acts.report_progress(token=token, commitment=promise, text=text("All of it."), claims_done=True)

    promise.refresh_from_db()
    assert promise.claimed_done_at is not None
    assert set(Notice.objects.filter(kind="commitment.claimed_done").values_list("to", flat=True)) == {member.user_id, secretary.user_id}
    assert not promise.verdicts.exists()


def test_another_dispatchs_link_reports_nothing(secretary: Member) -> None:
    promise, _ = world.commitment(secretary, world.recommendation(secretary.council))
    _, other = world.commitment(secretary, world.recommendation(secretary.council))

    for token in (other, "no-such-link", ""):
        with pytest.raises((LinkUnknown, Exception)) as refusal:
            acts.report_progress(token=token, commitment=promise, text=text("Done."), claims_done=True)
        assert refusal.value.status == 404  # type: ignore[attr-defined]
    promise.refresh_from_db()
    assert promise.claimed_done_at is None


def test_a_members_report_claims_nothing_for_the_body(member: Member, secretary: Member) -> None:
    promise, _ = world.commitment(secretary, world.recommendation(member.council))

    report = acts.report_progress(by=member, commitment=promise, text=text("I see nothing."), claims_done=True)

    promise.refresh_from_db()
    assert (report.by_body, report.claims_done, promise.claimed_done_at) == (False, False, None)


def test_observers_and_other_councils_report_nothing(secretary: Member) -> None:
    promise, _ = world.commitment(secretary, world.recommendation(secretary.council))

    for by in (factories.member(secretary.council, role=Member.Role.OBSERVER), factories.member(factories.council())):
        with pytest.raises(NotAllowed):
            acts.report_progress(by=by, commitment=promise, text=text("Hm."))


def test_a_commitment_past_its_day_is_overdue_until_the_body_claims_it_done(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    with clock.at(world.MONDAY):
        promise, token = world.commitment(secretary, made, due_on=date(2026, 3, 2))
    reminders = Notice.objects.filter(kind="commitment.overdue")

    with clock.at(world.MONDAY + timedelta(days=28)):
        assert not commitment_overdue(promise)
    with clock.at(world.MONDAY + timedelta(days=29)):
        assert commitment_overdue(promise)
        tasks.tick()
        tasks.tick()
        assert reminders.count() == 1
        acts.report_progress(token=token, commitment=promise, text=text("Done."), claims_done=True)
        promise.refresh_from_db()
        assert not commitment_overdue(promise)
