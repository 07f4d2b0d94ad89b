"""Languages of papers, by their ISO 639 codes, named in the reader's language."""

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

# Those that papers of these councils are mostly in; others are typed by code.
OFFERED = ("kk", "ru", "en")


def language_name(code: str) -> str:
    """Return what a language is called, or its code where nobody knows it."""
    try:
        names = Locale.parse((get_language() or "en")[:2]).languages
    except (UnknownLocaleError, ValueError):
        return code
    name = str(names.get(code, code))
    return name[:1].upper() + name[1:]
