"""Reading the sample's texts: plausible, in three languages, about nobody in particular."""

import json
from pathlib import Path
from typing import Any

from kenes.base.text import Text

CONTENT = Path(__file__).with_name("content")


def read(name: str) -> Any:
    return json.loads((CONTENT / f"{name}.json").read_text())


def text(row: dict[str, Any], original: str = "ru") -> Text:
    """Return the Text of a row that holds "kk", "ru", "en" (other keys are ignored)."""
    return Text.in_all(original, **{code: row[code] for code in ("kk", "ru", "en") if row.get(code)})
