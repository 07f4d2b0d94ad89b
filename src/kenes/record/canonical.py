"""The one byte form of an entry: RFC 8785 (JCS) of NFC text."""

import unicodedata
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """Return RFC 8785 (JCS) bytes of a value whose strings are brought to NFC; raise ValueError for a float."""
    return rfc8785.dumps(normal(value))


def normal(value: Any) -> Any:
    """Return the value with all strings in NFC; raise ValueError for a float: its text form is no reliable fact."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case float():
            raise ValueError("the record holds no floats: write a count, a code or a string")
        case dict():
            return {normal(key): normal(item) for key, item in value.items()}
        case list() | tuple():
            return [normal(item) for item in value]
    return value
