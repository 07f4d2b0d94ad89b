"""The sides confirm an agenda, and what the chairs change by hand: with a reason, beside the item, asking all sides again."""

from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.permissions import require
from kenes.councils import checks
from kenes.councils.models import Member
from kenes.councils.queries import secretariat_ids
from kenes.meetings.acts.agenda_items import lay_out
from kenes.meetings.acts.agenda_lock import locked_agenda, still_planned
from kenes.meetings.acts.agendas import concerned, told
from kenes.meetings.acts.entering import agree, enter
from kenes.meetings.acts.topic_shared import authors
from kenes.meetings.errors import (
    AgendaConfirmed,
    AgendaMoved,
    AgendaNotFormed,
    NoRoomLeft,
    NoSuchPlace,
    NotOnAgenda,
    OnAgendaAlready,
    UnknownTopic,
)
from kenes.meetings.models import Agenda, AgendaChange, AgendaItem, Topic
from kenes.meetings.queries.agendas import agenda_hash
from kenes.meetings.queries.rule import AGENDA, room_in
from kenes.sides.acts import withdraw_consents
from kenes.sides.queries import all_agree

State = Agenda.State
Kind = AgendaChange.Kind
REASON_LONGEST = 1000


@act
def confirm_agenda(*, by: Member, agenda: Agenda, seen_hash: str) -> Agenda:
    """Agree for one's side to the agenda as it stands; once every side agrees it is confirmed and public."""
    require("meetings.manage_agenda", by, agenda)
    agenda = formed(agenda)
    if agenda.state == State.CONFIRMED:
        raise AgendaConfirmed
    text_hash, council = agenda_hash(agenda), agenda.council
    agree(agenda.meeting, by=by, subject=agenda.ref, purpose=AGENDA, text_hash=text_hash, seen_hash=seen_hash)
    if not all_agree(council, agenda.ref, AGENDA, text_hash):
        told(agenda, set(secretariat_ids(council)) - {by.user_id}, "agenda.agreed")
        return agenda
    agenda.state, agenda.confirmed_at = State.CONFIRMED, clock.now()
    agenda.save(update_fields=["state", "confirmed_at"])
    enter(agenda.meeting, "agenda.confirmed", agenda.ref, by=by, details={"text_hash": text_hash})
    told(agenda, concerned(agenda), "agenda.confirmed")
    return agenda


@act
def change_agenda(
    *, by: Member, agenda: Agenda, kind: str, topic: Topic, reason: str, place: int | None = None, seen_hash: str = ""
) -> AgendaChange:
    """Add, take off or move an item by hand. All sides are asked again; the reason stays beside the item.

    `place` counts from 1; without one an added item comes last. `seen_hash` is of the agenda that was looked at.
    """
    require("meetings.manage_agenda", by, agenda)
    reason = checks.needed(reason, "reason", most=REASON_LONGEST)
    agenda = formed(agenda)
    if seen_hash and seen_hash != agenda_hash(agenda):
        raise AgendaMoved
    if topic.agenda_id != agenda.pk or topic.state != Topic.State.PROPOSED:
        raise UnknownTopic(field="topic")
    items = list(agenda.items.select_related("topic").order_by("order"))
    before = next((n for n, item in enumerate(items, 1) if item.topic_id == topic.pk), None)
    changed = {Kind.ADDED: added, Kind.REMOVED: removed, Kind.MOVED: moved}.get(Kind(kind)) if kind in Kind.values else None
    if changed is None:
        raise Invalid(field="kind")
    after = changed(agenda, items, topic, before, place, reason)
    lay_out(agenda, items)
    change = AgendaChange.objects.create(
        agenda=agenda, topic=topic, type=kind, place_before=before, place_after=after, reason=reason, by=by, at=clock.now()
    )
    asked_again(agenda)
    enter(
        agenda.meeting,
        "agenda.changed",
        agenda.ref,
        by=by,
        details={"change": kind, "topic": topic.ref, "topic_number": topic.number, "before": before or 0, "after": after or 0},
        sealed={"reason": reason},
    )
    told_of_change(agenda, by, topic, kind, reason)
    return change


def added(agenda: Agenda, items: list[AgendaItem], topic: Topic, before: int | None, place: int | None, reason: str) -> int:
    if before is not None:
        raise OnAgendaAlready(field="topic")
    left = room_in(agenda.sessions) - sum(item.minutes for item in items)
    if topic.minutes > left:
        raise NoRoomLeft(field="topic", left=max(left, 0))
    after = fitting(place, len(items) + 1)
    item = AgendaItem(agenda=agenda, topic=topic, stage=AgendaItem.Stage.BY_HAND, minutes=topic.minutes, reason=reason)
    items.insert(after - 1, item)
    return after


def removed(agenda: Agenda, items: list[AgendaItem], topic: Topic, before: int | None, place: int | None, reason: str) -> None:
    if before is None:
        raise NotOnAgenda(field="topic")
    items.pop(before - 1).delete()


def moved(agenda: Agenda, items: list[AgendaItem], topic: Topic, before: int | None, place: int | None, reason: str) -> int:
    if before is None:
        raise NotOnAgenda(field="topic")
    after = fitting(place, len(items))
    items.insert(after - 1, items.pop(before - 1))
    return after


def fitting(place: int | None, most: int) -> int:
    """Return the place, the last one where none is named."""
    if place is None:
        return most
    if not 1 <= place <= most:
        raise NoSuchPlace(field="place", most=most)
    return place


def formed(agenda: Agenda) -> Agenda:
    """Return an agenda that was formed for a meeting that still lies ahead, locked."""
    agenda = locked_agenda(agenda)
    if agenda.state not in (State.FORMED, State.CONFIRMED):
        raise AgendaNotFormed
    still_planned(agenda)
    return agenda


def asked_again(agenda: Agenda) -> None:
    """Take back what the sides agreed to: another agenda needs them again."""
    withdraw_consents(council=agenda.council, subject=agenda.ref, purpose=AGENDA)
    agenda.state, agenda.confirmed_at = State.FORMED, None
    agenda.save(update_fields=["state", "confirmed_at"])


def told_of_change(agenda: Agenda, by: Member, topic: Topic, kind: str, reason: str) -> None:
    staff: set[int | None] = set(secretariat_ids(agenda.council))
    told(agenda, staff - {by.user_id}, "agenda.confirm_again")
    concerned = authors(topic, *topic.joined.select_related("proposer")) - staff
    told(agenda, concerned, f"agenda.{kind}_by_hand", topic_number=topic.number, reason=reason)
