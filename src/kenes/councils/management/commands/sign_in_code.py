"""`kenes sign-in-code COUNCIL SEAT`: let somebody in when no secretary can, such as a council's only secretary."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kenes.base.errors import KenesError
from kenes.councils import acts
from kenes.councils.models import Member


class Command(BaseCommand):
    help = "Issue a one-time sign-in code for a seat. It stands on the record, without an actor, and the member is told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("council", help="short name of the council, as in its address")
        parser.add_argument("seat", type=int, help="number of the seat")
        parser.add_argument("--drop-second-factor", action="store_true", help="for somebody who lost theirs; stands on the record, too")

    def handle(self, *args: Any, council: str, seat: int, drop_second_factor: bool = False, **options: Any) -> None:
        member = Member.objects.filter(council__slug=council, number=seat).first()
        if member is None:
            raise CommandError(f"There is no seat {seat} in a council {council}.")
        try:
            if drop_second_factor:
                acts.drop_second_factor(member=member)
            _, code = acts.issue_code(by=None, member=member)
        except KenesError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(code)
