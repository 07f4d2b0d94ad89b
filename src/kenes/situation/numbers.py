"""Figures as text. A profile prints hundreds of them: this writes them as `base.dates.shown_number` does, many times faster."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import get_decimal_symbol, get_group_symbol

from kenes.base.dates import locale


@lru_cache
def separators(name: str) -> dict[int, str]:
    """Return what a language writes for the comma, the point and the minus of Python."""
    return {ord(","): get_group_symbol(name), ord("."): get_decimal_symbol(name), ord("-"): "−"}


def shown(value: float, decimals: int) -> str:
    """Return a figure with so many decimals, as the reader's language groups and points it."""
    return written(value, decimals, locale())


@lru_cache(8192)
def written(value: float, decimals: int, name: str) -> str:
    rounded = format(Decimal(repr(value)), f",.{decimals}f")
    return (rounded if rounded.strip("-0.,") else rounded.lstrip("-")).translate(separators(name))


def signed(value: float, decimals: int) -> str:
    """Return a change: its sign is always there, but for none at all."""
    text = shown(value, decimals)
    return f"+{text}" if value > 0 and text.strip("0.,\u00a0\u202f") else text
