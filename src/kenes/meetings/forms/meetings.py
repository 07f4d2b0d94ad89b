"""The forms of meetings, their questions and tasks."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.attribution.files import take_without_traces
from kenes.attribution.forms import ManyLanguagesForm
from kenes.attribution.models import Attribution
from kenes.base import clock
from kenes.base.files import FilesField
from kenes.base.forms import KenesForm, LanguageField, LineField, MomentField, ProseField
from kenes.base.text import Text
from kenes.councils.forms.fields import zones
from kenes.councils.models import Council, Member
from kenes.councils.queries import seat_label, seats
from kenes.issues.forms import ListFilters, offer
from kenes.meetings.acts.questions import MOST
from kenes.meetings.models import Meeting, Question, Task
from kenes.meetings.queries.meetings import Line

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # what browsers read, in every language


def offer_items(form: forms.Form, lines: list[Line]) -> None:
    """Offer the items of the programme, or no such field where there is none."""
    if not lines:
        del form.fields["item"]
        return
    named = [(line.item.public_id, f"{line.place}. {line.item.topic.title}") for line in lines]
    offer(form, "item", [("", _("On none in particular")), *named])


class MeetingForm(KenesForm):
    """What a meeting is about, when, where, and under which rule one speaks there."""

    title = LineField(label=_("What the meeting is called"), max_length=200)
    about = ProseField(label=_("What it is about"), required=False, rows=4)
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    timezone = forms.ChoiceField(label=_("Time zone"), help_text=_("Of the place. Everyone reads the times in their own zone, too."))
    place = LineField(
        label=_("Place"), required=False, max_length=300, help_text=_("City, building, room. Empty if it is held at a distance only.")
    )
    link = forms.CharField(
        label=_("Link for those far away"),
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("Members see it, nobody else does."),
    )
    attribution = forms.ChoiceField(
        label=_("Who is named"), choices=Attribution.choices, widget=forms.RadioSelect, initial=Attribution.OPEN
    )
    is_public = forms.BooleanField(
        label=_("Everyone may see that it takes place"),
        required=False,
        initial=True,
        help_text=_("Title, programme, time and place; not the link, not what is asked. A closed meeting is seen by members only."),
    )
    language = LanguageField()

    def __init__(self, *args: Any, member: Member, meeting: Meeting | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", facts_of(meeting) if meeting else usual(member))
        super().__init__(*args, **kwargs)
        offer(self, "timezone", zones())
        self.meeting = meeting

    def act(self) -> dict[str, Any]:
        """Return what `call_meeting` and `change_meeting` take."""
        data = self.cleaned_data
        zone = ZoneInfo(data["timezone"])
        return {
            **{name: self.changed(name) for name in ("title", "about", "place")},
            **{name: data[name].replace(tzinfo=zone) for name in ("starts_at", "ends_at")},
            **{name: data[name] for name in ("timezone", "link", "attribution", "is_public")},
        }

    def changed(self, name: str) -> Text:
        """Return a text as it was typed; one that stands already keeps its translations, which a new wording makes outdated."""
        typed = self.text(name)
        before: Text | None = getattr(self.meeting, name) if self.meeting else None
        if before is None or not before or typed.original != before.original:
            return before if before is not None and str(before) == self.cleaned_data[name] else typed
        return before if before.original_text == typed.original_text else before.rewritten(typed.original_text)


def facts_of(meeting: Meeting) -> dict[str, Any]:
    zone = ZoneInfo(meeting.timezone)
    return {
        **{name: getattr(meeting, name).original_text for name in ("title", "about", "place")},
        **{name: getattr(meeting, name).astimezone(zone).replace(tzinfo=None) for name in ("starts_at", "ends_at")},
        **{name: getattr(meeting, name) for name in ("timezone", "link", "attribution", "is_public")},
        "language": meeting.title.original,
    }


def usual(member: Member) -> dict[str, Any]:
    """Return a beginning that is easily changed: two weeks from now, ten to one o'clock in the capital."""
    zone = ZoneInfo(member.side.timezone)
    begins = (clock.now().astimezone(zone) + timedelta(days=14)).replace(hour=10, minute=0, second=0, microsecond=0, tzinfo=None)
    return {"starts_at": begins, "ends_at": begins + timedelta(hours=3), "timezone": member.side.timezone, "is_public": True}


class CancelForm(KenesForm):
    """Why a meeting does not take place."""

    reason = ProseField(label=_("Reason"), help_text=_("Everybody who was invited reads this."), rows=3, max_length=2000)


