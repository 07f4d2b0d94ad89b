"""The forms of this room."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.base.dates import long_day, zone_of
from kenes.base.errors import KenesError, Message
from kenes.base.files import FilesField
from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.base.sniff import Checked
from kenes.base.text import LANGUAGES, Text
from kenes.councils.models import Region, Side
from kenes.councils.queries import plain
from kenes.promotion.acts import ReplyGiven
from kenes.promotion.models import Body, Dispatch, Judgement, Reply
from kenes.recommendations.models import Recommendation


class DayField(forms.DateField):
    """A day, as the browser's control sends it or as people here write it: 2026-12-31 or 31.12.2026."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d.%m.%Y"])
        kwargs.setdefault("error_messages", {"invalid": _("There is no such day. Write it like 31.12.2026.")})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not 2000 <= day.year <= 2100:
            raise forms.ValidationError(_("There is no such day. Write it like 31.12.2026."), code="invalid")
        return day


class DispatchFilterForm(forms.Form):
    """What the list of dispatches shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), ("overdue", _("Overdue")), *Dispatch.State.choices]
    )
    body = forms.ChoiceField(label=_("Body"), required=False)

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Any body")), *((body.public_id, str(body.name)) for body in bodies)]
        self.fields["body"].choices = choices  # type: ignore[attr-defined]


class CommitmentFilterForm(forms.Form):
    """What the list of commitments shows."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Any state")),
            ("open", _("Not called done yet")),
            ("overdue", _("Overdue")),
            ("claimed", _("Done, says the body")),
        ],
    )


