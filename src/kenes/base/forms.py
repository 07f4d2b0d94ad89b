"""Form fields that clean what people type and explain what is wrong with it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kenes.base.errors import KenesError
from kenes.base.text import Text, UnusableText, clean


class LineField(forms.CharField):
    """One line of text, cleaned (base.text.clean)."""

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        try:
            return " ".join(clean(super().to_python(value) or "").split())
        except UnusableText:
            raise forms.ValidationError(
                _("This text holds characters that cannot be stored. Please type it again."), code="unusable"
            ) from None


class ProseField(forms.CharField):
    """Several lines of text, cleaned, line breaks kept."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = 5000, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        try:
            return clean(super().to_python(value) or "")
        except UnusableText:
            raise forms.ValidationError(
                _("This text holds characters that cannot be stored. Please type it again."), code="unusable"
            ) from None


class LanguageField(forms.ChoiceField):
    """The language a text is written in; the interface's language unless the writer says otherwise."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Language of the text"))
        kwargs.setdefault("initial", lambda: (get_language() or "kk")[:2])
        kwargs.setdefault("choices", settings.LANGUAGES)
        super().__init__(**kwargs)


class MomentField(forms.DateTimeField):
    """A day and a time as clocks show them somewhere: the field has no zone, its form knows the place."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid": _("Enter a date and a time that exist, such as 2026-12-12 18:00.")})
        kwargs.setdefault("widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M"))
        super().__init__(**kwargs)


class KenesForm(forms.Form):
    """A form whose act may refuse: `takes(act)` shows the refusal beside the field it names."""

    use_required_attribute = False  # the server's message is the better one, and browsers show theirs in their own language

    def text(self, name: str) -> Text:
        """Return a cleaned text field together with the form's language field."""
        return Text.of(self.cleaned_data.get("language") or (get_language() or "kk")[:2], self.cleaned_data[name])

    def refuse(self, error: KenesError) -> None:
        """Show an act's refusal: beside its field, or above the form."""
        self.add_error(error.field if error.field in self.fields else None, str(error))

    def takes(self, act: Callable[[], object]) -> bool:
        """Do what a valid form asks for, and return whether it was done; a refusal stands in the form."""
        if not self.is_valid():
            return False
        try:
            act()
        except KenesError as error:
            self.refuse(error)
            return False
        return True

    @property
    def status(self) -> int:
        """The HTTP status for showing this form again."""
        return 422 if self.is_bound and self.errors else 200