class DocumentsForm(KenesForm):
    """Files with a meeting."""

    uploads = FilesField(label=_("Files"), required=True, help_text=_("Up to 5 files of at most 10 MB at once."))
    for_everyone = forms.BooleanField(label=_("Everyone may open them, not only members"), required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meeting.attribution == Attribution.CHATHAM:
            take_without_traces(self.fields["uploads"])


class AskForm(KenesForm):
    """A question or a suggestion."""

    type = forms.ChoiceField(label=_("What it is"), choices=Question.Kind.choices, initial=Question.Kind.QUESTION, widget=forms.RadioSelect)
    text = ProseField(label=_("Your question or suggestion"), rows=3, max_length=MOST)  # type: ignore[assignment]
    item = forms.ChoiceField(label=_("On which item"), required=False)
    language = LanguageField()
    client_key = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {line.item.public_id: line for line in lines}
        offer_items(self, lines)

    def act(self) -> dict[str, Any]:
        """Return what `ask` takes."""
        data = self.cleaned_data
        item = self.lines[data["item"]].item if data.get("item") else None
        return {"type": data["type"], "text": KenesForm.text(self, "text"), "item": item, "client_key": data["client_key"]}


class UnattributedForm(ManyLanguagesForm):
    """The same where nobody is named: in several languages at once, so that the first one tells nothing."""

    type = AskForm.base_fields["type"]
    item = AskForm.base_fields["item"]

    def __init__(self, *args: Any, lines: list[Line], languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, languages=languages, most=MOST, rows=3, **kwargs)
        self.lines = {line.item.public_id: line for line in lines}
        offer_items(self, lines)

    def act(self) -> dict[str, Any]:
        """Return what `ask` takes."""
        data = self.cleaned_data
        item = self.lines[data["item"]].item if data.get("item") else None
        return {"type": data["type"], "text": self.written(), "item": item, "client_key": data["client_key"]}


class ReplyForm(KenesForm):
    """The answer to a question."""

    prefix = "answer"
    answer = ProseField(label=pgettext_lazy("what is written", "Answer"), rows=4)
    language = LanguageField()


class DeclineForm(KenesForm):
    """Why a question is not taken up."""

    prefix = "decline"
    reason = ProseField(label=_("Reason"), help_text=_("Its author reads this."), rows=3, max_length=2000)


class SeatForm(KenesForm):
    """A form in which one of the council's seats is chosen."""

    nobody: Any = _("Choose a member")

    def seat_field(self, name: str, council: Council) -> None:
        self.people = {seat.public_id: seat for seat in seats(council).serving().order_by("number")}
        offer(self, name, [("", self.nobody), *((key, seat_label(seat)) for key, seat in self.people.items())])

    def chosen(self, name: str) -> Member:
        return self.people[self.cleaned_data[name]]


class AssignForm(SeatForm):
    """Who is to answer."""

    prefix = "assign"
    to = forms.ChoiceField(label=_("Who is to answer"))

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat_field("to", council)


class TaskForm(SeatForm):
    """What is to be done, by whom and by when."""

    prefix = "task"
    text = ProseField(label=_("What is to be done"), rows=3, max_length=1000)  # type: ignore[assignment]
    owner = forms.ChoiceField(label=_("Who carries it out"))
    due_on = forms.DateField(label=_("By which day"), widget=DAY)
    language = LanguageField()

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat_field("owner", council)


class MoveForm(SeatForm):
    """Another owner or another day."""

    prefix = "move"
    owner = forms.ChoiceField(label=_("Who carries it out"))
    due_on = forms.DateField(label=_("By which day"), widget=DAY)
    reason = ProseField(label=_("Why"), help_text=_("Both owners read this."), rows=2, max_length=2000)

    def __init__(self, *args: Any, council: Council, task: Task, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"owner": task.owner.public_id if task.owner else "", "due_on": task.due_on})
        super().__init__(*args, **kwargs)
        self.seat_field("owner", council)


class OutcomeForm(KenesForm):
    """What was done, or why it will not be."""

    prefix = "outcome"
    outcome = ProseField(label=_("What came of it"), rows=3, max_length=2000)
    language = LanguageField()


class DropForm(KenesForm):
    """Why a task is not carried out."""

    prefix = "drop"
    reason = ProseField(label=_("Why it is no longer to be done"), rows=3, max_length=2000)
    language = LanguageField()


class Filters(ListFilters):
    """The filters of a list of meetings, questions or tasks; they live in the URL."""

    type = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, types: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if types:
            offer(self, "type", [("", _("All")), *types])
        else:
            del self.fields["type"]
