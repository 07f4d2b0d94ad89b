"""A signal's way: reported, looked at, clarified, declined or withdrawn. Making issues of signals is in issues.py."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max

from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.files import FILES_MOST, Upload, keep
from kenes.base.models import File
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Council, Member, Region
from kenes.councils.queries import secretariat_ids
from kenes.issues.errors import AlreadyHandled, NotAsked
from kenes.issues.models import Clarification, Signal
from kenes.notices.acts import tell
from kenes.record.acts import append
from kenes.situation.acts.questions import mark_answered
from kenes.situation.errors import NoSuchFigure, NotYourRegion
from kenes.situation.models import FigureQuestion, Indicator
from kenes.situation.queries.questions import values_of_indicator

IN_QUEUE = (Signal.State.RECEIVED, Signal.State.ASKED)


@act
def report_signal(
    *,
    by: Member,
    region: Region,
    what: Text,
    place: str = "",
    since: str = "",
    affected: str = "",
    basis: str = "",
    client_key: str,
    uploads: Sequence[Upload] = (),
    indicator: Indicator | None = None,
    figure_period: str = "",
    question: FigureQuestion | None = None,
) -> Signal:
    """Report a problem or change in a region. The same client key sent again returns the first signal.

    `indicator`, `figure_period`: the official figure that it speaks about; `question`: the one about a figure that it answers.
    """
    require("issues.report_signal", by)
    client_key = checks.key(client_key)
    # The council's row is the lock: two sendings of one signal, or two numbers, cannot pass each other.
    council = Council.objects.select_for_update(no_key=True).get(pk=by.council_id)
    if first := Signal.objects.filter(author=by, client_key=client_key).first():
        return first
    checks.regions(council, [region], "region")
    checks.uploads(uploads)
    texts = {
        "place": checks.line(place, "place", most=200),
        "since": checks.line(since, "since", most=200),
        "affected": checks.line(affected, "affected", most=300),
        "basis": checks.line(basis, "basis", most=300),
    }
    figure = about_figure(by, region, indicator, figure_period, question)
    now = clock.now()
    signal = Signal.objects.create(
        council=council,
        author=by,
        region=region,
        number=(Signal.objects.filter(council=council).aggregate(n=Max("number"))["n"] or 0) + 1,
        what=checks.prose(what, "what"),
        client_key=client_key,
        created_at=now,
        changed_at=now,
        **texts,
        **figure,
    )
    if question is not None:
        mark_answered(question=question, by=by, answer=signal.ref)
    files = attach(signal, by, uploads)
    search.index(signal, council=council.public_id, title=signal.headline, more=searchable(signal))
    enter(signal, files, texts)
    tell([by.user_id], "signal.received", signal.ref, council=council.public_id, details=numbered(signal))
    tell(secretariat_ids(council), "signal.new", signal.ref, council=council.public_id, details=numbered(signal))
    return signal


def enter(signal: Signal, files: Sequence[File], texts: Mapping[str, str]) -> None:
    """Enter a new signal into the record: its author sealed with its words, for what is published later is published without them."""
    append(
        signal.council.public_id,
        "signal.reported",
        signal.ref,
        details={"number": signal.number, "files": [file.sha256 for file in files]},
        sealed={
            "member": signal.author.ref,
            "what": signal.what.original_text,
            "region": signal.region.code,
            **{name: text for name, text in texts.items() if text},
        },
    )


@act
def ask_author(*, by: Member, signal: Signal, question: str) -> Clarification:
    """Ask the author to clarify; the signal waits for the answer."""
    require("issues.triage", by, signal)
    question = checks.needed(question, "question")
    signal = locked(signal, Signal.State.RECEIVED)
    asked = Clarification.objects.create(signal=signal, question=question, asked_by=by, asked_at=clock.now())
    move(signal, Signal.State.ASKED, by, reason=question)
    append(signal.council.public_id, "signal.asked", signal.ref, actor=by.ref, sealed={"question": question})
    told(signal, "signal.asked", reason=question)
    return asked


@act
def answer_secretariat(*, by: Member, signal: Signal, answer: Text, uploads: Sequence[Upload] = ()) -> Clarification:
    """Answer what the secretariat asked; the signal goes back to the queue."""
    require("issues.answer_for_signal", by, signal)
    answer = checks.prose(answer, "answer")
    signal = locked(signal, Signal.State.ASKED, refusal=NotAsked)
    asked = signal.clarifications.get(answered_at=None)
    asked.answer, asked.answered_at = answer, clock.now()
    asked.save()
    checks.uploads(uploads, held=File.objects.filter(subject=signal.ref).count(), most=2 * FILES_MOST)
    files = attach(signal, by, uploads)
    move(signal, Signal.State.RECEIVED, None)
    search.index(signal, council=signal.council.public_id, title=signal.headline, more=searchable(signal), visible_to=visibility(signal))
    append(
        signal.council.public_id,
        "signal.answered",
        signal.ref,
        details={"files": [file.sha256 for file in files]},
        sealed={"member": by.ref, "answer": answer.original_text},
    )
    asker = asked.asked_by.user_id if asked.asked_by else None
    tell([asker], "signal.answered", signal.ref, council=signal.council.public_id, details={"number": signal.number})
    return asked


@act
def decline_signal(*, by: Member, signal: Signal, reason: str) -> Signal:
    """Take a signal no further, with a reason that its author sees."""
    require("issues.triage", by, signal)
    reason = checks.needed(reason, "reason")
    signal = locked(signal, *IN_QUEUE)
    drop_question(signal)
    move(signal, Signal.State.DECLINED, by, reason=reason)
    append(signal.council.public_id, "signal.declined", signal.ref, actor=by.ref, sealed={"reason": reason})
    told(signal, "signal.declined", reason=reason)
    return signal


@act
def return_to_queue(*, by: Member, signal: Signal) -> Signal:
    """Take a refusal or a question back: the signal waits to be looked at again."""
    require("issues.triage", by, signal)
    signal = locked(signal, Signal.State.DECLINED, Signal.State.ASKED)
    drop_question(signal)
    move(signal, Signal.State.RECEIVED, None)
    append(signal.council.public_id, "signal.returned", signal.ref, actor=by.ref)
    told(signal, "signal.returned")
    return signal


@act
def withdraw_signal(*, by: Member, signal: Signal) -> Signal:
    """Take one's own signal back while nothing has been made of it."""
    require("issues.answer_for_signal", by, signal)
    signal = locked(signal, *IN_QUEUE)
    drop_question(signal)
    move(signal, Signal.State.WITHDRAWN, None)
    search.forget(signal)
    append(signal.council.public_id, "signal.withdrawn", signal.ref, sealed={"member": by.ref})
    tell(secretariat_ids(signal.council), "signal.withdrawn", signal.ref, council=signal.council.public_id, details=numbered(signal))
    return signal


