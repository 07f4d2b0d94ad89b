"""Claims, appearances, reviews, findings: what is false."""

from kenes.claims.models.claims import Appeal, Appearance, Claim, Finding, FindingDissent, FindingFigure, SideText
from kenes.claims.models.panels import Interest, Nonce, Panel, Review, Seat, Source

__all__ = [
    "Appeal",
    "Appearance",
    "Claim",
    "Finding",
    "FindingDissent",
    "FindingFigure",
    "Interest",
    "Nonce",
    "Panel",
    "Review",
    "Seat",
    "SideText",
    "Source",
]
