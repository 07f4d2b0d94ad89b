"""The forms of this room."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.base import clock
from kenes.base.forms import KenesForm, LanguageField, LineField, MomentField, ProseField
from kenes.base.text import Text
from kenes.councils.models import Council
from kenes.deliberation.models import Statement
from kenes.issues.models import Issue
from kenes.recommendations.acts import Source
from kenes.recommendations.acts.drafts import LONGEST
from kenes.recommendations.acts.votes import DISSENT_LONGEST
from kenes.recommendations.models import Adoption, Choice, Recommendation, Version
from kenes.recommendations.offers import Offer


def written(form: KenesForm, name: str) -> Text:
    """Return what was typed in a field, in the form's language (also where a field is itself named "text")."""
    return KenesForm.text(form, name)


class FilterForm(forms.Form):
    """What the list shows."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any state")), *Recommendation.State.choices])


class StatementsForm(KenesForm):
    """A form with one group of statements for each closed deliberation, the broadest agreement first."""

    def __init__(self, *args: Any, offers: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = offers
        for offer in offers:
            self.fields[self.name_of(offer)] = forms.MultipleChoiceField(
                label=offer.label,
                help_text=_(
                    "Statements of this deliberation, the broadest agreement first. They are cited with their figures, not copied."
                ),
                required=False,
                choices=[(line.statement.public_id, line.label) for line in offer.lines],
                widget=forms.CheckboxSelectMultiple,
            )

    @staticmethod
    def name_of(offer: Offer) -> str:
        return f"statements-{offer.deliberation.public_id}"

    @property
    def statement_fields(self) -> list[forms.BoundField]:
        return [self[self.name_of(offer)] for offer in self.offers]

    def chosen_statements(self) -> list[Statement]:
        """Return the statements that were chosen."""
        chosen = {public_id for offer in self.offers for public_id in self.cleaned_data[self.name_of(offer)]}
        return [line.statement for offer in self.offers for line in offer.lines if line.statement.public_id in chosen]


class TextsForm(KenesForm):
    """Title, text and reasons of a wording."""

    language = LanguageField()
    title = LineField(
        label=_("Title"),
        max_length=LONGEST["title"],
        help_text=_("One sentence that names what should change. It is what a minister reads first."),
    )
    text = ProseField(  # type: ignore[assignment]  # Django takes fields out of the class, the method stays
        label=_("What should be done, and by whom"),
        max_length=LONGEST["text"],
        rows=8,
        help_text=_("An action that can be checked later: who does what, where, by when."),
    )
    rationale = ProseField(
        label=_("Why"), max_length=LONGEST["rationale"], rows=6, help_text=_("What is wrong now, for whom, and why this would help.")
    )


class DraftForm(TextsForm, StatementsForm):
    """A new recommendation."""

    issues = forms.MultipleChoiceField(
        label=_("Issues it answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The authors of their signals will be told what became of them."),
    )
    source_text = ProseField(
        label=_("What an outside source shows"),
        required=False,
        max_length=600,
        rows=2,
        help_text=_("One sentence. You can add more sources later."),
    )
    source = LineField(label=_("Source"), required=False, max_length=300, help_text=_("Author, title, year."))
    source_url = forms.URLField(label=_("Link"), required=False, max_length=500, assume_scheme="https")

    field_order = ["language", "title", "text", "rationale", "issues"]

    def __init__(self, *args: Any, issues: Iterable[Issue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = list(issues)
        cast(forms.MultipleChoiceField, self.fields["issues"]).choices = [
            (issue.public_id, _("%(number)s. %(title)s") % {"number": issue.number, "title": issue.title}) for issue in self.offered
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("source_text")) != bool(cleaned.get("source")):
            missing = "source" if cleaned.get("source_text") else "source_text"
            self.add_error(missing, _("A source needs both: what it shows, and which source it is."))
        return cleaned

    def chosen_issues(self) -> list[Issue]:
        """Return the issues that were chosen."""
        return [issue for issue in self.offered if issue.public_id in self.cleaned_data["issues"]]

    def chosen_sources(self) -> list[Source]:
        """Return the outside source, where one was named."""
        cleaned = self.cleaned_data
        return [Source(written(self, "source_text"), cleaned["source"], cleaned["source_url"])] if cleaned["source"] else []


class VersionForm(TextsForm):
    """A new wording of the same recommendation, in the language of the original."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        self.version = version
        kwargs.setdefault("initial", {name: getattr(version, name).original_text for name in ("title", "text", "rationale")})
        kwargs["initial"] = {"language": version.text.original, "after": version.number, **kwargs["initial"]}
        super().__init__(*args, **kwargs)

    def rebase(self) -> None:
        """After a refusal, let the next try be on the version that is shown now."""
        data = {name: self.data.get(name, "") for name in self.fields}
        self.data = {**data, "after": str(self.version.number)}

    def rewritten(self, name: str) -> Text:
        """Return a part of the text as it now reads; translations of what did not change stay valid."""
        before: Text = getattr(self.version, name)
        if self.cleaned_data["language"] != before.original:
            return written(self, name)
        return before if self.cleaned_data[name] == before.original_text else before.rewritten(self.cleaned_data[name])


