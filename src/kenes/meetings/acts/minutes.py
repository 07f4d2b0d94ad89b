"""Minutes: drafted from the agenda, changed in place, agreed paragraph by paragraph, confirmed at home by every side."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import F, Q

from kenes.attribution.models import Attribution
from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.permissions import require
from kenes.base.text import LANGUAGES, Text
from kenes.councils.checks import needed
from kenes.councils.models import Member, Side
from kenes.meetings import wording
from kenes.meetings.acts import entering
from kenes.meetings.acts.tasks import open_task, responsible
from kenes.meetings.errors import (
    AlreadyDrafted,
    AlreadySent,
    BadSilence,
    DecisionNeedsOwner,
    MinutesAgreed,
    MinutesEmpty,
    NotConfirmable,
    NotHeldYet,
    NotReadyToAgree,
    NotSentYet,
    ParagraphChanged,
    UnknownMark,
)
from kenes.meetings.models import Meeting, Minutes, Paragraph, ParagraphConsent, ParagraphRevision, Task
from kenes.meetings.opening import opening_paragraphs
from kenes.meetings.settling import hash_of, is_settled, lines_of
from kenes.notices.acts import tell
from kenes.sides.acts import withdraw_consents
from kenes.sides.queries import all_agree

PARAGRAPH_LONGEST = 5000
SILENCE_DAYS = range(1, 61)
State = Minutes.State
Answer = ParagraphConsent.Answer
SECRETARIAT = (Member.Role.SECRETARY, Member.Role.CHAIR)


@act
def draft_minutes(*, by: Member, meeting: Meeting) -> Minutes:
    """Draft the minutes from the agenda: a paragraph for every item, every answered question, every decision to be followed up."""
    require("meetings.write_minutes", by, meeting)
    there = Meeting.objects.select_for_update(of=("self",)).select_related("council").get(pk=meeting.pk)
    if there.state not in (Meeting.State.RUNNING, Meeting.State.HELD):
        raise NotHeldYet
    if Minutes.objects.filter(meeting=there).exists():
        raise AlreadyDrafted
    minutes = Minutes.objects.create(meeting=there, created_at=clock.now())
    for order, (item, text) in enumerate(opening_paragraphs(there), start=1):
        add(minutes, order=order, text=text, item_id=item, by=by)
    enter(minutes, "minutes.drafted", by)
    return minutes


@act
def add_paragraph(
    *,
    by: Member,
    minutes: Minutes,
    text: Text,
    after: Paragraph | None = None,
    type: str = Paragraph.Kind.TEXT,
    owner: Member | None = None,
    due_on: date | None = None,
) -> Paragraph:
    """Add a paragraph below another one, or at the end. A decision names who carries it out, and by when."""
    require("meetings.write_minutes", by, minutes)
    there = open_minutes(minutes)
    check_text(text, marks=())
    owner, due_on = check_decision(by, type, owner, due_on)
    above = there.paragraphs.filter(pk=after.pk).first() if after else None  # as it stands now: others may have moved it
    item_id = above.item_id if above else None
    standing = there.paragraphs.filter(removed_at__isnull=True, type=type, item=item_id, owner=owner, due_on=due_on)
    if twice := next((paragraph for paragraph in standing if paragraph.text.texts == text.texts), None):
        return twice  # the form was sent twice
    order = above.order + 1 if above else there.paragraphs.count() + 1
    there.paragraphs.filter(order__gte=order).update(order=F("order") + 1)
    paragraph = add(there, order=order, text=text, item_id=item_id, by=by, type=type, owner=owner, due_on=due_on)
    reopen(there)
    enter(there, "minutes.paragraph_added", by, paragraph=paragraph.ref)
    return paragraph


@act
def change_paragraph(*, by: Member, paragraph: Paragraph, language: str, text: str, seen: int) -> Paragraph:
    """Write one language of a paragraph anew. `seen` is the revision that was read; the other languages are asked for again."""
    require("meetings.write_minutes", by, paragraph)
    minutes, there = locked(paragraph)
    if language not in LANGUAGES:
        raise Invalid(field="language")
    new = needed(text, "text", most=PARAGRAPH_LONGEST)
    if language not in there.text.missing(LANGUAGES) and str(there.text.texts[language]["text"]) == new:
        return there  # sent twice, or saved as it is: nobody is asked again
    if there.revision != seen:
        raise ParagraphChanged
    if set(wording.marks(new)) - open_marks(there):
        raise UnknownMark(field="text")
    revise(there, wording.changed(there.text, language, new, by=by.ref), by)
    enter(minutes, "minutes.paragraph_changed", by, paragraph=there.ref, revision=there.revision, language=language)
    return there


@act
def change_decision(*, by: Member, paragraph: Paragraph, owner: Member, due_on: date, seen: int) -> Paragraph:
    """Give a decision another owner or another day. Its words stay; the sides are asked again, for this is what they agree to as well."""
    require("meetings.write_minutes", by, paragraph)
    minutes, there = locked(paragraph)
    if there.type != Paragraph.Kind.DECISION:
        raise Invalid(field="owner")
    if (there.owner_id, there.due_on) == (owner.pk, due_on):
        return there  # sent twice
    if there.revision != seen:
        raise ParagraphChanged
    responsible(by, owner, due_on)
    there.owner, there.due_on = owner, due_on
    there.save(update_fields=["owner", "due_on"])
    revise(there, there.text, by)
    enter(minutes, "minutes.paragraph_changed", by, paragraph=there.ref, revision=there.revision, owner=owner.ref)
    return there


@act
def remove_paragraph(*, by: Member, paragraph: Paragraph, seen: int) -> None:
    """Take a paragraph out. It stays in the history, and can be read there."""
    require("meetings.write_minutes", by, paragraph)
    minutes, there = locked(paragraph)
    if there.revision != seen:
        raise ParagraphChanged
    there.removed_at = clock.now()
    there.save(update_fields=["removed_at"])
    reopen(minutes)
    enter(minutes, "minutes.paragraph_removed", by, paragraph=there.ref)
    if minutes.state != State.DRAFT:
        tell_secretariats(minutes, "minutes.paragraph_removed", but=by)
    settle(minutes)


@act
def send_minutes(*, by: Member, minutes: Minutes, silence_days: int) -> Minutes:
    """Ask the sides to agree. A side that does not object to a paragraph within these days agrees to it."""
    require("meetings.write_minutes", by, minutes)
    there = open_minutes(minutes)
    if there.state != State.DRAFT:
        raise AlreadySent  # else one side could shorten the days that the other was promised
    if silence_days not in SILENCE_DAYS:
        raise BadSilence(field="silence_days")
    if not there.paragraphs.filter(removed_at__isnull=True).exists():
        raise MinutesEmpty
    there.state, there.silence_days = State.AGREEING, silence_days
    there.save(update_fields=["state", "silence_days"])
    until = clock.now() + timedelta(days=silence_days)
    there.paragraphs.filter(removed_at__isnull=True).update(silence_until=until)
    enter(there, "minutes.sent", by, silence_days=silence_days)
    tell_secretariats(there, "minutes.sent", but=by)
    return there


@act
def agree_paragraphs(*, by: Member, minutes: Minutes, seen: Mapping[str, int]) -> int:
    """Agree, for the acting member's side, to the paragraphs (public id -> revision that was read). Return how many.

    A single one that was changed meanwhile, or cannot be agreed to yet, is refused; among several it is passed over. To agree twice
    is to agree once.
    """
    require("meetings.write_minutes", by, minutes)
    there = open_minutes(minutes)
    if there.state == State.DRAFT:
        raise NotSentYet
    lines = {line.paragraph.public_id: line for line in lines_of(there)}
    ready = [lines[key] for key, revision in seen.items() if key in lines and lines[key].paragraph.revision == revision]
    if len(seen) == 1 and not any(line.may_be_agreed for line in ready):
        raise ParagraphChanged if not ready else NotReadyToAgree
    agreeable = [line for line in ready if line.may_be_agreed and not line.answered(by.side_id, Answer.AGREES)]
    for line in agreeable:
        answer(line.paragraph, by.side, Answer.AGREES, by=by)
    if agreeable:
        enter(there, "minutes.paragraphs_agreed", by, side=by.side.ref, n=len(agreeable))
        settle(there)
    return len(agreeable)


@act
def object_to_paragraph(*, by: Member, paragraph: Paragraph, reason: Text, seen: int) -> None:
    """Break the silence: the side does not agree to this wording, and says why."""
    require("meetings.write_minutes", by, paragraph)
    minutes, there = locked(paragraph)
    if there.revision != seen:
        raise ParagraphChanged
    if not reason:
        raise Invalid(field="reason")
    answer(there, by.side, Answer.OBJECTS, by=by, reason=reason)
    reopen(minutes)
    enter(minutes, "minutes.objected", by, paragraph=there.ref, side=by.side.ref)
    tell_secretariats(minutes, "minutes.objected", but=by)


@act
def confirm_minutes(*, by: Member, minutes: Minutes, seen_hash: str) -> Minutes:
    """Confirm at home, for one's side, the text that was agreed ad referendum. With the last side it is final and its decisions begin."""
    require("meetings.write_minutes", by, minutes)
    there = open_minutes(minutes)
    if there.state != State.AD_REFERENDUM:
        raise NotConfirmable
    entering.agree(there.meeting, by=by, subject=there.ref, purpose="minutes", text_hash=there.text_hash, seen_hash=seen_hash)
    if all_agree(there.meeting.council, there.ref, "minutes", there.text_hash):
        there.state, there.agreed_at = State.AGREED, clock.now()
        there.save(update_fields=["state", "agreed_at"])
        begin_decisions(by, there)
        enter(there, "minutes.agreed", None, text_hash=there.text_hash)
        tell_members(there, "minutes.agreed")
    return there


