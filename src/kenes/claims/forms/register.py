"""The forms of the register."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.base import clock
from kenes.base.errors import KenesError
from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.claims.acts.register import WORDING_MOST, Seen
from kenes.claims.errors import RatingInside
from kenes.claims.exchange.claimreview import has_rating_inside
from kenes.claims.models import Claim
from kenes.claims.queries.register import regions_by_code
from kenes.claims.similar import meaning_of
from kenes.claims.texts import hash_of_description
from kenes.councils.models import Council, Region, Side
from kenes.issues.forms import offer, region_choices
from kenes.sides.errors import NewerText


def day_field() -> forms.DateField:
    return forms.DateField(
        label=_("When was it seen?"), initial=lambda: clock.now().date(), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ClaimFilters(forms.Form):
    """What the list shows."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.CharField(required=False, max_length=12)
    type = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *Claim.Kind.choices])
    side = forms.ChoiceField(label=_("About"), required=False)

    def __init__(self, *args: Any, council: Council, states: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.states = {value for value, _label in states}
        sides = list(Side.objects.filter(council=council))
        offer(self, "side", [("", _("Any side")), *((side.public_id, str(side.name)) for side in sides)])
        if len(sides) < 2:
            del self.fields["side"]

    def wanted(self) -> dict[str, str]:
        """Return the filters that are usable."""
        self.is_valid()
        cleaned = self.cleaned_data
        state = cleaned.get("state", "")
        return {
            "query": cleaned.get("q", "").strip(),
            "state": state if state in self.states else "",
            "type": cleaned.get("type", ""),
            "side": cleaned.get("side", ""),
        }


class AboutForm(KenesForm):
    """What a claim is: its kind, whom it is about, what a reader needs to know."""

    type = forms.ChoiceField(label=_("What kind of claim is it?"), choices=Claim.Kind.choices, widget=forms.RadioSelect)
    about_side = forms.ChoiceField(label=_("Which side is it about?"), required=False)
    regions = forms.MultipleChoiceField(label=_("Regions that it is about"), required=False, widget=forms.CheckboxSelectMultiple)
    context = ProseField(
        label=_("What should a reader know to understand it?"), required=False, max_length=3000, rows=3, help_text=_("No judgement yet.")
    )

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.council = council
        self.sides = {side.public_id: side for side in Side.objects.filter(council=council)}
        several = [("", _("Both sides, or neither")), *((key, str(side.name)) for key, side in self.sides.items())]
        offer(self, "about_side", several)
        offer(self, "regions", region_choices(council))
        if len(self.sides) < 2:
            del self.fields["about_side"]

    def about(self) -> dict[str, Any]:
        """Return kind, side, regions and context as the acts take them."""
        data = self.cleaned_data
        return {
            "type": data["type"],
            "about_side": self.sides.get(data.get("about_side", "")),
            "regions": list(Region.objects.filter(code__in=data["regions"])),
            "context": self.text("context"),
        }


class DescribeForm(AboutForm):
    """What the council says about a claim that is registered, as it was read."""

    language = LanguageField()
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    field_order = ["type", "about_side", "regions", "context", "language", "seen"]

    def __init__(self, data: Any, *, claim: Claim) -> None:
        self.now = hash_of_description(claim)
        begun = {
            "type": claim.type,
            "about_side": claim.about_side.public_id if claim.about_side else "",
            "regions": regions_by_code(claim),
            "context": claim.context.original_text,
            **({"language": claim.context.original} if claim.context else {}),
            "seen": self.now,
        }
        super().__init__(data, council=claim.council, initial=begun)

    def act(self) -> dict[str, Any]:
        """Return what `describe_claim` takes."""
        return {**self.about(), "seen": self.cleaned_data["seen"]}

    def refuse(self, error: KenesError) -> None:
        """Name what the page shows beside the refusal as seen, so that whoever has read it can send what they typed."""
        super().refuse(error)
        if isinstance(error, NewerText):
            data = self.data.copy()  # type: ignore[attr-defined]
            data["seen"] = self.now
            self.data = data


class SeenForm(KenesForm):
    """Where and when a claim was seen."""

    url = LineField(label=_("Link"), required=False, max_length=1000, help_text=_("The server never opens it."))
    outlet = LineField(
        label=_("Or where, in words"), required=False, max_length=200, help_text=_("For example: a messenger group, a newspaper, a talk")
    )
    seen_on = day_field()
    language = LanguageField(label=_("Language there"))
    quote = ProseField(label=_("The words there, if they differ"), required=False, max_length=WORDING_MOST, rows=2)

    def place(self) -> Seen:
        data = self.cleaned_data
        return Seen(
            data["language"], data["seen_on"], url=data["url"], outlet=data["outlet"], quote=data["quote"], vector=meaning_of(data["quote"])
        )


class ClaimForm(AboutForm):
    """A claim as it circulates, and where it was seen first."""

    wording = ProseField(
        label=_("The claim, as it circulates"),
        max_length=WORDING_MOST,
        rows=3,
        help_text=_("Word for word, in the language in which you saw it. Do not write whether it is true."),
    )
    language = LanguageField(label=_("Language of the claim"))
    url = LineField(label=_("Link"), required=False, max_length=1000, help_text=_("The server never opens it."))
    outlet = LineField(
        label=_("Or where, in words"), required=False, max_length=200, help_text=_("For example: a messenger group, a newspaper, a talk")
    )
    seen_on = day_field()
    client_key = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput, initial=lambda: str(uuid4()))
    looked = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)  # the similar claims that were shown

    field_order = ["wording", "language", "url", "outlet", "seen_on", "type", "about_side", "regions", "context"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["context"].help_text = _("No judgement yet. Write it in the language of the claim.")

    def clean_wording(self) -> str:
        wording = str(self.cleaned_data["wording"])
        if has_rating_inside(wording):
            raise forms.ValidationError(RatingInside.message, code="rating")
        return wording

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("url") and not data.get("outlet") and "url" not in self.errors:
            self.add_error("url", _("Say where the claim was seen: a link, or in words."))
        return data

    def place(self) -> Seen:
        data = self.cleaned_data
        return Seen(data["language"], data["seen_on"], url=data["url"], outlet=data["outlet"])


class ReasonForm(KenesForm):
    """Why."""

    reason = ProseField(
        label=_("Reason"), max_length=1000, rows=3, help_text=_("Who registered the claim and the secretariats of all sides read it.")
    )


class JoinForm(ReasonForm):
    """Which claim it is the same as."""

    into = forms.ChoiceField(label=_("The same as"), widget=forms.RadioSelect)
    field_order = ["into", "reason"]

    def __init__(self, *args: Any, targets: list[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = {claim.public_id: claim for claim in targets}
        named = [
            (key, _("No. %(number)s: %(wording)s") % {"number": claim.number, "wording": claim.wording})
            for key, claim in self.targets.items()
        ]
        offer(self, "into", named)

    def target(self) -> Claim:
        return self.targets[self.cleaned_data["into"]]


class ImportForm(KenesForm):
    """A file of others' reviews."""

    file = forms.FileField(label=_("ClaimReview file"), help_text=_("JSON-LD, at most 5 MB: one review, a list, or a data feed."))
