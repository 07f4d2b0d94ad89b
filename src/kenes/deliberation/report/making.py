"""From files to files: reading, finding, and every result as text."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from kenes.deliberation.acts.importing import language_of
from kenes.deliberation.report import sheets
from kenes.deliberation.report.how import note_words
from kenes.deliberation.report.page import group_words, page_of, size
from kenes.deliberation.report.polis_page import polis_group_words, polis_page_of
from kenes.deliberation.report.writing import csv_text, json_text
from kenes.engine.exports import Export, Labels, Note, Reading, Sign, UnreadableExport, read, read_groups, read_labels
from kenes.engine.findings.finding import Figures, Findings, find
from kenes.engine.findings.polis import PolisFindings, find_polis
from kenes.engine.findings.polis import result_json as polis_json
from kenes.engine.findings.result import result_json
from kenes.engine.votes import Ints

Show = Callable[[str, float], None]  # told what is being done, and the share done
MOST_VOTES, MOST_BYTES = 50_000_000, 8_000_000_000  # a file on one's own machine may be larger than an upload
READ, WRITE = 0.5, 0.9  # how far the bar is when all is read, and when all is found


@dataclass(frozen=True)
class Wanted:
    """What was asked for."""

    votes: Path
    labels: Path | None
    groups: Path | None
    sign: Sign | None
    mode: str
    seed: int
    language: str
    updates: int | None = None


@dataclass(frozen=True)
class Material:
    """What was read."""

    export: Export
    labels: Labels
    groups: tuple[Ints, list[str]] | None


def files_of(wanted: Wanted, show: Show) -> tuple[dict[str, str], list[str]]:
    """Return the files by name, and a few lines for the reader. Raises UnreadableExport."""
    material = material_of(wanted, show)
    words = _("finding opinions")
    show(words, READ)
    if wanted.mode == "polis":
        result = find_polis(material.export, material.labels, material.groups, seed=wanted.seed, updates=wanted.updates)
        show(_("writing"), WRITE)
        return polis_written(result, material.labels, wanted.language), summary(result, polis_group_words(len(result.result.group_id)))
    findings = find(
        material.export,
        material.labels,
        material.groups,
        seed=wanted.seed,
        progress=lambda share: show(words, READ + (WRITE - READ) * share),
    )
    show(_("writing"), WRITE)
    return written(findings, material.labels, wanted.language), summary(findings, group_words(findings))


def material_of(wanted: Wanted, show: Show) -> Material:
    reading = _("reading %(file)s")
    how = Reading(MOST_VOTES, most_bytes=MOST_BYTES, progress=lambda file, share: show(reading % {"file": file}, READ * share))
    export = read(wanted.votes, sign=wanted.sign, how=how)
    if not len(export.votes.value):
        raise UnreadableExport("no_rows", "there are no votes", file=wanted.votes.name)
    if wanted.updates and not export.at.any():
        raise UnreadableExport("no_column", "without the times of votes there is no history", file=wanted.votes.name, column="time")
    notes: list[Note] = []
    labels = read_labels(wanted.labels, export.participants, how=how, notes=notes) if wanted.labels else {}
    groups = read_groups(wanted.groups, export.participants, how=how, notes=notes) if wanted.groups else None
    return Material(replace(export, notes=[*export.notes, *notes]), labels, groups)


def written(findings: Findings, labels: Labels, language: str) -> dict[str, str]:
    return {
        "result.json": json_text(result_json(findings)),
        "statements.csv": csv_text(sheets.statement_rows(findings)),
        "members.csv": csv_text(sheets.member_rows(findings, labels)),
        "groups.csv": csv_text(sheets.group_rows(findings)),
        "apart.csv": csv_text(sheets.apart_rows(findings)),
        "slate.csv": csv_text(sheets.slate_rows(findings)),
        "report.html": page_of(findings, language, language_in(findings)),
    }


def polis_written(findings: PolisFindings, labels: Labels, language: str) -> dict[str, str]:
    result = findings.result
    extra = {"group-aware consensus": result.group_aware_consensus, "priority": result.priority, "extremity": result.extremity}
    return {
        "result.json": json_text(polis_json(findings)),
        "statements.csv": csv_text(sheets.statement_rows(findings, extra)),
        "members.csv": csv_text(sheets.polis_member_rows(findings, labels)),
        "groups.csv": csv_text(sheets.group_rows(findings)),
        "apart.csv": csv_text(sheets.apart_rows(findings)),
        "representative.csv": csv_text(sheets.representative_rows(findings)),
        "report.html": polis_page_of(findings, language, language_in(findings)),
    }


def language_in(figures: Figures) -> str:
    """Return the language of the statements, told from their letters."""
    return language_of(" ".join(statement.text for statement in figures.export.statements))


def summary(figures: Figures, groups: str) -> list[str]:
    """Return what one wants to know at once."""
    first = figures.divisions[0] if figures.divisions else figures.whole
    found = _("Common ground: %(n)s statements") % {"n": int(first.common.common.sum())}
    return [size(figures), groups, found, *map(note_words, figures.notes)]
