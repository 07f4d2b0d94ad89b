"""Salted commitments: the record proves a text without holding it."""

import secrets
import unicodedata
from hashlib import sha256


def commit(text: str) -> tuple[str, str]:
    """Return (salt, commitment) in hex: SHA-256(32-byte salt ‖ NFC text in UTF-8)."""
    salt = secrets.token_bytes(32)
    return salt.hex(), opened(salt.hex(), text)


def opened(salt: str, text: str) -> str:
    """Return the commitment that a salt and a text give."""
    return sha256(bytes.fromhex(salt) + unicodedata.normalize("NFC", text).encode()).hexdigest()
