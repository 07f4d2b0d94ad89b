"""Holding contributions back, moderating them, and letting them out."""

from kenes.attribution.acts.ending import archive_holding, close_holding, purge_authors
from kenes.attribution.acts.holding import Contribution, hold, move_end, take_batch
from kenes.attribution.acts.moderating import open_parts, prepare_held, remind_moderators, return_held

__all__ = [
    "Contribution",
    "archive_holding",
    "close_holding",
    "hold",
    "move_end",
    "open_parts",
    "prepare_held",
    "purge_authors",
    "remind_moderators",
    "return_held",
    "take_batch",
]
