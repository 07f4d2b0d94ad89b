"""`kenes run`: the whole of Kenes in one command, until Ctrl-C."""

import os
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import translation

from kenes.config.processes import ChildDied, Family, PortInUse, check_port
from kenes.councils.models import Council


class Command(BaseCommand):
    help = "Bring the installation up to date, load the sample councils into an empty database, and serve until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = settings.BIND, settings.PORT
        try:
            check_port(host, port)
        except PortInUse:
            raise CommandError(f"Port {port} is in use by another program. Stop it, or choose another port: PORT=8001 make run") from None
        self.stdout.write("Bringing the installation up to date ...")
        call_command("setup")
        if os.environ.get("KENES_SAMPLE") != "0" and not Council.objects.exists():
            self.stdout.write("Loading the sample councils (leave them out with KENES_SAMPLE=0) ...")
            call_command("sample", "load", stdout=self.stdout)
        connections.close_all()  # the children open their own
        try:
            with Family() as family:
                family.serve(host, port)
                ways_in = self.ways_in()  # while the server starts
                family.wait_until_served(host, port)
                family.work()
                self.greet(ways_in)
                family.watch()
        except ChildDied as error:
            raise CommandError(f"{error} Its last words are above. All data is kept.") from None
        self.stdout.write("\nStopped. All data is kept.")

    def ways_in(self) -> str:
        """Return one-time codes for the sample roles, or what the first page of an empty installation does."""
        if not Council.objects.exists():
            return "The first page leads through creating a council.\n"
        if not Council.objects.filter(is_sample=True).exists():
            return ""
        codes = StringIO()
        with translation.override("en"):  # as the rest of what is printed here
            call_command("sample", "codes", stdout=codes)
        return f"One-time codes for {address()}/sign-in/ (each start prints new ones):\n{codes.getvalue()}"

    def greet(self, ways_in: str) -> None:
        """Say where Kenes is, and how to get in."""
        self.stdout.write(f"\nKenes is at {address()}\nData: {settings.HOME}\n\n{ways_in}\nCtrl-C stops it.")
        self.stdout.flush()


def address() -> str:
    """Return the address that a browser on this machine opens."""
    host = "127.0.0.1" if settings.BIND == "0.0.0.0" else settings.BIND  # noqa: S104
    return f"http://{host}:{settings.PORT}"