@act
def let_silence_pass(*, minutes: Minutes) -> int:
    """Count the sides that did not object in time as agreeing. Return for how many paragraphs. Called by the clock."""
    there = Minutes.objects.select_for_update(of=("self",)).select_related("meeting__council").get(pk=minutes.pk)
    if there.state != State.AGREEING:
        return 0
    now, passed = clock.now(), 0
    sides = list(Side.objects.filter(council=there.meeting.council_id))
    for line in lines_of(there):
        until = line.paragraph.silence_until
        if until is None or until > now or not line.may_be_agreed or line.is_objected:
            continue
        silent = [side for side in sides if side.pk not in line.answers]
        for side in silent:
            answer(line.paragraph, side, Answer.SILENT, by=None)
        passed += bool(silent)
    if passed:
        enter(there, "minutes.silence_passed", None, n=passed)
        settle(there)
    return passed


def add(
    minutes: Minutes,
    *,
    order: int,
    text: Text,
    item_id: int | None,
    by: Member,
    type: str = Paragraph.Kind.TEXT,
    owner: Member | None = None,
    due_on: date | None = None,
) -> Paragraph:
    """Write a paragraph with its first revision."""
    now = clock.now()
    until = None if minutes.state == State.DRAFT else now + timedelta(days=minutes.silence_days)
    paragraph = Paragraph.objects.create(
        minutes=minutes,
        order=order,
        text=text,
        item_id=item_id,
        type=type,
        owner=owner,
        due_on=due_on,
        silence_until=until,
        created_at=now,
    )
    keep_revision(paragraph, by)
    return paragraph


