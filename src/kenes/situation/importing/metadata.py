"""What is known about an indicator besides its values: read from what somebody typed, compared with what is kept."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kenes.base.text import LANGUAGES, Text, UnusableText, clean
from kenes.situation.models import Domain, Indicator

UNKNOWN = ("unknown", "неизвестно", "неизвестна", "не известно", "белгісіз", "-", "–")
CHOICES: dict[str, list[str]] = {
    "domain": list(Domain.values),
    "polarity": list(Indicator.Polarity.values),
    "measure": list(Indicator.Measure.values),
}
TEXTS = {"producer": 200, "method": 2000}
LINES = {"licence": 100}
DAYS = ("published", "accessed", "next_release")
NUMBERS = {"decimals": (0, 6), "order": (0, 9999)}
FIELDS = (
    *(f"{name}_{code}" for name in ("name", "unit") for code in LANGUAGES),
    *CHOICES,
    *TEXTS,
    "link",
    *LINES,
    *DAYS,
    *NUMBERS,
)
NEEDED = ("domain", "polarity", "measure", "producer", "link", "licence", "published", "accessed", "method")


class Wrong(ValueError):
    """What was typed cannot be kept; the message says why."""


def read(raw: Mapping[str, str], *, language: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the fields of an indicator from what was typed, and what is wrong by field.

    What has to be there may be unknown, but then it must say so: a link or a day “unknown” is kept as none.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, most in (("name", 200), ("unit", 80)):
        try:
            values[name] = in_languages({code: raw.get(f"{name}_{code}", "") for code in LANGUAGES}, most, language)
        except Wrong as fault:
            wrong[f"{name}_{language}"] = str(fault)
    for name in (*CHOICES, *TEXTS, "link", *LINES, *DAYS, *NUMBERS):
        try:
            values[name] = one(name, raw.get(name, ""), language)
        except Wrong as fault:
            wrong[name] = str(fault)
    return values, wrong


def one(name: str, typed: str, language: str) -> Any:
    text = cleaned(typed)
    if not text:
        if name in NEEDED:
            raise Wrong(_("This is needed. If it is not known, write “unknown”.") if name not in CHOICES else _("Please choose."))
        return {"decimals": 1, "order": 100}.get(name)
    if name in CHOICES:
        if text not in CHOICES[name]:
            raise Wrong(_("Please choose."))
        return text
    if name in NUMBERS:
        return number(text, *NUMBERS[name])
    if name in DAYS:
        return None if text.casefold() in UNKNOWN else day(text)
    if name == "link":
        return "" if text.casefold() in UNKNOWN else address(text)
    most = TEXTS.get(name) or LINES[name]
    if len(text) > most:
        raise Wrong(_("At most %(most)s characters.") % {"most": most})
    return Text.of(language, text) if name in TEXTS else text


def cleaned(typed: str) -> str:
    try:
        return clean(typed)
    except UnusableText:
        raise Wrong(_("This text holds characters that cannot be stored. Please type it again.")) from None


def in_languages(typed: Mapping[str, str], most: int, language: str) -> Text:
    """Return a short text in as many languages as were filled in; its original is the reader's language where it is there."""
    given = {code: " ".join(cleaned(text).split()) for code, text in typed.items()}
    given = {code: text for code, text in given.items() if text}
    if not given:
        raise Wrong(_("This is needed, in at least one language."))
    if any(len(text) > most for text in given.values()):
        raise Wrong(_("At most %(most)s characters.") % {"most": most})
    original = language if language in given else next(iter(given))
    return Text.in_all(original, **given)


def number(text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"\d{1,5}", text) or not least <= int(text) <= most:
        raise Wrong(_("A whole number from %(least)s to %(most)s.") % {"least": least, "most": most})
    return int(text)


def day(text: str) -> date:
    try:
        if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Wrong(_("This is no day. Write it as 2026-03-31 or 31.03.2026."))


def address(text: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        raise Wrong(_("This is no web address. It begins with https://")) from None
    if len(text) > 300:
        raise Wrong(_("At most %(most)s characters.") % {"most": 300})
    return text


def typed(indicator: Indicator) -> dict[str, str]:
    """Return an indicator's fields as somebody would type them."""
    found: dict[str, str] = {}
    for name in ("name", "unit"):
        text: Text = getattr(indicator, name)
        found |= {f"{name}_{code}": str(entry["text"]) for code, entry in text.texts.items()}
    for name in TEXTS:
        found[name] = getattr(indicator, name).original_text
    for name in (*CHOICES, *LINES, *NUMBERS):
        found[name] = str(getattr(indicator, name))
    for name in DAYS:
        value = getattr(indicator, name)
        found[name] = value.isoformat() if value else ("unknown" if name in NEEDED else "")
    found["link"] = indicator.link or "unknown"
    return found


def as_json(indicator: Indicator) -> dict[str, Any]:
    """Return an indicator's fields as a revision keeps them, to be put back."""
    values: dict[str, Any] = {}
    for name in ("name", "unit", *CHOICES, *TEXTS, "link", *LINES, *DAYS, *NUMBERS):
        value = getattr(indicator, name)
        values[name] = value.as_json() if isinstance(value, Text) else value.isoformat() if isinstance(value, date) else value
    return values


def from_json(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `as_json` kept as values of fields."""
    return {
        name: Text(value["original"], value["texts"])
        if isinstance(value, dict)
        else date.fromisoformat(value)
        if name in DAYS and value
        else value
        for name, value in kept.items()
    }


def says_same(before: Any, after: Any) -> bool:
    """Return whether two values of a field are the same; texts, whether they say the same in every language."""
    if not isinstance(before, Text) or not isinstance(after, Text):
        return bool(before == after)
    return {code: entry["text"] for code, entry in before.texts.items()} == {code: entry["text"] for code, entry in after.texts.items()}


def difference(name: str, before: Any, after: Any) -> str:
    """Return in words how a field differs, as the form calls it."""
    told = {"field": label(name), "before": shown(name, before), "after": shown(name, after)}
    return _("%(field)s: “%(before)s” → “%(after)s”") % told


def label(name: str) -> str:
    return {
        "name": pgettext("indicator", "Name"),
        "unit": _("Unit"),
        "domain": _("Domain"),
        "polarity": pgettext("indicator", "What is better"),
        "measure": pgettext("indicator", "Kind of value"),
        "producer": _("Producer"),
        "link": _("Address of the publication"),
        "licence": _("Licence or terms"),
        "published": _("Published on"),
        "accessed": _("Taken from there on"),
        "next_release": _("Next release"),
        "method": _("How it is measured"),
        "decimals": _("Decimals shown"),
        "order": _("Place in lists"),
    }[name]


def shown(name: str, value: Any) -> str:
    labels = {"domain": Domain, "polarity": Indicator.Polarity, "measure": Indicator.Measure}
    if name in labels:
        return str(dict(labels[name].choices).get(value, value))
    return _("not known") if value is None or value == "" else str(value)


def known(text: str) -> str:
    """Return a short text as it was typed; in the reader's words where it says that it is not known."""
    return _("not known") if text.casefold() in UNKNOWN else text


def has_unit(indicator: Indicator, unit: str) -> bool:
    """Return whether a file's unit is the indicator's, in any language."""
    return " ".join(unit.split()).casefold() in {" ".join(str(entry["text"]).split()).casefold() for entry in indicator.unit.texts.values()}
