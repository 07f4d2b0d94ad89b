"""The installation's secret key: from the environment, or made once and kept in the data folder."""

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """Return KENES_SECRET_KEY, or the key in `home`, which is made on the first start."""
    if key := os.environ.get("KENES_SECRET_KEY"):
        return key
    path = home / "secret.key"
    if not path.exists():
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return path.read_text()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()
