"""`kenes main-job FOLDER --out OUT`: a Polis export taken through the whole chain, its briefs written to OUT."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kenes.base.errors import KenesError
from kenes.engine.exports import UnreadableExport
from kenes.promotion.documents import documents_of
from kenes.promotion.models import Dispatch, Verdict
from kenes.promotion.queries.chain import chain
from kenes.promotion.queries.chain_steps import steps_of
from kenes.site.main_job.walk import main_job


class Command(BaseCommand):
    help = "Take a Polis export (folder with votes.csv or .csv.gz, comments.csv) through the whole chain and write its briefs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--out", type=Path, required=True, help="folder for the PDF and DOCX files")
        parser.add_argument("--keep", action="store_true", help="keep the trial council; otherwise nothing stays in the database")

    def handle(self, *args: Any, folder: Path, out: Path, keep: bool, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        try:
            with transaction.atomic():
                verdict = main_job(folder, self.stdout.write)
                self.write_documents(verdict, out)
                self.walk_back(verdict)
                transaction.set_rollback(not keep)
        except (KenesError, UnreadableExport) as error:
            raise CommandError(str(error)) from error

    def write_documents(self, verdict: Verdict, out: Path) -> None:
        """Make the documents now: a transaction that is rolled back reaches no background worker."""
        out.mkdir(parents=True, exist_ok=True)
        dispatch = Dispatch.objects.get(brief__recommendations=verdict.commitment.recommendation)
        for document in documents_of(dispatch.content, dispatch.sent_at):
            (out / document.name).write_bytes(document.data)
            self.stdout.write(f"wrote {document.name} ({len(document.data):,} bytes)")

    def walk_back(self, verdict: Verdict) -> None:
        for step in steps_of(chain(verdict)):
            self.stdout.write(f"  {step.state:<6} {step.label}: {step.text}")
