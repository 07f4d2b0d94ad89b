"""How sure a share is."""

from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, betaln

Z95 = 1.959963984540054  # the standard normal's 97.5 % point
TAIL = 0.025  # what a 95 % interval leaves out on each side
Floats = NDArray[np.float64]

REFINED_FROM = 2.0  # smaller parameter of a Beta from which the closed form and one step are within 3e-6
CLOSED_FROM = 20.0  # ... from which the closed form alone is within 7e-5


def wilson(successes: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Return the Wilson score interval of a share, as (low, high).

    Arguments: `successes`, people who said so, 0 ≤ successes ≤ n; `n`, people asked, n ≥ 0; `z`, the normal quantile,
    by default for 95 %. The result is in shares, 0 ≤ low ≤ high ≤ 1; with n = 0 nothing is known: (0.0, 1.0).
    Raises ValueError for a negative n or successes outside 0…n.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927) 209-212; chosen over the textbook interval for small n after L. D. Brown, T. T. Cai,
    A. DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16 (2001) 101-133.
    """
    if n < 0 or not 0 <= successes <= n:
        raise ValueError(f"successes must be between 0 and n, n at least 0: got {successes} of {n}")
    if n == 0:
        return 0.0, 1.0
    share, z2 = successes / n, z * z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, centre - half) if successes else 0.0, min(1.0, centre + half) if successes < n else 1.0


def wilson_bounds(successes: NDArray[Any], n: NDArray[Any], z: float = Z95) -> tuple[Floats, Floats]:
    """Return the Wilson intervals of many shares, as (low, high): `wilson` on arrays of one shape, for any shape.

    `z` is the normal quantile, by default for 95 %; `successes` may be fractions of people. Shares, 0 ≤ low ≤ high ≤ 1; (0, 1) where n = 0.
    Raises ValueError for successes outside 0…n.
    """
    if successes.size and not bool(((successes >= 0) & (successes <= n)).all()):
        raise ValueError("successes must be between 0 and n, n at least 0")
    people = np.maximum(n, 1).astype(np.float64)
    share, z2 = successes / people, z * z
    centre = (share + z2 / (2 * people)) / (1 + z2 / people)
    half = z * np.sqrt(share * (1 - share) / people + z2 / (4 * people * people)) / (1 + z2 / people)
    low = np.where(successes == 0, 0.0, np.maximum(0.0, centre - half))
    high = np.where(successes == n, 1.0, np.minimum(1.0, centre + half))
    return low, high


def beta_bounds(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Return the central 95 % interval of each Beta(a, b), as (low, high): arrays of the shape of `a` and `b`, which are > 0.

    Shares, 0 ≤ low ≤ high ≤ 1; within 1e-4 of the exact quantiles everywhere (`beta_low` says how).
    Raises ValueError when a parameter is not above 0.
    """
    return beta_low(a, b), 1.0 - beta_low(b, a)


def beta_low(a: Floats, b: Floats) -> Floats:
    """Return the 2.5 % point of each Beta(a, b): arrays of one shape, a > 0 and b > 0; shares, 0…1.

    The exact inverse costs over a microsecond, so it is kept for the skewed ones. Where both parameters are at least 20 the
    closed form of Carter serves (off by at most 7e-5); between, one Halley step from there (off by at most 3e-6).
    Raises ValueError when a parameter is not above 0.

    Source: A. H. Carter, Biometrika 34 (1947) 352-358; the formula is 26.5.22 of M. Abramowitz, I. A. Stegun, Handbook of
    Mathematical Functions (1964).
    """
    if a.size and not (float(a.min()) > 0 and float(b.min()) > 0):
        raise ValueError("a and b: the parameters of a Beta must be above 0")
    smaller = np.minimum(a, b)
    result = np.empty(a.shape, np.float64)
    skewed, large = smaller < REFINED_FROM, smaller >= CLOSED_FROM
    between = ~(skewed | large)
    result[skewed] = betaincinv(a[skewed], b[skewed], TAIL)
    result[large] = closed_form(a[large], b[large])
    result[between] = refined(a[between], b[between], closed_form(a[between], b[between]))
    return result


def closed_form(a: Floats, b: Floats) -> Floats:
    """Return Carter's approximation to the 2.5 % points, for parameters above 1."""
    inverse_a, inverse_b = 1 / (2 * a - 1), 1 / (2 * b - 1)
    shift = (Z95 * Z95 - 3) / 6
    h = 2 / (inverse_a + inverse_b)
    w = Z95 * np.sqrt(h + shift) / h - (inverse_b - inverse_a) * (shift + 5 / 6 - 2 / (3 * h))
    return np.asarray(a / (a + b * np.exp(2 * w)), np.float64)


def refined(a: Floats, b: Floats, start: Floats) -> Floats:
    """Return the 2.5 % points after one step of Halley's method from `start`."""
    density = np.exp((a - 1) * np.log(start) + (b - 1) * np.log1p(-start) - betaln(a, b))
    step = (betainc(a, b, start) - TAIL) / density
    bend = (a - 1) / start - (b - 1) / (1 - start)
    return np.asarray(start - step / (1 - step * bend / 2), np.float64)
