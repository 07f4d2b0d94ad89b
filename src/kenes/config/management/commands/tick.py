"""`kenes tick`: what happens by itself, once: closing what is due, reminders, digests, tidying."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kenes.config.ticks import tick_all


class Command(BaseCommand):
    help = "Do once what the worker does every minute: close what is due, send reminders and digests, tidy up."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if failed := tick_all():
            raise CommandError(f"Failed, see above: {', '.join(failed)}.")
