"""This room's acts in plain words: entries of the record and notices. Each part of the room has its own file."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise

from kenes.meetings.words import agenda, meetings, minutes

ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {
    **agenda.ENTRIES,
    **meetings.ENTRIES,
    **minutes.ENTRIES,
}
NOTICES: dict[str, str | Promise] = {**agenda.NOTICES, **meetings.NOTICES, **minutes.NOTICES}
