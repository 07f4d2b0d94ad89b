"""What pages and other rooms read about signals and issues."""

from kenes.issues.queries.issues import IssueRow, contributors, issue_for, issue_parts, issue_rows, issues_list, merges_of, open_issues
from kenes.issues.queries.signals import (
    SignalRow,
    current_issue,
    entries_about,
    entries_about_signal,
    file_for,
    queue,
    queue_counts,
    readable_signals,
    signal_for,
    signal_rows,
    signals_by_id,
    signals_list,
    state_counts,
)

__all__ = [
    "IssueRow",
    "SignalRow",
    "contributors",
    "current_issue",
    "entries_about",
    "entries_about_signal",
    "file_for",
    "issue_for",
    "issue_parts",
    "issue_rows",
    "issues_list",
    "merges_of",
    "open_issues",
    "queue",
    "queue_counts",
    "readable_signals",
    "signal_for",
    "signal_rows",
    "signals_by_id",
    "signals_list",
    "state_counts",
]
