"""`kenes messages`: keep the Kazakh and Russian catalogues."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kenes.config import catalogue


class Command(BaseCommand):
    help = (
        "extract: find strings; fill FILE: add translations; missing: list untranslated; "
        "check: fail unless complete; compile: write what Django reads."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["extract", "fill", "missing", "check", "compile"])
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--path", default="", help="only strings found below this folder of the package, such as issues")

    def handle(self, *args: Any, action: str, file: Path | None, path: str, **options: Any) -> None:
        if action == "extract":
            self.stdout.write(f"Missing: {catalogue.extract_all()}")
        elif action == "fill":
            if file is None:
                raise CommandError("Name the JSON file with translations.")
            for problem in catalogue.fill(json.loads(file.read_text())):
                self.stderr.write(problem)
            catalogue.compile_all()
        elif action == "missing":
            self.missing(path)
        elif action == "check":
            if problems := catalogue.problems():
                raise CommandError("\n".join([*problems, f"{len(problems)} problems; `kenes messages extract` and `fill` mend them."]))
        else:
            catalogue.compile_all()

    def missing(self, path: str) -> None:
        wanted = {(c, m if isinstance(m, str) else m[0]) for _, m, c in catalogue.found(catalogue.PACKAGE / path)}
        for code in catalogue.CODES:
            there = {catalogue.key_of(m) for m in catalogue.read(code)} - {
                catalogue.key_of(m) for m in catalogue.untranslated(catalogue.read(code))
            }
            for context, msgid in sorted(wanted - there, key=lambda key: key[1]):
                self.stdout.write(f"{code} {json.dumps(msgid, ensure_ascii=False)}" + (f" (context {context})" if context else ""))
