"""What pages and acts read of the sides."""

from kenes.sides.queries.consents import Standing, Wanted, all_agree, letter, standing, wanted_of
from kenes.sides.queries.room import Conversation, Draft, Note, conversation, notes_of, threads_list, threads_of

__all__ = [
    "Conversation",
    "Draft",
    "Note",
    "Standing",
    "Wanted",
    "all_agree",
    "conversation",
    "letter",
    "notes_of",
    "standing",
    "threads_list",
    "threads_of",
    "wanted_of",
]
