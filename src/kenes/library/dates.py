"""Dates of papers, as exact as they are known, in the reader's language."""

from datetime import date

from babel.dates import format_skeleton
from django.utils.translation import get_language

from kenes.base.dates import long_day


def shown_date(iso: str) -> str:
    """Return 2024, 2024-05 or 2024-05-17 in words."""
    if len(iso) == 10:
        return long_day(date.fromisoformat(iso))
    if len(iso) == 7:
        return str(format_skeleton("yMMMM", date.fromisoformat(f"{iso}-01"), locale=(get_language() or "kk")[:2]))
    return iso