def revise(paragraph: Paragraph, text: Text, by: Member) -> None:
    """Give a paragraph its next wording: no side has agreed to that one, and the days of silence begin anew."""
    minutes, now = paragraph.minutes, clock.now()
    paragraph.text, paragraph.revision = text, paragraph.revision + 1
    paragraph.silence_until = None if minutes.state == State.DRAFT else now + timedelta(days=minutes.silence_days)
    paragraph.save(update_fields=["text", "revision", "silence_until"])
    keep_revision(paragraph, by)
    reopen(minutes)


def keep_revision(paragraph: Paragraph, by: Member) -> None:
    ParagraphRevision.objects.create(
        paragraph=paragraph, number=paragraph.revision, text=paragraph.text, changed_by=by, side_id=by.side_id, changed_at=clock.now()
    )


def reopen(minutes: Minutes) -> None:
    """Ask the sides again: what they agreed ad referendum is no longer the text."""
    if minutes.state == State.AD_REFERENDUM:
        withdraw_consents(council=minutes.meeting.council, subject=minutes.ref, purpose="minutes")
        minutes.state, minutes.text_hash = State.AGREEING, ""
        minutes.save(update_fields=["state", "text_hash"])


def settle(minutes: Minutes) -> None:
    """Go on to "ad referendum" once every side agrees to every paragraph."""
    if minutes.state != State.AGREEING or not is_settled(minutes):
        return
    minutes.state, minutes.text_hash = State.AD_REFERENDUM, hash_of(minutes)
    minutes.save(update_fields=["state", "text_hash"])
    enter(minutes, "minutes.ad_referendum", None, text_hash=minutes.text_hash)
    tell_secretariats(minutes, "minutes.ad_referendum")


