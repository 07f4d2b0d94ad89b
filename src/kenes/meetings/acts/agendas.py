"""An agenda's way: its rule, approving, forming, the sides' consent, and what the chairs change by hand."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any

from kenes.attribution.acts import move_end
from kenes.attribution.queries import holds_back
from kenes.attribution.rules import DELIBERATION_EVERY
from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.permissions import require
from kenes.councils.models import Member, Side, SideRegion
from kenes.councils.queries import secretariat_ids
from kenes.meetings import forming
from kenes.meetings.acts.agenda_items import write_items
from kenes.meetings.acts.agenda_lock import ask_about_topics_no_more, locked_agenda, still_planned
from kenes.meetings.acts.entering import agree, enter
from kenes.meetings.acts.questions import is_unattributed
from kenes.meetings.errors import (
    AgendaFormed,
    AgendaNotFormed,
    AgendaOpenAlready,
    ApprovalsMoved,
    ApprovalsOpen,
    BadDates,
    BadMinutes,
    BadSessions,
    DateTooNear,
    MandatoryTooLong,
    NamedUnderChatham,
    NobodyToApprove,
    NotApproving,
    NothingToApprove,
    NotOnAgendaRoster,
    ProposalsOpen,
    RuleFixed,
    TooFewForConfidential,
    TopicsHeld,
    UnknownTopic,
)
from kenes.meetings.models import Agenda, AgendaVoter, Approval, JoinOffer, Meeting, Topic
from kenes.meetings.queries.agendas import approving_is_over
from kenes.meetings.queries.closed import seats_at
from kenes.meetings.queries.rule import LEAST_MINUTES, MOST_SESSIONS, MOST_TRACKS, RULE, length_of, on_the_list, room_in, rule_hash, rule_of
from kenes.notices.acts import tell
from kenes.record.canonical import canonical
from kenes.sides.acts import withdraw_consents
from kenes.sides.queries import all_agree

State = Agenda.State


@act
def open_agenda(
    *,
    by: Member,
    meeting: Meeting,
    minutes: int,
    sessions: Sequence[dict[str, Any]],
    proposals_close_at: datetime,
    approvals_close_at: datetime,
    endowment: str,
    utility: str = Agenda.Utility.ITEM,
    approvals: str = Agenda.Approvals.CONFIDENTIAL,
) -> Agenda:
    """Begin to form a meeting's agenda: from now on members propose topics. The rule can be changed until approving opens."""
    require("meetings.manage_agenda", by, meeting)
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("council").get(pk=meeting.pk)
    if Agenda.objects.filter(meeting=meeting).exists():
        raise AgendaOpenAlready
    agenda = Agenda(council_id=meeting.council_id, meeting=meeting, created_by=by, created_at=clock.now())
    still_planned(agenda)
    take_rule(agenda, minutes, sessions, proposals_close_at, approvals_close_at, endowment, utility, approvals)
    agenda.save()
    enter(meeting, "agenda.opened", agenda.ref, by=by, details=rule_details(agenda))
    members = list(seats_at(meeting).values_list("user_id", flat=True))
    told(agenda, set(members) - {by.user_id}, "agenda.opened")
    return agenda


@act
def change_rule(
    *,
    by: Member,
    agenda: Agenda,
    minutes: int,
    sessions: Sequence[dict[str, Any]],
    proposals_close_at: datetime,
    approvals_close_at: datetime,
    endowment: str,
    utility: str = Agenda.Utility.ITEM,
    approvals: str = Agenda.Approvals.CONFIDENTIAL,
) -> Agenda:
    """Change the rule or the dates before approving opens. A side that had agreed to open it is asked again."""
    require("meetings.manage_agenda", by, agenda)
    agenda = locked_agenda(agenda)
    if agenda.state != State.PROPOSING:
        raise RuleFixed
    still_planned(agenda)
    before, date = rule_details(agenda), agenda.proposals_close_at
    if is_unattributed(agenda.meeting) and date != proposals_close_at < clock.now() + DELIBERATION_EVERY:
        raise DateTooNear(field="proposals_close_at")  # moved by minutes again and again, it would tell who wrote in them
    take_rule(agenda, minutes, sessions, proposals_close_at, approvals_close_at, endowment, utility, approvals)
    if rule_details(agenda) != before:
        agenda.save()
        if date != proposals_close_at:
            move_end(subject=agenda, no_later=proposals_close_at)
        withdraw_consents(council=agenda.council, subject=agenda.ref, purpose=RULE)
        enter(agenda.meeting, "agenda.rule_changed", agenda.ref, by=by, details=rule_details(agenda))
        told(agenda, {*secretariat_ids(agenda.council), *proposing(agenda)} - {by.user_id}, "agenda.rule_changed")
    return agenda


