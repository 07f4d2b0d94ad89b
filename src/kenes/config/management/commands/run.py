"""`kenes run`: the whole of Kenes in one command, until Ctrl-C."""

import os
import socket
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
        samples = Council.objects.filter(is_sample=True).exists()
        empty = not Council.objects.exists()
        connections.close_all()  # the children open their own
        try:
            with Family() as family:
                family.serve(host, port)
                family.work()
                family.wait_until_served(host, port)
                self.greet(port, samples, empty)
                family.watch()
        except ChildDied as error:
            raise CommandError(f"{error} Its last words are above. All data is kept.") from None
        self.stdout.write("\nStopped. All data is kept.")

    def greet(self, port: int, samples: bool, empty: bool) -> None:
        """Say where Kenes is, and how to get in."""
        shown = "127.0.0.1" if settings.BIND in ("127.0.0.1", "0.0.0.0") else socket.getfqdn(settings.BIND)  # noqa: S104
        self.stdout.write(f"\nKenes is at http://{shown}:{port}\nData: {settings.HOME}\n")
        if samples:
            self.stdout.write(f"\nOne-time codes for http://{shown}:{port}/sign-in/ (each start prints new ones):")
            with translation.override("en"):  # as the rest of what is printed here
                call_command("sample", "codes", stdout=self.stdout)
            self.stdout.write("")
        elif empty:
            self.stdout.write("The first page leads through creating a council.")
        self.stdout.write("Ctrl-C stops it.")
        self.stdout.flush()
