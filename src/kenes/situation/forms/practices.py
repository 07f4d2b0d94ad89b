"""Forms of practices."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.base.files import FILES_MOST, FilesField
from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.councils.models import Council
from kenes.issues.forms import TITLE, FilterForm, offer
from kenes.situation.models import Confirmation, Domain, Practice

SHORT = ("for_whom", "since", "cost", "evidence", "transfer_note")
LONG = ("title", "mechanism", "result")


class PracticeForm(KenesForm):
    """What a region does to solve a problem."""

    title = LineField(
        label=_("What is done, in one sentence"), widget=TITLE, help_text=_("For example: one snow-clearing schedule for 11 villages")
    )
    domain = forms.ChoiceField(label=_("Domain"), choices=[("", _("Choose a domain")), *Domain.choices])
    mechanism = ProseField(
        label=_("How does it work?"), help_text=_("Who does what, with what, in which order. So that others could repeat it."), rows=6
    )
    for_whom = LineField(label=_("For whom?"), help_text=_("For example: pensioners of three districts, 412 people"), max_length=300)
    since = LineField(label=_("Since when?"), help_text=_("For example: since autumn 2024"), max_length=100)
    cost = LineField(
        label=_("What does it cost?"), help_text=_("Money, people, time; from which budget, if you know"), required=False, max_length=300
    )
    result = ProseField(label=_("What came of it?"), help_text=_("What is better now, and what is not."), rows=4)
    evidence = LineField(
        label=_("How do you know?"), help_text=_("Counted, in a document, seen myself, told by those concerned …"), max_length=500
    )
    transfer = forms.ChoiceField(label=_("Could it be used elsewhere?"), choices=Practice.Transfer.choices, widget=forms.RadioSelect)
    transfer_note = LineField(label=_("What does it take elsewhere?"), required=False, max_length=500)
    uploads = FilesField(
        label=_("Photo or file"), help_text=_("Up to 5 files of at most 10 MB. Where and with what a photo was taken is removed from it.")
    )

    def lines(self) -> dict[str, Any]:
        """Return the answers that are the same in both acts."""
        return {name: self.cleaned_data[name] for name in (*SHORT, "domain", "transfer", "uploads")}


class NewPracticeForm(PracticeForm):
    """A practice that is shared: also its language, and the issue that it answers, if any."""

    language = LanguageField()
    issue = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    client_key = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput, initial=lambda: str(uuid4()))

    def act(self) -> dict[str, Any]:
        """Return what `share_practice` takes."""
        return {**self.lines(), **{name: self.text(name) for name in LONG}, "client_key": self.cleaned_data["client_key"]}


class ChangePracticeForm(PracticeForm):
    """A practice as its author changes it, in its own language."""

    uploads = FilesField(label=_("Another photo or file"), most=FILES_MOST)

    def __init__(self, data: Any, files: Any, *, practice: Practice) -> None:
        begun = {name: getattr(practice, name) for name in (*SHORT, "domain", "transfer")}
        begun |= {name: getattr(practice, name).original_text for name in LONG}
        super().__init__(data, files, initial=begun)

    def act(self) -> dict[str, Any]:
        """Return what `change_practice` takes."""
        return {**self.lines(), **{name: self.cleaned_data[name] for name in LONG}}


class ConfirmForm(KenesForm):
    """What another member of the region says of a practice."""

    word = forms.ChoiceField(label=_("Does it work?"), choices=Confirmation.Word.choices, widget=forms.RadioSelect)
    note = LineField(
        label=_("What do you know of it?"), help_text=_("One sentence: what you saw, where, when."), required=False, max_length=500
    )
    read = forms.CharField(widget=forms.HiddenInput, max_length=40)


class PracticeFilters(FilterForm):
    """The filters of the list of practices; they live in the URL."""

    domain = forms.ChoiceField(label=_("Domain"), required=False)

    def __init__(self, *args: Any, council: Council, states: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, council=council, states=states, **kwargs)
        offer(self, "domain", [("", _("All")), *Domain.choices])
