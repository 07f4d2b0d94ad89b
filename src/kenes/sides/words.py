"""This room's acts in plain words: entries of the record and notices."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {
    "side.agreed": gettext_lazy("A side agreed to the text"),
}
NOTICES: dict[str, str | Promise] = {}
