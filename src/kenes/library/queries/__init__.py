"""What pages and other rooms read about papers."""

from kenes.library.queries.papers import (
    PaperFilters,
    PaperRow,
    by_state,
    entries_about_paper,
    paper_for,
    paper_rows,
    papers_list,
    per_side,
    readable_papers,
    shared_before,
    years_of,
)
from kenes.library.queries.uses import Use, papers_used_in, usable_papers, uses_of

__all__ = [
    "PaperFilters",
    "PaperRow",
    "Use",
    "by_state",
    "entries_about_paper",
    "paper_for",
    "paper_rows",
    "papers_list",
    "papers_used_in",
    "per_side",
    "readable_papers",
    "shared_before",
    "usable_papers",
    "uses_of",
    "years_of",
]
