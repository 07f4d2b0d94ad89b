"""Every address with who may open it. `python -m tests.architecture.permissions` writes docs/permissions.md."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
HEAD = """# Who may open what

Written from the code by `.venv/bin/python -m tests.architecture.permissions`; a test fails when it is out of date, and another
requests every address as every kind of reader, with objects of their council and of another.

| access | who |
|---|---|
| public | anyone; what is not published is not found |
| link | whoever holds the private link |
| signed in | any account |
| member | any active seat of the council |
| voter | members, moderators and the chair |
| moderator | moderators, secretaries and the chair |
| secretariat | secretaries and the chair |
| staff | who runs the installation |

An address of another council, and one that the reader's role does not open, are not found (404); a visitor is asked to sign in.

| address | name | access |
|---|---|---|
"""


@dataclass(frozen=True)
class Address:
    """One line of the URLconf."""

    route: str
    name: str
    kwargs: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def access(self) -> str | None:
        return getattr(self.view, "access", None)


def addresses() -> list[Address]:
    return sorted(walk(get_resolver().url_patterns, ""), key=lambda address: address.route)


def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            own = tuple(pattern.pattern.regex.groupindex)
            outer = tuple(part.partition(":")[2].rstrip(">") for part in before.split("/") if part.startswith("<"))
            yield Address(route, pattern.name or "", outer + own, pattern.callback)


def page() -> str:
    rows = [f"| `/{a.route}` | {a.name} | {a.access} |" for a in addresses()]
    return HEAD + "\n".join(row.replace("<slug:", "<").replace("<str:", "<").replace("<int:", "<") for row in rows) + "\n"


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    PAGE.write_text(page())
