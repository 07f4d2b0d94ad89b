"""Reading and checking the record."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from kenes.record import merkle
from kenes.record.canonical import canonical
from kenes.record.commitment import opened
from kenes.record.models import Entry, Log

TELL_EVERY = 2000


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

    `tell` hears now and then how many entries are done; when it answers False, Stopped is raised.
    """
    log = Log.objects.get(origin=origin)
    frontier: list[bytes] = []
    seq = -1
    for seq, entry in enumerate(stored(log)):
        if tell and seq % TELL_EVERY == 0 and not tell(seq):
            raise Stopped
        if entry.seq != seq:
            return Fault(origin, seq, "this entry is missing")
        if what := wrong_in(entry, origin):
            return Fault(origin, seq, what)
        frontier = merkle.grow(frontier, seq, bytes.fromhex(entry.leaf))
        if merkle.root(frontier).hex() != entry.root:
            return Fault(origin, seq, "the entry was replaced: the tree's root no longer follows")
    if log.size != seq + 1:
        return Fault(origin, min(seq + 1, log.size), "entries are missing at the end, or were added past it")
    if [node.hex() for node in frontier] != log.frontier:
        return Fault(origin, max(seq, 0), "the log's frontier does not follow from its entries")
    return None


def stored(log: Log) -> Iterator[Entry]:
    return Entry.objects.filter(log=log).order_by("seq").prefetch_related("sealed").iterator(chunk_size=2000)


def wrong_in(entry: Entry, origin: str) -> str | None:
    """Return what is wrong inside one entry, if anything."""
    try:
        body = json.loads(entry.body)
        same = canonical(body).decode() == entry.body
    except (ValueError, RecursionError):
        return "the entry's text cannot be read"
    if not same:
        return "the entry's text is not in its canonical form"
    if merkle.leaf_hash(entry.body.encode()).hex() != entry.leaf:
        return "the entry's text was changed: its hash differs"
    columns = (origin, entry.seq, entry.utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), entry.type, entry.object)
    if columns != tuple(body.get(key) for key in ("log", "seq", "utc", "type", "object")):
        return "the entry's columns differ from its text"
    for seal in entry.sealed.all():
        if opened(seal.salt, seal.text) != body["commitments"].get(seal.name):
            return f"the text kept for “{seal.name}” is not the one committed to"
    return None
