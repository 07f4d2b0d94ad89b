"""The keys of pseudonyms: one file for each meeting or deliberation, outside the database and outside backups.

Whoever has the key can find out whose pseudonym is whose. Destroyed, nobody can.
"""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings

# Backup programs leave out folders that hold this file (bford.info/cachedir).
TAG = "CACHEDIR.TAG"
SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55\n# Keys of pseudonyms: keep them out of backups.\n"
LENGTH = 6  # 30 bits: two of a thousand people meet about once in two thousand deliberations


def path_of(subject: str) -> Path:
    """Return where a subject's key lies, whether it is there or not."""
    return Path(settings.KEYS_ROOT) / f"{subject.replace('/', '-')}.key"


def make(subject: str) -> bytes:
    """Return a subject's key; it is made when it is asked for first."""
    path = path_of(subject)
    if not path.exists():
        folder = path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / TAG).write_text(SIGNATURE)
        fresh = folder / f".{secrets.token_hex(8)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # whole or not at all; where another process was first, its key stands
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


def read(subject: str) -> bytes | None:
    """Return a subject's key, or None where it was never made or is destroyed."""
    try:
        return path_of(subject).read_bytes()
    except FileNotFoundError:
        return None


def destroy(subject: str) -> bool:
    """Overwrite and remove a subject's key; return whether there was one."""
    path = path_of(subject)
    try:
        with path.open("r+b") as file:
            file.write(bytes(32))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def pseudonym(key: bytes, member_ref: str) -> str:
    """Return what one member is called under one key: the same every time, and nothing without the key."""
    digest = hmac.new(key, member_ref.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest)[:LENGTH].decode().lower()
