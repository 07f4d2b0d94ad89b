"""Founding a council and its settings."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kenes.base.forms import KenesForm, LineField, ProseField
from kenes.base.text import LANGUAGES, Text
from kenes.councils.acts.founding import LIMITS, SideDraft
from kenes.councils.forms.entry import JoinForm
from kenes.councils.forms.fields import NamedChoice, changed_text, countries, in_languages, zones
from kenes.councils.models import Council


class FoundForm(KenesForm):
    """The council itself."""

    name_kk = LineField(label=_("Name in Kazakh"), required=False)
    name_ru = LineField(label=_("Name in Russian"), required=False)
    name_en = LineField(label=_("Name in English"), required=False)
    purpose = ProseField(
        label=_("What is it for?"), max_length=1000, rows=3, help_text=_("One or two sentences for everyone who comes to its page.")
    )
    purpose_language = forms.ChoiceField(label=_("Language of this text"), choices=settings.LANGUAGES)
    languages = forms.MultipleChoiceField(
        label=_("Working languages"), choices=settings.LANGUAGES, initial=list(LANGUAGES), widget=forms.CheckboxSelectMultiple
    )
    slug = LineField(
        label=_("Short name for addresses"), max_length=40, help_text=_("Latin letters, digits and hyphens, such as “regional-experts”.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"name_{code}") for code in LANGUAGES):
            self.add_error("name_kk", _("Give the council a name in at least one language."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return what `create_council` takes."""
        return {
            "slug": self.cleaned_data["slug"],
            "name": in_languages(self.cleaned_data, "name"),
            "purpose": Text.of(self.cleaned_data["purpose_language"], self.cleaned_data["purpose"]),
            "languages": self.cleaned_data["languages"],
        }


class SideForm(KenesForm):
    """One side: its country, its institute, its clock."""

    country = NamedChoice(label=_("Country"), queryset=countries(), required=False, empty_label=_("None"))
    institute = LineField(label=_("Convening institute"), required=False)
    timezone = forms.ChoiceField(label=_("Time zone of deadlines"), choices=zones, initial="Asia/Almaty", required=False)
    language = forms.ChoiceField(label=_("Language of the institute's name"), choices=settings.LANGUAGES, required=False)

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needed = needed
        for name in ("country", "institute", "timezone", "language") if needed else ():
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("country", "institute") if not self.needed and (cleaned.get("country") or cleaned.get("institute")) else ():
            if not cleaned.get(name):
                self.add_error(name, _("Please fill in this field."))
        return cleaned

    def draft(self) -> SideDraft | None:
        """Return the side, or None where this one stayed empty."""
        cleaned = self.cleaned_data
        if not cleaned.get("country"):
            return None
        institute = Text.of(cleaned.get("language") or "kk", cleaned["institute"])
        return SideDraft(cleaned["country"].name, cleaned["country"], institute, cleaned.get("timezone") or "Asia/Almaty")


class FirstSecretaryForm(JoinForm):
    """The person who sets the council up."""


class SettingsForm(KenesForm):
    """A council's texts and rules."""

    name_kk = LineField(label=_("Name in Kazakh"), required=False)
    name_ru = LineField(label=_("Name in Russian"), required=False)
    name_en = LineField(label=_("Name in English"), required=False)
    purpose_kk = ProseField(label=_("Purpose in Kazakh"), max_length=1000, rows=3, required=False)
    purpose_ru = ProseField(label=_("Purpose in Russian"), max_length=1000, rows=3, required=False)
    purpose_en = ProseField(label=_("Purpose in English"), max_length=1000, rows=3, required=False)
    languages = forms.MultipleChoiceField(label=_("Working languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple)
    takes_applications = forms.BooleanField(label=_("Anyone may apply to join"), required=False)
    target_per_region = forms.IntegerField(label=_("Members wanted in each region"))
    threshold = forms.IntegerField(
        label=_("Smallest group shown"), help_text=_("Figures about fewer people than this are never shown on their own.")
    )
    quorum_percent = forms.IntegerField(label=_("Quorum, per cent of the voters"))
    majority_percent = forms.IntegerField(
        label=_("Majority, per cent of the votes"), help_text=_("Adopted when more than this share agrees.")
    )
    answer_days = forms.IntegerField(label=_("Working days that a body has to answer"))
    verdict_days = forms.IntegerField(label=_("Days for a verdict of the council"))
    verdict_least = forms.IntegerField(label=_("Answers a verdict needs"), help_text=_("With fewer answers the verdict is “not known”."))

    def __init__(self, council: Council, *args: Any, **kwargs: Any) -> None:
        initial: dict[str, Any] = {key: getattr(council, key) for key in (*LIMITS, "languages", "takes_applications")}
        for name in ("name", "purpose"):
            text: Text = getattr(council, name)
            initial |= {f"{name}_{code}": text.texts.get(code, {}).get("text", "") for code in LANGUAGES}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.council = council

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("name", "purpose"):
            original = f"{name}_{getattr(self.council, name).original}"
            if not cleaned.get(original):
                self.add_error(original, _("This is the original: it cannot be empty."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """Return what `change_council` takes."""
        cleaned = self.cleaned_data
        changes = {key: cleaned[key] for key in (*LIMITS, "languages", "takes_applications")}
        for name in ("name", "purpose"):
            typed = {code: cleaned[f"{name}_{code}"] for code in LANGUAGES}
            changes[name] = changed_text(getattr(self.council, name), typed)
        return changes
