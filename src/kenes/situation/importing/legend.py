"""Signs that statistics offices put in place of numbers (sheet “Условные обозначения” of the Kazakh office, and alike elsewhere)."""

from enum import Enum

from django.utils.translation import gettext as _


class Sign(Enum):
    ABSENT = "absent"  # what is counted does not occur there: no value
    CONFIDENTIAL = "confidential"
    MISSING = "missing"
    NEGLIGIBLE = "negligible"  # more than nothing, less than half of the last digit


SIGNS = {
    **dict.fromkeys(("-", "–", "—", "−", "‑"), Sign.ABSENT),
    **dict.fromkeys(("x", "х"), Sign.CONFIDENTIAL),
    **dict.fromkeys(
        ("...", "…", "..", ". . .", "н/д", "н.д.", "нет данных", "дерек жоқ", "деректер жоқ", "n/a", "na", "n.a."), Sign.MISSING
    ),
    **dict.fromkeys(("0,0", "0.0", "0,00", "0.00"), Sign.NEGLIGIBLE),
}


def sign(text: str) -> Sign | None:
    """Return what a cell says without a number, if it does."""
    return SIGNS.get(text.casefold().strip('«»"“” '))


def words(found: Sign) -> str:
    match found:
        case Sign.CONFIDENTIAL:
            return _("Confidential, by the publisher's legend.")
        case Sign.MISSING:
            return _("No data, by the publisher's legend.")
        case Sign.NEGLIGIBLE:
            return _("Negligible, not nothing, by the publisher's legend.")
    return ""
