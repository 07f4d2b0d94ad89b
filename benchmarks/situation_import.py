"""How long an import of 100,000 observations takes, from the file to the board; what a workbook made to exhaust its reader costs."""

import csv
import io
import os
import resource
import sys
import time
import zipfile
from hashlib import sha256
from multiprocessing import get_context
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")

import django
from run import figure

QUICK = "--quick" in sys.argv
PLACES, MONTHS = 20, 12 * 25
INDICATORS = 1 if QUICK else 20
MEGABYTE = 1024 * 1024


def table(shift: float) -> bytes:
    """A tidy file: indicators by place and month."""
    from kenes.councils.models import Region

    codes = [*Region.objects.filter(country="KZ", versions__valid_from__isnull=True).distinct().values_list("code", flat=True)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["region_code", "indicator", "period", "value", "unit", "obs_status", "note", "source"])
    for indicator in range(INDICATORS):
        for place in ["KZ", *codes][:PLACES]:
            for month in range(MONTHS):
                period = f"{1998 + month // 12}-{month % 12 + 1:02d}"
                value = f"{(indicator + 1) * 10 + month * 0.37 + shift:.2f}".replace(".", ",")
                writer.writerow([place, f"IND_{indicator}", period, value, "%", "A", "", "Bureau of National Statistics"])
    return out.getvalue().encode("utf-8-sig")


def bring(by: Any, content: bytes) -> tuple[Any, float]:
    """Import a file the way the page does: read, keep, look, answer, commit; return the revision and the seconds."""
    from kenes.situation.acts import figures as acts
    from kenes.situation.importing.choices import Choices
    from kenes.situation.importing.preview import preview_of
    from kenes.situation.importing.source import read_source

    about = {
        "name_en": "Indicator",
        "unit_en": "%",
        "domain": "economy",
        "polarity": "up",
        "measure": "rate",
        "decimals": "2",
        **dict.fromkeys(("producer", "link", "licence", "published", "accessed", "method"), "unknown"),
    }
    choices = Choices(answers={"territory": "keep"}, metadata={f"IND_{number}": about for number in range(INDICATORS)})
    began = time.perf_counter()
    source = read_source("figures.csv", content)
    draft = acts.keep_import_draft(by=by, file_name="figures.csv", sha256=sha256(content).hexdigest(), source=source)
    preview_of(by.council, source, choices)
    draft = acts.decide_import(by=by, draft=draft, choices=choices)
    revision = acts.commit_import(by=by, draft=draft)
    return revision, time.perf_counter() - began


def bomb(megabytes: int) -> bytes:
    """A workbook of a few kilobytes that unpacks to this many megabytes of cells."""
    row = '<row><c t="inlineStr"><is><t>x</t></is></c></row>'
    parts = {"[Content_Types].xml": "<Types/>", "xl/worksheets/sheet1.xml": row * (megabytes * MEGABYTE // len(row))}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def refuse(content: bytes, answer: Any) -> None:
    """Refuse a workbook in a process of its own; tell seconds and how much more memory it took than before."""
    from kenes.base.errors import BadFile
    from kenes.base.sheets import read_sheets

    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    try:
        read_sheets("bomb.xlsx", content)
    except BadFile:
        seconds = time.perf_counter() - began
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        answer.put((seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before + children) / 1024))
    else:
        answer.put((float("inf"), float("inf")))


def main() -> None:
    django.setup()
    from kenes.councils.models import Member
    from tests import factories, tables

    tables.create()
    by = factories.member(factories.council(), role=Member.Role.SECRETARY)
    made, seconds = bring(by, table(0))
    figure("import_100k_seconds", seconds, "s", "<=10")
    figure("import_100k_observations", made.added, "observations", ">=100000")
    made, seconds = bring(by, table(0.5))
    figure("import_100k_changed_seconds", seconds, "s", "<=10")
    for megabytes in (10, 101):
        content = bomb(megabytes)
        here = get_context("spawn")
        answer = here.Queue()
        process = here.Process(target=refuse, args=(content, answer))
        process.start()
        seconds, memory = answer.get(timeout=60)
        process.join()
        figure(f"bomb_{megabytes}mb_seconds", seconds, "s", "<=1")
        figure(f"bomb_{megabytes}mb_memory", memory, "MB", "<=100")


if __name__ == "__main__":
    main()
