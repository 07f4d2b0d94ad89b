"""Forms for what is written under the Chatham House Rule, and for its moderation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kenes.attribution.acts import open_parts
from kenes.attribution.models import Held
from kenes.attribution.rules import TITLE_MOST
from kenes.base.forms import KenesForm, LineField, ProseField
from kenes.base.text import LANGUAGE_NAMES, Text
from kenes.councils.forms.fields import in_languages


@dataclass(frozen=True)
class Part:
    """What a contribution says in each language: its title or its text."""

    name: str
    label: Any  # "" where there is nothing to tell apart: the language is enough
    most: int
    rows: int

    def field(self, code: str, initial: str = "") -> forms.CharField:
        """Return the field for one language."""
        label = f"{self.label} · {LANGUAGE_NAMES[code]}" if self.label else LANGUAGE_NAMES[code]
        if self.rows > 1:
            made: forms.CharField = ProseField(label=label, required=False, max_length=self.most, rows=self.rows, initial=initial)
        else:
            made = LineField(label=label, required=False, max_length=self.most, initial=initial)
        made.widget.attrs["lang"] = code
        return made


class ManyLanguagesForm(KenesForm):
    """A text in one working language or in several: who writes all of them keeps from moderators which one came first.

    `parts`: what is asked for in each language, by its name, with its label, how many characters it may have, and its rows.
    """

    client_key = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput, initial=lambda: str(uuid4()), required=False)

    def __init__(
        self, *args: Any, languages: Sequence[str], parts: Sequence[Part] = (), most: int = 5000, rows: int = 3, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        own = (get_language() or "")[:2]
        self.languages = sorted(languages, key=lambda code: code != own)  # the reader's own language first
        self.parts = list(parts) or [Part("text", "", most, rows)]
        for code in self.languages:
            for part in self.parts:
                self.fields[f"{part.name}_{code}"] = part.field(code)

    @property
    def texts(self) -> list[forms.BoundField]:
        """Return the fields of the text, language by language, for the template."""
        return [self[f"{part.name}_{code}"] for code in self.languages for part in self.parts]

    def clean(self) -> dict[str, Any]:
        """Refuse a form without words, and one that says in a language only a part of what it should."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        begun = [code for code in self.languages if any(self.says(data, part, code) for part in self.parts)]
        message = _("Please write this in this language, too.") if begun else _("Please write this in at least one language.")
        for code in begun or self.languages[:1]:
            for part in self.parts:
                if not self.says(data, part, code):
                    self.add_error(f"{part.name}_{code}", forms.ValidationError(message, code="required"))
        return data

    def says(self, data: dict[str, Any], part: Part, code: str) -> bool:
        """Return whether something was typed there, right or wrong."""
        name = f"{part.name}_{code}"
        return bool(data.get(name)) or name in self.errors

    def written(self, part: str = "text") -> Text:
        """Return what was typed; where several languages were, none of them is known to be the first."""
        return in_languages(self.cleaned_data, part)


class HeldForm(KenesForm):
    """One contribution for a moderator: its words in each working language that its author did not write."""

    def __init__(self, data: Any = None, *, held: Held, languages: Sequence[str]) -> None:
        super().__init__(data, prefix=held.public_id)
        self.words = open_parts(held, languages)
        for name, there in self.words.items():
            part, code = name.split("_")
            label = {"title": _("Title"), "text": _("Text") if held.title else ""}[part]
            most, rows = (TITLE_MOST, 1) if part == "title" else (held.longest, 2 if held.longest <= 200 else 4)
            self.fields[name] = Part(part, label, most, rows).field(code, initial=there)
            self.fields[f"seen_{name}"] = forms.CharField(required=False, strip=False, widget=forms.HiddenInput, initial=there)

    def typed(self) -> dict[str, str]:
        """Return what was typed, by part and language."""
        return {name: self.cleaned_data.get(name, "") for name in self.words}

    def seen(self) -> dict[str, str]:
        """Return what stood there when the page was opened."""
        return {name: self.cleaned_data.get(f"seen_{name}", "") for name in self.words}


class ReturnForm(KenesForm):
    """Why a contribution goes back: its author alone reads it."""

    reason = ProseField(label=_("Reason"), help_text=_("Its author reads this, nobody else."), rows=2, max_length=1000)
