"""`kenes opinions VOTES_OR_FOLDER --out DIR`: what was found in a conversation, as files. Needs no server and no database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from kenes.config import catalogue
from kenes.deliberation.management.progress import Bar
from kenes.deliberation.report.making import Wanted, files_of
from kenes.deliberation.report.writing import FolderInUse, check_place, write_folder
from kenes.deliberation.words import unreadable
from kenes.engine.exports import AGREE_IS_MINUS, AGREE_IS_PLUS, UnreadableExport
from kenes.engine.opinions.polis.history import UPDATES


class Command(BaseCommand):
    help = (
        "Find where people agree in a conversation: a folder exported from Polis (CSV or JSON of its API), or one CSV file with columns "
        "participant, statement, vote (-1, 0, 1). Writes result.json, tables in CSV and report.html. Needs no server and no database."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("votes", type=Path, help="a folder or a file; .gz is unpacked")
        parser.add_argument("--out", type=Path, required=True, help="folder for the results; must be empty, or --force")
        parser.add_argument("--labels", type=Path, help="CSV: participant, then columns such as side, region, profession")
        parser.add_argument("--mode", choices=("kenes", "polis"), default="kenes", help="the method: Kenes's own, or the steps of Polis")
        parser.add_argument("--groups", type=Path, help="CSV with participant and group, or a math-pca2.json: in place of groups found")
        parser.add_argument(
            "--sign", choices=(AGREE_IS_PLUS, AGREE_IS_MINUS), help="what agreement is in the files, where they do not tell"
        )
        parser.add_argument(
            "--updates",
            type=int,
            help=f"Polis mode: go through the history again in so many steps, by the times of the votes; 0: from nothing. "
            f"Default: {UPDATES} where votes have times and no groups are given",
        )
        parser.add_argument("--seed", type=int, default=0, help="of all chance; the same seed gives the same result, bit for bit")
        parser.add_argument("--language", choices=("kk", "ru", "en"), default="en", help="of the report and of messages")
        parser.add_argument("--force", action="store_true", help="replace the results that are there")

    def handle(self, *args: Any, votes: Path, out: Path, language: str, force: bool, **options: Any) -> None:
        if language in catalogue.CODES and not catalogue.po_path(language).with_suffix(".mo").exists():
            catalogue.compile_all()
        updates = options["updates"]
        if updates is not None and (options["mode"] != "polis" or updates < 0):
            raise CommandError("--updates is a number from 0 on, and needs --mode polis.")
        if not 0 <= options["seed"] < 2**63:
            raise CommandError("--seed is a whole number from 0 on.")
        names = ("labels", "groups", "sign", "mode", "seed")
        wanted = Wanted(votes, **{name: options[name] for name in names}, language=language, updates=updates)
        bar = Bar()
        with translation.override(language):
            try:
                check_place(out, force=force)
                files, summary = files_of(wanted, bar.show)
                write_folder(out, files, force=force)
            except UnreadableExport as error:
                raise CommandError(unreadable(error)) from error
            except (FolderInUse, OSError) as error:
                raise CommandError(str(error)) from error
            finally:
                bar.end()
        for line in summary:
            self.stdout.write(line)
        self.stdout.write(f"wrote {', '.join(sorted(files))} to {out}")
