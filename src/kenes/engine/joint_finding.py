"""What the sides find together: a category that each side's reviews carry by themselves, so surely that chance is no explanation.

Known sides, the least of them decides: measured against majorities, products over groups and latent factors, this rule let the
fewest wrong verdicts through (docs/methods/joint-review.md).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import comb, prod

from kenes.engine.intervals import wilson

Z = 1.645  # one-sided 95 %
SHARE = 0.5
Reviews = Mapping[str, Mapping[str, int]]  # side -> category -> how many reviews say so


def lower_bound(said: int, of: int) -> float:
    """Return the one-sided 95 % lower Wilson bound of the share `said`/`of`, in shares; 0 where nobody reviewed.

    Raises ValueError for `said` outside 0 … `of`.
    """
    return wilson(said, of, Z)[0]


@cache
def needed(of: int) -> int | None:
    """Return the fewest of `of` reviews that carry a category; None where not even all of them would."""
    return next((said for said in range(of + 1) if lower_bound(said, of) >= SHARE), None)


def carried(reviews: Mapping[str, int]) -> str:
    """Return the category that one side's reviews carry, "" where none: two cannot, each needs more than half."""
    least = needed(sum(reviews.values()))
    return next((category for category, said in reviews.items() if least is not None and said >= least), "")


@dataclass(frozen=True)
class Joint:
    """The outcome: the category that all sides carry ("" where they differ), what each carries, and the sides that did not review."""

    category: str
    by_side: Mapping[str, str]
    silent: tuple[str, ...]


def joint(reviews: Reviews, fewest: int) -> Joint:
    """Return what the sides find together. A side with fewer than `fewest` submitted reviews did not review: nothing is joint then."""
    silent = tuple(side for side, said in reviews.items() if sum(said.values()) < fewest)
    by_side = {side: "" if side in silent else carried(said) for side, said in reviews.items()}
    agreed = set(by_side.values())
    return Joint(agreed.pop() if len(agreed) == 1 and not silent else "", by_side, silent)


@dataclass(frozen=True)
class FlipCost:
    """The fewest reviews that would have to say something else for another outcome: of one side alone (None: it alone cannot), of all."""

    sides: Mapping[str, int | None]
    together: int | None


def flip_cost(reviews: Reviews, categories: Collection[str], fewest: int) -> FlipCost:
    """Return how many reviews, saying another category, would change the outcome of `joint`.

    A changed review keeps its side and moves to any other of `categories`; none is added or taken away. Where a side did not
    review there is nothing to change: all None. The fewest is found exactly: an accepted category falls when one side has one
    review less than it needs; another is accepted when each side has as many as it needs.
    """
    outcome = joint(reviews, fewest)
    if outcome.silent or not reviews:
        return FlipCost(dict.fromkeys(reviews), None)
    alone: dict[str, int | None] = {side: change(reviews, categories, outcome.category, [side]) for side in reviews}
    return FlipCost(alone, change(reviews, categories, outcome.category, list(reviews)))


def change(reviews: Reviews, categories: Collection[str], accepted: str, sides: Sequence[str]) -> int | None:
    """Return the fewest changed reviews of these sides that end in another outcome, or None."""
    fall = [missing(reviews[side], accepted) for side in sides] if accepted and len(categories) > 1 else []
    ways: list[int | None] = [1 - least for least in fall if least is not None]
    for category in sorted({*categories, *(name for row in reviews.values() for name in row)} - {accepted}):
        wanted = {side: missing(row, category) for side, row in reviews.items()}
        out_of_reach = any(least is None or (least > 0 and side not in sides) for side, least in wanted.items())
        ways.append(None if out_of_reach else sum(max(least or 0, 0) for least in wanted.values()))
    return min((way for way in ways if way is not None), default=None)


def missing(reviews: Mapping[str, int], category: str) -> int | None:
    """Return how many reviews more a side needs to carry a category: 0 or less where it does; None where it never can."""
    least = needed(sum(reviews.values()))
    return None if least is None else least - reviews.get(category, 0)


def acceptance(support: Sequence[float], seats: int) -> float:
    """Return the probability that a category is accepted when each of `seats` reviews of side i supports it with probability
    `support[i]`, all independent: the product of binomial tails, exact up to rounding. Raises ValueError for other than shares."""
    if any(not 0 <= share <= 1 for share in support):
        raise ValueError("support: shares between 0 and 1")
    least = needed(seats)
    return 0.0 if least is None else prod(tail(share, seats, least) for share in support)


def tail(share: float, n: int, least: int) -> float:
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(least, n + 1))
