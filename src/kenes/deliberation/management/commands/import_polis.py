"""`kenes import-polis COUNCIL FOLDER`: import a Polis export as a closed deliberation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kenes.base.errors import KenesError
from kenes.councils.models import Council, Member
from kenes.deliberation.acts import import_polis
from kenes.issues.models import Issue


class Command(BaseCommand):
    help = "Import a Polis export folder (comments.csv, votes.csv or votes.csv.gz) as a closed deliberation. All or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("council", help="the council's short name in its address")
        parser.add_argument("folder", type=Path)
        parser.add_argument("--issue", default="", help="public id of the issue that it belongs to")
        parser.add_argument("--language", default="", help="language of the statements, such as en; told from the letters by default")

    def handle(self, *args: Any, council: str, folder: Path, issue: str, language: str, **options: Any) -> None:
        there = Council.objects.filter(slug=council).first()
        if there is None:
            raise CommandError(f"There is no council “{council}”.")
        roles = [Member.Role.SECRETARY, Member.Role.CHAIR]
        by = Member.objects.filter(council=there, role__in=roles, state=Member.State.ACTIVE).order_by("number").first()
        if by is None:
            raise CommandError("The council has no active secretary in whose name to import.")
        about = Issue.objects.filter(council=there, public_id=issue).first()
        if issue and about is None:
            raise CommandError(f"The council has no issue “{issue}”.")
        try:
            made = import_polis(by=by, council=there, folder=folder, issue=about, language=language)
        except KenesError as error:
            raise CommandError(str(error)) from error
        counts = f"{made.participants.count()} participants, {made.statements.count()} statements"
        self.stdout.write(f"Imported “{made.question}”: {counts}. {made.get_absolute_url()}")
