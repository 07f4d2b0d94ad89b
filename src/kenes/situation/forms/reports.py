"""Forms of situation reports and of what is behind figures."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base import clock
from kenes.base.dates import zone_of
from kenes.base.errors import KenesError
from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.councils.models import Side
from kenes.issues.forms import offer
from kenes.promotion.forms import DayField
from kenes.situation import periods
from kenes.situation.models import SituationReport

NO_BASIS = "none"
LABELS = {choice.value: choice.label for choice in SituationReport.Rating}


class PeriodForm(KenesForm):
    """Which period members are asked about, and until when."""

    period = forms.ChoiceField(label=_("Period"))
    closes_on = DayField(label=_("Until"), help_text=_("The end of this day. Two weeks are usual."))

    def __init__(self, *args: Any, side: Side, known: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.side = side
        offer(self, "period", [(period, periods.words(period)) for period in recent(side.timezone) if period not in known])

    @property
    def closes_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["closes_on"], time(23, 59), tzinfo=zone_of(self.side.timezone))

    def refuse(self, error: KenesError) -> None:
        self.add_error({"closes_at": "closes_on", "period": "period"}.get(error.field or ""), str(error))


def recent(zone: str) -> list[str]:
    """Return the spans of time that can be told of today, the likeliest first: the last quarters, half-years and years."""
    today = clock.today(zone)
    found = [periods.moved(periods.containing(today, "Q"), -steps) for steps in (1, 0, 2, 3)]
    return found + [periods.moved(periods.containing(today, often), -steps) for often in "SA" for steps in (1, 0)]


class ReportForm(KenesForm):
    """One domain of one's own region: five answers on a scale, or no basis to judge."""

    rating = forms.ChoiceField(
        label=_("How is it in your region?"),
        choices=[*((str(value), LABELS[value]) for value in sorted(LABELS, reverse=True)), (NO_BASIS, _("I have no basis to judge"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer. That you have no basis to judge is an answer, too.")},
    )
    direction = forms.ChoiceField(
        label=_("Where is it going?"), choices=SituationReport.Direction.choices, widget=forms.RadioSelect, required=False
    )
    confidence = forms.ChoiceField(
        label=_("How sure are you?"), choices=SituationReport.Confidence.choices, widget=forms.RadioSelect, required=False
    )
    change = ProseField(
        label=_("What changed, and why?"),
        help_text=_("What, where, since when. Members of the council read it after the end, with your region, without your name."),
        required=False,
        max_length=3000,
    )
    evidence = LineField(
        label=_("How do you know?"), help_text=_("I saw it myself, a document, people told me …"), required=False, max_length=500
    )
    language = LanguageField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("direction", "confidence"):
            self.fields[name].need = _("required with a rating")  # type: ignore[attr-defined]  # read by base.fields.parts

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("rating") not in (None, NO_BASIS):
            for name in ("direction", "confidence"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Choose one of the three answers."))
        return data

    def act(self) -> dict[str, Any]:
        """Return what `report_domain` takes."""
        data = self.cleaned_data
        told = {"change": self.text("change"), "evidence": data["evidence"]}
        if data["rating"] == NO_BASIS:
            return {**told, "has_basis": False}
        return {**told, "rating": int(data["rating"]), "direction": data["direction"], "confidence": data["confidence"]}


def given(report: SituationReport | None) -> dict[str, Any]:
    """Return a report as its form shows it again."""
    if report is None:
        return {}
    return {
        "rating": str(report.rating) if report.has_basis else NO_BASIS,
        "direction": report.direction,
        "confidence": report.confidence,
        "change": report.change.original_text,
        "evidence": report.evidence,
        **({"language": report.change.original} if report.change else {}),
    }


class PlaceForm(forms.Form):
    """Which region's results are shown, or which domain's by region."""

    region = forms.ChoiceField(label=_("Region"), required=False)
    domain = forms.ChoiceField(label=_("Domain"), required=False)

    def __init__(self, *args: Any, regions: Sequence[tuple[str, str]], domains: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "region", [("", pgettext_lazy("regions", "All regions")), *regions])
        offer(self, "domain", [("", _("All domains")), *domains])

    def wanted(self, name: str) -> str:
        """Return a choice that is one; what is none counts as no choice."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class NoteForm(KenesForm):
    """What is behind a figure."""

    note = ProseField(label=_("What is behind it?"), help_text=_("Two or three sentences are enough."), max_length=3000)
    confidence = forms.ChoiceField(label=_("How sure are you?"), choices=SituationReport.Confidence.choices, widget=forms.RadioSelect)
    language = LanguageField()
    client_key = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput, initial=lambda: str(uuid4()))

    def act(self) -> dict[str, Any]:
        """Return what `write_note` takes of a member's words."""
        return {"text": self.text("note"), "confidence": self.cleaned_data["confidence"], "client_key": self.cleaned_data["client_key"]}


class FigureForm(NoteForm):
    """A note beside any figure of one's own region: also of which period."""

    period = forms.ChoiceField(label=_("Period"))
    field_order = ("period", "note", "confidence", "language", "client_key")

    def __init__(self, *args: Any, spans: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "period", [(span, periods.words(span)) for span in spans])