class BodyForm(KenesForm):
    """An institution, by its official name in each language that has one."""

    name_kk = LineField(label=_("Name in Kazakh"), required=False)
    name_ru = LineField(label=_("Name in Russian"), required=False)
    name_en = LineField(label=_("Name in English"), required=False)
    contact = LineField(
        label=_("Office contact"), required=False, help_text=_("Registry's telephone or address. Only the secretariat sees it.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"name_{code}") for code in LANGUAGES) and not self.errors:
            self.add_error("name_kk", _("Write the name in at least one language."))
        return data

    @property
    def name(self) -> Text:
        given = {code: self.cleaned_data[f"name_{code}"] for code in LANGUAGES if self.cleaned_data[f"name_{code}"]}
        return Text.in_all(next(iter(given)), **given)


class DayForm(KenesForm):
    """A day that counts otherwise than the published calendar says."""

    day = DayField(label=_("Day"))
    works = forms.TypedChoiceField(
        label=_("How it counts"),
        choices=[("no", _("As a day off")), ("yes", _("As a working day"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = LineField(label=_("On what ground"), help_text=_("For example, the number of the government's order."))


class BriefForm(KenesForm):
    """A brief: what it is called, what it says in short, what it carries."""

    title = LineField(label=_("Title"), max_length=200, help_text=_("The finding in one line: this is what the body reads first."))
    summary = ProseField(label=_("Summary"), max_length=3000, rows=6, help_text=_("For a reader who has one minute."))
    language = LanguageField()
    recommendations = forms.ModelMultipleChoiceField(
        label=_("Recommendations"), queryset=Recommendation.objects.none(), to_field_name="public_id", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, adopted: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["recommendations"]
        field.queryset = adopted  # type: ignore[attr-defined]
        field.label_from_instance = recommendation_label  # type: ignore[attr-defined]
        field.error_messages["required"] = _("Choose at least one adopted recommendation.")


def recommendation_label(row: Any) -> str:
    """Return number and title, and whether it was sent to somebody before (queries.dispatches.adopted)."""
    label = f"{row.number}. {row.title}"
    return _("%(recommendation)s (sent before)") % {"recommendation": label} if row.was_sent else label


class SendForm(KenesForm):
    """To whom, under which number, until when."""

    body = forms.ModelChoiceField(label=_("Body"), queryset=Body.objects.none(), to_field_name="public_id")
    registration = LineField(label=_("Registration number"), max_length=40, help_text=_("Of the outgoing letter: it starts the clock."))
    due_on = DayField(label=_("Answer due on"), required=False)

    def __init__(self, *args: Any, bodies: Any, usual: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        field.queryset, field.empty_label = bodies, _("Choose")  # type: ignore[attr-defined]
        self.fields["due_on"].help_text = _("Leave empty for the usual time: %(day)s.") % {"day": long_day(usual)}


class SenderForm(KenesForm):
    """Who answers for the body."""

    sender_name = LineField(label=_("Your name"), max_length=120)
    sender_position = LineField(label=_("Your position"), max_length=200)
    sender_contact = LineField(
        label=_("Office telephone or e-mail"),
        max_length=200,
        help_text=_("The institute uses it to confirm that the answer comes from you."),
    )


class ReplyForm(KenesForm):
    """One box: what the body says to one recommendation."""

    response = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (Reply.Response.ACCEPTED, _("We accept")),
            (Reply.Response.IN_PART, _("We accept in part")),
            (Reply.Response.DECLINED, _("We decline")),
            (Reply.Response.NEED_INFORMATION, _("We need more information")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four answers.")},
    )
    reason = ProseField(
        label=_("Your reasons"), required=False, rows=3, help_text=_("Required unless you accept in full. Members will read it.")
    )
    unit = LineField(label=_("Responsible unit"), required=False)
    due_on = DayField(label=_("To be done by"), required=False)
    file = FilesField(label=_("File"), most=1)

    def __init__(self, *args: Any, recommendation: Recommendation, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prefix = recommendation.public_id
        self.recommendation, self.number = recommendation, number
        for name in ("response", "reason"):
            self.fields[name].label = f"{number}. {self.fields[name].label}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        why = WHY.get(data.get("response", ""))
        if why and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", str(why))
        return data

    def given(self) -> ReplyGiven:
        data = self.cleaned_data
        return ReplyGiven(
            recommendation=self.recommendation,
            response=data["response"],
            reason=self.text("reason"),
            unit=data["unit"],
            due_on=data["due_on"],
            upload=first(data["file"]),
        )


WHY: dict[str, Message] = {
    Reply.Response.IN_PART: _("Write which part you accept, and why not the rest: members will read it."),
    Reply.Response.DECLINED: _("Write why you decline: members will read it."),
    Reply.Response.NEED_INFORMATION: _("Write what information you need."),
}


def first(uploads: Sequence[Checked] | None) -> Checked | None:
    return uploads[0] if uploads else None


class DecisionForm(KenesForm):
    """How the secretariat knows whose answer it is."""

    note = LineField(
        label=_("How do you know?"), max_length=500, help_text=_("For example: called the registry, letter No. 15-2/77 received on paper.")
    )


class ProgressForm(KenesForm):
    """How far a commitment is, as a member sees it."""

    report = ProseField(label=_("What has changed?"), max_length=3000)
    language = LanguageField()
    file = FilesField(label=_("File"), most=1)


class BodyProgressForm(KenesForm):
    """How far a commitment is, in the body's words."""

    report = ProseField(label=_("What has been done?"), max_length=3000)
    claims_done = forms.BooleanField(
        label=_("It is done"), required=False, help_text=_("Members of the regions will be asked to confirm it.")
    )
    file = FilesField(label=_("File"), most=1)


class AskForm(KenesForm):
    """Until when members are asked, and in which further regions."""

    closes_on = DayField(label=_("Until"), help_text=_("The end of this day. Nobody can close it earlier."))
    more = forms.MultipleChoiceField(label=_("Ask in further regions too"), required=False, widget=forms.CheckboxSelectMultiple, choices=[])

    def __init__(self, *args: Any, others: Sequence[Region], side: Side, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others, self.side = others, side
        self.fields["more"].choices = [(region.code, plain(str(region.name))) for region in others]  # type: ignore[attr-defined]
        if not others:
            del self.fields["more"]

    @property
    def closes_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["closes_on"], time(23, 59), tzinfo=zone_of(self.side.timezone))

    @property
    def added(self) -> list[Region]:
        chosen = set(self.cleaned_data.get("more", []))
        return [region for region in self.others if region.code in chosen]

    def refuse(self, error: KenesError) -> None:
        self.add_error("closes_on" if error.field == "closes_at" else None, str(error))


class JudgementForm(KenesForm):
    """Was it really done where the member lives?"""

    value = forms.ChoiceField(
        label=_("Was it done where you live?"),
        choices=Judgement.Value.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four answers.")},
    )
    evidence = ProseField(
        label=_("What have you seen?"),
        required=False,
        max_length=3000,
        help_text=_("Place, day, what you saw or counted. Members read it after the end, without your name, region or answer."),
    )
    language = LanguageField()
    file = FilesField(label=_("Photo or file"), most=1, help_text=_("Only the secretariat sees it."))
