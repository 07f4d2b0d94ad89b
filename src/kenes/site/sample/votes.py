"""Simulated votes: nobody cast them, and every page of a sample council says so."""

import random

LOGISTIC = 3.2  # how strongly a statement's lean decides
PASSES = 0.08


def opinion(seed: str, member: int, region: str, lean: float, *, split: bool = False) -> int:
    """Return -1, 0 or 1: what a simulated member says, from the statement's lean, their region's mood and their own.

    `split` statements are seen differently in the north and in the south. The same seed gives the same vote.
    """
    mood = random.Random(f"{seed} {region}").gauss(0, 0.35)
    own = random.Random(f"{seed} {member}")
    if own.random() < PASSES:
        return 0
    if split and region < "KZ-50":
        lean = -lean * 4
    return 1 if own.gauss(0, 1) * LOGISTIC / 2 < (lean + mood) * 1.1 else -1
