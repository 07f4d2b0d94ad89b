"""Templates: nothing inline (the content security policy forbids it) and nothing unescaped."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, modules

TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
FORBIDDEN = {
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")", re.I),
    "an inline handler": re.compile(r"\s(on[a-z]+|hx-on[:a-z-]*)\s*=", re.I),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b"),
    "another host": re.compile(r"(src|href|action)=\"(https?:)?//", re.I),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_is_inert(path: Path) -> None:
    text = path.read_text()
    assert {what: found.group() for what, pattern in FORBIDDEN.items() if (found := pattern.search(text))} == {}


def test_no_text_is_marked_safe_unseen() -> None:
    """format_html escapes what it is given; mark_safe does not, and each use of it is listed here with its reason."""
    allowed = {"kenes.claims.exchange.claimreview": "JSON-LD in a script element: every <, > and & of it was just escaped"}
    users = {module.name for module in modules().values() if re.search(r"\bmark_safe\(", module.path.read_text())}
    assert users == set(allowed)
