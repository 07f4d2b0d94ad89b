"""Reading signals: lists, one signal, the triage queue, files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from kenes.base import clock, search
from kenes.base.files import AUTHOR, SEALED, SIDE
from kenes.base.models import File
from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.councils.queries import plain, seats
from kenes.issues.models import Issue, Part, Signal, beginning
from kenes.record.models import Entry
from kenes.record.queries import about

IN_QUEUE = (Signal.State.RECEIVED, Signal.State.ASKED)


def regions_heard(council: Council, since: datetime) -> set[int]:
    """Return the ids of the regions from which a signal came since a moment, withdrawn ones left out."""
    rows = Signal.objects.filter(council=council, created_at__gte=since).exclude(state=Signal.State.WITHDRAWN)
    return set(rows.order_by().values_list("region", flat=True).distinct())


def readable_signals(council: Council, reader: Member | None) -> QuerySet[Signal]:
    """Return what a reader may see: members everything but what others withdrew, visitors what is published."""
    rows = Signal.objects.filter(council=council)
    if reader is None:
        return rows.filter(is_public=True).exclude(state=Signal.State.WITHDRAWN)
    return rows.exclude(Q(state=Signal.State.WITHDRAWN) & ~Q(author=reader))


def found(kind: str, q: str, council: Council, reader: Member | None) -> QuerySet[Any]:
    """Return the public ids that a search finds, for use inside another query."""
    visible_to = ["public"] if reader is None else ["public", "members"]
    return search.ids(q, kind, council=council.public_id, visible_to=visible_to)


def signals_list(
    council: Council, reader: Member | None, *, region: str = "", state: str = "", q: str = "", mine: bool = False
) -> QuerySet[Signal, Any]:
    """Return signals for a list, newest first, as plain values."""
    rows = readable_signals(council, reader)
    if region:
        rows = rows.filter(region__code=region)
    if state in Signal.State:
        rows = rows.filter(state=state)
    if mine and reader:
        rows = rows.filter(author=reader)
    if q:
        rows = rows.filter(public_id__in=found("signal", q, council, reader))
    return rows.order_by("-created_at", "-pk").values(
        "public_id", "number", "what", "place", "since", "affected", "basis", "region__short", "state", "is_public", "created_at"
    )


@dataclass(frozen=True)
class SignalRow:
    """A signal in a list."""

    public_id: str
    number: int
    headline: Text
    what: Text
    place: str
    since: str
    affected: str
    basis: str
    region: str
    state: str
    is_public: bool
    created_at: datetime

    @property
    def state_label(self) -> str:
        return str(Signal.State(self.state).label)


def signal_rows(values: Iterable[dict[str, Any]]) -> list[SignalRow]:
    """Make rows of what `signals_list` returned."""
    return [SignalRow(headline=beginning(row["what"]), region=plain(str(row.pop("region__short"))), **row) for row in map(dict, values)]


def state_counts(rows: QuerySet[Any, Any]) -> dict[str, int]:
    """Return state -> how many, of a list."""
    return {row["state"]: row["n"] for row in rows.order_by().values("state").annotate(n=Count("pk"))}


def signal_for(council: Council, reader: Member | None, public_id: str) -> Signal | None:
    """Return a signal with what its page shows, if the reader may see it."""
    rows = readable_signals(council, reader).select_related("council", "region", "handled_by", "indicator__council", "question__council")
    signal = rows.filter(public_id=public_id).first()
    if signal:
        signal.author = seats(council).select_related("user").get(pk=signal.author_id)
    return signal


def signals_by_id(council: Council, public_ids: Sequence[str]) -> list[Signal]:
    """Return these signals of a council, with what the triage pages show."""
    rows = Signal.objects.filter(council=council, public_id__in=public_ids[:100]).select_related("region", "council", "author__user")
    return list(rows.order_by("number"))


def current_issue(signal: Signal) -> Issue | None:
    """Return the issue that a signal is part of."""
    part = Part.objects.filter(signal=signal, removed_at=None).select_related("issue__council").first()
    return part.issue if part else None


def entries_about(ref: str) -> list[Entry]:
    """Return the record's entries about an object, oldest first."""
    return list(about(ref))


def entries_about_signal(signal: Signal) -> list[Entry]:
    """Return a signal's history: the entries about it, and those about its issues that name it."""
    issues = [f"{Issue.kind}/{key}" for key in signal.parts.values_list("issue__public_id", flat=True)]
    wanted = Q(object=signal.ref) | Q(object__in=issues, body__contains=f'"{signal.ref}"')
    return list(Entry.objects.filter(wanted, log__origin=signal.council.public_id).order_by("seq"))


def queue(council: Council, state: str = "") -> QuerySet[Signal]:
    """Return what waits for the secretariat, oldest first: new signals, or those whose authors were asked."""
    rows = Signal.objects.filter(council=council, state=Signal.State.ASKED if state == Signal.State.ASKED else Signal.State.RECEIVED)
    return rows.select_related("region").order_by("created_at", "pk")


@dataclass(frozen=True)
class QueueCounts:
    """How much waits, and how much was decided today."""

    received: int
    asked: int
    today: int


def queue_counts(council: Council, zone: str) -> QueueCounts:
    """Count the queue; "today" is the day in `zone`."""
    midnight = clock.now().astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    signals = Signal.objects.filter(council=council)
    counts = signals.aggregate(
        received=Count("pk", filter=Q(state=Signal.State.RECEIVED)),
        asked=Count("pk", filter=Q(state=Signal.State.ASKED)),
        today=Count("pk", filter=Q(changed_at__gte=midnight, handled_by__isnull=False)),
    )
    return QueueCounts(**counts)


def file_for(council: Council, reader: Member | None, public_id: str) -> File | None:
    """Return a file of the council if the reader may open it."""
    file = File.objects.filter(council=council.public_id, public_id=public_id).first()
    if file is None:
        return None
    return file if may_open(file, reader) else None


def may_open(file: File, reader: Member | None) -> bool:
    """Apply a file's `visible_to`."""
    match file.visible_to:
        case "public":
            return True
        case _ if reader is None or not reader.is_active:
            return False
        case "members":
            return True
        case "secretariat":
            return reader.moderates
        case who if who.startswith(SIDE):
            return who == f"{SIDE}{reader.side.public_id}"
        case who if who.startswith(AUTHOR):
            return reader.moderates or who == f"{AUTHOR}{reader.public_id}"
        case who if who.startswith(SEALED):
            return who == f"{SEALED}{reader.public_id}"
    return False
