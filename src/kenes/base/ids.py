"""Public ids: short, unguessable, safe to read aloud (no i, l, o, u)."""

import hashlib
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_public_id() -> str:
    """Return 12 random characters, 60 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def new_token() -> str:
    """Return a secret for a private link, 256 bits. Store only its hash (`token_hash`)."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the hash under which a private link's token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()