@act
def open_approving(*, by: Member, agenda: Agenda, seen_hash: str) -> Agenda:
    """Agree for one's side to open approving; it opens when every side agrees. Topics, rule and roster are fixed from then on."""
    require("meetings.manage_agenda", by, agenda)
    agenda = locked_agenda(agenda)
    if agenda.state != State.PROPOSING:
        raise RuleFixed
    still_planned(agenda)
    if clock.now() < agenda.proposals_close_at:
        raise ProposalsOpen
    if holds_back(agenda):
        raise TopicsHeld
    if clock.now() >= agenda.approvals_close_at:
        raise BadDates
    topics = on_the_list(agenda)
    if not topics:
        raise NothingToApprove
    if (mandatory := sum(topic.minutes for topic in topics if topic.mandatory)) > agenda.minutes:
        raise MandatoryTooLong(minutes=mandatory, most=agenda.minutes)
    text_hash, council = rule_hash(agenda, topics), agenda.council
    agree(agenda.meeting, by=by, subject=agenda.ref, purpose=RULE, text_hash=text_hash, seen_hash=seen_hash)
    if not all_agree(council, agenda.ref, RULE, text_hash):
        told(agenda, set(secretariat_ids(council)) - {by.user_id}, "agenda.opening_agreed")
        return agenda
    agenda.state, agenda.opened_at, agenda.salt = State.APPROVING, clock.now(), token_hex(32)
    agenda.threshold = council.threshold
    agenda.save(update_fields=["state", "opened_at", "salt", "threshold"])
    agenda.join_offers.filter(state=JoinOffer.State.OPEN).update(state=JoinOffer.State.DROPPED)
    ask_about_topics_no_more(agenda)
    voters = freeze_roster(agenda)
    details = {**rule_of(agenda, topics), "n": len(voters), "roster_hash": roster_hash(voters), "topic_count": len(topics)}
    enter(agenda.meeting, "agenda.approving_opened", agenda.ref, by=by, details=details)
    told(agenda, [voter.member.user_id for voter in voters], "agenda.approve")
    return agenda


@act
def approve_topics(*, by: Member, agenda: Agenda, topics: Iterable[str]) -> None:
    """Say which topics one wants discussed, by their public ids, all at once: the last answer counts. Never recorded, never told."""
    require("meetings.approve_topics", by, agenda)
    agenda = locked_agenda(agenda)
    if agenda.state != State.APPROVING or clock.now() >= agenda.approvals_close_at:
        raise NotApproving
    place = AgendaVoter.objects.filter(agenda=agenda, member=by).first()
    if place is None:
        raise NotOnAgendaRoster
    wanted = set(topics)
    listed = agenda.topics.filter(state=Topic.State.PROPOSED, mandatory=False)  # what is mandatory needs nobody's minutes
    found = set(listed.filter(public_id__in=wanted).values_list("pk", flat=True))
    if len(found) != len(wanted):
        raise UnknownTopic
    had = set(place.approvals.values_list("topic_id", flat=True))
    place.approvals.filter(topic__in=had - found).delete()
    Approval.objects.bulk_create(Approval(voter=place, topic_id=topic) for topic in sorted(found - had))
    if not place.has_answered:
        place.has_answered = True
        place.save(update_fields=["has_answered"])


