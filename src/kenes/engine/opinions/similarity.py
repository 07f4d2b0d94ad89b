"""How alike two ways to sort people into groups are."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def adjusted_rand(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Return the adjusted Rand index of two labellings of the same people: 1 the same groups, 0 as alike as chance makes them.

    `a`, `b`: shape (n,), integers, any numbers; each distinct one is a group. Range -0.5…1; 1 for fewer than two people and when
    both make one group, or both only groups of one. Hubert & Arabie, Comparing partitions, Journal of Classification 2 (1985),
    equation 5. O(n log n), whatever the number of groups. Raises ValueError when the shapes differ.
    """
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError(f"a, b: two labellings of the same people are needed, got shapes {a.shape} and {b.shape}")
    if a.size < 2:
        return 1.0
    first, second = (np.unique(labels, return_inverse=True)[1].astype(np.int64) for labels in (a, b))
    both = np.unique(first * (second.max() + 1) + second, return_counts=True)[1]
    together, in_a, in_b = pairs(both), pairs(np.bincount(first)), pairs(np.bincount(second))
    expected = in_a * in_b / pairs(np.array([a.size]))
    most = (in_a + in_b) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def pairs(sizes: NDArray[Any]) -> float:
    """Return how many pairs of people are within groups of these sizes."""
    return float((sizes.astype(np.float64) * (sizes - 1) / 2).sum())
