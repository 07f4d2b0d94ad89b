"""The forms of the minutes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.base.errors import KenesError
from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.councils.models import Council
from kenes.meetings.acts.brackets import WORDING_LONGEST
from kenes.meetings.acts.minutes import PARAGRAPH_LONGEST
from kenes.meetings.errors import ParagraphChanged
from kenes.meetings.forms.meetings import DAY, SeatForm
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


class ParagraphForm(SeatForm):
    """A new paragraph."""

    nobody = _("Nobody yet")
    language = LanguageField()
    text = ProseField(label=_("Text"), max_length=PARAGRAPH_LONGEST, rows=6)  # type: ignore[assignment]
    type = forms.ChoiceField(label=_("What it is"), choices=Paragraph.Kind.choices, initial=Paragraph.Kind.TEXT, widget=forms.RadioSelect)
    owner = forms.ChoiceField(label=_("Who carries it out"), required=False, help_text=_("For a decision."))
    due_on = forms.DateField(label=_("By which day"), required=False, widget=DAY, help_text=_("For a decision."))

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat_field("owner", council)


class SeenForm(KenesForm):
    """What is done to the revision of a paragraph that was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, revision: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.revision = self.initial["seen"] = revision

    def refuse(self, error: KenesError) -> None:
        """Name the revision that the page shows beside the refusal, so that whoever has read it can send what they typed."""
        super().refuse(error)
        if isinstance(error, ParagraphChanged):
            self.data = {**self.data.dict(), "seen": str(self.revision)}  # type: ignore[attr-defined]


class WordsForm(SeenForm):
    """One language of a paragraph."""

    language = forms.CharField(widget=forms.HiddenInput)
    text = ProseField(label=_("Text"), max_length=PARAGRAPH_LONGEST, rows=6)  # type: ignore[assignment]


class DecisionForm(SeenForm, SeatForm):
    """Who carries a decision out, and by when."""

    owner = forms.ChoiceField(label=_("Who carries it out"))
    due_on = forms.DateField(label=_("By which day"), widget=DAY)

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat_field("owner", council)


class BracketForm(SeenForm):
    """Putting words in brackets."""

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


class ObjectionForm(SeenForm):
    """Why a side does not agree."""

    language = LanguageField()
    reason = ProseField(label=_("Why your side objects"), max_length=2000, rows=3)
