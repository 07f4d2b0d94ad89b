"""Across languages, with the extra `semantic`: CI installs it, and these tests fail where it is missing."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from kenes.engine.similarity import Entry, Matcher, meaning
from kenes.engine.similarity.meaning import State
from kenes.engine.similarity.vectors import HUB
from tests.engine.similarity.sentences import BY_LANGUAGE, RU


@cache
def embedder() -> meaning.Embedder:
    found = meaning.embedder()
    assert found is not None, meaning.state()
    return found


@cache
def vectors() -> dict[tuple[str, str], bytes]:
    return {(code, name): embedder().vector(text) for code, texts in BY_LANGUAGE.items() for name, text in texts.items()}


def register(*codes: str) -> Matcher:
    made = Matcher(embedder())
    for code in codes:
        made.add(*(Entry(f"{code}-{name}", text, language=code, vector=vectors()[code, name]) for name, text in BY_LANGUAGE[code].items()))
    return made


def test_the_pinned_version_gives_the_golden_vectors() -> None:
    assert meaning.state() is State.AVAILABLE
    for text, expected in meaning.golden().items():
        given = embedder().numbers(text)
        assert given.shape == (meaning.DIMENSIONS,)
        assert float(given @ expected / np.linalg.norm(expected)) > 0.9995
        assert np.linalg.norm(given) == pytest.approx(1.0, abs=1e-4)


def test_a_vector_is_stored_in_769_bytes_and_read_back() -> None:
    stored = vectors()["ru", "dam"]
    assert len(stored) == 769
    back = meaning.read(stored)
    assert back is not None
    assert back == pytest.approx(embedder().numbers(RU["dam"]), abs=1e-3)
    assert meaning.read(b"") is meaning.read(b"\x02" + stored[1:]) is meaning.read(stored[:-1]) is None


def test_a_claim_seen_in_russian_is_matched_to_one_registered_in_kazakh() -> None:
    matcher = register("kk")
    for name, text in RU.items():
        best = matcher.search(text, language="ru", vector=vectors()["ru", name])[0]
        assert (best.id, best.methods) == (f"kk-{name}", ("meaning",))
        assert best.false_alarm_rate < 0.05


def test_in_a_mixed_register_the_translations_come_before_other_texts_of_the_same_language() -> None:
    matcher = register("kk", "ru", "en")
    right = 0
    for code, texts in BY_LANGUAGE.items():
        for name, text in texts.items():
            hits = matcher.search(text, language=code, vector=vectors()[code, name], top=3)
            assert hits[0].id == f"{code}-{name}"
            assert hits[0].methods == ("meaning", "words")
            right += {hit.id for hit in hits} == {f"{other}-{name}" for other in BY_LANGUAGE}
    assert right >= 22


def test_a_text_without_a_vector_is_still_found_by_its_words() -> None:
    matcher = register("kk")
    matcher.add(Entry("plain", RU["dam"], language="ru"))
    hits = {hit.id: hit for hit in matcher.search(RU["dam"], language="ru", vector=vectors()["ru", "dam"])}
    assert hits["plain"].methods == ("words",)
    assert hits["kk-dam"].methods == ("meaning",)


def test_a_query_gets_its_vector_when_it_has_none_and_what_cannot_be_encoded_does_no_harm() -> None:
    assert register("kk").search(RU["gas"] + "\ud800\0", language="ru")[0].id == "kk-gas"


def test_without_the_package_or_the_processor_it_says_why_and_goes_on_by_words(tmp_path: Path) -> None:
    assert meaning.usable("", True) is State.NOT_INSTALLED
    assert meaning.usable("0.4.0", True) is State.OTHER_VERSION
    assert meaning.usable(meaning.VERSION, False) is State.NO_AVX2
    flags = tmp_path / "cpuinfo"
    assert not meaning.has_avx2(flags)
    flags.write_text("processor : 0\nflags\t\t: fpu sse4_2 avx\n")
    assert not meaning.has_avx2(flags)
    flags.write_text("processor : 0\nflags\t\t: fpu avx2 avx\n")
    assert meaning.has_avx2(flags) is meaning.has_avx2()
    fallen_back = Matcher(None)
    fallen_back.add(Entry("ru-dam", RU["dam"], vector=vectors()["ru", "dam"]))
    assert fallen_back.search(RU["dam"])[0].methods == ("words",)


def test_the_neighbourhood_term_is_the_mean_of_the_nearest_of_normal_cosines() -> None:
    drawn = np.random.default_rng(5).normal(size=(400, 800))
    assert np.sort(drawn, axis=1)[:, -10:].mean() == pytest.approx(HUB, rel=0.02)
