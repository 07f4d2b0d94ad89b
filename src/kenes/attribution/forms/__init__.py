"""Forms for what is written under the Chatham House Rule, and for its moderation."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kenes.attribution.models import Held
from kenes.base.forms import KenesForm, LineField, ProseField
from kenes.base.text import Text
from kenes.councils.forms.fields import in_languages

NAMES = dict(settings.LANGUAGES)


class ManyLanguagesForm(KenesForm):
    """A text in one working language or in several: who writes all of them keeps from moderators which one came first."""

    client_key = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput, initial=lambda: str(uuid4()), required=False)

    def __init__(self, *args: Any, languages: Sequence[str], most: int = 5000, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = (get_language() or "")[:2]
        self.languages = sorted(languages, key=lambda code: code != own)  # the reader's own language first
        for code in self.languages:
            field = ProseField(label=NAMES[code], required=False, max_length=most, rows=rows) if rows > 1 else line(NAMES[code], most)
            field.widget.attrs["lang"] = code
            self.fields[f"text_{code}"] = field

    @property
    def texts(self) -> list[forms.BoundField]:
        """Return the fields of the text, for the template."""
        return [self[f"text_{code}"] for code in self.languages]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        named = [f"text_{code}" for code in self.languages]
        if not any(data.get(name) for name in named) and not any(name in self.errors for name in named):
            self.add_error(named[0], forms.ValidationError(_("Please write this in at least one language."), code="required"))
        return data

    def written(self) -> Text:
        """Return what was typed; where several languages were, none of them is known to be the first."""
        return in_languages(self.cleaned_data, "text")


def line(label: str, most: int) -> LineField:
    return LineField(label=label, required=False, max_length=most)


class HeldForm(KenesForm):
    """One contribution for a moderator: its words in each working language that its author did not write."""

    def __init__(self, data: Any = None, *, held: Held, languages: Sequence[str]) -> None:
        super().__init__(data, prefix=held.public_id)
        self.others = [code for code in languages if code != held.text.original]
        for code in self.others:
            there = str(held.text.texts.get(code, {}).get("text", ""))
            rows = 2 if held.longest <= 200 else 4
            field = ProseField(label=NAMES[code], required=False, max_length=held.longest, rows=rows, initial=there)
            field.widget.attrs["lang"] = code
            self.fields[f"text_{code}"] = field
            self.fields[f"seen_{code}"] = forms.CharField(required=False, strip=False, widget=forms.HiddenInput, initial=there)

    def typed(self, what: str) -> dict[str, str]:
        """Return language -> words, of the fields "text" or "seen"."""
        return {code: self.cleaned_data.get(f"{what}_{code}", "") for code in self.others}


class ReturnForm(KenesForm):
    """Why a contribution goes back: its author alone reads it."""

    reason = ProseField(label=_("Reason"), help_text=_("Its author reads this, nobody else."), rows=2, max_length=1000)
