"""Entries in plain words. Each app's words.py holds ENTRIES: entry type -> sentence (or a function of the details)."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule

Sentence = str | Promise | Callable[[Mapping[str, Any]], str]


@cache
def sentences() -> dict[str, Sentence]:
    """Return the sentences of all entry types, gathered from the words.py of every app."""
    found: dict[str, Sentence] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("kenes.") and config.name != "kenes.record" and module_has_submodule(config.module, "words"):
            found |= getattr(import_module(f"{config.name}.words"), "ENTRIES", {})
    return found


def sentence(type: str, details: Mapping[str, Any]) -> str:
    """Return an entry in plain words, in the reader's language; the bare type where no app knows it (any more)."""
    words = sentences().get(type)
    if words is None:
        return type
    if callable(words):
        return words(details)
    return str(words) % Lenient(details)


class Lenient(dict[str, Any]):
    """Details for a sentence: a value that an old entry lacks shows as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"
