"""Objects of several rooms as lines of one list: title, state, chain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kenes.base import clock
from kenes.base.chain import Step
from kenes.base.dates import long_day
from kenes.base.labels import title_of
from kenes.councils.models import Council, Member
from kenes.councils.queries import plain
from kenes.promotion.models import Verdict
from kenes.promotion.queries.chain import Chain, chains_for, steps

KINDS = {
    "signal": gettext_lazy("Signal"),
    "issue": gettext_lazy("Issue"),
    "indicator": gettext_lazy("Indicator"),
    "note": gettext_lazy("Note about a figure"),
    "period": gettext_lazy("Situation reports"),
    "practice": gettext_lazy("Practice"),
    "paper": gettext_lazy("Paper"),
    "paperversion": gettext_lazy("Version of a paper"),
    "question": gettext_lazy("Question about a figure"),
    "topic": gettext_lazy("Topic"),
    "agenda": gettext_lazy("Agenda"),
    "deliberation": gettext_lazy("Deliberation"),
    "statement": gettext_lazy("Statement"),
    "meeting": gettext_lazy("Meeting"),
    "meeting-question": gettext_lazy("Question or suggestion"),
    "minutes": gettext_lazy("Minutes"),
    "task": gettext_lazy("Decision or task"),
    "claim": gettext_lazy("Claim"),
    "panel": gettext_lazy("Joint review"),
    "finding": gettext_lazy("Finding"),
    "appeal": gettext_lazy("Appeal"),
    "recommendation": gettext_lazy("Recommendation"),
    "adoption": gettext_lazy("Adoption"),
    "brief": gettext_lazy("Brief"),
    "dispatch": gettext_lazy("Dispatch"),
    "answer": gettext_lazy("Answer"),
    "commitment": gettext_lazy("Commitment"),
    "verdict": gettext_lazy("Verdict of the council"),
    "body": gettext_lazy("Body"),
    "council": gettext_lazy("Council"),
    "member": gettext_lazy("Member"),
    "comment": gettext_lazy("Comment"),
    "application": gettext_lazy("Application"),
}
# State of an object -> badge of the design system; what is not here is neutral.
BADGES = {
    "asked": "asked",
    "declined": "stopped",
    "withdrawn": "stopped",
    "rejected": "stopped",
    "closed": "stopped",
    "merged": "stopped",
    "deliberated": "talk",
    "voting": "talk",
    "draft": "draft",
    "adopted": "verified",
    "settled": "verified",
    "answered": "answered",
}


@dataclass(frozen=True)
class Row:
    """One line: what it is, where it stands, how far it got."""

    item: Any
    title: str
    url: str
    meta: str
    badge: str
    state: str
    steps: list[Step]
    at: datetime


def rows(items: Sequence[Any], council: Council, reader: Member | None) -> list[Row]:
    """Return lines for objects of one council in a fixed number of queries (prefetch `regions` of issues)."""
    return [row(item, found, council) for item, found in zip(items, chains_for(items, reader, council), strict=True)]


def row(item: Any, found: Chain, council: Council) -> Row:
    badge, state = standing(item, found)
    url = reverse(item.kind, args=[council.slug, item.public_id])
    return Row(item, title_of(item), url, meta(item), badge, state, steps(found), moved_at(item))


def moved_at(item: Any) -> datetime:
    """Return when something last happened to an object."""
    moment: datetime = getattr(item, "changed_at", None) or getattr(item, "sent_at", None) or item.created_at
    return moment


def latest(items: Iterable[Any], most: int) -> list[Any]:
    """Return the objects to which something happened last."""
    return sorted(items, key=moved_at, reverse=True)[:most]


def meta(item: Any) -> str:
    """Return "Issue · Turkistan, Jambyl" or "Dispatch No. 2026/171 · Ministry of transport"."""
    parts = [str(KINDS[item.kind])]
    if item.kind == "issue":
        parts.append(named(item.regions.all()))
    elif item.kind == "signal":
        parts.append(plain(str(item.region.short)))
    elif item.kind == "dispatch":
        parts = [_("Dispatch No. %(number)s") % {"number": item.registration}, str(item.body.name)]
    return " · ".join(part for part in parts if part)


def named(regions: Iterable[Any], most: int = 3) -> str:
    """Return up to three regions by name, more by their number."""
    found = list(regions)
    if len(found) > most:
        return ngettext("%(count)d region", "%(count)d regions", len(found)) % {"count": len(found)}
    return ", ".join(plain(str(region.short)) for region in found)


def standing(item: Any, found: Chain) -> tuple[str, str]:
    """Return the badge and words for where an object stands: what became of it last, else its own state."""
    if item.kind in ("issue", "recommendation", "dispatch", "brief"):
        told = upper_standing(found)
        if told:
            return told
    if item.kind == "deliberation":
        return ("talk" if item.state == "open" else "draft" if item.state == "draft" else "neutral"), item.get_state_display()
    return BADGES.get(item.state, "neutral"), item.get_state_display()


def upper_standing(found: Chain) -> tuple[str, str] | None:
    closed = [verdict for verdict in found.verdicts if verdict.closed_at]
    if closed:
        done = closed[-1].outcome == Verdict.Outcome.DONE
        return (
            ("verified", _("Verified on the ground"))
            if done
            else ("neutral", _("Council: %(finding)s") % {"finding": closed[-1].get_outcome_display()})
        )
    if found.confirmed:
        responses = {reply.response for reply in found.confirmed}
        words = found.confirmed[-1].get_response_display() if len(responses) == 1 else _("Answered")
        return "answered", words
    if not found.dispatches:
        return None
    due = min(dispatch.due_on for dispatch in found.dispatches)
    return waiting(due, clock.now().date())


def waiting(due: date, today: date) -> tuple[str, str]:
    """Return the badge of a dispatch that waits for its answer."""
    late = (today - due).days
    if late > 0:
        return "overdue", ngettext("Overdue by %(count)d day", "Overdue by %(count)d days", late) % {"count": late}
    return "asked", _("Answer due %(day)s") % {"day": long_day(due)}
