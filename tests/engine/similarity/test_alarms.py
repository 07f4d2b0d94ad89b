"""How often a similarity so strong is a false alarm."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.similarity.alarms import Tail, false_alarm_rate, rising, tail
from kenes.engine.similarity.background import LANGUAGES, TOP, WAYS, Moments, background, standardised

KNOWN = [(way, (query, text)) for way in WAYS for query in LANGUAGES for text in LANGUAGES]


def test_the_rate_of_normal_scores_is_what_the_formula_says() -> None:
    chance = np.random.default_rng(7)
    scores = chance.normal(size=(2_000, 400))
    found = tail(scores, scores.max(axis=1), 400)
    for score in (1.0, 2.0, 3.0):
        assert float(np.exp(found.log_rate(np.array(score)))) == pytest.approx(math.erfc(score / math.sqrt(2)) / 2, rel=0.15)
    fresh = chance.normal(size=(4_000, 60)).max(axis=1)
    shown = np.array([false_alarm_rate(float(log), 60) for log in found.log_rate(fresh)])
    assert [(shown <= share).mean() for share in (0.05, 0.2, 0.5)] == pytest.approx([0.05, 0.2, 0.5], rel=0.25)


@settings(max_examples=60)
@given(st.sampled_from(KNOWN), st.floats(-5, 60), st.floats(0, 20), st.integers(1, 20_000), st.integers(0, 20_000))
def test_stronger_is_rarer_and_more_texts_are_more_alarms(
    known: tuple[str, tuple[str, str]], score: float, more: float, n: int, m: int
) -> None:
    way, pair = known
    weak, strong = background().tails[way][pair].log_rate(np.array([score, score + more]))
    assert 0 <= false_alarm_rate(strong, n) <= false_alarm_rate(weak, n) <= false_alarm_rate(weak, n + m) <= 1


def test_points_that_do_not_rise_are_left_out() -> None:
    assert rising([(1.0, -1.0), (0.9, -2.0), (2.0, -3.0)]) == Tail((1.0, 2.0), (-1.0, -3.0))
    assert Tail((1.0, 2.0), (-1.0, -3.0)).log_rate(np.array([3.0, 1.5, 0.0])).tolist() == [-5.0, -2.0, 0.0]


def test_few_texts_are_measured_by_the_background_and_many_by_themselves() -> None:
    known = Moments(0.1, 0.02)
    assert standardised(np.array([0.2]), known) == pytest.approx([5.0])
    many = np.random.default_rng(1).normal(0.5, 0.1, 50_000)
    found = standardised(many, known)
    assert np.median(found) == pytest.approx(0.0, abs=0.1)
    assert 0.9 < found[np.abs(found) < 2].std() / 0.88 < 1.1


def test_what_is_looked_for_does_not_make_itself_usual() -> None:
    scores = np.full(300, 0.02) + np.linspace(-0.01, 0.01, 300)
    alone = standardised(scores, Moments(0.02, 0.02))
    with_copies = standardised(np.append(scores, [1.0] * int(TOP * 300)), Moments(0.02, 0.02))
    assert with_copies[:300] == pytest.approx(alone, abs=0.1)


def test_the_shipped_background_holds_figures_only() -> None:
    known = background()
    assert all(common.shares.max() <= 1 and np.all(np.diff(common.hashes.astype(np.int64)) > 0) for common in known.letters.values())
    assert all(len(space.directions) < 20 for space in known.spaces.values())
    assert {(way, pair) for way in WAYS for pair in known.tails[way]} == set(KNOWN)
