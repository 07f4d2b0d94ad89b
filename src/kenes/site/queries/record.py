"""The record's entries in plain words, as a member or a visitor may read them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.base.labels import Label, labels
from kenes.councils.models import Council, Member
from kenes.councils.queries import seat_label, seats
from kenes.record.models import Entry, Log
from kenes.record.queries import entries
from kenes.record.words import Lenient, sentence
from kenes.site.queries.rows import KINDS

# What entries are about, by the word before the dot of their type.
ROOMS = {
    "adoption": gettext_lazy("Votes on recommendations"),
    "agenda": gettext_lazy("Agendas of meetings"),
    "answer": gettext_lazy("Answers of bodies"),
    "application": gettext_lazy("Applications to join"),
    "body": gettext_lazy("Bodies"),
    "brief": gettext_lazy("Briefs"),
    "calendar": gettext_lazy("Calendar of working days"),
    "code": gettext_lazy("One-time codes"),
    "comment": gettext_lazy("Comments"),
    "commitment": gettext_lazy("Commitments"),
    "council": gettext_lazy("The council and its rules"),
    "deliberation": gettext_lazy("Deliberations"),
    "dispatch": gettext_lazy("Dispatches"),
    "finding": gettext_lazy("Findings on claims"),
    "invitation": gettext_lazy("Invitations"),
    "issue": gettext_lazy("Issues"),
    "note": gettext_lazy("Notes about figures"),
    "panel": gettext_lazy("Joint reviews of claims"),
    "period": gettext_lazy("Situation reports"),
    "practice": gettext_lazy("Practices"),
    "question": gettext_lazy("Questions about figures"),
    "recommendation": gettext_lazy("Recommendations"),
    "roster": gettext_lazy("Imported rosters"),
    "seat": gettext_lazy("Seats of members"),
    "side": gettext_lazy("Sides"),
    "signal": gettext_lazy("Signals"),
    "statement": gettext_lazy("Statements"),
    "text": gettext_lazy("Translations"),
    "topic": gettext_lazy("Topics for meetings"),
    "verdict": gettext_lazy("Verdicts on implementation"),
}

# What a visitor may see by name: kinds that are public by nature, and how to tell for the others.
OPEN = {"council", "dispatch", "commitment", "verdict", "side"}


@dataclass(frozen=True)
class Line:
    """An entry in words: what was done, by whom, about what."""

    seq: int
    at: datetime | date
    words: str
    actor: str
    kind: str
    title: str
    url: str
    about: str
    leaf: str
    is_sample: bool


def filtered(council: Council, room: str, about: str) -> QuerySet[Entry]:
    """Return a council's entries, newest first, of one kind of act (the word before the dot) or about one object."""
    found = entries(council.public_id)
    if room:
        found = found.filter(type__startswith=f"{room}.")
    if about:
        found = found.filter(object=about)
    return found


def rooms(council: Council) -> list[tuple[str, str, int]]:
    """Return the kinds of acts that there are: (word before the dot, in the reader's words, how many)."""
    rows = Entry.objects.filter(log__origin=council.public_id).order_by().values("type").annotate(n=Count("pk"))
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row["type"].partition(".")[0]] += row["n"]
    return sorted(((room, str(ROOMS.get(room, room)), n) for room, n in counts.items()), key=lambda row: row[1])


def lines(page: Sequence[Entry], council: Council, reader: Member | None) -> list[Line]:
    """Return one page of entries in words; one query a kind of object, two for the actors."""
    bodies = [json.loads(entry.body) for entry in page]
    actors = actor_labels({str(body.get("actor", "")) for body in bodies}, council, reader)
    known = labels(entry.object for entry in page)
    known |= labels({one.item.subject for one in known.values() if one.item.kind == "comment"} - known.keys())  # type: ignore[attr-defined]
    return [line(entry, body, actors, known, reader) for entry, body in zip(page, bodies, strict=True)]


