"""A contribution waits for others, and is let out with them: shuffled, without author, language and hour."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kenes.attribution import keys
from kenes.attribution.errors import AlreadyOver, EnoughHeld, TextNeeded
from kenes.attribution.models import Held, Holding, KeptAuthor
from kenes.attribution.rules import AUTHOR_KEPT, DELIBERATION_EVERY, TEXT_MOST, TITLE_MOST
from kenes.base import clock
from kenes.base.act import act
from kenes.base.refs import PublicModel
from kenes.base.text import Text, empty
from kenes.councils import checks
from kenes.councils.models import Council, Member
from kenes.record.acts import append

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Contribution:
    """One contribution of a batch, as the room makes its own object of it. The order of a batch was drawn by lot."""

    type: str
    title: Text | None  # as the text: its languages have equal rank
    text: Text
    pseudonym: str
    details: Mapping[str, Any]
    at: datetime  # noon of the day, in UTC: the same day in every zone of the sides


@act
def hold(
    *,
    by: Member,
    subject: PublicModel,
    type: str,
    text: Text,
    title: Text | None = None,
    details: Mapping[str, Any] | None = None,
    client_key: str = "",
    every: timedelta = DELIBERATION_EVERY,
    moderated: bool = True,
    most: int | None = None,
    written: int = 0,
    longest: int = TEXT_MOST,
    no_later: datetime | None = None,
) -> Held:
    """Take a contribution to `subject` and hold it back. Sent twice it is kept once.

    Nobody is told and nothing goes on the record: the moment would tell whose it is. `most`: how many one member may write, of which
    `written` are released already. `longest`: characters of the text, in every language. `no_later`: when nothing more is written to
    `subject`, and so its last slot ends, which is no shorter than the others; where it is moved, `move_end`.
    """
    if not text:
        raise TextNeeded(field="text")
    text = checks.prose(text, "text", most=longest)
    title = checks.prose(title, "title", most=TITLE_MOST) if title else empty()
    holding = locked(subject.ref, by.council, every)
    if holding.closed_on:
        raise AlreadyOver
    name = signature(subject.ref, by)
    own = Held.objects.filter(subject=subject.ref, pseudonym=name)
    if client_key and (known := own.filter(client_key=checks.key(client_key)).first()):
        return known
    if most is not None and own.count() + written >= most:
        raise EnoughHeld(most=most)
    held = Held.objects.create(
        council_id=by.council_id,
        subject=subject.ref,
        type=type,
        title=title,
        text=text,
        details=dict(details or {}),
        longest=longest,
        pseudonym=name,
        state=Held.State.WAITING if moderated else Held.State.PASSED,
        ready_at=end_of_slot(holding, no_later),
        client_key=client_key,
    )
    if moderated:
        KeptAuthor.objects.create(subject=subject.ref, contribution=held.ref, member=by, purge_on=(clock.now() + AUTHOR_KEPT).date())
    return held


def locked(subject: str, council: Council, every: timedelta = DELIBERATION_EVERY) -> Holding:
    """Return what is held of a subject, its row locked; made where there is none yet."""
    minutes = int(every.total_seconds() // 60)
    fixed = {"council": council, "minutes": minutes, "threshold": council.threshold}
    holding, _made = Holding.objects.select_for_update().get_or_create(subject=subject, defaults=fixed)
    return holding


def signature(subject: str, by: Member) -> str:
    """Return what `by` is called there. Where the key was lost, what waits is signed anew: else one author would count as two.

    What nobody knows the author of any more cannot be, and goes back.
    """
    if keys.read(subject) is None:
        key, waiting = keys.make(subject), {held.ref: held for held in unreleased(subject)}
        for kept in KeptAuthor.objects.filter(contribution__in=waiting).select_related("member"):
            held = waiting.pop(kept.contribution)
            held.pseudonym = keys.pseudonym(key, kept.member.ref)
            held.save(update_fields=["pseudonym"])
        left = [held.pk for held in waiting.values()]
        Held.objects.filter(pk__in=left).update(state=Held.State.RETURNED, reason="-")  # which nobody will read
    return keys.pseudonym(keys.make(subject), by.ref)


@act
def move_end(*, subject: PublicModel, no_later: datetime) -> None:
    """Let all that was written in the slot that lasts now wait for the same moment: to cut it in two would tell who wrote when."""
    holding = Holding.objects.select_for_update().filter(subject=subject.ref).first()
    if holding:
        Held.objects.filter(subject=subject.ref, ready_at__gt=clock.now()).update(ready_at=end_of_slot(holding, no_later))


def slot(holding: Holding, now: datetime) -> datetime:
    """Return when the slot that lasts now began: slots are cut from the clock, not from when somebody wrote."""
    length = timedelta(minutes=holding.minutes)
    return EPOCH + (now - EPOCH) // length * length


def end_of_slot(holding: Holding, no_later: datetime | None) -> datetime:
    """Return when the slot that lasts now ends. What would be left after it up to `no_later` is no slot of its own if it is shorter."""
    now, length = clock.now(), timedelta(minutes=holding.minutes)
    ends = slot(holding, now) + length
    return no_later if no_later and now < no_later < ends + length else ends


@act
def take_batch(*, subject: PublicModel, council: Council) -> list[Contribution]:
    """Let a batch out once a slot, if enough different members have something ready: one contribution of each, in drawn order.

    Called by the act that makes the room's own objects of them, in the order of the list.
    """
    holding = Holding.objects.select_for_update().filter(subject=subject.ref, closed_on__isnull=True).first()
    now = clock.now()
    if holding is None or (holding.looked_at and holding.looked_at >= slot(holding, now)):
        return []
    holding.looked_at = slot(holding, now)
    holding.save(update_fields=["looked_at"])
    ready = [held for held in passed(subject.ref) if held.ready_at <= now]
    return let_out(holding, council, chosen(ready, holding, council))


def passed(subject: str) -> list[Held]:
    return [held for held in unreleased(subject) if held.state == Held.State.PASSED]


def unreleased(subject: str) -> list[Held]:
    """Return what was neither released nor returned, locked: what a moderator returns meanwhile is not released."""
    return list(Held.objects.select_for_update().filter(subject=subject).exclude(state=Held.State.RETURNED).order_by("pk"))


def chosen(ready: list[Held], holding: Holding, council: Council) -> list[Held]:
    """Return the batch: the earliest contribution of each author, or nothing where authors are fewer than the threshold.

    One each: in a batch where somebody wrote most, a guess at that person would be right most of the time. All languages: a text
    that is there in one alone names the side. A threshold that was lowered since somebody wrote does not count for what waits.
    """
    first: dict[str, Held] = {}
    for held in ready:
        if not held.missing(council.languages):
            first.setdefault(held.pseudonym, held)
    return list(first.values()) if len(first) >= max(holding.threshold, council.threshold) else []


def let_out(holding: Holding, council: Council, batch: list[Held]) -> list[Contribution]:
    """Draw the order, and forget who wrote what."""
    if not batch:
        return []
    secrets.SystemRandom().shuffle(batch)
    day = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
    found = [contribution(held, council, day) for held in batch]
    KeptAuthor.objects.filter(contribution__in=[held.ref for held in batch]).delete()
    Held.objects.filter(pk__in=[held.pk for held in batch]).delete()
    holding.batches += 1
    holding.save(update_fields=["batches"])
    details = {"batch": holding.batches, "n": len(batch)}
    append(council.public_id, "contributions.released", holding.subject, day_only=True, details=details)
    return found


def contribution(held: Held, council: Council, day: datetime) -> Contribution:
    """Return what a room gets of a contribution."""
    title = plain(held.title, council) if held.title else None
    return Contribution(held.type, title, plain(held.text, council), held.pseudonym, held.details, day)


def plain(text: Text, council: Council) -> Text:
    """Return a text in the working languages alone, all of equal rank, without who translated it."""
    return Text.without_original(council.languages, {code: str(text.texts[code]["text"]) for code in council.languages})
