"""The pages of this room: reading (reading.py), results (results.py, statements.py, opinions.py), the vote (voting.py), working.py."""

from kenes.deliberation.views.opinions import groups, method, shortlist
from kenes.deliberation.views.reading import deliberation, deliberations, votes
from kenes.deliberation.views.results import divided, results
from kenes.deliberation.views.statements import statement
from kenes.deliberation.views.voting import undo, vote
from kenes.deliberation.views.working import close, decide, import_export, open_vote, prepare, queue, release, remove, seeds, stop, write

__all__ = [
    "close",
    "decide",
    "deliberation",
    "deliberations",
    "divided",
    "groups",
    "import_export",
    "method",
    "open_vote",
    "prepare",
    "queue",
    "release",
    "remove",
    "results",
    "seeds",
    "shortlist",
    "statement",
    "stop",
    "undo",
    "vote",
    "votes",
    "write",
]