def line(entry: Entry, body: dict[str, Any], actors: dict[str, str], known: dict[str, Label], reader: Member | None) -> Line:
    kind, label = entry.object.partition("/")[0], known.get(entry.object)
    about = known.get(getattr(label.item, "subject", "")) if label else None
    shown = label if label and kind in KINDS and may_see(label.item, reader, about.item if about else None) else None
    return Line(
        seq=entry.seq,
        at=entry.at,
        words=in_words(entry.type, body.get("details", {})),
        actor=actors.get(str(body.get("actor", "")), ""),
        kind=str(KINDS.get(kind, kind)),
        title=shown.title if shown else "",
        url=shown.url if shown and kind != "member" else "",
        about=entry.object,
        leaf=entry.leaf,
        is_sample=bool(body.get("sample")),
    )


def in_words(type: str, details: Mapping[str, Any]) -> str:
    """Return an entry's sentence, its bare type where its details are not those that today's sentence needs."""
    try:
        return sentence(type, Lenient(details))
    except (TypeError, ValueError):
        return type


def may_see(item: Any, reader: Member | None, subject: Any = None) -> bool:
    """Return whether a reader may see an object by its title: what moderation kept back is for who moderates."""
    if item.kind == "application" or (item.kind == "statement" and item.state != "accepted" and not (reader and reader.moderates)):
        return False
    if item.kind == "comment" and (subject is None or not may_see(subject, reader)):
        return False
    if is_closed(item) and not (reader and reader.moderates):
        return False
    if item.kind == "topic" and item.state in ("withdrawn", "declined") and not (reader and reader.pk == item.proposer_id):
        return False
    if item.kind == "finding" and item.state == "draft" and not (reader and reader.is_secretariat):
        return False
    if item.kind == "practice" and item.withdrawn_at and not (reader and reader.pk == item.author_id):
        return False
    return reader is not None or is_open(item)


def is_closed(item: Any) -> bool:
    """Return whether an object belongs to a deliberation or a meeting under the closed rule."""
    agenda = item if item.kind == "agenda" else getattr(item, "agenda", None)
    there = [item, getattr(item, "deliberation", None), getattr(item, "meeting", None), getattr(agenda, "meeting", None)]
    return any(getattr(one, "attribution", "") == "closed" for one in there)


def is_open(item: Any) -> bool:
    """Return whether a visitor may see an object by its title."""
    match item.kind:
        case "signal" | "issue" | "practice" | "period" | "note":
            return bool(item.is_public)
        case "deliberation":
            return bool(item.state == "closed" and item.issue_id and item.issue.is_public)
        case "recommendation" | "adoption":
            return bool(item.state == "adopted")
        case "answer":
            return bool(item.state == "confirmed")
        case "finding":
            return bool(item.is_public)
        case "panel":
            return bool(item.claim.state in ("published", "reopened") and item.state in ("closed", "void"))
        case "agenda":
            return bool(item.state == "confirmed" and item.meeting.is_public)
        case "member":
            return True
    return item.kind in OPEN


def actor_labels(refs: set[str], council: Council, reader: Member | None) -> dict[str, str]:
    """Return how actors are called: seats in full for members, by role and number for visitors."""
    wanted = [ref.partition("/")[2] for ref in refs if ref.startswith("member/")]
    rows = seats(council).filter(public_id__in=wanted) if reader else Member.objects.filter(council=council, public_id__in=wanted)
    return {member.ref: seat_label(member) if reader else short_label(member) for member in rows}


def short_label(member: Member) -> str:
    return _("%(role)s %(number)s") % {"role": member.get_role_display(), "number": f"{member.number:03d}"}


def exported(council: Council, size: int) -> Iterator[str]:
    """Yield a log's first `size` entries as JSON lines, oldest first: each line is exactly what its leaf hash covers."""
    log = Log.objects.get(origin=council.public_id)
    rows = Entry.objects.filter(log=log, seq__lt=size).order_by("seq").values_list("body", flat=True)
    for body in rows.iterator(chunk_size=2000):
        yield body + "\n"
