"""The Wilson interval against published numbers."""

import pytest

from kenes.engine.intervals import wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(successes: int, n: int, low: float, high: float) -> None:
    assert tuple(round(bound, 4) for bound in wilson(successes, n)) == (low, high)


def test_nobody_asked_means_nothing_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_it_stays_between_0_and_1_and_holds_the_share() -> None:
    for n in range(1, 60):
        for successes in range(n + 1):
            low, high = wilson(successes, n)
            assert 0.0 <= low <= successes / n <= high <= 1.0


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_an_impossible_count_is_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="successes"):
        wilson(successes, n)
