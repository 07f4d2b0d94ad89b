"""A body's answer: received through the private link, counted once the secretariat has confirmed its sender."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.files import Upload, keep
from kenes.base.models import File
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils.models import Member
from kenes.notices.acts import tell
from kenes.promotion.audience import people_behind, secretariat_of
from kenes.promotion.errors import AlreadyAnswered, AlreadyDecided, DayPast, NotAllAnswered, NoteMissing, ReasonMissing
from kenes.promotion.links import dispatch_of
from kenes.promotion.models import Answer, Commitment, Dispatch, Reply
from kenes.recommendations.models import Recommendation
from kenes.record import acts as record

PROMISES = (Reply.Response.ACCEPTED, Reply.Response.IN_PART)


@dataclass(frozen=True)
class ReplyGiven:
    """What an official says to one recommendation."""

    recommendation: Recommendation
    response: str
    reason: Text
    unit: str = ""
    due_on: date | None = None
    upload: Upload | None = None


@act
def answer_dispatch(
    *, token: str, sender_name: str, sender_position: str, sender_contact: str = "", replies: Sequence[ReplyGiven]
) -> Answer:
    """Receive a body's answer, once. It does not count yet: anybody may hold the link, so the sender is confirmed first."""
    dispatch = dispatch_of(token, lock=True)
    if dispatch.state != Dispatch.State.SENT:
        raise AlreadyAnswered
    for field, value in (("sender_name", sender_name), ("sender_position", sender_position)):
        if not value:
            raise Invalid(field=field)
    check_replies(dispatch, replies)
    answer = Answer.objects.create(
        dispatch=dispatch,
        sender_name=sender_name,
        sender_position=sender_position,
        sender_contact=sender_contact,
        received_at=clock.now(),
    )
    for given in replies:
        keep_reply(answer, given)
    dispatch.state = Dispatch.State.RECEIVED
    dispatch.save(update_fields=["state"])
    council = dispatch.brief.council.public_id
    details = {"dispatch": dispatch.ref, "responses": {given.recommendation.ref: given.response for given in replies}}
    sealed = {"sender": "\n".join([sender_name, sender_position, sender_contact])}
    record.append(council, "answer.received", answer.ref, details=details, sealed=sealed)
    tell(secretariat_of(dispatch), "answer.received", dispatch.ref, council=council, details={"registration": dispatch.registration})
    return answer


def check_replies(dispatch: Dispatch, replies: Sequence[ReplyGiven]) -> None:
    """Refuse an answer that leaves a recommendation out, gives no reason where one is due, or promises a day that is past."""
    wanted = set(dispatch.brief.items.values_list("recommendation_id", flat=True))
    if len(replies) != len(wanted) or {given.recommendation.pk for given in replies} != wanted:
        raise NotAllAnswered
    today = clock.today(dispatch.body.side.timezone)
    for given in replies:
        if given.response not in Reply.Response.values:
            raise Invalid(field="response")
        if given.response != Reply.Response.ACCEPTED and not given.reason:
            raise ReasonMissing(field="reason", recommendation=given.recommendation.public_id)
        if given.due_on and given.due_on < today:
            raise DayPast(field="due_on", recommendation=given.recommendation.public_id)


def keep_reply(answer: Answer, given: ReplyGiven) -> Reply:
    reply = Reply(
        answer=answer,
        recommendation=given.recommendation,
        response=given.response,
        reason=given.reason,
        unit=given.unit,
        due_on=given.due_on if given.response in PROMISES else None,
    )
    if given.upload is not None:
        council = answer.dispatch.brief.council.public_id
        reply.file = keep(upload=given.upload, council=council, subject=reply.ref, owner=None, visible_to="secretariat")
    reply.save()
    return reply


def undecided(answer: Answer) -> Answer:
    """Return the answer as it is now, locked together with its dispatch, or refuse when somebody decided already."""
    Dispatch.objects.select_for_update(of=("self",), no_key=True).get(pk=answer.dispatch_id)
    there = (
        Answer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dispatch__brief__council", "dispatch__body__side")
        .get(pk=answer.pk)
    )
    if there.state != Answer.State.RECEIVED:
        raise AlreadyDecided
    return there


@act
def confirm_sender(*, by: Member, answer: Answer, note: str) -> Answer:
    """Confirm that the answer comes from the body, and how that is known: now it counts."""
    require("promotion.confirm_sender", by, answer)
    if not note:
        raise NoteMissing(field="note")
    there = undecided(answer)
    dispatch = there.dispatch
    decide(there, by, Answer.State.CONFIRMED, note)
    dispatch.state = Dispatch.State.ANSWERED
    dispatch.save(update_fields=["state"])
    replies = list(there.replies.select_related("recommendation__council"))
    File.objects.filter(pk__in=[reply.file_id for reply in replies if reply.file_id]).update(visible_to="public")
    council = dispatch.brief.council.public_id
    details = {"dispatch": dispatch.ref, "responses": {reply.recommendation.ref: reply.response for reply in replies}}
    record.append(council, "answer.confirmed", there.ref, actor=by.ref, details=details, sealed={"note": note})
    search.index(there, council=council, title=dispatch.brief.title, more=[reply.reason for reply in replies], visible_to="public")
    for reply in replies:
        if reply.response in PROMISES:
            make_commitment(reply, dispatch)
        people = people_behind(reply.recommendation)
        tell(people, f"answer.{reply.response}", reply.recommendation.ref, council=council, details={"registration": dispatch.registration})
    return there


@act
def refuse_sender(*, by: Member, answer: Answer, note: str) -> Answer:
    """Say that the answer does not come from the body, and how that is known: the dispatch stays unanswered, its clock runs on."""
    require("promotion.confirm_sender", by, answer)
    if not note:
        raise NoteMissing(field="note")
    there = undecided(answer)
    decide(there, by, Answer.State.REFUSED, note)
    there.dispatch.state = Dispatch.State.SENT
    there.dispatch.save(update_fields=["state"])
    council = there.dispatch.brief.council.public_id
    record.append(council, "answer.refused", there.ref, actor=by.ref, details={"dispatch": there.dispatch.ref}, sealed={"note": note})
    return there


def decide(answer: Answer, by: Member, state: Answer.State, note: str) -> None:
    answer.state, answer.note, answer.decided_by, answer.decided_at = state, note, by, clock.now()
    answer.save(update_fields=["state", "note", "decided_by", "decided_at"])


def make_commitment(reply: Reply, dispatch: Dispatch) -> Commitment:
    """Keep what the body said that it will do: its own words, or the recommendation that it accepted without any."""
    commitment = Commitment.objects.create(
        reply=reply,
        recommendation=reply.recommendation,
        body=dispatch.body,
        text=reply.reason if reply.reason else reply.recommendation.title,
        unit=reply.unit,
        due_on=reply.due_on,
        created_at=clock.now(),
    )
    council = dispatch.brief.council.public_id
    search.index(commitment, council=council, title=reply.recommendation.title, body=commitment.text, visible_to="public")
    details = {"recommendation": reply.recommendation.ref, "due_on": reply.due_on.isoformat() if reply.due_on else ""}
    record.append(council, "commitment.made", commitment.ref, details=details)
    return commitment
