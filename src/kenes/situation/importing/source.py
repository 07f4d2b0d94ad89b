"""An uploaded file in the form in which a draft keeps it until its preview is agreed to."""

import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from kenes.base.sheets import Sheet, read_sheets
from kenes.situation.importing import sdmx, tidy

TIDY, WIDE, SDMX = "tidy", "wide", "sdmx"


@dataclass(frozen=True)
class Source:
    """What a file holds."""

    form: str
    sheets: list[Sheet] = field(default_factory=list)
    message: dict[str, Any] = field(default_factory=dict)

    def pack(self) -> bytes:
        sheets = [sheet.as_json() for sheet in self.sheets]
        return zlib.compress(
            json.dumps({"sheets": sheets, "message": self.message}, ensure_ascii=False).encode("utf-8", "surrogatepass"), 3
        )

    @classmethod
    def unpack(cls, form: str, content: bytes) -> "Source":
        data = json.loads(zlib.decompress(content).decode("utf-8", "surrogatepass"))
        return cls(form, [Sheet.of(sheet) for sheet in data["sheets"]], data["message"])


def read_source(name: str, content: bytes) -> Source:
    """Return what an uploaded file holds, or raise BadFile saying why it cannot be read."""
    if sdmx.is_sdmx(content):
        return Source(SDMX, message=sdmx.read_file(content))
    sheets = read_sheets(name, content)
    return Source(TIDY if tidy.find(sheets) else WIDE, sheets)
