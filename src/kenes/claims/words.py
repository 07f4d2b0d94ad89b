"""This room's acts in plain words: entries of the record and notices."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise

ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {}
NOTICES: dict[str, str | Promise] = {}
