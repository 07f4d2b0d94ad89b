"""Where the real conversations lie that tests of opinions read (never copied into the repository)."""

import csv
import gzip
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

DATA = Path(os.environ.get("KENES_OPINIONS", Path(__file__).resolve().parents[2] / "shared/data/opinions"))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no exports in {DATA}: set KENES_OPINIONS")


def text_of(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a CSV in the slow, obvious way."""
    return list(csv.DictReader(io.StringIO(text_of(path))))


def json_of(path: Path) -> Any:
    return json.loads(text_of(path))


def file_of(name: str, start: str) -> Path:
    """Return the file of a conversation whose name begins so."""
    return next(path for path in sorted((DATA / name).iterdir()) if path.name.startswith(start))
