"""The table of a panel: reviews by side and category with their bounds, the outcome, and what would change it."""

from collections import Counter
from math import floor
from typing import Any

from kenes.claims.models import Finding, Panel, Review, Seat
from kenes.claims.words import categories_of
from kenes.councils.models import Side
from kenes.engine.joint_finding import flip_cost, joint, lower_bound

RULE = "wilson-1.645-0.5"


def is_complete(panel: Panel) -> bool:
    """Return whether every seat of every side has submitted."""
    done = Counter(panel.seats.filter(state=Seat.State.SUBMITTED).values_list("side", flat=True))
    sides = Side.objects.filter(council=panel.claim.council_id).values_list("pk", flat=True)
    return all(done[side] >= panel.seats_per_side for side in sides)


def progress_of(panel: Panel) -> list[tuple[Side, int]]:
    """Return each side and how many reviews it has submitted: all that anybody knows of them before the end. Two queries."""
    done = Counter(panel.seats.filter(state=Seat.State.SUBMITTED).values_list("side", flat=True))
    return [(side, done[side.pk]) for side in Side.objects.filter(council=panel.claim.council_id)]


def table_of(panel: Panel) -> dict[str, Any]:
    """Return what `Finding.table` holds. Of a side that did not review only the number is said: few reviews would name people.

    Bounds are texts with three digits, for a hash covers the table, and the record holds no floats. They are cut, not rounded: what
    is just below one half must not read as one half.
    """
    offered = [str(category) for category in categories_of(panel.claim)]
    counts: dict[str, dict[str, int]] = {
        side.public_id: dict.fromkeys(offered, 0) for side in Side.objects.filter(council=panel.claim.council_id)
    }
    reviews = Review.objects.filter(seat__panel=panel, seat__state=Seat.State.SUBMITTED, is_submitted=True)
    for side, category in reviews.values_list("seat__side__public_id", "category"):
        counts[side][category] += 1
    outcome, cost = joint(counts, panel.least_per_side), flip_cost(counts, offered, panel.least_per_side)
    category = Finding.Category.NOT_REVIEWED if outcome.silent else outcome.category or Finding.Category.DIFFER
    return {
        "rule": RULE,
        "seats": panel.seats_per_side,
        "least": panel.least_per_side,
        "outcome": str(category),
        "sides": [side_row(side, row, outcome.by_side[side], silent=side in outcome.silent) for side, row in counts.items()],
        "flip": {"sides": dict(cost.sides), "together": cost.together},
    }


def side_row(side: str, counts: dict[str, int], carries: str, *, silent: bool) -> dict[str, Any]:
    total = sum(counts.values())
    shown = {} if silent else counts
    return {
        "side": side,
        "submitted": total,
        "silent": silent,
        "counts": shown,
        "bounds": {category: f"{floor(1000 * lower_bound(said, total)) / 1000:.3f}" for category, said in shown.items()},
        "carries": carries,
    }
