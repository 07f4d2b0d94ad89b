"""A map of people without any single person on it: people who stand close together become one circle."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
GRID = 10  # hundredths: a place is told as a multiple of it


@dataclass(frozen=True)
class Circle:
    """`n` people, and the middle of where they stand, in hundredths, on a coarse grid."""

    x: int
    y: int
    n: int


def microaggregate(position: Floats, least: int) -> list[Circle]:
    """Return circles of at least `least` people each, and fewer than twice as many, the largest first.

    Arguments: `position`, shape (P, 2); `least` >= 2. Fewer people than `least` give no circle. The order of people plays no part.
    Raises ValueError for another shape or `least` under 2.

    People are halved along the longer side of the room they take, again and again, as long as both halves are enough
    (the median cut of K. LeFevre, D. DeWitt, R. Ramakrishnan, "Mondrian multidimensional k-anonymity", ICDE 2006; a kind of
    microaggregation, J. Domingo-Ferrer, J. M. Mateo-Sanz, IEEE TKDE 14 (2002) 189-201).
    """
    if least < 2:
        raise ValueError(f"least: a circle stands for at least 2 people, got {least}")
    if position.ndim != 2 or position.shape[1] != 2:
        raise ValueError(f"position: P × 2 is needed, got {position.shape}")
    # In one order from the start: a mean of floats depends, in its last digit, on the order of what is added.
    found, waiting = [], [position[np.lexsort((position[:, 1], position[:, 0]))]]
    while waiting:
        people = waiting.pop()
        if len(people) >= 2 * least:
            waiting += halves(people)
        elif len(people) >= least:
            x, y = (np.rint(people.mean(axis=0) * 100 / GRID) * GRID).astype(np.int64).tolist()
            found.append(Circle(x, y, len(people)))
    return sorted(found, key=lambda one: (-one.n, one.x, one.y))


def halves(people: Floats) -> list[Floats]:
    """Return the two halves of some people, shape (N, 2), cut across the longer side of the room they take."""
    longer = int(np.ptp(people, axis=0).argmax())
    order = np.lexsort((people[:, 1 - longer], people[:, longer]))
    middle = len(people) // 2
    return [people[order[:middle]], people[order[middle:]]]