@act
def publish_signal(*, by: Member, signal: Signal, with_files: bool = False) -> Signal:
    """Show a signal's text and region to everyone, without its author; photos and files only when asked for."""
    require("issues.publish", by, signal)
    signal = locked(signal, *IN_QUEUE, Signal.State.IN_ISSUE)
    if not signal.is_public:
        signal.is_public, signal.changed_at = True, clock.now()
        signal.save(update_fields=["is_public", "changed_at"])
        if with_files:
            File.objects.filter(subject=signal.ref).update(visible_to="public")
        search.index(signal, council=signal.council.public_id, title=signal.headline, more=searchable(signal), visible_to="public")
        append(signal.council.public_id, "signal.published", signal.ref, actor=by.ref, details={"with_files": with_files})
        told(signal, "signal.published")
    return signal


def about_figure(by: Member, region: Region, indicator: Indicator | None, period: str, question: FigureQuestion | None) -> dict[str, Any]:
    """Return the figure that a signal speaks about: that of its question, where it answers one."""
    if question is not None:
        if question.council_id != by.council_id or question.region_id != region.pk:
            raise NotYourRegion(field="region")
        return {"question": question, "indicator": question.indicator, "figure_period": question.period}
    if indicator is None:
        return {}
    if indicator.council_id != by.council_id:
        raise NoSuchFigure(field="indicator")
    values = values_of_indicator(indicator)
    if values is None or values.at(region.code, period) is None:
        raise NoSuchFigure(field="region")
    return {"indicator": indicator, "figure_period": period}


def attach(signal: Signal, by: Member, uploads: Sequence[Upload]) -> list[File]:
    council = signal.council.public_id
    return [keep(upload=upload, council=council, subject=signal.ref, owner=by.user, visible_to="members") for upload in uploads]


def locked(signal: Signal, *states: Signal.State, refusal: type[AlreadyHandled | NotAsked] = AlreadyHandled) -> Signal:
    """Return the signal as it is now, its row locked, in one of these states."""
    fresh = Signal.objects.select_for_update(of=("self",), no_key=True).select_related("council", "author", "region").get(pk=signal.pk)
    if fresh.state not in states:
        raise refusal
    return fresh


def move(signal: Signal, state: Signal.State, handled_by: Member | None, *, reason: str = "") -> None:
    signal.state, signal.reason, signal.handled_by, signal.changed_at = state, reason, handled_by, clock.now()
    signal.save(update_fields=["state", "reason", "handled_by", "changed_at"])


def drop_question(signal: Signal) -> None:
    """A question nobody answered is over; it stays in the record."""
    signal.clarifications.filter(answered_at=None).delete()


def told(signal: Signal, kind: str, **details: object) -> None:
    """Tell the author."""
    tell([signal.author.user_id], kind, signal.ref, council=signal.council.public_id, details={**numbered(signal), **details})


def numbered(signal: Signal) -> dict[str, object]:
    return {"number": signal.number}


def visibility(signal: Signal) -> str:
    return "public" if signal.is_public else "members"


def searchable(signal: Signal) -> list[Text]:
    """All that a signal is found by."""
    answers = [one.answer for one in signal.clarifications.exclude(answered_at=None)]
    return [signal.what, Text.of(signal.what.original, f"{signal.place}\n{signal.affected}"), *answers]
