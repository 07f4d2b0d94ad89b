"""Simulated votes: nobody cast them, and every page of a sample council says so."""

import random

LOGISTIC = 3.2  # how strongly a statement's lean decides
PASSES = 0.08


def opinion(seed: str, member: int, region: str, lean: float, *, split: bool = False, camp: float = 0.0) -> int:
    """Return -1, 0 or 1: what a simulated member says, from the statement's lean, their region's mood and their own.

    `split` statements are seen differently in the north and in the south. `camp` is how strongly a statement divides the two camps,
    times which one the member is in. The same seed gives the same vote.
    """
    mood = random.Random(f"{seed} {region}").gauss(0, 0.35)
    own = random.Random(f"{seed} {member}")
    if own.random() < PASSES:
        return 0
    if split and region < "KZ-50":
        lean = -lean * 4
    return 1 if own.gauss(0, 1) * LOGISTIC / 2 < (lean + mood) * 1.1 + camp else -1


def camp_of(talk: str, member: int) -> float:
    """Return which of two camps a simulated member leans to, -1 or 1 with some play; one in six stands between, near 0."""
    own = random.Random(f"camp {talk} {member}")
    side = own.random()
    return (-1.0 if side < 0.46 else 1.0 if side < 0.83 else 0.0) + own.gauss(0, 0.2)
