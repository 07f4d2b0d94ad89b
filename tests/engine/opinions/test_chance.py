"""Chance that does not know who came first."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kenes.engine.opinions.chance import first_people, in_order_of_answers, mix, normals, person_keys, stream, take_people, uniforms
from kenes.engine.votes import Votes
from tests.engine.opinions.worlds import made_up

KEYS = mix(np.arange(100_000, dtype=np.uint64))


def test_words_are_mixed_as_published() -> None:
    """The first numbers of SplitMix64 begun at 1234567, as Vigna's reference program prints them."""
    golden = 0x9E3779B97F4A7C15
    states = np.array([(1234567 + golden * turn) % 2**64 for turn in range(3)], np.uint64)
    assert mix(states).tolist() == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_uniforms_fill_the_unit_interval_evenly() -> None:
    found = uniforms(KEYS, stream(1, 2))
    assert 0 < found.min() < found.max() < 1
    counts = np.bincount((found * 10).astype(int), minlength=10)
    assert np.abs(counts - 10_000).max() < 400


def test_normals_have_the_normal_spread_and_are_unrelated() -> None:
    first, second = normals(KEYS, stream(7))
    assert abs(first.mean()) < 0.02
    assert abs(second.std() - 1) < 0.02
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.02
    assert abs((np.abs(first) < 1.959964).mean() - 0.95) < 0.003


def test_streams_of_one_seed_differ_and_repeat() -> None:
    assert stream(5, 1, 2) == stream(5, 1, 2)
    assert len({int(stream(5)), int(stream(5, 1)), int(stream(5, 2)), int(stream(5, 1, 2)), int(stream(5, 2, 1)), int(stream(6, 1))}) == 6


def test_equal_answers_have_equal_keys_and_others_do_not() -> None:
    votes = Votes(np.array([0, 0, 1, 1, 2, 3]), np.array([0, 2, 0, 2, 0, 0]), np.array([1, -1, 1, -1, 1, 0]), 5, 3)
    keys = person_keys(votes).tolist()
    assert keys[0] == keys[1]
    assert len(set(keys)) == 4


@given(st.integers(0, 2**32 - 1))
def test_people_come_into_one_order_however_they_arrived(seed: int) -> None:
    votes, _ = made_up(40, 6, 2, rate=0.5, seed=3)
    arrived = np.random.default_rng(seed).permutation(40)
    first, _, keys = in_order_of_answers(votes)
    second, places, again = in_order_of_answers(take_people(votes, arrived))
    assert (first.participant == second.participant).all()
    assert (first.statement == second.statement).all()
    assert (first.value == second.value).all()
    assert (keys == again).all()
    assert (person_keys(votes)[arrived][places] == keys).all()


def test_a_slice_of_people_holds_their_votes_and_no_others() -> None:
    votes, _ = made_up(30, 5, 2, rate=0.6)
    part = first_people(votes, 10, 15)
    assert (part.participants, part.statements) == (10, 5)
    assert (part.matrix().toarray() == votes.matrix().toarray()[15:25]).all()
    assert first_people(votes, 100, 25).participants == 5
