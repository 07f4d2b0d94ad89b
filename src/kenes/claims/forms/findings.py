"""Forms of findings: their words in every working language, figures, dissent, appeals."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.base.text import Text
from kenes.claims.acts.findings import LENGTHS
from kenes.claims.models import Appeal, Finding
from kenes.claims.words import NAMES_OF_LANGUAGES
from kenes.councils.models import Council
from kenes.councils.queries import plain, regions_of
from kenes.issues.forms import TITLE, named, offer
from kenes.situation import periods
from kenes.situation.models import Indicator
from kenes.situation.queries.figures import figures_of

LABELS = {
    "sentence": (_("The finding in one sentence"), _("It leads the page and stands in lists. No rating words of other services.")),
    "text": (_("The reasoning of both sides"), _("What was checked and what follows. Each claim about the facts with its source.")),
    "correction": (_("What was wrong before, and why"), _("Everybody reads this first.")),
    "own": (_("Your side’s reasoning"), _("It stands beside that of the other side.")),
}
ROWS = {"sentence": 2, "text": 8, "correction": 3, "own": 8}
ALL = "all"


class FindingForm(KenesForm):
    """A finding's words: a field for each working language, by part."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, finding: Finding, own: Text | None, corrects: bool) -> None:
        differ = finding.category == Finding.Category.DIFFER
        self.parts = ["sentence", *(["correction"] if corrects else []), "own" if differ else "text"]
        self.languages = list(finding.claim.council.languages)
        texts = {"sentence": finding.sentence, "text": finding.text, "correction": finding.correction, "own": own}
        begun: dict[str, Any] = {"seen": finding.text_hash}
        for part in self.parts:
            text = texts[part]
            begun |= {f"{part}_{code}": (text.texts if text else {}).get(code, {}).get("text", "") for code in self.languages}
        super().__init__(data, initial=begun)
        for part in self.parts:
            for code in self.languages:
                field = self.field(part, code)
                field.need = _("required to publish")  # type: ignore[attr-defined]  # read by base.fields.parts
                self.fields[f"{part}_{code}"] = field

    def field(self, part: str, code: str) -> forms.Field:
        language = capfirst(NAMES_OF_LANGUAGES[code])
        if part == "sentence":
            return LineField(label=language, max_length=LENGTHS[part], required=False, widget=TITLE)
        return ProseField(label=language, max_length=LENGTHS["text" if part == "own" else part], rows=ROWS[part], required=False)

    def groups(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """Return the fields as the page shows them: (what, hint, a field a language)."""
        return [(*LABELS[part], [self[f"{part}_{code}"] for code in self.languages]) for part in self.parts]

    def typed(self, part: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{part}_{code}"] for code in self.languages} if part in self.parts else {}

    def act(self) -> dict[str, Any]:
        """Return what `write_finding` takes."""
        words = {part: self.typed(part) for part in ("sentence", "text", "correction")}
        return {**words, "own_text": self.typed("own") if "own" in self.parts else None, "seen": self.cleaned_data["seen"]}


class FiguresForm(KenesForm):
    """An indicator's values of one period, of all regions or of one."""

    prefix = "figures"
    indicator = forms.ChoiceField(label=_("Indicator"))
    period = LineField(label=_("Period"), help_text=_("For example 2024 or 2024-Q3. Empty: the last one."), max_length=10, required=False)
    place = forms.ChoiceField(label=_("Regions"))

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {figure.indicator.code: figure for figure in figures_of(council)}
        choices = [(code, f"{figure.name}, {periods.words(figure.last)}") for code, figure in self.known.items()]
        offer(self, "indicator", [("", _("Choose an indicator")), *choices])
        self.regions = named(regions_of(council))
        offer(self, "place", [(ALL, _("All regions that have a value")), *self.regions])

    def act(self) -> dict[str, Any]:
        """Return what `bind_figures` takes."""
        data = self.cleaned_data
        figure = self.known[data["indicator"]]
        places = [code for code, _name in self.regions] if data["place"] == ALL else [data["place"]]
        return {"indicator": figure.indicator, "period": data["period"] or figure.last, "places": places}


class DissentForm(KenesForm):
    """A member's own opinion beside the finding."""

    opinion = ProseField(label=_("Your dissent"), help_text=_("What you find instead, and why."), rows=6)
    language = LanguageField()


class AppealForm(KenesForm):
    """Why a finding is wrong."""

    objection = ProseField(
        label=_("What is wrong, and how do you know?"), help_text=_("Name what was overlooked, with a source if you can."), rows=6
    )
    name = LineField(label=_("Your name"), help_text=_("Not shown to the public."), required=False, max_length=120)
    contact = LineField(
        label=_("How can you be reached?"), help_text=_("E-mail or telephone. Not shown to the public."), required=False, max_length=200
    )
    language = LanguageField()


class AnswerAppealForm(KenesForm):
    """A side's answer to an appeal."""

    decision = forms.ChoiceField(
        label=_("Is the appeal right?"),
        choices=[(Appeal.State.UPHELD, _("Yes: the finding is opened again")), (Appeal.State.REFUSED, _("No: the finding stands"))],
        widget=forms.RadioSelect,
    )
    answer = ProseField(label=_("The answer"), help_text=_("Public, together with the appeal, once every side agrees to it."), rows=5)
    language = LanguageField()


class HideAppealForm(KenesForm):
    """Why an appeal's words are not shown."""

    reason = ProseField(
        label=_("Reason"), max_length=1000, rows=3, help_text=_("The secretariats of all sides read it, and the member whose appeal it is.")
    )


def place_names(council: Council) -> dict[str, str]:
    """Return region's code -> its name in the reader's language."""
    return {region.code: plain(str(region.name)) for region in regions_of(council)}


def indicator_of(council: Council, code: str) -> Indicator | None:
    return Indicator.objects.filter(council=council, code=code[:40]).first()
