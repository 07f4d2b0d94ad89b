"""`kenes record verify`: recompute every log and name the first bad entry."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kenes.record.models import Log
from kenes.record.queries import head, verify


class Command(BaseCommand):
    help = "verify: recompute the record of every council (or of one) and name the first bad entry."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["verify"])
        parser.add_argument("--council", help="public id of one council")

    def handle(self, *args: Any, action: str, council: str | None, **options: Any) -> None:
        logs = Log.objects.order_by("origin")
        if council:
            logs = logs.filter(origin=council)
            if not logs.exists():
                raise CommandError(f"There is no record of a council {council}.")
        faults = 0
        for log in logs:
            if fault := verify(log.origin):
                faults += 1
                self.stdout.write(f"{log.origin}: entry {fault.seq}: {fault.what}")
            else:
                size, root = head(log.origin)
                self.stdout.write(f"{log.origin}: {size} entries verified, root {root}")
        if faults:
            raise CommandError(f"{faults} of {logs.count()} records do not verify.", returncode=1)
