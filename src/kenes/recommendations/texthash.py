"""The hash that binds a vote to its text."""

from hashlib import sha256

from kenes.base.text import Text
from kenes.recommendations.models import Version
from kenes.record.canonical import canonical


def text_hash(title: Text, text: Text, rationale: Text) -> str:
    """Return SHA-256, in hex, of the JCS form of title, text and rationale in all their languages."""
    return sha256(canonical({"title": title.as_json(), "text": text.as_json(), "rationale": rationale.as_json()})).hexdigest()


def hash_of(version: Version) -> str:
    """Return the hash that a version's text has now: it differs from the one kept where somebody touched the text."""
    return text_hash(version.title, version.text, version.rationale)
