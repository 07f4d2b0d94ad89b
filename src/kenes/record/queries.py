"""Reading and checking the record."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_noop

from kenes.record import merkle
from kenes.record.canonical import canonical
from kenes.record.commitment import opened
from kenes.record.models import DAY, TIME, Entry, Log, Sealed

TELL_EVERY = 2000
# What may be wrong. Pages translate these; the command line says them as they are.
MISSING = gettext_noop("this entry is missing")
REPLACED = gettext_noop("the entry was replaced: the tree's root no longer follows")
CUT_OR_LONGER = gettext_noop("entries are missing at the end, or were added past it")
FRONTIER = gettext_noop("the log's frontier does not follow from its entries")
UNREADABLE = gettext_noop("the entry's text cannot be read")
NOT_CANONICAL = gettext_noop("the entry's text is not in its canonical form")
CHANGED = gettext_noop("the entry's text was changed: its hash differs")
COLUMNS = gettext_noop("the entry's columns differ from its text")
TEXT_SWAPPED = gettext_noop("a text kept apart is not the one that the entry commits to")


def entries(origin: str) -> QuerySet[Entry]:
    """Return a log's entries, newest first."""
    return Entry.objects.filter(log__origin=origin).order_by("-seq")


def about(ref: str) -> QuerySet[Entry]:
    """Return the history of one object, oldest first."""
    return Entry.objects.filter(object=ref).order_by("seq")


def head(origin: str) -> tuple[int, str]:
    """Return (size, root in hex) of a log."""
    log = Log.objects.get(origin=origin)
    return log.size, merkle.root([bytes.fromhex(node) for node in log.frontier]).hex()


@dataclass(frozen=True)
class Fault:
    """The first thing in a log that does not add up: the entry's place and what is wrong with it."""

    origin: str
    seq: int
    what: str


class Stopped(Exception):
    """Somebody asked a long check to stop."""


def verify(origin: str, tell: Callable[[int], bool] | None = None) -> Fault | None:
    """Recompute a whole log; return None when all adds up, else its first fault.

    The log may grow meanwhile: what is checked is its state at the beginning. `tell` hears now and then how many entries
    are done; when it answers False, Stopped is raised.
    """
    log = Log.objects.get(origin=origin)
    frontier: list[bytes] = []
    seq = -1
    for seq, entry in enumerate(stored(log)):
        if tell and seq % TELL_EVERY == 0 and not tell(seq):
            raise Stopped
        if entry.seq != seq:
            return Fault(origin, seq, MISSING)
        if what := wrong_in(entry, log):
            return Fault(origin, seq, what)
        frontier = merkle.grow(frontier, seq, bytes.fromhex(entry.leaf))
        if merkle.root(frontier).hex() != entry.root:
            return Fault(origin, seq, REPLACED)
    if log.size != seq + 1:
        return Fault(origin, seq + 1, CUT_OR_LONGER)
    if [node.hex() for node in frontier] != log.frontier:
        return Fault(origin, max(seq, 0), FRONTIER)
    return added_past(log)


def added_past(log: Log) -> Fault | None:
    """Return a fault where an entry stands past the log's end. The entry is looked for first: an act writes it with the new size."""
    last = Entry.objects.filter(log=log).aggregate(last=Max("seq"))["last"]
    size = Log.objects.get(pk=log.pk).size
    return Fault(log.origin, size, CUT_OR_LONGER) if last is not None and last >= size else None


def stored(log: Log) -> Iterator[Entry]:
    return Entry.objects.filter(log=log, seq__lt=log.size).order_by("seq").prefetch_related("sealed").iterator(chunk_size=2000)


def wrong_in(entry: Entry, log: Log) -> str | None:
    """Return what is wrong inside one entry, if anything."""
    try:
        body = json.loads(entry.body)
        same = canonical(body).decode() == entry.body
    except (ValueError, RecursionError):
        return UNREADABLE
    if not isinstance(body, dict) or not isinstance(body.get("commitments"), dict):
        return UNREADABLE
    if not same:
        return NOT_CANONICAL
    if merkle.leaf_hash(entry.body.encode()).hex() != entry.leaf:
        return CHANGED
    columns = (log.origin, entry.seq, written_time(entry, body), entry.type, entry.object, log.is_sample)
    if columns != (*(body.get(key) for key in ("log", "seq", "utc", "type", "object")), body.get("sample", False)):
        return COLUMNS
    if any(not matches(seal, body["commitments"]) for seal in entry.sealed.all()):
        return TEXT_SWAPPED
    return None


def written_time(entry: Entry, body: Mapping[str, Any]) -> str:
    """Return an entry's column of time as its text writes it: the day alone where the text holds only a day, at its midnight."""
    day_only = len(str(body.get("utc"))) == len("2026-11-26") and entry.utc.time() == time.min
    return entry.utc.strftime(DAY if day_only else TIME)


def matches(seal: Sealed, commitments: Mapping[str, Any]) -> bool:
    """Return whether a text kept apart is the one that its entry commits to."""
    try:
        return opened(seal.salt, seal.text) == commitments.get(seal.name)
    except ValueError:
        return False
