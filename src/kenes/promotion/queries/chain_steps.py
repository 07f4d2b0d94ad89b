"""The eight links of a chain in words: from the signal to what was verified on the ground."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.base import clock
from kenes.base.chain import Shape, State, Step
from kenes.base.dates import long_day
from kenes.councils.queries import plain, seat_label
from kenes.deliberation.models import Deliberation
from kenes.issues.models import Signal
from kenes.promotion.models import Answer, Reply, Verdict
from kenes.promotion.queries.chain_model import Chain
from kenes.promotion.queries.governments import by_side
from kenes.recommendations.models import Adoption, Recommendation

CLIP = 140


def steps_of(found: Chain) -> list[Step]:
    """Return the eight links; the last one reached is "now" unless the chain has ended there."""
    makers: list[tuple[str, str, Shape, Callable[[Chain], dict[str, Any] | None]]] = [
        ("signal", _("Signal"), "circle", signal),
        ("issue", _("Issue"), "circle", issue),
        ("deliberation", _("Deliberation"), "circle", deliberation),
        ("recommendation", _("Recommendation"), "circle", recommendation),
        ("dispatch", _("Dispatch"), "circle", dispatch),
        ("answer", _("Answer"), "square", answer),
        ("implementation", _("Implementation"), "square", implementation),
        ("verified", _("Verified on the ground"), "verified", verified),
    ]
    told = [make(found) for _kind, _label, _shape, make in makers]
    reached = [words is not None and not words.get("ahead") for words in told]
    last = max((place for place, there in enumerate(reached) if there), default=-1)
    ended = has_ended(found, last)
    return [
        Step(kind, label, state_of(place, last, ended=ended, reached=reached), shape_of(shape, words), **told_only(words))
        for place, ((kind, label, shape, _make), words) in enumerate(zip(makers, told, strict=True))
    ]


def state_of(place: int, last: int, *, ended: bool, reached: list[bool]) -> State:
    if not reached[place]:
        return "ahead"
    return "now" if place == last and not ended else "done"


def shape_of(shape: Shape, words: dict[str, Any] | None) -> Shape:
    """Only what the council found done gets the tick; any other finding is an act of the council like others."""
    return "circle" if shape == "verified" and words and words.get("plain") else shape


def told_only(words: dict[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (words or {}).items() if key in ("date", "text", "url", "by")}


def has_ended(found: Chain, last: int) -> bool:
    """Return whether nothing more is to come of it."""
    if last == 7:
        return all(verdict.closed_at for verdict in found.verdicts)
    if last == 5:
        return not found.commitments and bool(found.confirmed)
    if last == 1:
        return bool(found.heard.issues) and all(row.state in ("settled", "closed") for row in found.heard.issues)
    return last == 0 and all(row.state in (Signal.State.DECLINED, Signal.State.WITHDRAWN) for row in found.heard.signals)


def signal(found: Chain) -> dict[str, Any] | None:
    heard = found.heard.signals
    if not heard:
        return None
    told: dict[str, Any] = {"date": day(found, heard[0].created_at)}
    if found.signals:
        told |= {"url": link(found, "signal", found.signals[0])}
    if found.places is None:
        return told
    if found.signals:
        first = found.signals[0]
        told |= {"text": clip(first.what), "by": seat_label(first.author) if found.reader else plain(str(first.region.short))}
        return told
    return told | {"text": from_regions(heard), "by": listed(found.places.name(row.region_id) for row in heard)}


def from_regions(signals: tuple[Signal, ...]) -> str:
    """Return "9 signals from 4 regions"."""
    count, where = len(signals), len({row.region_id for row in signals})
    many = ngettext("%(count)d signal", "%(count)d signals", count) % {"count": count}
    return many + " " + ngettext("from %(count)d region", "from %(count)d regions", where) % {"count": where}


def issue(found: Chain) -> dict[str, Any] | None:
    heard = found.heard.issues
    if not heard:
        return None
    told: dict[str, Any] = {"date": day(found, heard[0].created_at)}
    if found.issues:
        told |= {"url": link(found, "issue", found.issues[-1])}
    if found.places is None:
        return told
    words = [clip(found.issues[-1].title)] if found.issues else []
    if len(found.heard.signals) > 1:
        words.append(from_regions(found.heard.signals))
    return told | {"text": " · ".join(words)}


def deliberation(found: Chain) -> dict[str, Any] | None:
    heard = [row for row in found.heard.deliberations if row.state != Deliberation.State.DRAFT]
    if not heard:
        skipped = any(row.state == Recommendation.State.ADOPTED for row in found.recommendations)
        return {"ahead": True, "text": _("Not held")} if skipped and found.places else None
    row = heard[-1]
    told: dict[str, Any] = {"date": day(found, row.closed_at or row.opened_at or row.created_at)}
    if row in found.deliberations:
        told |= {"url": link(found, "deliberation", row)}
    if found.places is None:
        return told
    people, statements = getattr(row, "people_count", 0), getattr(row, "statement_count", 0)
    words = [
        ngettext("%(count)d statement", "%(count)d statements", statements) % {"count": statements},
        ngettext("%(count)d expert on the roster", "%(count)d experts on the roster", people) % {"count": people},
    ]
    return told | {"text": ", ".join(words)}


def recommendation(found: Chain) -> dict[str, Any] | None:
    rows = [row for row in found.recommendations if row.state not in (Recommendation.State.REJECTED, Recommendation.State.WITHDRAWN)]
    if not rows:
        return None
    adopted = next((row for row in reversed(found.adoptions) if row.state == Adoption.State.ADOPTED), None)
    row = rows[-1]
    when = adopted.closed_at if adopted and adopted.closed_at else row.created_at
    told: dict[str, Any] = {"date": day(found, when), "url": link(found, "recommendation", row)}
    if found.places is None:
        return told
    words = (
        [clip(row.title)]
        if len(rows) == 1
        else [ngettext("%(count)d recommendation", "%(count)d recommendations", len(rows)) % {"count": len(rows)}]
    )
    words.append(votes(adopted) if adopted else str(row.get_state_display()))
    return told | {"text": " · ".join(word for word in words if word)}


def votes(adopted: Adoption) -> str:
    """Return "61 of 74 in favour, 2 dissenting opinions"."""
    tally = adopted.tally
    if "yes" not in tally:
        return ""
    cast = sum(int(tally.get(choice, 0)) for choice in ("yes", "no", "abstain"))
    words = _("%(yes)d of %(cast)d in favour") % {"yes": tally["yes"], "cast": cast}
    dissents = getattr(adopted, "dissent_count", 0)
    if dissents:
        words += ", " + ngettext("%(count)d dissenting opinion", "%(count)d dissenting opinions", dissents) % {"count": dissents}
    return words


def dispatch(found: Chain) -> dict[str, Any] | None:
    if not found.dispatches:
        return None
    row = found.dispatches[0]
    told: dict[str, Any] = {"date": day(found, row.sent_at), "url": link(found, "dispatch", row)}
    if found.places is None:
        return told
    words = _("No. %(number)s to %(body)s") % {"number": row.registration, "body": row.body.name}
    more = len(found.dispatches) - 1
    if more:
        words += ngettext(" and to %(count)d more body", " and to %(count)d more bodies", more) % {"count": more}
    return told | {"text": words}


def answer(found: Chain) -> dict[str, Any] | None:
    replies = found.confirmed
    if not replies:
        return waiting(found)
    told: dict[str, Any] = {"date": day(found, replies[0].answer.received_at)}
    sent = next((row for row in found.dispatches if row.pk == replies[0].answer.dispatch_id), None)
    if sent:
        told |= {"url": link(found, "dispatch", sent)}
    return told if found.places is None else told | {"text": said(found, replies), "by": _("the body's words")}


def waiting(found: Chain) -> dict[str, Any] | None:
    """Return when an answer is due, or that one waits for its sender to be confirmed."""
    if not found.dispatches or found.places is None:
        return None
    if any(reply.answer.state == Answer.State.RECEIVED for reply in found.replies):
        return {"ahead": True, "text": _("Received, sender not confirmed yet")}
    due = min(row.due_on for row in found.dispatches)
    late = due < clock.now().astimezone(ZoneInfo(found.places.zone)).date()
    return {"ahead": True, "text": (_("Overdue since %(day)s") if late else _("Due by %(day)s")) % {"day": long_day(due)}}


def said(found: Chain, replies: tuple[Reply, ...]) -> str:
    """Return one reply's response and reason, or how many got which response: where two governments answer, each beside the other."""
    sides = by_side(found, replies)
    if len(sides) > 1:
        words = _("%(side)s: %(answer)s")
        return "; ".join(words % {"side": plain(str(side.name)), "answer": counted(rows)} for side, rows in sides.items())
    if len(replies) == 1:
        return (
            f"{replies[0].get_response_display()}: {clip(replies[0].reason)}"
            if replies[0].reason
            else str(replies[0].get_response_display())
        )
    return counted(replies)


