"""Documentation is tested: a setting or command that it does not mention fails."""

import re
from pathlib import Path

from django.core.management import get_commands

from kenes.config import catalogue

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def settings_in_code() -> set[str]:
    """Return the environment variables that the package reads."""
    code = "\n".join(path.read_text() for path in catalogue.PACKAGE.rglob("*.py"))
    return set(re.findall(r"environ(?:\.get\(|\[)\"(\w+)\"", code))


def our_commands() -> set[str]:
    return {name.replace("_", "-") for name, app in get_commands().items() if str(app).startswith("kenes.")}


def test_settings_md_lists_every_setting_and_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", (DOCS / "settings.md").read_text(), re.M)
    assert sorted(rows) == sorted(settings_in_code())


def test_commands_md_lists_every_command() -> None:
    text = (DOCS / "commands.md").read_text()
    assert [name for name in sorted(our_commands()) if f"`kenes {name}" not in text] == []


def test_commands_md_lists_every_target_of_make() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.M)
    text = (DOCS / "commands.md").read_text()
    assert [target for target in targets if target != "help" and f"`make {target}`" not in text] == []


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for page in [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]:
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text()):
            if not (page.parent / link).exists():
                broken.append(f"{page.relative_to(ROOT)}: {link}")
    assert broken == []
