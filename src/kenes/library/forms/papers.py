"""Forms of papers: what is said of one, its next version, publishing, withdrawing, the filters of the list."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.base.files import FilesField
from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.councils.models import Council, Member, Region, Side
from kenes.councils.queries import plain, regions_of
from kenes.issues.forms import TITLE, FilterForm, named, offer
from kenes.library.details import Details
from kenes.library.languages import OFFERED, language_name
from kenes.library.models import Paper
from kenes.library.queries import PaperFilters

LISTED = ("creators", "contributors", "subjects", "relations")  # one entry a line
LINES = ("publisher", "date", "type", "coverage", "source", "rights", "doi", "link")


class PaperForm(KenesForm):
    """What is said of a paper: the fifteen elements of Dublin Core, in plain words."""

    title = LineField(label=_("Title"), widget=TITLE, max_length=500)
    abstract = ProseField(
        label=_("Abstract"), help_text=_("What was asked, how, what was found."), required=False, max_length=10_000, rows=6
    )
    creators = ProseField(
        label=_("Who wrote it"), help_text=_("One name a line, as on the paper: a person or an institute."), max_length=20_000, rows=3
    )
    date = LineField(label=_("Date"), help_text=_("As exact as known: 2024, 2024-05 or 2024-05-17."), required=False, max_length=10)
    type = forms.ChoiceField(label=_("Kind of paper"), choices=Paper.Type.choices)
    languages = forms.MultipleChoiceField(label=_("Languages of the paper"), required=False, widget=forms.CheckboxSelectMultiple)
    more_languages = LineField(
        label=_("Other languages"), help_text=_("Codes of two or three letters with commas: de, zh"), required=False, max_length=40
    )
    sides = forms.MultipleChoiceField(label=_("Whose research it is"), widget=forms.CheckboxSelectMultiple)
    regions = forms.MultipleChoiceField(label=_("Regions it is about"), required=False, widget=forms.CheckboxSelectMultiple)
    subjects = ProseField(label=_("Subjects"), help_text=_("One a line: water, school meals …"), required=False, rows=3)
    doi = LineField(label=_("DOI"), help_text=_("As it is printed, such as 10.1234/abcd"), required=False, max_length=200)
    link = LineField(label=_("Link"), help_text=_("Where it can be read. Nothing is fetched from there."), required=False, max_length=1000)
    source = LineField(label=_("Journal or book it stands in"), required=False, max_length=500)
    publisher = LineField(label=_("Publisher"), required=False, max_length=300)
    contributors = ProseField(label=_("Who else took part"), help_text=_("Editors, translators: one a line."), required=False, rows=2)
    coverage = LineField(
        label=_("Place or time it covers"), help_text=_("For example: the Irtysh basin, 2010–2023"), required=False, max_length=300
    )
    relations = ProseField(label=_("Belongs with"), help_text=_("Addresses or citations, one a line."), required=False, rows=2)
    rights = LineField(label=_("Rights"), help_text=_("For example: CC BY 4.0, or all rights reserved"), required=False, max_length=300)

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_sides = {side.public_id: side for side in council.sides.order_by("order")}
        offer(self, "sides", [(key, plain(str(side.name))) for key, side in self.known_sides.items()])
        offer(self, "regions", named(regions_of(council)))
        offer(self, "languages", [(code, language_name(code)) for code in OFFERED])

    def details(self, kept: dict[str, Any] | None = None) -> Details:
        """Return the metadata; `kept` is what a BibTeX file said beyond it."""
        data = self.cleaned_data
        return Details(
            **{name: data[name].split("\n") for name in LISTED},
            **{name: data[name] for name in LINES},
            languages=[*data["languages"], *data["more_languages"].split(",")],
            bibtex=kept or {},
        )

    def about(self) -> dict[str, Any]:
        """Return the sides and regions that the acts take."""
        data = self.cleaned_data
        return {
            "sides": [self.known_sides[key] for key in data["sides"]],
            "regions": list(Region.objects.filter(code__in=data["regions"])),
        }


class NewPaperForm(PaperForm):
    """A paper that is shared: also its files and the language that its title and abstract are written in."""

    uploads = FilesField(label=_("File"), help_text=_("PDF, DOCX, XLSX, CSV or TXT: up to 5 files of at most 10 MB."))
    language = LanguageField(label=_("Language of title and abstract"))
    client_key = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput, initial=lambda: str(uuid4()))

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sides"].initial = [member.side.public_id]

    def act(self) -> dict[str, Any]:
        """Return what `share_paper` takes."""
        named_here = {name: self.cleaned_data[name] for name in ("uploads", "client_key")}
        return {"title": self.text("title"), "abstract": self.text("abstract"), "details": self.details(), **self.about(), **named_here}


class ChangePaperForm(PaperForm):
    """A paper as it is changed, in its own language."""

    def __init__(self, data: Any, *, paper: Paper) -> None:
        self.paper = paper
        begun: dict[str, Any] = {name: getattr(paper, name) for name in LINES}
        begun |= {name: "\n".join(getattr(paper, name)) for name in LISTED}
        begun |= {name: getattr(paper, name).original_text for name in ("title", "abstract")}
        begun["languages"] = [code for code in paper.languages if code in OFFERED]
        begun["more_languages"] = ", ".join(code for code in paper.languages if code not in OFFERED)
        begun["sides"] = [side.public_id for side in paper.sides.all()]
        begun["regions"] = [region.code for region in paper.regions.all()]
        super().__init__(data, initial=begun, council=paper.council)

    def act(self) -> dict[str, Any]:
        """Return what `change_paper` takes."""
        words = {name: self.cleaned_data[name] for name in ("title", "abstract")}
        return {**words, "details": self.details(self.paper.bibtex), **self.about()}


class VersionForm(KenesForm):
    """The next version of a paper."""

    note = LineField(label=_("What is new in it?"), max_length=500)
    uploads = FilesField(label=_("File"), help_text=_("PDF, DOCX, XLSX, CSV or TXT: up to 5 files of at most 10 MB."))
    link = LineField(label=_("Link"), help_text=_("Where it can be read. Nothing is fetched from there."), required=False, max_length=1000)
    date = LineField(label=_("Date"), help_text=_("As exact as known: 2024, 2024-05 or 2024-05-17."), required=False, max_length=10)


class WithdrawForm(KenesForm):
    """Why a paper is taken back."""

    reason = ProseField(
        label=_("Why is it withdrawn?"), help_text=_("Whoever could read the paper reads this instead."), max_length=1000, rows=3
    )


class PublishForm(KenesForm):
    """Publishing a paper: with its files or without."""

    with_files = forms.BooleanField(label=_("Publish the files too"), required=False)
    read = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class UseForm(KenesForm):
    """The paper that something rests on."""

    paper = forms.ChoiceField(label=_("Paper"))

    def __init__(self, data: Any = None, *, papers: Sequence[Paper]) -> None:
        super().__init__(data)
        self.papers = {paper.public_id: paper for paper in papers}
        choices = [(key, f"{paper.number}. {' '.join(str(paper.title).split())[:90]}") for key, paper in self.papers.items()]
        offer(self, "paper", [("", _("Choose a paper")), *choices])

    @property
    def chosen(self) -> Paper:
        return self.papers[self.cleaned_data["paper"]]


class PaperFilterForm(FilterForm):
    """The filters of the list of papers; they live in the URL."""

    side = forms.ChoiceField(label=_("Side"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=100)

    def __init__(self, data: Any, *, council: Council, sides: Sequence[Side], years: Sequence[int], mine: bool) -> None:
        super().__init__(data, council=council, states=list(Paper.State.choices))
        self.mine = mine
        everything = ("", _("All"))
        offer(self, "side", [everything, *((side.public_id, plain(str(side.name))) for side in sides)])
        offer(self, "language", [everything, *((code, language_name(code)) for code in OFFERED)])
        offer(self, "year", [everything, *((str(year), str(year)) for year in years)])

    def filters(self) -> PaperFilters:
        return PaperFilters(**self.wanted(), mine=self.mine)