def answer(paragraph: Paragraph, side: Side, value: str, *, by: Member | None, reason: Text | None = None) -> None:
    """Keep a side's answer to a paragraph as it stands; a later one to the same revision replaces it."""
    fields = {"answer": value, "given_by": by, "given_at": clock.now(), "reason": reason or Text.of("kk", "")}
    ParagraphConsent.objects.update_or_create(paragraph=paragraph, side=side, revision=paragraph.revision, defaults=fields)


def begin_decisions(by: Member, minutes: Minutes) -> None:
    """Give every decision its place in the list of what is to be done."""
    decisions = minutes.paragraphs.filter(type=Paragraph.Kind.DECISION, removed_at__isnull=True, task__isnull=True)
    for paragraph in decisions.select_related("owner"):
        if paragraph.owner is None or paragraph.due_on is None:
            raise DecisionNeedsOwner
        paragraph.task = open_task(
            by=by, meeting=minutes.meeting, type=Task.Kind.DECISION, text=paragraph.text, owner=paragraph.owner, due_on=paragraph.due_on
        )
        paragraph.save(update_fields=["task"])


def check_text(text: Text, *, marks: Iterable[int]) -> None:
    known = set(marks)
    for entry in text.texts.values():
        if set(wording.marks(needed(str(entry["text"]), "text", most=PARAGRAPH_LONGEST))) - known:
            raise UnknownMark(field="text")


def check_decision(by: Member, type: str, owner: Member | None, due_on: date | None) -> tuple[Member | None, date | None]:
    """Return who carries a decision out and by when; what was said has neither."""
    if type not in Paragraph.Kind.values:
        raise Invalid(field="type")
    if type != Paragraph.Kind.DECISION:
        return None, None
    if owner is None:
        raise DecisionNeedsOwner(field="owner")
    if due_on is None:
        raise DecisionNeedsOwner(field="due_on")
    responsible(by, owner, due_on)
    return owner, due_on


def open_marks(paragraph: Paragraph) -> set[int]:
    return set(paragraph.brackets.filter(state="open").values_list("number", flat=True))


def open_minutes(minutes: Minutes) -> Minutes:
    """Return the minutes as they are now, locked; refuse those that are agreed."""
    there = Minutes.objects.select_for_update(of=("self",)).select_related("meeting__council").get(pk=minutes.pk)
    if there.state == State.AGREED:
        raise MinutesAgreed
    return there


def locked(paragraph: Paragraph) -> tuple[Minutes, Paragraph]:
    """Return the minutes (locked) and the paragraph as they are now; refuse one that was removed."""
    minutes = open_minutes(paragraph.minutes)
    there = Paragraph.objects.get(pk=paragraph.pk)
    if there.removed_at:
        raise ParagraphChanged
    there.minutes = minutes
    return minutes, there


def enter(minutes: Minutes, type: str, by: Member | None, **details: object) -> None:
    """Write the record entry: which paragraph, which revision, never its words."""
    entering.enter(minutes.meeting, type, minutes.ref, by=by, details={"meeting": minutes.meeting.number, **details})


def tell_secretariats(minutes: Minutes, kind: str, *, but: Member | None = None) -> None:
    staff = Member.objects.serving().filter(council=minutes.meeting.council_id, role__in=SECRETARIAT)
    send(minutes, kind, {user for user in staff.values_list("user_id", flat=True) if but is None or user != but.user_id})


def tell_members(minutes: Minutes, kind: str) -> None:
    """Tell all members; of a closed meeting only those who know that there was one."""
    members = Member.objects.serving().filter(council=minutes.meeting.council_id)
    if minutes.meeting.attribution == Attribution.CLOSED:
        members = members.filter(Q(attendances__meeting=minutes.meeting) | Q(role__in=[Member.Role.MODERATOR, *SECRETARIAT]))
    send(minutes, kind, set(members.values_list("user_id", flat=True)))


def send(minutes: Minutes, kind: str, users: set[int | None]) -> None:
    tell(users, kind, minutes.ref, council=minutes.meeting.council.public_id, details={"number": minutes.meeting.number})
