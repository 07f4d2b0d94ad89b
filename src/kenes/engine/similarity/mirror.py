"""An index kept equal to rows that lie elsewhere: one per process and register, brought up to date before each search."""

import threading
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping

from kenes.engine.similarity.matcher import Entry, Matcher


class Mirror:
    """Follows stored rows, so that every process finds a new text at once, whoever wrote it.

    Keep one for each register, never one for two readers who may not see the same: how common a word is would tell of the other's texts.
    """

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.version: Hashable = None
        self.stamps: dict[str, Hashable] = {}
        self.lock = threading.Lock()

    def follow(
        self,
        version: Hashable,
        stamps: Callable[[], Mapping[str, Hashable]],
        fetch: Callable[[Collection[str]], Iterable[Entry]],
    ) -> Matcher:
        """Return the index, equal to the rows as `version` has them.

        `version`: anything cheap that differs when any row does (such as latest change and number of rows; not None); the same as last
        time: nothing is read. `stamps()`: the id of every row with what differs when this row does. `fetch(ids)`: all entries of these
        rows. Rows that are gone, and earlier parts of changed ones, are forgotten. If reading fails, the index stays as it was and is
        tried again next time.
        """
        with self.lock:
            if version is not None and version == self.version:
                return self.matcher
            now = dict(stamps())
            changed = {id for id, stamp in now.items() if id not in self.stamps or self.stamps[id] != stamp}
            entries = list(fetch(changed)) if changed else []
            with self.matcher.lock:
                self.matcher.remove(*(self.stamps.keys() - now.keys()), *changed)
                self.matcher.add(*entries)
            self.stamps, self.version = now, version
            return self.matcher


class Mirrors:
    """The mirrors of many registers, each made when it is first asked for; beyond `kept` (at least 1) the oldest is forgotten."""

    def __init__(self, make: Callable[[], Matcher], kept: int = 50) -> None:
        self.make, self.kept = make, kept
        self.mirrors: dict[Hashable, Mirror] = {}
        self.lock = threading.Lock()

    def of(self, register: Hashable) -> Mirror:
        """Return the mirror of one register."""
        with self.lock:
            if register not in self.mirrors and len(self.mirrors) >= self.kept:
                self.mirrors.pop(next(iter(self.mirrors)))
            return self.mirrors.setdefault(register, Mirror(self.make()))
