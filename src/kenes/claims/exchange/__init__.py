"""Findings in the forms that others read: ClaimReview (schema.org), our own linked JSON, feeds; and others' reviews from files."""

from kenes.claims.exchange.claimreview import Foreign, Own, Rating, built, problems, script
from kenes.claims.exchange.reading import read

__all__ = ["Foreign", "Own", "Rating", "built", "problems", "read", "script"]
