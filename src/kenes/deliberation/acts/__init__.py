"""What people do with deliberations."""

from kenes.deliberation.acts.analysing import begin_job, end_job, keep_analysis, move_on, start_analysis, start_results, stop_job
from kenes.deliberation.acts.closing import close_deliberation, release_results
from kenes.deliberation.acts.importing import import_polis
from kenes.deliberation.acts.opening import open_deliberation
from kenes.deliberation.acts.preparing import add_statement, change_statement, prepare_deliberation, remove_statement
from kenes.deliberation.acts.statements import accept_statement, reject_statement, release_statements, write_statement
from kenes.deliberation.acts.voting import cast_vote, undo_vote

__all__ = [
    "accept_statement",
    "add_statement",
    "begin_job",
    "cast_vote",
    "change_statement",
    "close_deliberation",
    "end_job",
    "import_polis",
    "keep_analysis",
    "move_on",
    "open_deliberation",
    "prepare_deliberation",
    "reject_statement",
    "release_results",
    "release_statements",
    "remove_statement",
    "start_analysis",
    "start_results",
    "stop_job",
    "undo_vote",
    "write_statement",
]
