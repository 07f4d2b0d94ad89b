"""How sure a share is."""

from math import sqrt

Z95 = 1.959963984540054  # the standard normal's 97.5 % point


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