class SourceForm(KenesForm):
    """An outside source."""

    language = LanguageField()
    text = ProseField(  # type: ignore[assignment]  # Django takes fields out of the class, the method stays
        label=_("What the source shows"), max_length=600, rows=2, help_text=_("One sentence that the recommendation rests on.")
    )
    source = LineField(label=_("Source"), max_length=300, help_text=_("Author, title, year."))
    url = forms.URLField(label=_("Link"), required=False, max_length=500, assume_scheme="https")


class WithdrawForm(KenesForm):
    """Why a recommendation is taken back."""

    reason = ProseField(label=_("Reason"), max_length=1000, rows=3, help_text=_("Everybody who contributed will read it."))


def percent(label: Any, hint: Any, least: int, most: int) -> forms.IntegerField:
    message = _("Enter a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
    messages = dict.fromkeys(("invalid", "min_value", "max_value", "required"), message)
    return forms.IntegerField(label=label, help_text=hint, min_value=least, max_value=most, error_messages=messages)


class AdoptionForm(KenesForm):
    """What is fixed when voting opens."""

    number = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)  # the version looked at
    method = forms.ChoiceField(label=_("How members vote"), widget=forms.RadioSelect, choices=Adoption.Method.choices)
    closes_at = MomentField(label=_("Voting closes"))
    quorum_percent = percent(_("Quorum, percent of the roster"), _("With two sides or more, of each side as well."), 1, 100)
    majority_percent = percent(
        _("Majority, percent of votes for and against"), _("More than this share must be in favour. Abstentions do not count here."), 50, 99
    )

    def __init__(self, *args: Any, council: Council, zone: str, **kwargs: Any) -> None:
        self.zone = ZoneInfo(zone)
        end = (clock.now().astimezone(self.zone) + timedelta(days=7)).replace(hour=18, minute=0, second=0, microsecond=0, tzinfo=None)
        kwargs["initial"] = {
            "closes_at": end,
            "quorum_percent": council.quorum_percent,
            "majority_percent": council.majority_percent,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)

    def clean_closes_at(self) -> datetime:
        """Read the time as one of the secretariat's own time zone: the field itself has none."""
        value: datetime = self.cleaned_data["closes_at"]
        return value.replace(tzinfo=self.zone)


class BallotForm(KenesForm):
    """One ballot. Two answers at once are none."""

    value = forms.ChoiceField(
        choices=Choice.choices, error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one of the three answers."))
    )

    def clean_value(self) -> str:
        given = self.data.getlist("value") if hasattr(self.data, "getlist") else [self.data.get("value")]
        if len(given) != 1:
            raise forms.ValidationError(_("Choose one of the three answers."), code="several")
        return str(self.cleaned_data["value"])


class DissentForm(KenesForm):
    """A dissenting opinion."""

    language = LanguageField()
    text = ProseField(  # type: ignore[assignment]  # Django takes fields out of the class, the method stays
        label=_("Your dissenting opinion"), max_length=DISSENT_LONGEST, rows=8
    )
