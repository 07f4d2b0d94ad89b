"""Forms of signals and issues."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from kenes.base.files import FILES_MOST, FilesField
from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.base.sorting import sort_key
from kenes.councils.models import Council, Member, Region, Side
from kenes.councils.queries import plain, regions_of
from kenes.issues.models import Issue
from kenes.issues.queries import open_issues
from kenes.issues.words import QUESTIONS, REASONS
from kenes.situation.models import Indicator
from kenes.situation.queries.questions import questions_in

TITLE = forms.Textarea(attrs={"rows": 2})  # a whole sentence is seen on a phone; line breaks become spaces


def offer(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    """Set the choices of one form's field."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)


def named(regions: Iterable[Region]) -> list[tuple[str, str]]:
    """Return regions as choices, in the order of the reader's alphabet."""
    return sorted(((region.code, plain(str(region.name))) for region in regions), key=lambda choice: sort_key(choice[1]))


def region_choices(council: Council) -> list[Any]:
    """Return the council's regions, by side where there are several."""
    sides = Side.objects.filter(council=council).prefetch_related("side_regions__region")
    groups = [(str(side.name), named(row.region for row in side.side_regions.all())) for side in sides]
    return list(groups[0][1]) if len(groups) == 1 else list(groups)


class SignalForm(KenesForm):
    """A signal, from a phone: six short answers and a photo."""

    region = forms.ChoiceField(label=_("Region"))
    what = ProseField(label=_("What is wrong?"), help_text=_("One or two sentences are enough."), rows=5)
    place = LineField(label=_("Where?"), help_text=_("District, village, street or object"), required=False, max_length=200)
    since = LineField(label=_("Since when?"), help_text=_("For example: since April, every winter"), required=False, max_length=200)
    affected = LineField(
        label=_("Who is affected?"), help_text=_("For example: three villages, 640 people"), required=False, max_length=300
    )
    basis = LineField(
        label=_("How do you know?"), help_text=_("I saw it myself, a document, people told me …"), required=False, max_length=300
    )
    uploads = FilesField(
        label=_("Photo or file"),
        help_text=_("Up to 5 files of at most 10 MB. Where and with what a photo was taken is removed from it."),
        most=FILES_MOST,
    )
    language = LanguageField()
    client_key = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput, initial=lambda: str(uuid4()))
    # The question about a figure that it answers, or the figure that it speaks about.
    question = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    indicator = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    figure_period = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)

    def __init__(self, *args: Any, council: Council, member: Member | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.council = council
        offer(self, "region", [("", _("Choose a region")), *region_choices(council)])
        if member and member.region:
            self.fields["region"].initial = member.region.code

    def figure(self) -> dict[str, Any]:
        """Return the question or the figure that the form is about, as far as they are the council's."""
        named = {name: str(self[name].value() or "") for name in ("question", "indicator", "figure_period")}
        asked = questions_in(self.council).filter(public_id=named["question"][:16]).first() if named["question"] else None
        if asked is not None:
            return {"question": asked, "indicator": asked.indicator, "figure_period": asked.period}
        told = Indicator.objects.filter(council=self.council, code=named["indicator"][:40]).first() if named["indicator"] else None
        return {"indicator": told, "figure_period": named["figure_period"]} if told else {}

    def act(self) -> dict[str, Any]:
        """Return what `report_signal` takes."""
        data = self.cleaned_data
        return {
            "region": Region.objects.get(code=data["region"]),
            "what": self.text("what"),
            "uploads": data["uploads"],
            **{name: data[name] for name in ("place", "since", "affected", "basis", "client_key")},
            **self.figure(),
        }


class AnswerForm(KenesForm):
    """The author's answer to the secretariat."""

    answer = ProseField(label=_("Your answer"))
    uploads = FilesField(label=_("Photo or file"), most=FILES_MOST)
    language = LanguageField()


class WordsForm(KenesForm):
    """A sentence for a signal's author: one of the ready ones, or one's own words."""

    ready: Mapping[str, str | Promise] = {}
    template = forms.ChoiceField(label=_("Ready words"), widget=forms.RadioSelect, required=False)
    words = ProseField(label=_("Own words"), rows=3, required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "template", self.ready.items())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("words") and not data.get("template") and not self.errors:
            self.add_error("words", _("Choose ready words or write your own: the author will read them."))
        return data

    def words_for(self, author: Member) -> str:
        """Return the sentence in the author's language where it is a ready one."""
        if self.cleaned_data["words"]:
            return str(self.cleaned_data["words"])
        with override((author.user and author.user.language) or get_language() or "kk"):
            return str(self.ready[self.cleaned_data["template"]])


class ReasonForm(WordsForm):
    """Why a signal is not taken further."""

    prefix = "reason"
    ready = REASONS


class QuestionForm(WordsForm):
    """What the author of a signal is asked."""

    prefix = "question"
    ready = QUESTIONS


class IssueForm(KenesForm):
    """The council's statement of a problem."""

    title = LineField(
        label=_("Title of the issue"), widget=TITLE, help_text=_("What is wrong, for whom. The council's words, not one member's.")
    )
    summary = ProseField(label=_("What the council knows"), help_text=_("What happens, where, since when, whom it affects."))
    regions = forms.MultipleChoiceField(
        label=_("Regions"),
        help_text=_("Where nothing is marked, the regions of the signals are taken."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = LanguageField()

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "regions", named(regions_of(council)))

    def act(self) -> dict[str, Any]:
        """Return what `make_issue` takes, beside the signals."""
        codes = self.cleaned_data["regions"]
        return {
            "title": self.text("title"),
            "summary": self.text("summary"),
            "regions": list(Region.objects.filter(code__in=codes)) if codes else None,
        }


class ShortIssueForm(KenesForm):
    """Title and summary of an issue, in the queue."""

    title = LineField(label=_("The issue will be called"), widget=TITLE, max_length=200)
    summary = ProseField(label=_("What the council knows"), rows=3)
    language = LanguageField()


class TargetForm(KenesForm):
    """The issue that another one, or a signal, is taken into."""

    target = forms.ChoiceField(label=_("Issue"))

    def __init__(self, *args: Any, council: Council, without: Issue | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = {issue.public_id: issue for issue in open_issues(council) if issue != without}
        offer(self, "target", [("", _("Choose an issue")), *((key, f"{one.number}. {one.title}") for key, one in self.choices.items())])

    @property
    def chosen(self) -> Issue:
        return self.choices[self.cleaned_data["target"]]


class MergeForm(TargetForm):
    """A merge of two issues."""

    reason = ProseField(label=_("Why are they one?"), help_text=_("The authors of all signals read this."), rows=3, max_length=2000)


class ClosingForm(KenesForm):
    """Why an issue is closed, or a signal taken out of it."""

    reason = ProseField(label=_("Reason"), help_text=_("The authors of the signals read this."), rows=3, max_length=2000)


class UnlinkForm(KenesForm):
    """Why a practice is no longer shown with an issue."""

    reason = ProseField(label=_("Reason"), help_text=_("The author of the practice reads this."), rows=3, max_length=2000)


class ListFilters(forms.Form):
    """The filters of a list; they live in the URL."""

    use_required_attribute = False
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, states: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "state", [("", _("All")), *states])

    def wanted(self) -> dict[str, str]:
        """Return the filters that can be used; the others count as not given."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "").replace("\0", "") for name in self.fields}


class FilterForm(ListFilters):
    """The filters of a list of what lies in regions."""

    field_order = ("q", "region", "state")
    region = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "region", [("", _("All")), *region_choices(council)])
