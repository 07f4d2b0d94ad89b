"""Packing topics into sessions: nobody speaks in two rooms at once, and only what fits nowhere is left out."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kenes.engine.agenda import Piece, Placed, Session, pack


def piece(topic: int, minutes: int, *speakers: str, mandatory: bool = False) -> Piece:
    return Piece(topic, minutes, frozenset(speakers), mandatory)


def test_nothing_is_packed_into_nothing() -> None:
    assert pack([], [Session(60, 2)]) == pack([piece(1, 30)], []) == ()


def test_mandatory_topics_are_placed_first_then_longer_ones() -> None:
    found = pack([piece(0, 60), piece(1, 10, mandatory=True), piece(2, 60)], [Session(60), Session(70)])
    assert [(spot.topic, spot.session, spot.start) for spot in found] == [(1, 0, 0), (0, 1, 0)]


def test_a_speaker_is_not_in_two_rooms_at_once_but_may_speak_after() -> None:
    found = pack([piece(0, 30, "Aset"), piece(1, 30, "Aset"), piece(2, 30, "Irina")], [Session(60, 2)])
    assert [(spot.topic, spot.track, spot.start) for spot in found] == [(0, 0, 0), (2, 1, 0), (1, 0, 30)]
    full = pack([piece(0, 60, "Aset"), piece(1, 60, "Aset")], [Session(60, 2)])
    assert [spot.topic for spot in full] == [0]


def test_a_topic_that_starts_when_another_room_becomes_free_is_found() -> None:
    # the speaker of the second is busy until 20, while the other room has been free from the start
    found = pack([piece(0, 40, "Olga"), piece(1, 20, "Aset"), piece(2, 20, "Aset", "Olga")], [Session(60, 2)])
    assert [(spot.topic, spot.start) for spot in found] == [(0, 0), (1, 0), (2, 40)]


def test_input_out_of_range_is_refused() -> None:
    for pieces, sessions in (
        ([piece(0, 0)], [Session(60)]),
        ([], [Session(0)]),
        ([], [Session(60, 0)]),
        ([piece(0, 5)] * 2, [Session(60)]),
    ):
        with pytest.raises(ValueError, match=r"from 1 on|stands twice"):
            pack(pieces, sessions)


PIECES = some.lists(
    some.tuples(some.integers(5, 60), some.frozensets(some.sampled_from("abcde"), max_size=3), some.booleans()), max_size=12
).map(lambda rows: [Piece(at, *row) for at, row in enumerate(rows)])
SESSIONS = some.lists(some.builds(Session, some.integers(10, 90), some.integers(1, 3)), max_size=3)


@settings(max_examples=100, deadline=None)
@given(PIECES, SESSIONS)
def test_no_packing_has_a_clash_or_leaves_out_what_would_fit(pieces: list[Piece], sessions: list[Session]) -> None:
    found = pack(pieces, sessions)
    left = set(range(len(pieces))) - {spot.topic for spot in found}
    assert len(left) == len(pieces) - len(found)
    for spot in found:
        assert 0 <= spot.start <= sessions[spot.session].minutes - pieces[spot.topic].minutes
        assert spot.track < sessions[spot.session].tracks
    assert not any(clash(one, other, pieces) for one, other in combinations(found, 2))
    for topic in left:
        for number, session in enumerate(sessions):
            for start, track in product(range(session.minutes - pieces[topic].minutes + 1), range(session.tracks)):
                assert any(clash(Placed(topic, number, track, start), spot, pieces) for spot in found)


def clash(one: Placed, other: Placed, pieces: list[Piece]) -> bool:
    if one.session != other.session or max(one.start, other.start) >= min(spot.start + pieces[spot.topic].minutes for spot in (one, other)):
        return False
    return one.track == other.track or bool(pieces[one.topic].speakers & pieces[other.topic].speakers)