@act
def form_agenda(*, by: Member | None, agenda: Agenda, formed: forming.Formed | None) -> Agenda:
    """Take what `forming.form` found as the agenda, when the time for approving is over or everybody has answered.

    It counts only for the approvals that it was made from. `by` is None when the clock does it.
    """
    if by:
        require("meetings.manage_agenda", by, agenda)
    agenda = locked_agenda(agenda)
    if agenda.state in (State.FORMED, State.CONFIRMED):
        raise AgendaFormed
    if agenda.state != State.APPROVING:
        raise NotApproving
    still_planned(agenda)
    if not approving_is_over(agenda):
        raise ApprovalsOpen
    if formed is None or formed.mark != forming.mark_of(agenda):
        raise ApprovalsMoved
    agenda.state, agenda.formed_at = State.FORMED, clock.now()
    agenda.input_hash, agenda.method, agenda.result = formed.input_hash, formed.method, formed.published
    agenda.save(update_fields=["state", "formed_at", "input_hash", "method", "result"])
    write_items(agenda, formed)
    council = agenda.council
    details = {
        "method": agenda.method,
        "input_hash": agenda.input_hash,
        "result_hash": formed.result_hash,
        "items": [item.topic.ref for item in agenda.items.select_related("topic")],
        "count": len(formed.chosen),
    }
    enter(agenda.meeting, "agenda.formed", agenda.ref, by=by, details=details)
    staff = set(secretariat_ids(council))
    told(agenda, staff, "agenda.confirm")
    told(agenda, concerned(agenda) - staff, "agenda.formed")
    return agenda


@act
def replay_agenda(*, by: Member | None, agenda: Agenda, replayed: forming.Replayed | None) -> bool:
    """Keep whether the approvals that are kept still give the agenda, as `forming.replay` found. Anyone may ask for it."""
    if by:
        require("meetings.approve_topics", by, agenda)
    agenda = locked_agenda(agenda)
    if agenda.state not in (State.FORMED, State.CONFIRMED):
        raise AgendaNotFormed
    if replayed is None or replayed.mark != forming.mark_of(agenda):
        raise ApprovalsMoved
    matches = replayed.matches
    agenda.replayed_at, agenda.replay_matches = clock.now(), matches
    agenda.save(update_fields=["replayed_at", "replay_matches"])
    details = {"input_hash": agenda.input_hash, "matches": matches}
    kind = "agenda.replayed" if matches else "agenda.replay_failed"
    enter(agenda.meeting, kind, agenda.ref, by=by, details=details)
    if not matches:
        told(agenda, secretariat_ids(agenda.council), "agenda.replay_failed")
    return matches


@act
def remind_approvers(*, agenda: Agenda) -> None:
    """Remind, once, those on the roster who have not answered."""
    agenda = locked_agenda(agenda)
    if agenda.state != State.APPROVING or agenda.reminded_at:
        return
    agenda.reminded_at = clock.now()
    agenda.save(update_fields=["reminded_at"])
    silent = agenda.voters.filter(has_answered=False, member__state=Member.State.ACTIVE)
    told(agenda, silent.values_list("member__user_id", flat=True), "agenda.reminder")


# What these acts share


def take_rule(
    agenda: Agenda,
    minutes: int,
    sessions: Sequence[dict[str, Any]],
    proposals_close_at: datetime,
    approvals_close_at: datetime,
    endowment: str,
    utility: str,
    approvals: str,
) -> None:
    """Put a rule into an agenda, or refuse what cannot be one."""
    meeting, now = agenda.meeting, clock.now()
    for field, value, known in (
        ("endowment", endowment, Agenda.Endowment.values),
        ("utility", utility, Agenda.Utility.values),
        ("approvals", approvals, Agenda.Approvals.values),
    ):
        if value not in known:
            raise Invalid(field=field)
    if approvals == Agenda.Approvals.NAMED and meeting.attribution != "open":
        raise NamedUnderChatham(field="approvals")
    agenda.sessions = fitting(sessions, meeting)
    most = room_in(agenda.sessions)
    if not LEAST_MINUTES <= minutes <= most:
        raise BadMinutes(field="minutes", least=LEAST_MINUTES, most=most)
    begun = agenda.pk is not None and agenda.proposals_close_at == proposals_close_at  # an old date may stay, a new one lies ahead
    if not (begun or now < proposals_close_at) or not max(now, proposals_close_at) < approvals_close_at <= meeting.starts_at:
        raise BadDates(field="approvals_close_at")
    agenda.minutes, agenda.endowment, agenda.utility, agenda.approvals = minutes, endowment, utility, approvals
    agenda.proposals_close_at, agenda.approvals_close_at = proposals_close_at, approvals_close_at


