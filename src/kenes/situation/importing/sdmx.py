"""Figures in SDMX-ML 2.1 and 3.0. Needs the extra `kenes[sdmx]` (sdmx1); the file is read by a process that can be killed."""

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.base.errors import BadFile
from kenes.base.sheets import FIGURES, read_aside
from kenes.situation import periods
from kenes.situation.importing import spans
from kenes.situation.importing.choices import Choices
from kenes.situation.importing.figures import LEAVE_OUT, Figure, Reading, Unmatched
from kenes.situation.importing.findings import error
from kenes.situation.importing.names import Gazetteer
from kenes.situation.importing.numbers import Unreadable, parse
from kenes.situation.importing.schema import STATUSES

READER = Path(__file__).with_name("sdmx_reader.py")
AREAS = ("REF_AREA", "GEO", "REGION", "AREA", "TERRITORY", "LOCATION")
UNITS = ("UNIT_MEASURE", "UNIT")
WITHOUT = gettext_lazy(
    "Files in SDMX-ML need the extra kenes[sdmx] (sdmx1), which is not installed here. Use CSV or XLSX, or have it installed."
)


@dataclass(frozen=True)
class SdmxTable:
    """One series of a data set for all places: all dimensions but place and time are fixed."""

    key: str
    title: str
    unit: str
    rows: list[tuple[str, str, str, str]]  # place, period, value, status
    places: int
    sheet_name: str = ""
    hidden: bool = False
    frequency: str = ""


def is_sdmx(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def read_file(content: bytes) -> dict[str, Any]:
    """Return the observations of an SDMX-ML message as dimensions and values."""
    if importlib.util.find_spec("sdmx") is None:
        raise BadFile(WITHOUT, field="file")
    if len(content) > FIGURES.bytes:
        raise BadFile(gettext_lazy("This file is too large: at most %(most)s MB."), field="file", most=FIGURES.bytes // 1024 // 1024)
    done = read_aside(READER, [FIGURES.seconds], content, FIGURES.seconds)
    if done.returncode:
        raise BadFile(
            gettext_lazy("This file is no data set in SDMX-ML 2.1 or 3.0, or it needs a structure that is not in it."), field="file"
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def tables_of(data: dict[str, Any], gazetteer: Gazetteer) -> list[SdmxTable]:
    """Return the series of a data set, one for each combination of dimensions besides place and time."""
    dimensions: list[str] = data["dimensions"]
    rows: list[list[str]] = data["rows"]
    time = next((name for name in dimensions if "TIME" in name.upper()), "")
    area = area_among([name for name in dimensions if name != time], dimensions, rows, gazetteer)
    if not time or not area or not rows:
        return []
    at_time, at_area, at_value = dimensions.index(time), dimensions.index(area), len(dimensions)
    others = [index for index in range(len(dimensions)) if index not in (at_time, at_area)]
    series: dict[str, list[tuple[str, str, str, str]]] = {}
    units: dict[str, str] = {}
    for row in rows:
        key = ".".join(row[index] for index in others) or "all"
        series.setdefault(key, []).append((row[at_area], row[at_time], row[at_value], row[at_value + 1]))
        units.setdefault(key, next((row[dimensions.index(name)] for name in UNITS if name in dimensions), row[at_value + 2]))
    return [
        SdmxTable(key, f"{data.get('title', '')} {key}".strip(), units[key], found, len({row[0] for row in found}))
        for key, found in series.items()
    ]


def area_among(names: list[str], dimensions: list[str], rows: list[list[str]], gazetteer: Gazetteer) -> str:
    """Return the dimension whose values are places: by its name, or by what is in it."""
    named = [name for name in names if name.upper() in AREAS]
    if named:
        return named[0]
    counts = {name: sum(bool(gazetteer.match(row[dimensions.index(name)]).code) for row in rows[:500]) for name in names}
    best = max(counts, key=counts.__getitem__, default="")
    return best if best and counts[best] else ""


def read_sdmx(table: SdmxTable, gazetteer: Gazetteer, choices: Choices) -> Reading:
    """Return the figures of one series."""
    reading = Reading(units={choices.indicator: table.unit})
    codes: dict[str, str] = {}
    strangers: dict[str, int] = {}
    for area, span, text, status in table.rows:
        if area not in codes:
            codes[area] = choices.name(area) or gazetteer.match(area).code or gazetteer.match(area.replace("_", "-")).code
            if codes[area].casefold() in gazetteer.codes:
                reading.matched.append((area, codes[area]))
        known = codes[area].casefold() in gazetteer.codes and codes[area] != LEAVE_OUT
        if not known or choices.name(area):
            strangers[area] = strangers.get(area, 0) + 1
        if not known:
            continue
        period = spans.period_of(span.replace("-A1", "").replace("-M", "-"))
        if not period:
            reading.findings.append(
                error("period", _("“%(text)s” is no period. Write 2022, 2022-S1, 2022-Q3 or 2022-07.") % {"text": span[:40]})
            )
            continue
        try:
            value = None if text in ("", "NaN", "nan") else parse(text)
        except Unreadable:
            reading.findings.append(error("value", _("“%(text)s” is no number.") % {"text": text[:40]}, f"{area} {span}"))
            continue
        kept = status if status in STATUSES and value is not None else "M" if value is None else "A"
        reading.figures.append(Figure(choices.indicator, gazetteer.codes[codes[area].casefold()], periods.parse(period), value, kept))
    reading.unmatched = [Unmatched(name, name, values, chosen=choices.name(name)) for name, values in strangers.items()]
    return reading
