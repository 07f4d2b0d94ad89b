"""What people do with signals and issues."""

from kenes.issues.acts.issues import (
    add_to_issue,
    advance_issue,
    close_issue,
    make_issue,
    publish_issue,
    reopen_issue,
    take_out,
    unmake_issue,
)
from kenes.issues.acts.merging import merge_issues, undo_merge
from kenes.issues.acts.practices import link_practice, unlink_practice
from kenes.issues.acts.signals import (
    answer_secretariat,
    ask_author,
    decline_signal,
    publish_signal,
    report_signal,
    return_to_queue,
    withdraw_signal,
)

__all__ = [
    "add_to_issue",
    "advance_issue",
    "answer_secretariat",
    "ask_author",
    "close_issue",
    "decline_signal",
    "link_practice",
    "make_issue",
    "merge_issues",
    "publish_issue",
    "publish_signal",
    "reopen_issue",
    "report_signal",
    "return_to_queue",
    "take_out",
    "undo_merge",
    "unlink_practice",
    "unmake_issue",
    "withdraw_signal",
]
