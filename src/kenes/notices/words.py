"""Notices in plain words. Each app's words.py holds NOTICES: kind -> sentence with %(title)s and the notice's details."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule


@cache
def sentences() -> dict[str, str | Promise]:
    """Return the sentences of all notice kinds, gathered from the words.py of every app."""
    found: dict[str, str | Promise] = {}
    for config in apps.get_app_configs():
        if (
            config.name.startswith("kenes.")
            and config.name not in ("kenes.notices", "kenes.record")
            and module_has_submodule(config.module, "words")
        ):
            found |= getattr(import_module(f"{config.name}.words"), "NOTICES", {})
    return found


def sentence(kind: str, details: Mapping[str, Any]) -> str:
    """Return a notice in the reader's language."""
    words = sentences().get(kind)
    return kind if words is None else str(words) % Lenient(details)


class Lenient(dict[str, Any]):
    """Details for a sentence: a value that an old notice lacks shows as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"
