"""`kenes setup`: bring an installation up to date: tables, reference data, catalogues, static files."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from kenes.config import catalogue
from kenes.councils.reference import load_reference


class Command(BaseCommand):
    help = "Bring this installation up to date: tables, reference data, translations, static files. Safe to repeat."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue.compile_all()
        call_command("migrate", verbosity=0, interactive=False)
        load_reference()
        call_command("collectstatic", verbosity=0, interactive=False)
