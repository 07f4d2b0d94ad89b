"""Forms of a panel: opening it, declaring, drawing, a seat, a review."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.attribution.files import take_without_traces
from kenes.base import clock
from kenes.base.dates import zone_of
from kenes.base.errors import KenesError
from kenes.base.files import FilesField
from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.base.text import Text, empty
from kenes.claims.acts.reviews import MOST_SOURCES, Cited
from kenes.claims.links import web_address
from kenes.claims.models import Claim, Panel, Review
from kenes.claims.words import categories_of
from kenes.councils.models import Council, Side
from kenes.issues.forms import offer
from kenes.promotion.forms import DayField

USUAL = {"declare_on": 5, "draw_on": 9, "closes_on": 30}  # days from now
SPARE_ROWS = 2  # for sources that are still to be named


class OpenPanelForm(KenesForm):
    """How many reviewers, by when, and whether their names are shown."""

    declare_on = DayField(
        label=_("Interests are declared until"),
        help_text=_("The end of this day. Then the pool is fixed, and nobody can enter or leave it."),
    )
    draw_on = DayField(label=_("The sides draw until"), help_text=_("A side that has not revealed its number by then voids the draw."))
    closes_on = DayField(
        label=_("Reviews are due until"),
        help_text=_("Those who are drawn first have two thirds of the time, then their seats pass on to the reserve."),
    )
    answer_days = forms.IntegerField(label=_("Days to accept a seat"), min_value=1, max_value=30, initial=3)
    seats = forms.IntegerField(label=_("Seats of each side"), min_value=8, max_value=50, initial=12)
    least = forms.IntegerField(
        label=_("Reviews that each side must submit"), help_text=_("With fewer, the side did not review."), min_value=8, max_value=50
    )
    names = forms.ChoiceField(
        label=_("Names of the reviewers"),
        choices=Panel.Names.choices,
        widget=forms.RadioSelect,
        initial=Panel.Names.COUNCIL,
    )

    def __init__(self, data: Any, *, council: Council, side: Side) -> None:
        self.zone = zone_of(side.timezone)
        today = clock.today(side.timezone)
        usual: dict[str, Any] = {name: today + timedelta(days=days) for name, days in USUAL.items()}
        super().__init__(data, initial={**usual, "least": max(8, council.threshold)})

    def act(self) -> dict[str, Any]:
        """Return what `open_panel` takes, beside the claim."""
        data = self.cleaned_data
        ends = {f"{name}_by": self.end_of(data[f"{name}_on"]) for name in ("declare", "draw")}
        return {**ends, "closes_at": self.end_of(data["closes_on"]), **{n: data[n] for n in ("answer_days", "seats", "least", "names")}}

    def end_of(self, day: date) -> datetime:
        return datetime.combine(day, time(23, 59), tzinfo=self.zone)

    def refuse(self, error: KenesError) -> None:
        self.add_error({"closes_at": "closes_on"}.get(error.field or "", error.field), str(error))


class DeclareForm(KenesForm):
    """Whether a member has an interest in the claim, and where they work."""

    interest = forms.ChoiceField(
        label=_("Do you have an interest in this claim?"),
        help_text=_("You or those close to you are named in it, spread it, or gain or lose by what is found."),
        choices=[("no", _("No, I may be drawn")), ("yes", _("Yes, or I do not want to be drawn"))],
        widget=forms.RadioSelect,
    )
    institute = LineField(
        label=_("Where do you work?"),
        help_text=_("The institute or employer, as its sign says. Of each, one person of a side is drawn. Nobody else reads this."),
        required=False,
    )


class CommitForm(KenesForm):
    """The hash of a side's number."""

    commitment = LineField(
        label=_("Hash of your number (SHA-256)"), help_text=_("Only this is sent and kept, never the number itself."), max_length=200
    )


class RevealForm(KenesForm):
    """A side's number."""

    nonce = LineField(label=_("Your number"), help_text=_("64 characters, as you kept it."), max_length=200)


class AcceptForm(KenesForm):
    """What one agrees to with a seat."""

    institute = LineField(
        label=_("Where do you work?"),
        help_text=_("Where somebody of the same institute sits on your side already, your seat passes on."),
    )
    understood = forms.BooleanField(
        label=_("I have read what will be shown of my review, and I have no interest in this claim."),
        error_messages={"required": _("Please read what will be shown, then mark this.")},
    )


class ReviewForm(KenesForm):
    """One reviewer's assessment."""

    category = forms.ChoiceField(label=_("What do you find?"), widget=forms.RadioSelect, required=False)
    confidence = forms.ChoiceField(
        label=_("How sure are you?"), choices=Review.Confidence.choices, widget=forms.RadioSelect, required=False
    )
    reasons = ProseField(
        label=_("Your reasons"),
        help_text=_("What you checked, what you found, what remains open."),
        rows=8,
        max_length=10_000,
        required=False,
    )
    language = LanguageField()

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category", [(category.value, category.label) for category in categories_of(claim)])
        for name in ("category", "confidence", "reasons"):
            self.fields[name].need = _("required to submit")  # type: ignore[attr-defined]  # read by base.fields.parts

    def review(self) -> dict[str, Any]:
        """Return what `write_review` takes, beside the sources."""
        data = self.cleaned_data
        return {"category": data["category"], "confidence": data["confidence"], "text": self.said()}

    def said(self) -> Text:
        return self.text("reasons") if self.cleaned_data["reasons"] else empty()


class SourceForm(KenesForm):
    """One source: what it is, its address, a copy."""

    title = LineField(
        label=pgettext_lazy("source", "What it is"),
        help_text=_("For example: order No. 214 of the ministry, page 3"),
        max_length=300,
        required=False,
    )
    url = LineField(label=_("Link"), help_text=_("Begins with https://. The server does not open it."), max_length=1000, required=False)
    copy = FilesField(label=_("Copy"), help_text=_("A file of at most 10 MB. Its hash is kept with it."), most=1)
    kept = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    drop = forms.BooleanField(label=_("Delete this source and its copy"), required=False)

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if panel.names != Panel.Names.PUBLIC:
            take_without_traces(self.fields["copy"])

    def clean_url(self) -> str:
        try:
            return web_address(self.cleaned_data["url"], "url")
        except KenesError as error:
            raise forms.ValidationError(str(error)) from error

    def cited(self) -> Cited:
        data = self.cleaned_data
        return Cited() if data["drop"] else Cited(data["title"], data["url"], data["copy"][0] if data["copy"] else None, data["kept"])


def source_forms(panel: Panel, data: Any, files: Any, review: Review | None) -> list[SourceForm]:
    """Return a form for each source that a review names, and some empty ones."""
    named = list(review.sources.select_related("copy")) if review else []
    begun = [{"title": row.title, "url": row.url, "kept": row.copy.public_id if row.copy else ""} for row in named]
    begun += [{}] * SPARE_ROWS
    shown = enumerate(begun[:MOST_SOURCES])
    forms_ = [SourceForm(data, files, panel=panel, initial=initial, prefix=f"source-{n}") for n, initial in shown]
    for form, row in zip(forms_, named, strict=False):
        form.copy_name = row.copy.name if row.copy else ""  # type: ignore[attr-defined]  # shown beside the field
    return forms_


def cited(forms_: Sequence[SourceForm]) -> list[Cited]:
    return [form.cited() for form in forms_]
