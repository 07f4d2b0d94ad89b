"""Reviewers drawn by lot, so that anyone can check the draw: `docs/methods/joint-review.md` says how, byte for byte."""

from kenes.engine.panels.lot import Draw, commitment_of, draw, order_of, seed_of
from kenes.engine.panels.pool import NO_INSTITUTE, Place, Pool, opened
from kenes.engine.panels.seats import next_in_reserve, room_for, seated

__all__ = [
    "NO_INSTITUTE",
    "Draw",
    "Place",
    "Pool",
    "commitment_of",
    "draw",
    "next_in_reserve",
    "opened",
    "order_of",
    "room_for",
    "seated",
    "seed_of",
]
