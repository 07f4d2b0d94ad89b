"""`kenes situation import FILE --council SLUG`: look at a file with official figures, and import it once nothing is open."""

import hashlib
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from kenes.base.errors import KenesError
from kenes.base.text import fold
from kenes.config import catalogue
from kenes.councils.models import Council, Member
from kenes.situation.acts import figures as acts
from kenes.situation.importing.checks import shown
from kenes.situation.importing.choices import Choices
from kenes.situation.importing.findings import Finding
from kenes.situation.importing.metadata import FIELDS
from kenes.situation.importing.preview import Preview, preview_of
from kenes.situation.importing.source import Source, read_source

ROWS = 20


class Command(BaseCommand):
    help = (
        "Show what a file with official figures (CSV, XLSX, XLS, SDMX-ML) would change. Exit code 1 when something has to be decided or "
        "put right; --commit imports when nothing is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        into = actions.add_parser("import", help=self.help)
        into.add_argument("file", type=Path)
        into.add_argument("--council", required=True, help="the council's short name in its address")
        into.add_argument("--indicator", default="", help="code that the values of a table go to; the template names its own")
        into.add_argument("--table", "--sheet", default="", help="key of a table, or number or name of a sheet, where a file holds several")
        into.add_argument("--period", default="", help="of a table about one period")
        into.add_argument(
            "--accept", action="append", default=[], metavar="CODE[=CHOICE]", help="answer a decision; the usual way without CHOICE"
        )
        into.add_argument(
            "--name", action="append", default=[], metavar="NAME=CODE", help="say which region a name is; NAME=- leaves it out"
        )
        into.add_argument("--set", action="append", default=[], metavar="FIELD=TEXT", help=f"about a new indicator: {', '.join(FIELDS)}")
        into.add_argument("--replace", action="store_true", help="remove what is stored and not in the file")
        into.add_argument("--language", choices=("kk", "ru", "en"), default="en", help="of messages, and of producer and method")
        into.add_argument("--commit", action="store_true", help="import, if nothing is open")

    def handle(self, *args: Any, language: str, **options: Any) -> None:
        if language in catalogue.CODES and not catalogue.po_path(language).with_suffix(".mo").exists():
            catalogue.compile_all()
        with translation.override(language):
            self.import_file(language=language, **options)

    def import_file(self, *, file: Path, council: str, commit: bool, language: str, **options: Any) -> None:
        there = Council.objects.filter(slug=council).first()
        if there is None:
            raise CommandError(f"There is no council “{council}”.")
        try:
            content = file.read_bytes()
            source = read_source(file.name, content)
        except (OSError, KenesError) as error:
            raise CommandError(str(error)) from error
        choices = answers(options, language)
        preview = preview_of(there, source, choices)
        if source.form != "tidy":
            choices.table = chosen_table(preview, options["table"]) or choices.table
            preview = preview_of(there, source, with_metadata(choices, preview, options["set"], language))
        preview = preview_of(there, source, with_metadata(choices, preview, options["set"], language))
        for line in lines_of(preview):
            self.stdout.write(line)
        if preview.blocked:
            raise CommandError("Something has to be decided or put right: nothing was imported.", returncode=1)
        if commit:
            self.commit(there, file, content, source, preview.choices, preview.fingerprint)

    def commit(self, council: Council, file: Path, content: bytes, source: Source, choices: Choices, seen: str) -> None:
        roles = [Member.Role.SECRETARY, Member.Role.CHAIR]
        by = Member.objects.filter(council=council, role__in=roles, state=Member.State.ACTIVE).order_by("number").first()
        if by is None:
            raise CommandError("The council has no active secretary in whose name to import.")
        try:
            draft = acts.keep_import_draft(by=by, file_name=file.name, sha256=hashlib.sha256(content).hexdigest(), source=source)
            draft = acts.decide_import(by=by, draft=draft, choices=choices)
            try:
                revision = acts.commit_import(by=by, draft=draft, seen=seen)
            except KenesError:
                acts.cancel_import(by=by, draft=draft)
                raise
        except KenesError as error:
            raise CommandError(str(error)) from error
        counts = f"{revision.added} new, {revision.changed} changed, {revision.removed} removed"
        self.stdout.write(f"Imported as revision {revision.number}: {counts}.")


def pairs(given: Iterable[str], default: str = "") -> dict[str, str]:
    """Return KEY=VALUE options; a key alone has the default."""
    return {key: value if sign else default for key, sign, value in (one.partition("=") for one in given)}


def answers(options: dict[str, Any], language: str) -> Choices:
    return Choices(
        table=options["table"],
        indicator=options["indicator"],
        period=options["period"],
        names={fold(name): code for name, code in pairs(options["name"]).items()},
        answers=pairs(options["accept"], "usual"),
        replace=options["replace"],
    )


def chosen_table(preview: Preview, wanted: str) -> str:
    """Return the key of the table that an option names: a key, a sheet's name, or a sheet's number from 1 on."""
    for table in preview.tables:
        number = table.key.partition(".")[0]
        if wanted and wanted in (table.key, table.sheet_name, number):
            return table.key
    return ""


def with_metadata(choices: Choices, preview: Preview, given: list[str], language: str) -> Choices:
    """Return choices with what was said about the indicators of the file, over what the file itself tells."""
    typed = pairs(given)
    unknown = sorted(typed.keys() - {*FIELDS})
    if unknown:
        raise CommandError(f"--set knows no {', '.join(unknown)}. It knows: {', '.join(FIELDS)}")
    for about in preview.indicators:
        if typed or about.is_new:
            choices.metadata[about.code] = {**(about.typed if about.is_new else {}), **typed, "language": language}
    return choices


def lines_of(preview: Preview) -> Iterable[str]:
    """Yield the preview as text."""
    if len(preview.tables) > 1:
        yield "Tables:"
        for table in preview.tables:
            mark = "*" if preview.table is not None and table.key == preview.table.key else " "
            yield f" {mark} {table.key:10} {table.sheet_name}: {table.title}"
    for heading, findings in (("Errors", preview.errors), ("To decide", preview.decisions), ("Notes", preview.notes)):
        if findings:
            yield f"{heading}:"
            for finding in findings:
                yield from words_of(finding)
    for name in preview.strangers:
        yield f"  ? {name.name} ({name.where}): --name “{name.name}=CODE”, or =- to leave it out"
    for about in preview.indicators:
        state = "new" if about.is_new else "stored"
        yield f"Indicator {about.code} ({state}): {about.values} values"
        yield from (f"  ! --set {field}=…: {words}" for field, words in about.wrong.items())
    diff = preview.diff
    yield f"{len(diff.added)} new, {len(diff.changed)} changed, {len(diff.removed)} removed, {diff.unchanged} as stored already"
    yield from rows_of(preview)


def words_of(finding: Finding) -> Iterable[str]:
    more = f" (+{finding.more})" if finding.more else ""
    yield f"  [{finding.key}] {finding.where}{more}{': ' if finding.where else ''}{finding.message}"
    for option in finding.options:
        yield f"      {'*' if option.value == finding.chosen else ' '} --accept {finding.key}={option.value}: {option.label}"


def rows_of(preview: Preview) -> Iterable[str]:
    """Yield the first figures as a table, changed ones first."""
    diff = preview.diff
    rows = [(*figure.cell, shown(before.value), shown(figure.value), figure.status) for figure, before in diff.changed]
    rows += [(*cell, shown(before.value), "", "") for cell, before in diff.removed]
    rows += [(*figure.cell, "", shown(figure.value), figure.status) for figure in diff.added[:ROWS]]
    head = ("indicator", "place", "period", "stored", "in the file", "status")
    table = [head, *rows[:ROWS]] if rows else []
    widths = [max(len(row[column]) for row in table) for column in range(len(head))] if table else []
    for row in table:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    total = len(diff.changed) + len(diff.removed) + len(diff.added)
    if total > ROWS:
        yield f"  … and {total - ROWS} more"
