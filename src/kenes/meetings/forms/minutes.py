"""The forms of the minutes."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.councils.models import Member
from kenes.councils.queries import seat_label
from kenes.meetings.acts.brackets import WORDING_LONGEST
from kenes.meetings.acts.minutes import PARAGRAPH_LONGEST
from kenes.meetings.models import Paragraph


class SendForm(KenesForm):
    """Asking the sides to agree."""

    silence_days = forms.IntegerField(
        label=_("Days of silence"),
        initial=5,
        min_value=1,
        max_value=60,
        help_text=_("A side that does not object within these days agrees. A paragraph that is changed gets them anew."),
    )


class ParagraphForm(KenesForm):
    """A new paragraph."""

    language = LanguageField()
    text = ProseField(label=_("Text"), max_length=PARAGRAPH_LONGEST, rows=6)  # type: ignore[assignment]
    type = forms.ChoiceField(label=_("What it is"), choices=Paragraph.Kind.choices, initial=Paragraph.Kind.TEXT, widget=forms.RadioSelect)
    owner = forms.ChoiceField(label=_("Who carries it out"), required=False, help_text=_("For a decision."))
    due_on = forms.DateField(
        label=_("By which day"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=_("For a decision.")
    )

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {member.public_id: member for member in members}
        named = [(public_id, seat_label(member)) for public_id, member in self.members.items()]
        cast(forms.ChoiceField, self.fields["owner"]).choices = [("", _("Nobody yet")), *named]

    def owner_chosen(self) -> Member | None:
        return self.members.get(self.cleaned_data["owner"])


class WordsForm(KenesForm):
    """One language of a paragraph."""

    language = forms.CharField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    text = ProseField(label=_("Text"), max_length=PARAGRAPH_LONGEST, rows=6)  # type: ignore[assignment]


class BracketForm(KenesForm):
    """Putting words in brackets."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    language = LanguageField(label=_("In which language"))
    words = LineField(
        label=_("The words that your side disputes"),
        max_length=WORDING_LONGEST,
        help_text=_("Exactly as they stand in the paragraph."),
    )
    own = LineField(
        label=_("What your side would write instead"),
        required=False,
        max_length=WORDING_LONGEST,
        help_text=_("Empty: the words would be left out."),
    )


class WordingForm(KenesForm):
    """Another wording for words in brackets."""

    language = LanguageField()
    own = LineField(label=_("Our wording"), required=False, max_length=WORDING_LONGEST, help_text=_("Empty: the words would be left out."))


class ObjectionForm(KenesForm):
    """Why a side does not agree."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    language = LanguageField()
    reason = ProseField(label=_("Why your side objects"), max_length=2000, rows=3)
