"""The pages of this room: texts and evidence (drafts.py), votes (votes.py)."""

from kenes.recommendations.views.drafts import (
    new_evidence,
    new_recommendation,
    new_version,
    recommendation,
    recommendations,
    version,
    withdraw,
)
from kenes.recommendations.views.votes import adoption, agree, ballot, close, dissent, open_vote

__all__ = [
    "adoption",
    "agree",
    "ballot",
    "close",
    "dissent",
    "new_evidence",
    "new_recommendation",
    "new_version",
    "open_vote",
    "recommendation",
    "recommendations",
    "version",
    "withdraw",
]
