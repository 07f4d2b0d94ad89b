"""The index counts the same however texts came in, and scores as the formulas say."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.similarity import features
from kenes.engine.similarity.lexical import K1, PRIOR, B, Common, Lexical
from kenes.engine.similarity.postings import Postings
from kenes.engine.similarity.stems import stem
from tests.engine.similarity.sentences import EN

NOTHING = Common(np.empty(0, np.uint32), np.empty(0), 20.0)  # a background in which every hash is rare
TEXTS = [features.folded(text) for text in EN.values()]


def lexical(texts: list[str], by: int) -> Lexical:
    """Return an index that took texts in portions."""
    made = Lexical(NOTHING, NOTHING)
    for start in range(0, len(texts), by):
        portion = texts[start : start + by]
        made.add(features.letters(portion), features.words(portion, ["en"] * len(portion)), np.arange(start, start + len(portion)))
    return made


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, 20), max_size=6), min_size=1, max_size=12), st.sets(st.integers(0, 11)))
def test_postings_are_those_of_the_texts_that_are_there(texts: list[list[int]], gone: set[int]) -> None:
    index = Postings()
    for slot, hashes in enumerate(texts):
        rows = features.counted(np.array(hashes, dtype=np.uint32), np.zeros(len(hashes), dtype=np.int64))
        index.add(rows, np.array([slot]))
    index.remove(np.array(sorted(gone), dtype=np.int64))
    left = {slot: Counter(hashes) for slot, hashes in enumerate(texts) if slot not in gone}
    asked = np.arange(22, dtype=np.uint32)
    found, holders = index.find(asked)
    assert holders.tolist() == [sum(hash in counts for counts in left.values()) for hash in range(22)]
    given = {(int(asked[of]), int(slot)): int(count) for of, slot, count in zip(found.of, found.slots, found.counts, strict=True)}
    assert given == {(hash, slot): count for slot, counts in left.items() for hash, count in counts.items()}


def test_an_index_that_grew_scores_like_one_built_at_once() -> None:
    query = features.folded("Schools in the region were closed in the spring")
    grown, built = lexical(TEXTS, 1), lexical(TEXTS, len(TEXTS))
    assert grown.by_letters(features.letters([query])) == pytest.approx(built.by_letters(features.letters([query])))
    assert grown.by_words(features.words([query], ["en"])) == pytest.approx(built.by_words(features.words([query], ["en"])))


def test_letters_are_the_cosine_of_tf_idf() -> None:
    query = features.folded("Schools in the region were closed in the spring")

    def vector(text: str) -> dict[str, float]:
        counts = Counter(f" {word} "[at : at + n] for word in text.split() for n in (3, 4, 5) for at in range(len(word) + 3 - n))
        return {run: (1 + math.log(count)) * idf(run) for run, count in counts.items()}

    def idf(run: str) -> float:
        holders = sum(any(run in f" {word} " for word in text.split()) for text in TEXTS)
        return math.log((1 + len(TEXTS) + PRIOR) / (1 + holders)) + 1

    def cosine(a: dict[str, float], b: dict[str, float]) -> float:
        return sum(a[run] * b.get(run, 0) for run in a) / math.hypot(*a.values()) / math.hypot(*b.values())

    expected = [cosine(vector(query), vector(text)) for text in TEXTS]
    assert lexical(TEXTS, 3).by_letters(features.letters([query])) == pytest.approx(expected, rel=1e-5)


def test_words_are_bm25_as_a_share_of_what_can_be_reached() -> None:
    asked = {stem(word, "en") for word in ["schools", "region", "closed", "unheard"]}
    counts = [Counter(stem(word, "en") for word in text.split()) for text in TEXTS]
    average = (sum(sum(count.values()) for count in counts) + PRIOR * NOTHING.words) / (len(TEXTS) + PRIOR)

    def idf(word: str) -> float:
        holders = sum(word in count for count in counts)
        return math.log(1 + (len(TEXTS) + PRIOR - holders + 0.5) / (holders + 0.5))

    def bm25(count: Counter[str]) -> float:
        damping = K1 * (1 - B + B * sum(count.values()) / average)
        return sum(idf(word) * count[word] / (count[word] + damping) for word in asked) / sum(idf(word) for word in asked)

    found = lexical(TEXTS, 3).by_words(features.words(["schools region closed unheard"], ["en"]))
    assert found == pytest.approx([bm25(count) for count in counts], rel=1e-5)
