"""Short ways to import figures in a test."""

import csv
import io
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import pytest

from kenes.councils.models import Council, Member
from kenes.situation.acts import figures as acts
from kenes.situation.importing.choices import Choices
from kenes.situation.importing.preview import Preview, preview_of
from kenes.situation.importing.source import read_source
from kenes.situation.models import Board, ImportDraft, Revision
from tests.situation.figures import SHARED

needs_regions = pytest.mark.skipif(not SHARED.is_dir(), reason=f"no regional data in {SHARED}: set KENES_REGIONS")
HEAD = "region_code,indicator,period,value,unit,obs_status,note,source,lower,upper,n"
ABOUT = {
    "name_en": "Life expectancy",
    "unit_en": "years",
    "domain": "health",
    "polarity": "up",
    "measure": "rate",
    "producer": "Bureau of National Statistics",
    "link": "https://stat.gov.kz/",
    "licence": "unknown",
    "published": "unknown",
    "accessed": "2026-11-01",
    "method": "Unknown",
    "decimals": "2",
    "language": "en",
}


def rows_of(name: str) -> list[dict[str, str]]:
    """Return a tidy file of the shared data, read in the obvious way."""
    return list(csv.DictReader((SHARED / "indicators" / name).read_text().splitlines()))


def tidy(rows: Iterable[Mapping[str, object] | str], head: str = HEAD) -> bytes:
    """A tidy CSV: lines as they stand, or what differs from a plain value."""
    out = io.StringIO()
    writer = csv.DictWriter(out, head.split(","), restval="")
    writer.writeheader()
    for row in rows:
        if isinstance(row, str):
            out.write(row + "\r\n")
        else:
            writer.writerow({"indicator": "LIFE_EXP", "unit": "years", **row})
    return out.getvalue().encode()


def looked_at(council: Council, content: bytes, name: str = "figures.csv", **choices: Any) -> Preview:
    return preview_of(council, read_source(name, content), Choices(**choices))


def drafted(by: Member, content: bytes, name: str = "figures.csv", **choices: Any) -> ImportDraft:
    draft = acts.keep_import_draft(by=by, file_name=name, sha256=sha256(content).hexdigest(), source=read_source(name, content))
    choices.setdefault("metadata", {"LIFE_EXP": ABOUT})
    return acts.decide_import(by=by, draft=draft, choices=Choices(**choices))


def imported(by: Member, content: bytes, name: str = "figures.csv", **choices: Any) -> Revision:
    return acts.commit_import(by=by, draft=drafted(by, content, name, **choices))


def values(council: Council, code: str = "LIFE_EXP") -> dict[tuple[str, str], float]:
    """Return what pages would show of an indicator."""
    data = Board.objects.get(indicator__council=council, indicator__code=code).data
    return {
        (place, period): value
        for place, column in data["places"].items()
        for period, value in zip(data["periods"], column, strict=True)
        if value is not None
    }


def board(council: Council, code: str = "LIFE_EXP") -> Any:
    return Board.objects.get(indicator__council=council, indicator__code=code).data


def told(preview: Preview) -> list[tuple[str, str, str]]:
    """Return level, key and place of what a preview says."""
    return [(str(finding.level), finding.key, finding.where) for finding in preview.reading.findings]