def fitting(sessions: Sequence[dict[str, Any]], meeting: Meeting) -> list[dict[str, int]]:
    """Return the sessions in order, or refuse those that overlap or do not lie within the meeting."""
    found = sorted(({name: int(row[name]) for name in ("offset", "minutes", "tracks")} for row in sessions), key=lambda row: row["offset"])
    ends = [row["offset"] + row["minutes"] for row in found]
    apart = all(row["offset"] >= end for row, end in zip(found[1:], ends, strict=False))
    sound = all(row["offset"] >= 0 and row["minutes"] >= LEAST_MINUTES and 1 <= row["tracks"] <= MOST_TRACKS for row in found)
    if not 1 <= len(found) <= MOST_SESSIONS or not apart or not sound or ends[-1] > length_of(meeting):
        raise BadSessions(field="sessions")
    return found


def rule_details(agenda: Agenda) -> dict[str, Any]:
    return {
        "meeting": agenda.meeting.ref,
        "meeting_number": agenda.meeting.number,
        "minutes": agenda.minutes,
        "endowment": agenda.endowment,
        "utility": agenda.utility,
        "approvals": agenda.approvals,
        "sessions": [dict(row) for row in agenda.sessions],
        "proposals_close_at": agenda.proposals_close_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "approvals_close_at": agenda.approvals_close_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def freeze_roster(agenda: Agenda) -> list[AgendaVoter]:
    """Write down who may approve: the seats that vote today, with side, region and macro-region as they are now."""
    council = agenda.council
    members = list(seats_at(agenda.meeting))
    sides = set(Side.objects.filter(council=council).values_list("pk", flat=True))
    if not members or not sides <= {member.side_id for member in members}:
        raise NobodyToApprove
    rows = SideRegion.objects.filter(side__council=council).values_list("side_id", "region_id", "macro_region_id")
    macro = {(side, region): above for side, region, above in rows}
    voters = [
        AgendaVoter(
            agenda=agenda,
            member=member,
            side_id=member.side_id,
            region_id=member.region_id,
            macro_region_id=macro.get((member.side_id, member.region_id or 0)),
        )
        for member in members
    ]
    AgendaVoter.objects.bulk_create(voters, batch_size=2000)
    if agenda.approvals == Agenda.Approvals.CONFIDENTIAL and not forming.protects(agenda):
        raise TooFewForConfidential(least=forming.LEAST_IN_GROUP)
    return voters


def roster_hash(voters: Sequence[AgendaVoter]) -> str:
    members = [voter.member for voter in voters]
    lines = sorted([member.public_id, member.side.public_id, member.region.code if member.region else ""] for member in members)
    return sha256(canonical(lines)).hexdigest()


def proposing(agenda: Agenda) -> Iterable[int | None]:
    """Return the user ids of those who proposed topics; of everybody who may where topics carry no author."""
    if is_unattributed(agenda.meeting):
        return seats_at(agenda.meeting).values_list("user_id", flat=True)
    return agenda.topics.values_list("proposer__user_id", flat=True)


def concerned(agenda: Agenda) -> set[int | None]:
    """Return the user ids of those on the roster and those who proposed topics."""
    voters = agenda.voters.values_list("member__user_id", flat=True)
    return {*voters, *agenda.topics.values_list("proposer__user_id", flat=True)}


def told(agenda: Agenda, user_ids: Iterable[int | None], kind: str, **details: object) -> None:
    tell(user_ids, kind, agenda.ref, council=agenda.council.public_id, details={"number": agenda.meeting.number, **details})
