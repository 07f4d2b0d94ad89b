"""The forms of this room."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kenes.attribution.models import Attribution
from kenes.attribution.table import Occasion
from kenes.attribution.table_words import choices
from kenes.base import clock
from kenes.base.forms import KenesForm, LanguageField, LineField, MomentField, ProseField
from kenes.base.text import Text
from kenes.deliberation.models import Deliberation
from kenes.deliberation.rules import STATEMENT_MOST
from kenes.deliberation.words import REASONS
from kenes.issues.models import Issue


class FilterForm(forms.Form):
    """What the list shows."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any state")), *Deliberation.State.choices])


class ResultsForm(forms.Form):
    """Which statements of the results are shown; `counts` says how many there are of each kind.

    `compared`: whether people are divided at all.
    """

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    show = forms.ChoiceField(label=_("Show"), required=False)

    def __init__(self, data: Any, counts: dict[str, int], *, compared: bool) -> None:
        super().__init__(data)
        words = {
            "": _("All statements"),
            "common": _("Common ground") if compared else _("A majority agrees"),
            "contested": _("Contested"),
            "open": _("Not clear yet"),
            "nowhere": _("No majority"),
            "alone": _("Only all together can be shown"),
            "withheld": _("Something is withheld"),
        }
        choices = [(key, f"{label} ({counts[key]})") for key, label in words.items() if key in counts]
        self.fields["show"].choices = choices  # type: ignore[attr-defined]


class IssueField(forms.ChoiceField):
    """One of the council's open issues."""

    @staticmethod
    def offer(form: forms.Form, issues: Iterable[Issue], none: Any) -> None:
        """Let `form` offer these issues; `none` is what the empty choice says."""
        form.fields["issue"].choices = [("", none), *((issue.public_id, str(issue.title)) for issue in issues)]  # type: ignore[attr-defined]


class PrepareForm(KenesForm):
    """A question about an issue."""

    issue = IssueField(label=_("Issue"))
    question = LineField(label=_("Question"), help_text=_("One question that members can answer statement by statement."), max_length=200)
    background = ProseField(
        label=_("Background"), help_text=_("What one should know before voting."), required=False, rows=5, max_length=5000
    )
    results = forms.ChoiceField(
        label=_("When results are shown"),
        choices=Deliberation.Results.choices,
        initial=Deliberation.Results.AT_CLOSE,
        widget=forms.RadioSelect,
        help_text=_("Always through the small-cell gate; in batches, a figure changes only when enough new people have answered."),
    )
    publishes_votes = forms.BooleanField(
        label=_("Publish the individual votes when voting is over"),
        help_text=_(
            "Row by row, with fresh pseudonyms, shuffled, without times, regions and names. Voters read this before they vote. "
            "Whoever knows some answers of a person may find the row, and with it all others. "
            "Results by region and side are then not published: together with the rows they would tell who is who. "
            "Only with results once, when voting closes."
        ),
        required=False,
    )
    attribution = forms.ChoiceField(
        label=_("What is shown of who writes a statement"),
        widget=forms.RadioSelect,
        initial=Attribution.OPEN,
        help_text=_("Nobody can change it later: members read it before they write."),
    )
    own_after = forms.IntegerField(
        label=_("Members may write statements of their own after this many answers"), min_value=0, max_value=50, initial=5
    )
    language = LanguageField()

    def __init__(self, *args: Any, issues: Iterable[Issue], threshold: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issues = {issue.public_id: issue for issue in issues}
        IssueField.offer(self, self.issues.values(), _("Choose an issue"))
        self.fields["attribution"].choices = choices(Occasion.DELIBERATION, threshold)  # type: ignore[attr-defined]

    def act(self) -> dict[str, Any]:
        """Return what `prepare_deliberation` takes."""
        data = self.cleaned_data
        return {
            "issue": self.issues[data["issue"]],
            "question": self.text("question"),
            "background": self.text("background"),
            "results": data["results"],
            "own_after": data["own_after"],
            "publishes_votes": data["publishes_votes"],
            "attribution": data["attribution"],
        }


class StatementForm(KenesForm):
    """One statement, a line long."""

    text = LineField(  # type: ignore[assignment]  # Django takes fields out of the class, the method stays
        label=_("Statement"),
        help_text=_("One thought that one can agree or disagree with, at most 140 characters."),
        max_length=STATEMENT_MOST,
    )
    language = LanguageField()
    client_key = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput, initial=lambda: str(uuid4()), required=False)

    def written(self) -> Text:
        return KenesForm.text(self, "text")


class OpenForm(KenesForm):
    """When voting closes."""

    closes_at = MomentField(label=_("Voting closes"))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        self.zone = ZoneInfo(zone)
        end = clock.now().astimezone(self.zone) + timedelta(days=14)
        kwargs["initial"] = {"closes_at": end.replace(hour=18, minute=0, second=0, microsecond=0, tzinfo=None)}
        super().__init__(*args, **kwargs)

    def clean_closes_at(self) -> datetime:
        """Read the time as one of the secretariat's own time zone: the field itself has none."""
        value: datetime = self.cleaned_data["closes_at"]
        return value.replace(tzinfo=self.zone)


class RejectForm(KenesForm):
    """Why a statement is not put to the vote: a ready reason, or words of one's own."""

    ready = forms.ChoiceField(label=_("Reason"), required=False, choices=[("", _("In your own words")), *REASONS.items()])
    reason = ProseField(label=_("Reason in your own words"), help_text=_("Its author reads this."), required=False, rows=2, max_length=500)

    def why(self) -> str:
        """Return the reason: one's own words, or the ready sentence."""
        return self.cleaned_data["reason"] or str(REASONS.get(self.cleaned_data["ready"], ""))


class ExportFile(forms.FileField):
    """A file of an export, within the size that uploads may have."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile) and (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 10 MB. Pack votes.csv with gzip, or ask for the command line."), code="size"
            )
        return file


class PolisForm(KenesForm):
    """A Polis export: its two files, and what they are about."""

    votes = ExportFile(label=_("Votes"), help_text=_("votes.csv or votes.csv.gz"))
    comments = ExportFile(label=_("Statements"), help_text="comments.csv")
    summary = ExportFile(label=_("Summary"), help_text=_("summary.csv, if there is one: topic and address"), required=False)
    question = LineField(label=_("Question"), help_text=_("Left empty, the topic of the export is used."), required=False, max_length=300)
    issue = IssueField(label=_("Issue"), required=False)
    language = forms.CharField(
        label=_("Language of the statements"),
        help_text=_("Two letters, such as en or zh. Left empty, it is told from the letters."),
        required=False,
        max_length=2,
        min_length=2,
    )

    def __init__(self, *args: Any, issues: Iterable[Issue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issues = {issue.public_id: issue for issue in issues}
        IssueField.offer(self, self.issues.values(), _("No issue"))

    def clean_language(self) -> str:
        code = str(self.cleaned_data["language"]).lower()
        if code and not (code.isascii() and code.isalpha()):
            raise forms.ValidationError(_("Two letters, such as en or zh."), code="language")
        return code
