"""Questions and suggestions from members, before and during a meeting.

Under the Chatham House Rule they are held back (kenes.attribution) and let out in batches, without author and hour.
"""

from datetime import datetime
from typing import Any

from django.db.models import Max

from kenes.attribution.acts import Contribution, close_holding, hold, take_batch
from kenes.attribution.models import Attribution, Held
from kenes.attribution.rules import MEETING_EVERY
from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Member
from kenes.councils.queries import secretariat_ids
from kenes.meetings.acts.entering import enter, show_anew
from kenes.meetings.acts.meetings import invited, locked
from kenes.meetings.errors import MeetingOver, NotInvited, NotOfThisCouncil, NotOfThisMeeting, QuestionClosed
from kenes.meetings.models import AgendaItem, Meeting, Question, Support
from kenes.meetings.queries.questions import WAITS
from kenes.notices.acts import tell

MOST = 1000


@act
def ask(*, by: Member, meeting: Meeting, type: str, text: Text, item: AgendaItem | None = None, client_key: str) -> Question | Held:
    """Ask a question or make a suggestion. The same client key sent again (a weak line) returns the first.

    Under the Chatham House Rule what comes back is what is held: nothing is to be seen of it before its batch.
    """
    require("meetings.ask", by, meeting)
    client_key = checks.key(client_key)
    if type not in Question.Kind:
        raise Invalid(field="type")
    meeting = locked(meeting, Meeting.State.PLANNED, Meeting.State.RUNNING)
    if item is not None and item.agenda.meeting_id != meeting.pk:
        raise NotOfThisMeeting(field="item")
    text = checks.prose(text, "text", most=MOST)
    if is_unattributed(meeting):
        details = {"item": item.public_id if item else ""}
        return hold(by=by, subject=meeting, type=type, text=text, details=details, client_key=client_key, every=MEETING_EVERY, longest=MOST)
    if sent := Question.objects.filter(author=by, client_key=client_key).first():
        return sent
    question = keep_question(meeting, type=type, text=text, item=item, author=by, client_key=client_key)
    council = meeting.council
    tell(secretariat_ids(council), "meeting_question.asked", question.ref, council=council.public_id, details=about(question))
    return question


def keep_question(
    meeting: Meeting,
    *,
    type: str,
    text: Text,
    item: AgendaItem | None,
    author: Member | None,
    client_key: str = "",
    pseudonym: str = "",
    at: datetime | None = None,
) -> Question:
    """Keep a question with the next number, and enter it."""
    question = Question.objects.create(
        meeting=meeting,
        item=item,
        number=(Question.objects.filter(meeting=meeting).aggregate(n=Max("number"))["n"] or 0) + 1,
        type=type,
        text=text,
        author=author,
        pseudonym=pseudonym,
        client_key=client_key,
        created_at=at or clock.now(),
    )
    show_anew(meeting)
    sealed = {"text": text.original_text}
    enter(meeting, "meeting_question.asked", question.ref, by=author, details=about(question) | {"kind": type}, sealed=sealed)
    if meeting.attribution != Attribution.CLOSED:  # its questions are for those who take part, not for all members
        search.index(question, council=meeting.council.public_id, title=text)
    return question


@act
def release_questions(*, meeting: Meeting) -> list[Question]:
    """Let out the batch that is ready, if one is. Everybody who is invited is told at once, of the batch and of no single question."""
    meeting = locked(meeting, *Meeting.State)
    return let_out(meeting, take_batch(subject=meeting, council=meeting.council))


def end_questions(meeting: Meeting) -> None:
    """Let out what still can be, and give the rest back to its authors: part of the act that closes the meeting or calls it off."""
    called_off = meeting.state == Meeting.State.CANCELLED
    let_out(meeting, close_holding(subject=meeting, council=meeting.council, last_batch=not called_off))


def let_out(meeting: Meeting, batch: list[Contribution]) -> list[Question]:
    items = {item.public_id: item for item in AgendaItem.objects.filter(agenda__meeting=meeting)}
    made = []
    for one in batch:  # numbers and keys follow the order that was drawn
        item = items.get(str(one.details.get("item", "")))
        made.append(keep_question(meeting, type=one.type, text=one.text, item=item, author=None, pseudonym=one.pseudonym, at=one.at))
    if made:
        told = {"number": meeting.number, "n": len(made)}
        tell(invited(meeting), "meeting.questions", meeting.ref, council=meeting.council.public_id, details=told)
    return made


