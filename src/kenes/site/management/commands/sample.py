"""`kenes sample load | remove | codes`: the two sample councils."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from kenes.site.sample.codes import sample_codes
from kenes.site.sample.load import load, loaded
from kenes.site.sample.remove import remove


class Command(BaseCommand):
    help = "load: fill two sample councils; remove: take them away again; codes: print one-time sign-in codes for their roles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["load", "remove", "codes"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if action == "load":
            if loaded():
                self.stdout.write("The sample councils are there already.")
                return
            for council in load():
                self.stdout.write(f"Sample council /c/{council.slug}/ is ready.")
        elif action == "remove":
            self.stdout.write(f"Sample councils removed: {remove()}.")
        else:
            for code in sample_codes():
                self.stdout.write(f"  {code.code}   {code.council:<10} {code.seat}")