def counted(replies: Sequence[Reply]) -> str:
    """Return the one response, or how many replies gave which."""
    counts = {label: sum(reply.response == value for reply in replies) for value, label in Reply.Response.choices}
    return ", ".join(str(label) if len(replies) == 1 else f"{label}: {count}" for label, count in counts.items() if count)


def implementation(found: Chain) -> dict[str, Any] | None:
    if not found.commitments:
        return None
    claimed = [row for row in found.commitments if row.claimed_done_at]
    row = claimed[-1] if claimed else found.commitments[0]
    told: dict[str, Any] = {"date": day(found, row.claimed_done_at or row.created_at), "url": link(found, "commitment", row)}
    if found.places is None:
        return told
    words = clip(found.progress[-1].text) if found.progress else clip(row.text)
    if not claimed and row.due_on:
        words = " · ".join(word for word in (words, _("Due by %(day)s") % {"day": long_day(row.due_on)}) if word)
    return told | {"text": words, "by": _("the body's words")}


def verified(found: Chain) -> dict[str, Any] | None:
    if not found.verdicts:
        return None
    row = found.verdicts[-1]
    told: dict[str, Any] = {
        "date": day(found, row.closed_at or row.opened_at),
        "url": link(found, "verdict", row),
        "plain": row.outcome != Verdict.Outcome.DONE,
    }
    if not row.closed_at:
        told["ahead"] = True
        told["date"] = None
    if found.places is None:
        return told
    by = _("the council's finding") if row.closed_at else ""
    return told | {"text": str(row.get_outcome_display()), "by": by}


def day(found: Chain, moment: datetime) -> date:
    """Return the day of a moment where the reader's side (or the council's first) is."""
    zone = found.reader.side.timezone if found.reader and found.places else found.places.zone if found.places else "UTC"
    return moment.astimezone(ZoneInfo(zone)).date()


def link(found: Chain, name: str, item: Any) -> str:
    return reverse(name, args=[found.council.slug, item.public_id])


def clip(text: Any) -> str:
    """Return the beginning of a text, cut between words."""
    line = " ".join(str(text).split())
    return line if len(line) <= CLIP else line[:CLIP].rsplit(" ", 1)[0].rstrip(",.;:– ") + "…"


def listed(names: Iterable[str], most: int = 4) -> str:
    """Return names once each, the first few of them."""
    found = list(dict.fromkeys(name for name in names if name))
    return ", ".join(found[:most]) + (" …" if len(found) > most else "")
