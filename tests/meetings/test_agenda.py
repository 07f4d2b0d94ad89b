"""An agenda: its rule, approving, the result with reasons, confirmation by the sides, changes by hand, replay."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.base import clock
from kenes.base.errors import KenesError, NotAllowed
from kenes.councils.acts.founding import change_council
from kenes.councils.models import Member
from kenes.meetings import agenda_clock, forming, tasks
from kenes.meetings.acts import agenda_changes, agendas
from kenes.meetings.acts import topics as topic_acts
from kenes.meetings.acts.agenda_items import in_order
from kenes.meetings.acts.running import cancel_meeting
from kenes.meetings.errors import (
    AgendaFormed,
    AgendaMoved,
    ApprovalsMoved,
    ApprovalsOpen,
    BadDates,
    BadMinutes,
    BadSessions,
    MandatoryTooLong,
    MeetingNotPlanned,
    NamedUnderChatham,
    NoRoomLeft,
    NoSuchPlace,
    NotApproving,
    NothingToApprove,
    NotOnAgenda,
    NotOnAgendaRoster,
    OnAgendaAlready,
    ProposalsOpen,
    TooFewForConfidential,
    UnknownTopic,
)
from kenes.meetings.models import Agenda, AgendaItem, Approval, Meeting, Topic
from kenes.meetings.queries.agendas import agenda_hash, programme
from kenes.meetings.queries.rule import on_the_list, rule_hash, topic_hash
from kenes.meetings.reasons import reasons_of
from kenes.notices.models import Notice
from kenes.record.models import Entry
from kenes.sides.errors import AlreadyAgreed, TextMoved
from tests import factories
from tests.meetings.agenda_scenes import DAY, Table, approve, approving, confirmed, formed, opened, proposed, table

pytestmark = pytest.mark.django_db
State = Agenda.State


def refused(error: type[KenesError], act: Callable[[], object]) -> None:
    entries = Entry.objects.count()
    with pytest.raises(error):
        act()
    assert Entry.objects.count() == entries


def told(member: Member) -> list[str]:
    return list(Notice.objects.filter(to=member.user).order_by("pk").values_list("kind", flat=True))


def voted(**rule: Any) -> tuple[Table, list[Topic]]:
    """Two sides of 12 that want different things, and one topic of 30 minutes that both want: 90 minutes to give out."""
    there = table(minutes=90, **rule)
    topics = [proposed(there, there.members[n % 2][0], f"Topic {n}") for n in range(5)]
    approving(there)
    for side, members in enumerate(there.members):
        for member in members:
            approve(there, member, topics[4], topics[side], topics[side + 2])
    return there, topics


def items(agenda: Agenda) -> list[AgendaItem]:
    return list(agenda.items.select_related("topic").order_by("order"))


# The rule


def test_a_rule_that_cannot_hold_is_refused_and_nothing_is_opened() -> None:
    council = factories.council()
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    meeting, now = factories.meeting(council), clock.now()

    def session(offset: int, minutes: int) -> dict[str, int]:
        return {"offset": offset, "minutes": minutes, "tracks": 1}

    wrong: list[tuple[type[KenesError], dict[str, Any]]] = [
        (BadSessions, {"sessions": []}),
        (BadSessions, {"sessions": [session(0, 120), session(60, 60)]}),
        (BadSessions, {"sessions": [session(200, 60)]}),
        (BadSessions, {"sessions": [session(-10, 60)]}),
        (BadMinutes, {"minutes": 241}),
        (BadMinutes, {"minutes": 0}),
        (BadDates, {"proposals_close_at": now - DAY}),
        (BadDates, {"approvals_close_at": now + DAY}),
        (BadDates, {"approvals_close_at": meeting.starts_at + DAY}),
    ]
    for error, rule in wrong:
        refused(error, lambda rule=rule: opened(secretary, meeting, **rule))  # type: ignore[misc]
    hidden = factories.meeting(council, attribution="chatham")
    refused(NamedUnderChatham, lambda: opened(secretary, hidden, approvals="named"))
    refused(NotAllowed, lambda: opened(factories.member(council), meeting))
    assert not Agenda.objects.exists()


def test_approving_opens_when_every_side_agrees_to_these_topics_and_this_rule() -> None:
    there = table(each=3)
    first, second = there.secretaries
    refused(ProposalsOpen, lambda: agendas.open_approving(by=first, agenda=there.agenda, seen_hash=""))
    with clock.at(there.proposals_over):
        refused(NothingToApprove, lambda: agendas.open_approving(by=first, agenda=there.agenda, seen_hash=""))
    topic = proposed(there, there.members[0][0])
    with clock.at(there.proposals_over):
        seen = rule_hash(there.agenda, on_the_list(there.agenda))
        assert agendas.open_approving(by=first, agenda=there.agenda, seen_hash=seen).state == State.PROPOSING
        refused(AlreadyAgreed, lambda: agendas.open_approving(by=first, agenda=there.agenda, seen_hash=seen))
        topic_acts.mark_mandatory(by=first, topic=topic, seen_hash=topic_hash(topic))
        topic_acts.mark_mandatory(by=second, topic=topic, seen_hash=topic_hash(topic))
        refused(TextMoved, lambda: agendas.open_approving(by=second, agenda=there.agenda, seen_hash=seen))
        seen = rule_hash(there.agenda, on_the_list(there.agenda))
        agendas.open_approving(by=second, agenda=there.agenda, seen_hash=seen)
        agenda = agendas.open_approving(by=first, agenda=there.agenda, seen_hash=seen)
    assert (agenda.state, agenda.voters.count()) == (State.APPROVING, 6)
    details = json.loads(Entry.objects.get(type="agenda.approving_opened").body)["details"]
    assert (details["topics"][0]["text_hash"], details["n"]) == (topic_hash(topic), 6)


def test_what_cannot_be_kept_confidential_or_fit_does_not_open() -> None:
    lonely = table(each=2)
    proposed(lonely, lonely.members[0][0])
    with pytest.raises(TooFewForConfidential):
        approving(lonely)
    assert Agenda.objects.get(pk=lonely.agenda.pk).state == State.PROPOSING

    full = table(each=3, sides=("KZ",), minutes=60)
    for _ in range(2):
        topic = proposed(full, full.members[0][0], minutes=60)
        topic_acts.mark_mandatory(by=full.secretaries[0], topic=topic, seen_hash=topic_hash(topic))
    with pytest.raises(MandatoryTooLong):
        approving(full)


# Approving


def test_the_last_answer_counts_sent_twice_it_is_one_and_nothing_of_it_is_told() -> None:
    there = table(each=3)
    first, second = proposed(there, there.members[0][0]), proposed(there, there.members[1][0])
    voter = there.members[0][1]
    refused(NotApproving, lambda: approve(there, voter, first))
    approving(there)
    entries, notices = Entry.objects.count(), Notice.objects.count()
    approve(there, voter, first, second)
    approve(there, voter, second)
    approve(there, voter, second)
    assert list(Approval.objects.values_list("topic", flat=True)) == [second.pk]
    approve(there, voter)
    assert (Approval.objects.count(), there.agenda.voters.get(member=voter).has_answered) == (0, True)
    assert (Entry.objects.count(), Notice.objects.count()) == (entries, notices)

    late = factories.member(there.council)
    refused(NotOnAgendaRoster, lambda: approve(there, late, first))
    foreign = table(each=3)
    unknown = proposed(foreign, foreign.members[0][0])
    refused(UnknownTopic, lambda: approve(there, voter, unknown))
    with clock.at(there.approvals_over):
        refused(NotApproving, lambda: agendas.approve_topics(by=voter, agenda=there.agenda, topics=[]))


def test_the_agenda_is_formed_by_the_clock_once_and_not_before_its_time() -> None:
    there, _topics = voted()
    for member in there.everybody[:1]:
        with clock.at(there.proposals_over):
            there.agenda.voters.filter(member=member).update(has_answered=False)
            refused(ApprovalsOpen, lambda: agenda_clock.form(by=there.secretaries[0], agenda=there.agenda))
    with clock.at(there.agenda.approvals_close_at - timedelta(hours=2)):
        tasks.tick()
        tasks.tick()
    assert told(there.everybody[0]).count("agenda.reminder") == 1
    assert "agenda.reminder" not in told(there.everybody[1])
    with clock.at(there.approvals_over):
        tasks.tick()
        tasks.tick()
        refused(AgendaFormed, lambda: agenda_clock.form(by=there.secretaries[0], agenda=there.agenda))
    agenda = Agenda.objects.get(pk=there.agenda.pk)
    assert (agenda.state, agenda.replay_matches) == (State.FORMED, True)
    assert Entry.objects.filter(type="agenda.formed").count() == 1
    assert "agenda.confirm" in told(there.secretaries[1])
    assert "agenda.formed" in told(there.everybody[0])


def test_what_was_computed_counts_only_for_the_approvals_that_it_was_made_from() -> None:
    there, topics = voted()
    computed = forming.form(there.agenda)
    approve(there, there.everybody[0], topics[4])  # everybody has answered, and the time is not over yet
    with clock.at(there.proposals_over):
        refused(ApprovalsMoved, lambda: agendas.form_agenda(by=there.secretaries[0], agenda=there.agenda, formed=computed))
        agenda = agenda_clock.form(by=there.secretaries[0], agenda=there.agenda)
    replayed = forming.replay(agenda)
    assert replayed
    assert replayed.matches
    Approval.objects.filter(topic=topics[0]).first().delete()  # type: ignore[union-attr]
    refused(ApprovalsMoved, lambda: agendas.replay_agenda(by=None, agenda=agenda, replayed=replayed))


# The result


def test_each_item_says_why_it_is_there_and_each_topic_left_out_what_it_lacks() -> None:
    there, topics = voted()
    agenda = formed(there)
    reasons = reasons_of(agenda)
    assert {item.topic for item in items(agenda)} >= {topics[4]}
    assert sum(item.minutes for item in items(agenda)) <= 90
    assert sorted(figure.paid for figure in reasons[topics[4].pk].figures) == [15, 15]
    on_it = {item.topic_id for item in items(agenda)}
    for topic in topics:
        assert reasons[topic.pk].words
        assert (reasons[topic.pk].missing > 0) == (topic.pk not in on_it)
    assert agenda.result["release"]["certificate"] == {"holds": True}
    first = items(agenda)[0]
    assert (first.starts_at, first.session) == (there.meeting.starts_at, 1)


def test_ties_no_answers_one_answer_and_a_topic_nobody_wants_are_no_trouble() -> None:
    silent = table(each=3)
    mandatory, wanted = proposed(silent, silent.members[0][0]), proposed(silent, silent.members[1][0])
    for secretary in silent.secretaries:
        topic_acts.mark_mandatory(by=secretary, topic=mandatory, seen_hash=topic_hash(mandatory))
    approving(silent)
    agenda = formed(silent)
    assert [item.topic for item in items(agenda)] == [mandatory]
    assert reasons_of(agenda)[wanted.pk].words

    one = table(each=3, approvals="named", minutes=30)
    equal = [proposed(one, one.members[0][0], f"Topic {n}") for n in range(3)]
    approving(one)
    approve(one, one.members[1][0], *equal)
    found = formed(one)
    lots = sorted(equal, key=lambda topic: forming.lottery_mark(found, topic))
    assert [item.topic for item in items(found)] == lots[:1]


def test_an_approval_that_is_changed_behind_the_acts_is_found_by_the_replay() -> None:
    there, topics = voted()
    agenda = formed(there)
    with clock.at(there.approvals_over):
        assert agenda_clock.replay(by=there.everybody[0], agenda=agenda)
        Approval.objects.filter(topic=topics[0]).first().delete()  # type: ignore[union-attr]
        assert not agenda_clock.replay(by=None, agenda=agenda)
    assert "agenda.replay_failed" in told(there.secretaries[0])
    assert Entry.objects.filter(type="agenda.replay_failed").count() == 1


def test_a_threshold_changed_after_approving_began_changes_nothing_of_the_agenda() -> None:
    there, _topics = voted()
    change_council(by=there.secretaries[0], council=there.council, threshold=13)
    agenda = formed(there)
    assert agenda.result["release"]["groups"] == [12, 12]
    change_council(by=there.secretaries[0], council=there.council, threshold=2)
    assert agenda_clock.replay(by=None, agenda=agenda)


# Confirmation and changes by hand


def test_an_agenda_is_confirmed_by_every_side_for_exactly_this_text() -> None:
    there, _topics = voted()
    agenda = formed(there)
    first, second = there.secretaries
    with clock.at(there.approvals_over):
        refused(NotAllowed, lambda: agenda_changes.confirm_agenda(by=there.everybody[0], agenda=agenda, seen_hash=agenda_hash(agenda)))
        seen = agenda_hash(agenda)
        assert agenda_changes.confirm_agenda(by=first, agenda=agenda, seen_hash=seen).state == State.FORMED
        item = items(agenda)[-1]
        agenda_changes.change_agenda(by=first, agenda=agenda, kind="moved", topic=item.topic, place=1, reason="The minister leaves at noon")
        refused(TextMoved, lambda: agenda_changes.confirm_agenda(by=second, agenda=agenda, seen_hash=seen))
    agenda = confirmed(there)
    assert agenda.state == State.CONFIRMED
    assert "agenda.confirmed" in told(there.everybody[-1])
    with clock.at(there.approvals_over):
        agenda_changes.change_agenda(by=second, agenda=agenda, kind="removed", topic=item.topic, reason="Withdrawn by its speaker")
    assert Agenda.objects.get(pk=agenda.pk).state == State.FORMED
    assert "agenda.removed_by_hand" in told(item.topic.proposer)
    assert "noon" not in "".join(Entry.objects.filter(type="agenda.changed").values_list("body", flat=True))


def test_a_change_by_hand_keeps_its_reason_beside_the_item_and_refuses_what_does_not_fit() -> None:
    there, topics = voted(sessions=[{"offset": 0, "minutes": 100, "tracks": 1}])
    agenda = formed(there)
    by = there.secretaries[0]
    on_it = [item.topic for item in items(agenda)]
    out = next(topic for topic in topics if topic not in on_it)

    def change(kind: str, topic: Topic, **more: Any) -> object:
        return agenda_changes.change_agenda(by=by, agenda=agenda, kind=kind, topic=topic, **{"reason": "Because", **more})

    with clock.at(there.approvals_over):
        refused(NoRoomLeft, lambda: change("added", out))
        refused(NotOnAgenda, lambda: change("removed", out))
        refused(OnAgendaAlready, lambda: change("added", on_it[0]))
        refused(NoSuchPlace, lambda: change("moved", on_it[0], place=99))
        refused(AgendaMoved, lambda: change("moved", on_it[0], place=1, seen_hash="0" * 64))
        for reason in ("", "   ", "\0"):
            with pytest.raises(KenesError):
                change("removed", on_it[0], reason=reason)
        change("removed", on_it[0], reason="Its speaker is ill")
        change("added", out, place=1, reason="Both institutes ask for it")
    shown = programme(agenda)
    slots = [slot for part in shown.parts for slot in part.slots]
    assert (slots[0].item.topic, slots[0].item.stage, slots[0].item.reason) == (out, "by_hand", "Both institutes ask for it")
    assert [change.reason for change in shown.taken_off] == ["Its speaker is ill"]
    assert [slot.item.order for slot in slots] == list(range(1, len(slots) + 1))
    assert slots[0].item.starts_at == there.meeting.starts_at


def test_an_agenda_of_a_meeting_that_is_cancelled_is_left_alone() -> None:
    there, topics = voted()
    agenda = formed(there)
    Meeting.objects.filter(pk=there.meeting.pk).update(state="cancelled", reason="Storm")
    with clock.at(there.approvals_over), pytest.raises(KenesError):
        agenda_changes.change_agenda(by=there.secretaries[0], agenda=agenda, kind="removed", topic=topics[4], reason="No")


def test_no_agenda_is_formed_for_a_meeting_that_was_called_off_meanwhile() -> None:
    there, _topics = voted()
    cancel_meeting(by=there.secretaries[0], meeting=there.meeting, reason="The road is closed")
    with clock.at(there.approvals_over):
        tasks.tick()
        refused(MeetingNotPlanned, lambda: agenda_clock.form(by=there.secretaries[0], agenda=there.agenda))
    assert not Entry.objects.filter(type="agenda.formed").exists()


@settings(max_examples=40, deadline=None)
@given(
    pieces=st.lists(st.tuples(st.integers(5, 60), st.sets(st.integers(0, 3), max_size=2)), max_size=10),
    sessions=st.lists(st.tuples(st.integers(30, 120), st.integers(1, 3)), min_size=1, max_size=3),
)
def test_an_order_by_hand_is_kept_and_nobody_speaks_in_two_rooms(
    pieces: list[tuple[int, set[int]]], sessions: list[tuple[int, int]]
) -> None:
    rows = [{"offset": 0, "minutes": minutes, "tracks": tracks} for minutes, tracks in sessions]
    placed = in_order([(n, minutes, people) for n, (minutes, people) in enumerate(pieces)], rows)
    spots = [(n, *placed[n], pieces[n]) for n in sorted(placed)]
    if len(rows) == 1:
        lone = [spot for spot in spots if spot[2] == 0 and rows[0]["tracks"] == 1]
        assert [spot[3] for spot in lone] == sorted(spot[3] for spot in lone)
    for n, session, track, start, (minutes, people) in spots:
        assert 0 <= start <= rows[session - 1]["minutes"] - minutes
        for other, there, room, begins, (length, others) in spots:
            if n < other and session == there and begins < start + minutes and start < begins + length:
                assert track != room
                assert not people & others
