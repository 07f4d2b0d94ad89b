"""What pages and other rooms read about deliberations."""

from kenes.deliberation.queries.figures import Figure, figures, figures_of, latest_release
from kenes.deliberation.queries.ground import broadest_agreement
from kenes.deliberation.queries.lists import deliberation_for, deliberations_list, statement_for, statements_waiting, visible

__all__ = [
    "Figure",
    "broadest_agreement",
    "deliberation_for",
    "deliberations_list",
    "figures",
    "figures_of",
    "latest_release",
    "statement_for",
    "statements_waiting",
    "visible",
]
