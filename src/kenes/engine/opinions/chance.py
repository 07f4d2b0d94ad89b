"""Chance that does not know who came first: random numbers from what people answered, not from their place in the list.

Results must not change when participants arrive in another order. So people are first brought into an order that only their
answers decide, and every random number is a hash of a seed, a person's answers and a counter. Two people with the same answers
get the same numbers: they are interchangeable in every result.
"""

import numpy as np
from numpy.typing import NDArray

from kenes.engine.votes import Votes

Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]

GOLDEN = 0x9E3779B97F4A7C15
WORD = 2**64 - 1


def mix(words: Keys) -> Keys:
    """Return 64 well-mixed bits for each word: the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). Shape is kept."""
    z = words + np.uint64(GOLDEN)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def stream(seed: int, *path: int) -> np.uint64:
    """Return the word of one stream of random numbers: another for every seed and path of counters."""
    word = seed & WORD
    for step in path:
        word = int(mix(np.array([(word ^ (step * GOLDEN)) & WORD], np.uint64))[0])
    return np.uint64(word)


def uniforms(keys: Keys, word: np.uint64) -> Floats:
    """Return one number in (0, 1) a key, the same for equal keys; `word` from `stream`. Shape is kept."""
    return ((mix(keys ^ word) >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def normals(keys: Keys, word: np.uint64) -> tuple[Floats, Floats]:
    """Return two independent standard normal numbers a key (Box and Muller 1958). Shapes are kept."""
    radius = np.sqrt(-2.0 * np.log(uniforms(keys, word)))
    angle = 2.0 * np.pi * uniforms(keys, mix(np.array([word], np.uint64))[0])
    return radius * np.cos(angle), radius * np.sin(angle)


def person_keys(votes: Votes) -> Keys:
    """Return a key for each participant, shape (P,): equal for equal answers, different (but for 2^-64) for different ones."""
    words = mix(votes.statement.astype(np.uint64) * np.uint64(3) + (votes.value.astype(np.int64) + 1).astype(np.uint64))
    sums = np.zeros(votes.participants, np.uint64)
    some = np.flatnonzero(votes.votes_by_participant)
    if some.size:
        sums[some] = np.add.reduceat(words, votes.starts[some])
    return mix(sums)


def in_order_of_answers(votes: Votes) -> tuple[Votes, NDArray[np.int64], Keys]:
    """Return the votes with participants sorted by their keys, the former place of each (P,), and the sorted keys (P,)."""
    keys = person_keys(votes)
    order = np.argsort(keys, kind="stable")
    return take_people(votes, order), order, keys[order]


def take_people(votes: Votes, people: NDArray[np.int64]) -> Votes:
    """Return the votes of some participants, numbered anew in the order given."""
    counts = votes.votes_by_participant[people]
    ends = np.cumsum(counts)
    places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(votes.starts[:-1][people] - (ends - counts), counts)
    who = np.repeat(np.arange(len(people), dtype=np.int32), counts)
    return Votes(who, votes.statement[places], votes.value[places], len(people), votes.statements)


def first_people(votes: Votes, how_many: int, start: int = 0) -> Votes:
    """Return the votes of participants `start` to `start` + `how_many` - 1, numbered from 0: a slice, so it costs nothing."""
    stop = min(start + how_many, votes.participants)
    part = slice(votes.starts[start], votes.starts[stop])
    return Votes(votes.participant[part] - start, votes.statement[part], votes.value[part], stop - start, votes.statements)
