"""Figures of the sample council: imported as a file by its secretariat, twice; what members say about them in between and after."""

import csv
import hashlib
import io
from functools import partial
from typing import TYPE_CHECKING, Any

from kenes.councils.models import Member, Region
from kenes.issues.acts import report_signal
from kenes.site.acts import translate_text
from kenes.site.sample.content import read, text
from kenes.site.sample.figures import Figures
from kenes.situation.acts import publish_note, write_note
from kenes.situation.acts.figures import commit_import, decide_import, keep_import_draft
from kenes.situation.importing.choices import Choices
from kenes.situation.importing.metadata import CHOICES, DAYS, LINES, NUMBERS
from kenes.situation.importing.schema import NAMES
from kenes.situation.importing.source import read_source
from kenes.situation.models import FigureQuestion, Indicator

if TYPE_CHECKING:
    from kenes.site.sample.regional import Regional

NEW_FIGURES = 12  # days ago: the questions about them are still open
# Values from before a region existed, or from the months before its date, are the office's own for today's borders.
ANSWERS = {"territory": "keep"}


def begin(by: Member) -> None:
    """Import what had been published up to the last but one year, before anybody is invited: members find it there."""
    first = Figures(before=2022)
    bring(by, first, "regions-1999-2021.csv", {sheet["code"]: typed(sheet) for sheet in first.sheets})
    for sheet in first.sheets:
        indicator = Indicator.objects.get(council=by.council, code=sheet["code"])
        for field in ("producer", "method"):
            for language in ("kk", "en"):
                translate_text(by=by, item=indicator, field=field, language=language, text=sheet[field][language])


def bring(by: Member, figures: Figures, name: str, about: dict[str, dict[str, str]] | None = None) -> None:
    """Import figures the way a secretary does: a file, its preview with the answers, one revision."""
    content = table(figures)
    draft = keep_import_draft(by=by, file_name=name, sha256=hashlib.sha256(content).hexdigest(), source=read_source(name, content))
    draft = decide_import(by=by, draft=draft, choices=Choices(answers=ANSWERS, metadata=about or {}))
    commit_import(by=by, draft=draft)


def table(figures: Figures) -> bytes:
    """Return all figures as the template for imports has them."""
    out = io.StringIO()
    rows = csv.DictWriter(out, NAMES, lineterminator="\n")
    rows.writeheader()
    for sheet in figures.sheets:
        for (place, period), fact in figures.facts(sheet["code"]).items():
            told = {"obs_status": fact.status, "note": fact.note, "source": fact.source}
            rows.writerow({"region_code": place, "indicator": sheet["code"], "period": period, "value": fact.value, **told})
    return out.getvalue().encode()


def typed(sheet: dict[str, Any]) -> dict[str, str]:
    """Return what is known of an indicator as somebody would type it, in Russian; the other languages follow as translations."""
    found = {f"{name}_{code}": sheet[name][code] for name in ("name", "unit") for code in ("kk", "ru", "en")}
    found |= {name: sheet[name]["ru"] for name in ("producer", "method")}
    for name in ("link", *CHOICES, *LINES, *DAYS, *NUMBERS):
        value = sheet.get(name)
        found[name] = "" if value is None else str(value)
    return {**found, "published": sheet["published"] or "unknown", "language": "ru"}


def plan(council: "Regional") -> None:
    """Set the moments of the newer figures, of what was noted before and of what is answered after them."""
    script, told = council.script, read("situation")
    script.on(script.moment(NEW_FIGURES, 10), lambda: bring(council.cast.secretary, Figures(), "regions-1999-2023.csv"))
    for number, row in enumerate([*told["answers"], *told["notes"]]):
        script.on(script.moment(NEW_FIGURES - 1 - number % 9, 12 + number), partial(say, council, row, number))


def say(council: "Regional", row: dict[str, Any], number: int) -> None:
    """Let a member say what is behind a figure, in a note or a signal; where it was asked, as the answer."""
    indicator = Indicator.objects.get(council=council.council, code=row["indicator"])
    region = Region.objects.get(code=row["region"])
    seats = council.cast.members[region.code]
    by, words = seats[number % len(seats)], text(row, row["original"])
    asked = None if "period" in row else FigureQuestion.objects.get(indicator=indicator, region=region)
    about: dict[str, Any] = {"by": by, "region": region, "indicator": indicator, "question": asked, "client_key": f"sample-said-{number}"}
    period = asked.period if asked else row["period"]
    if row.get("is_signal"):
        lines = {name: row[name] for name in ("place", "since", "affected", "basis")}
        report_signal(what=words, figure_period=period, **about, **lines)
        return
    note = write_note(text=words, period=period, confidence=row["confidence"], **about)
    if row["is_public"]:
        publish_note(by=council.cast.secretary, note=note)
