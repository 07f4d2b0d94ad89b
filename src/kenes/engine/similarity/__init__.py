"""Which claims, findings or topics say the same, within and across kk, ru, en. The method: docs/methods/similar-claims.md."""

from kenes.engine.similarity.language import detect
from kenes.engine.similarity.matcher import Entry, Matcher, Suggestion
from kenes.engine.similarity.mirror import Mirror, Mirrors

__all__ = ["Entry", "Matcher", "Mirror", "Mirrors", "Suggestion", "detect"]
