"""Signing in, joining, applying, and a person's own account."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.councils.forms.fields import NamedChoice, RegionField, current_password, email, new_password
from kenes.councils.models import Council, Profession, Side, User


class SignInForm(KenesForm):
    """E-mail and password."""

    email = email(required=True)
    password = current_password()


class CodeForm(KenesForm):
    """The one-time code that a secretary handed over."""

    code = LineField(
        label=_("One-time code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}),
    )


class JoinForm(KenesForm):
    """What a person says of themselves when they take their seat."""

    name = LineField(
        label=_("Your name"),
        max_length=120,
        help_text=_("Only the secretariat sees it. Everyone else sees your seat: its number, region and walk of life."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("In which language do you read?"), choices=settings.LANGUAGES)
    email = email(required=False, help_text=_("For notices, and to sign in with a password. You can do without."))
    password = new_password(
        required=False, help_text=_("At least 10 characters. Leave it empty to sign in with codes from the secretariat.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (get_language() or "kk")[:2]


class ApplyForm(KenesForm):
    """A wish to join a council."""

    side = NamedChoice(label=_("Side"), queryset=Side.objects.none(), to_field_name="public_id")
    region = RegionField(label=_("The region you speak from"))
    profession = NamedChoice(label=_("Walk of life"), queryset=Profession.objects.all(), to_field_name="code")
    name = LineField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact = LineField(label=_("How do we reach you?"), max_length=200, help_text=_("An e-mail or a telephone number."))
    language = LanguageField()
    reason = ProseField(
        label=_("Why do you want to join?"),
        max_length=2000,
        rows=6,
        help_text=_("What do you know of your region first-hand? A few sentences."),
    )

    def __init__(self, council: Council, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region, side = self.fields["region"], self.fields["side"]
        assert isinstance(region, RegionField)  # noqa: S101  # tells mypy the type
        assert isinstance(side, NamedChoice)  # noqa: S101
        region.of(council)
        side.queryset = council.sides.all()
        if side.queryset.count() == 1:
            side.initial, side.widget, side.required = side.queryset[0].public_id, forms.HiddenInput(), False
        self.only_side = side.queryset[0] if side.queryset.count() == 1 else None

    def clean_side(self) -> Side | None:
        return self.only_side or self.cleaned_data.get("side")


class AccountForm(KenesForm):
    """A person's name, language and mail."""

    name = LineField(label=_("Your name"), max_length=120, required=False, help_text=_("Only the secretariat sees it."))
    language = forms.ChoiceField(label=_("In which language do you read?"), choices=settings.LANGUAGES)
    email = email(required=False, help_text=_("For notices, and to sign in with a password."))
    password = current_password(_("Your password"), required=False, help_text=_("Only to change the e-mail."))

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial", {"name": user.name, "email": user.email or "", "language": user.language or (get_language() or "kk")[:2]}
        )
        super().__init__(*args, **kwargs)
        if not user.has_usable_password():
            del self.fields["password"]


class PasswordForm(KenesForm):
    """A new password."""

    current = current_password(_("Current password"))
    password = new_password(_("New password"), help_text=_("At least 10 characters, no common word."))

    def __init__(self, *args: Any, needs_current: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_current:
            del self.fields["current"]
