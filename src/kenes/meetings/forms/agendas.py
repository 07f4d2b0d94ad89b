"""Forms of agendas."""

from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from kenes.base.forms import KenesForm, MomentField, ProseField
from kenes.councils.models import Side
from kenes.issues.forms import offer
from kenes.meetings.forms.topics import whole_minutes
from kenes.meetings.models import Agenda, AgendaChange, Meeting, Topic
from kenes.meetings.queries.rule import MOST_SESSIONS, MOST_TRACKS, length_of, spans

SHOWN_SESSIONS = 2  # the others open on demand


class RuleForm(KenesForm):
    """The rule of an agenda: how many minutes, in which sessions, given out how, and until when."""

    proposals_close_at = MomentField(label=_("Topics are proposed until"))
    approvals_close_at = MomentField(
        label=_("Topics are approved until"), help_text=_("The agenda is formed then, or when everybody has answered.")
    )
    minutes = whole_minutes(_("Minutes to give out to topics"), _("Without opening words and breaks."))
    endowment = forms.ChoiceField(label=_("Who has how many of them"), choices=Agenda.Endowment.choices, widget=forms.RadioSelect)
    utility = forms.ChoiceField(label=_("What counts for a member"), choices=Agenda.Utility.choices, widget=forms.RadioSelect)
    approvals = forms.ChoiceField(label=_("Approvals"), choices=Agenda.Approvals.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, meeting: Meeting, agenda: Agenda | None = None, **kwargs: Any) -> None:
        self.meeting, self.zone = meeting, ZoneInfo(meeting.timezone)
        kwargs["initial"] = self.begun_with(agenda) if agenda else self.usual()
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_SESSIONS + 1):
            self.add_session(number)

    def add_session(self, number: int) -> None:
        """Offer one session: when it begins, how long it lasts, in how many rooms side by side."""
        words = {"number": number}
        self.fields[f"starts_{number}"] = MomentField(label=_("Session %(number)s begins") % words, required=number == 1)
        length = whole_minutes(_("Minutes of session %(number)s") % words)
        length.required = number == 1
        self.fields[f"length_{number}"] = length
        rooms = [(str(n), str(n)) for n in range(1, MOST_TRACKS + 1)]
        self.fields[f"tracks_{number}"] = forms.ChoiceField(
            label=_("Rooms side by side in session %(number)s") % words, choices=rooms, required=False, initial="1"
        )

    def here(self, moment: datetime) -> datetime:
        """Return a time as the clock on the meeting's wall shows it: the field itself has no zone."""
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def usual(self) -> dict[str, Any]:
        """Begin with one session that fills the meeting, and dates before it."""
        begins, council = self.meeting.starts_at, self.meeting.council
        several = Side.objects.filter(council=council).count() > 1
        return {
            "proposals_close_at": self.here(begins - timedelta(days=14)),
            "approvals_close_at": self.here(begins - timedelta(days=7)),
            "minutes": length_of(self.meeting),
            "endowment": Agenda.Endowment.SIDE if several else Agenda.Endowment.REGION,
            "utility": Agenda.Utility.ITEM,
            "approvals": Agenda.Approvals.CONFIDENTIAL,
            "starts_1": self.here(begins),
            "length_1": length_of(self.meeting),
        }

    def begun_with(self, agenda: Agenda) -> dict[str, Any]:
        """Begin with the rule as it is."""
        begun: dict[str, Any] = {name: getattr(agenda, name) for name in ("minutes", "endowment", "utility", "approvals")}
        begun |= {name: self.here(getattr(agenda, name)) for name in ("proposals_close_at", "approvals_close_at")}
        for span in spans(agenda):
            begun |= {
                f"starts_{span.number}": self.here(span.starts_at),
                f"length_{span.number}": span.minutes,
                f"tracks_{span.number}": str(span.tracks),
            }
        return begun

    @property
    def sessions(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        names = range(1, MOST_SESSIONS + 1)
        return [(self[f"starts_{n}"], self[f"length_{n}"], self[f"tracks_{n}"]) for n in names]

    @property
    def first_sessions(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        return self.sessions[:SHOWN_SESSIONS]

    @property
    def more_sessions(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        return self.sessions[SHOWN_SESSIONS:]

    @property
    def more_used(self) -> bool:
        return any(bound.value() or bound.errors for row in self.more_sessions for bound in row[:2])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(2, MOST_SESSIONS + 1):
            begins, length = data.get(f"starts_{number}"), data.get(f"length_{number}")
            if bool(begins) != bool(length) and not (self.has_error(f"starts_{number}") or self.has_error(f"length_{number}")):
                self.add_error(f"length_{number}" if begins else f"starts_{number}", _("A session needs a beginning and a length."))
        return data

    def refuse(self, error: Any) -> None:
        """Show what is wrong with the sessions at the first of them."""
        self.add_error("starts_1" if error.field == "sessions" else error.field if error.field in self.fields else None, str(error))

    def act(self) -> dict[str, Any]:
        """Return what `open_agenda` and `change_rule` take."""
        data = self.cleaned_data
        rows = []
        for number in range(1, MOST_SESSIONS + 1):
            if data.get(f"starts_{number}") and data.get(f"length_{number}"):
                begins = cast(datetime, data[f"starts_{number}"]).replace(tzinfo=self.zone)
                offset = int((begins - self.meeting.starts_at.replace(second=0, microsecond=0)).total_seconds() // 60)
                rows.append({"offset": offset, "minutes": data[f"length_{number}"], "tracks": int(data[f"tracks_{number}"] or 1)})
        dates = {name: data[name].replace(tzinfo=self.zone) for name in ("proposals_close_at", "approvals_close_at")}
        return {**{name: data[name] for name in ("minutes", "endowment", "utility", "approvals")}, **dates, "sessions": rows}


class ApprovalForm(KenesForm):
    """What a member wants discussed: all topics of the list, each marked or not."""

    topics = forms.MultipleChoiceField(label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, topics: list[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "topics", [(topic.public_id, str(topic.title)) for topic in topics])


class ChangeForm(KenesForm):
    """A change of the agenda by hand."""

    kind = forms.ChoiceField(label=_("What should change?"), widget=forms.RadioSelect)
    topic = forms.ChoiceField(label=_("Topic"))
    place = whole_minutes(_("New place on the agenda"), _("Counted from 1; not needed where a topic is taken off."))
    reason = ProseField(label=_("Why?"), help_text=_("Everybody reads this beside the item."), rows=3, max_length=1000)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, on_it: list[Topic], left_out: list[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            AgendaChange.Kind.ADDED: _("Add a topic"),
            AgendaChange.Kind.REMOVED: _("Take a topic off"),
            AgendaChange.Kind.MOVED: _("Move a topic to another place"),
        }
        offer(self, "kind", [(kind.value, label) for kind, label in words.items()])
        self.topics = {topic.public_id: topic for topic in [*on_it, *left_out]}
        groups = [(_("On the agenda"), on_it), (_("Left out"), left_out)]
        lines = [(label, [(topic.public_id, f"{topic.number}. {topic.title}") for topic in rows]) for label, rows in groups if rows]
        offer(self, "topic", [("", _("Choose a topic")), *lines])
        place = cast(forms.IntegerField, self.fields["place"])
        place.required = False
        place.error_messages["invalid"] = str(_("Enter a whole number."))

    def act(self) -> dict[str, Any]:
        """Return what `change_agenda` takes."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "topic": self.topics[data["topic"]],
            "place": data["place"],
            "reason": data["reason"],
            "seen_hash": data["seen"],
        }