@act
def support_question(*, by: Member, question: Question, wanted: bool = True) -> int:
    """Want a question answered too, or no longer; sent twice, it counts once. Return how many want it."""
    require("meetings.support", by, question)
    question = waiting(question, *Question.State)
    locked(question.meeting, Meeting.State.PLANNED, Meeting.State.RUNNING)
    if wanted:
        _row, changed = Support.objects.get_or_create(question=question, member=by)
    else:
        changed = bool(Support.objects.filter(question=question, member=by).delete()[0])
    if changed:
        show_anew(question.meeting)
    return question.supports.count()


@act
def answer_question(*, by: Member, question: Question, answer: Text) -> Question:
    """Answer a question; its author and all who support it are told. An answer can be written anew."""
    require("meetings.answer_question", by, question)
    question = waiting(question, *WAITS, Question.State.ANSWERED)
    question.answer, question.state = checks.prose(answer, "answer"), Question.State.ANSWERED
    decided(question, by, "meeting_question.answered", sealed={"answer": answer.original_text})
    return question


@act
def assign_question(*, by: Member, question: Question, to: Member) -> Question:
    """Give a question to a member to answer."""
    require("meetings.decide_question", by, question)
    question = waiting(question, *WAITS)
    if to.council_id != question.meeting.council_id or not to.is_active:
        raise NotOfThisCouncil(field="to")
    if question.meeting.attribution == Attribution.CLOSED and not question.meeting.is_known_to(to):
        raise NotInvited(field="to")
    question.assigned_to, question.state = to, Question.State.ASSIGNED
    is_open = question.meeting.attribution == Attribution.OPEN  # else who it is given to would be who is seen to answer
    decided(question, by, "meeting_question.assigned", details={"to": to.ref} if is_open else None)
    tell([to.user_id], "meeting_question.yours", question.ref, council=to.council.public_id, details=about(question))
    return question


@act
def decline_question(*, by: Member, question: Question, reason: str) -> Question:
    """Take a question no further, with a reason that its author reads."""
    require("meetings.decide_question", by, question)
    reason = checks.needed(reason, "reason")
    question = waiting(question, *WAITS)
    question.reason, question.state = reason, Question.State.DECLINED
    decided(question, by, "meeting_question.declined", sealed={"reason": reason}, told={"reason": reason})
    return question


@act
def reopen_question(*, by: Member, question: Question) -> Question:
    """Take a refusal back: the question waits again."""
    require("meetings.decide_question", by, question)
    question = waiting(question, Question.State.DECLINED)
    question.reason, question.state = "", Question.State.OPEN
    decided(question, by, "meeting_question.reopened")
    return question


def decided(
    question: Question,
    by: Member,
    type: str,
    *,
    details: dict[str, Any] | None = None,
    sealed: dict[str, str] | None = None,
    told: dict[str, Any] | None = None,
) -> None:
    """Save what became of a question, enter it, and tell its author and those who support it.

    Where questions carry no author nobody is told of a single one: who is told would be who wrote it. They read it on the page.
    """
    question.decided_at = clock.now()
    question.save(update_fields=["state", "answer", "reason", "assigned_to", "decided_at"])
    meeting = question.meeting
    show_anew(meeting)
    enter(meeting, type, question.ref, by=by, details=about(question) | (details or {}), sealed=sealed)
    if is_unattributed(meeting):
        return
    council = meeting.council.public_id
    author = question.author.user_id if question.author else None
    tell([author], type, question.ref, council=council, details=about(question) | (told or {}))
    if type == "meeting_question.answered":
        others = set(question.supports.values_list("member__user_id", flat=True)) - {author}
        tell(others, "meeting_question.supported_answered", question.ref, council=council, details=about(question))


def about(question: Question) -> dict[str, Any]:
    return {"number": question.number, "meeting_number": question.meeting.number}


def waiting(question: Question, *states: Question.State) -> Question:
    """Return the question as it is now, its row locked, in one of these states."""
    whole = Question.objects.select_for_update(of=("self",), no_key=True)
    fresh = whole.select_related("meeting__council", "author", "assigned_to").get(pk=question.pk)
    if fresh.meeting.state == Meeting.State.CANCELLED:
        raise MeetingOver
    if fresh.state not in states:
        raise QuestionClosed
    return fresh


def is_unattributed(meeting: Meeting) -> bool:
    """Return whether what is said at a meeting carries no author."""
    return meeting.attribution == Attribution.CHATHAM
