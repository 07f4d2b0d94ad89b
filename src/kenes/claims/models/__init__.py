"""Claims, appearances, reviews, findings: what is false."""

from kenes.claims.models.claims import Appeal, Appearance, Claim, Finding, FindingDissent, FindingFigure, SideText
from kenes.claims.models.panels import Affiliation, Interest, Nonce, Panel, PoolPlace, Review, Seat, Source

__all__ = [
    "Affiliation",
    "Appeal",
    "Appearance",
    "Claim",
    "Finding",
    "FindingDissent",
    "FindingFigure",
    "Interest",
    "Nonce",
    "Panel",
    "PoolPlace",
    "Review",
    "Seat",
    "SideText",
    "Source",
]
