"""The hash that binds a vote to its text."""

from hashlib import sha256
from typing import Any

from kenes.base.text import Text
from kenes.recommendations.models import Version
from kenes.record.canonical import canonical


def text_hash(title: Text, text: Text, rationale: Text) -> str:
    """Return SHA-256, in hex, of the JCS form of title, text and rationale as their authors wrote them.

    Translations are aids and stay outside: a better one, added later, changes nothing of what was voted on.
    """
    return sha256(canonical({"title": original(title), "text": original(text), "rationale": original(rationale)})).hexdigest()


def original(text: Text) -> dict[str, Any]:
    """Return the JSON of a text without its translations."""
    return Text(text.original, {text.original: text.texts[text.original]}).as_json()


def hash_of(version: Version) -> str:
    """Return the hash that a version's text has now: it differs from the one kept where somebody touched the text."""
    return text_hash(version.title, version.text, version.rationale)
