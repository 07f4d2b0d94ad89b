"""Fields that several forms of this room share."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kenes.base.forms import LineField
from kenes.base.text import LANGUAGES, Text
from kenes.councils.models import Council, Country, Profession, Region
from kenes.councils.queries import plain, regions_of


class RegionField(forms.ModelChoiceField[Region]):
    """A region of a council, by its name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Region"))
        kwargs.setdefault("empty_label", _("Choose"))
        super().__init__(queryset=Region.objects.none(), to_field_name="code", **kwargs)

    def of(self, council: Council) -> None:
        self.queryset = regions_of(council)

    def label_from_instance(self, obj: Region) -> str:
        return plain(str(obj.name))


class ProfessionsField(forms.ModelMultipleChoiceField[Profession]):
    """The walks of life a seat speaks from."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Walks of life"))
        super().__init__(queryset=Profession.objects.all(), to_field_name="code", widget=forms.CheckboxSelectMultiple, **kwargs)

    def label_from_instance(self, obj: Profession) -> str:
        return str(obj.name)


class NamedChoice(forms.ModelChoiceField[Any]):
    """One of a few things that have a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", _("Choose"))
        super().__init__(*args, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


def countries() -> QuerySet[Country]:
    return Country.objects.order_by("code")


def zones() -> list[tuple[str, str]]:
    """Return the time zones of the world by their names; those of places only."""
    return [
        (zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone and not zone.startswith(("Etc/", "posix"))
    ]


def new_password(label: Any = None, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label or _("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        **kwargs,
    )


def current_password(label: Any = None, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label or _("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        **kwargs,
    )


def email(label: Any = None, **kwargs: Any) -> forms.CharField:
    """An e-mail address; the act checks it, so that all its ways in say the same."""
    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"})
    return LineField(label=label or _("E-mail"), max_length=254, widget=widget, **kwargs)


def in_languages(cleaned: dict[str, Any], name: str) -> Text:
    """Return a text typed in up to three fields (name_kk, name_ru, name_en); the first filled one is the original."""
    typed = {code: cleaned[f"{name}_{code}"] for code in LANGUAGES if cleaned.get(f"{name}_{code}")}
    return Text.in_all(next(iter(typed)), **typed) if typed else Text.of("kk", "")


def changed_text(old: Text, typed: dict[str, str]) -> Text:
    """Return an existing text with what was typed for each language: an untouched translation of a new original is outdated."""
    new = old
    if typed.get(old.original) and typed[old.original] != old.original_text:
        new = new.rewritten(typed[old.original])
    for code, text in typed.items():
        if code == new.original or not text:
            continue
        known = new.texts.get(code)
        if known is None or known["text"] != text:
            new = new.translated(code, text, by="")
    return new
