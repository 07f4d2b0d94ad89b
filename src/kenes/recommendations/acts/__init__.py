"""What people do with recommendations: drafts and evidence (drafts.py), adoption and dissent (votes.py)."""

from kenes.recommendations.acts.consents import agree_to_adoption
from kenes.recommendations.acts.drafts import (
    Source,
    cite_source,
    cite_statement,
    cite_statements,
    draft_recommendation,
    withdraw_recommendation,
    write_version,
)
from kenes.recommendations.acts.votes import cast_ballot, close_adoption, open_adoption, remind_voters, write_dissent

__all__ = [
    "Source",
    "agree_to_adoption",
    "cast_ballot",
    "cite_source",
    "cite_statement",
    "cite_statements",
    "close_adoption",
    "draft_recommendation",
    "open_adoption",
    "remind_voters",
    "withdraw_recommendation",
    "write_dissent",
    "write_version",
]
