"""Packing the topics of an agenda into sessions, so that nobody has to speak in two places at once."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Piece:
    """A topic to be placed: `minutes`, at least 1; `speakers`, whoever must be there; `mandatory` ones are placed first."""

    topic: int
    minutes: int
    speakers: frozenset[Hashable] = frozenset()
    mandatory: bool = False


@dataclass(frozen=True)
class Session:
    """A stretch of time: `minutes`, at least 1, and `tracks`, rooms that sit at the same time (1: everybody in one)."""

    minutes: int
    tracks: int = 1


@dataclass(frozen=True)
class Placed:
    """Where a topic is: numbers of session and track from 0; `start`, minutes from the session's beginning."""

    topic: int
    session: int
    track: int
    start: int


@dataclass
class Room:
    """A track being filled: pieces as (start, end, speakers), in time's order."""

    minutes: int
    taken: list[tuple[int, int, frozenset[Hashable]]] = field(default_factory=list)

    def gaps(self) -> list[tuple[int, int]]:
        """Return the free stretches as (start, end)."""
        edges = [0, *(edge for start, end, _ in self.taken for edge in (start, end)), self.minutes]
        return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if end > start]


def pack(pieces: Sequence[Piece], sessions: Sequence[Session]) -> tuple[Placed, ...]:
    """Place pieces into sessions: mandatory ones first, then longer ones; equal ones in the order given. What fits nowhere is left out.

    Each goes to the earliest place (session, then start, then track) where it fits in one stretch and none of its speakers speaks
    in another track at that time. That a packing of all pieces exists does not mean that it is found (the question is hard in
    general). The order depends on nothing else: the same input, the same programme.
    Raises ValueError for minutes or tracks below 1 and for a topic given twice.
    """
    if len({piece.topic for piece in pieces}) != len(pieces):
        raise ValueError("pieces: a topic stands twice")
    if any(piece.minutes < 1 for piece in pieces) or any(each.minutes < 1 or each.tracks < 1 for each in sessions):
        raise ValueError("minutes and tracks: from 1 on")
    rooms = [[Room(session.minutes) for _ in range(session.tracks)] for session in sessions]
    placed: list[Placed] = []
    for piece in sorted(pieces, key=lambda piece: (not piece.mandatory, -piece.minutes)):
        spot = next((found for number, tracks in enumerate(rooms) if (found := place(piece, number, tracks))), None)
        if spot:
            placed.append(spot)
    return tuple(sorted(placed, key=lambda spot: (spot.session, spot.start, spot.track)))


def place(piece: Piece, session: int, tracks: list[Room]) -> Placed | None:
    """Put a piece into the earliest place of a session, or return None."""
    starts = {0} | {end for room in tracks for _, end, _ in room.taken}
    for start in sorted(starts):
        for number, room in enumerate(tracks):
            if fits(piece, room, start) and not speaks_elsewhere(piece, tracks, start):
                room.taken.append((start, start + piece.minutes, piece.speakers))
                room.taken.sort(key=lambda each: each[0])
                return Placed(piece.topic, session, number, start)
    return None


def fits(piece: Piece, room: Room, start: int) -> bool:
    return any(begins <= start and start + piece.minutes <= ends for begins, ends in room.gaps())


def speaks_elsewhere(piece: Piece, tracks: list[Room], start: int) -> bool:
    busy = (speakers for room in tracks for begins, ends, speakers in room.taken if begins < start + piece.minutes and start < ends)
    return any(piece.speakers & speakers for speakers in busy)
