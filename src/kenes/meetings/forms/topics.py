"""Forms of topics."""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kenes.attribution.forms import ManyLanguagesForm, Part
from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.base.text import Text
from kenes.councils.models import Council, Member, Region, Side
from kenes.issues.forms import TITLE, FilterForm, named, offer
from kenes.issues.models import Issue
from kenes.issues.queries import open_issues
from kenes.library.models import Paper
from kenes.library.queries import readable_papers
from kenes.meetings.errors import UnknownSpeaker
from kenes.meetings.models import Agenda, Topic
from kenes.meetings.queries.rule import LEAST_MINUTES, TITLE_LONGEST, WHY_LONGEST, longest_topic
from kenes.meetings.similar import meaning_of

MOST_PAPERS = 100
MOST_SPEAKERS = 6


def said(words: Any, **values: Any) -> str:
    return str(words) % values


in_words = lazy(said, str)  # in the language of the reader, not of whoever loaded this module


def whole_minutes(label: Any, hint: Any = "", *, least: int = LEAST_MINUTES, most: int = 6000) -> forms.IntegerField:
    """Return a field for whole minutes; what is no number of minutes is said in one sentence."""
    message = in_words(_("Enter whole minutes, from %(least)s to %(most)s."), least=least, most=most)
    messages = dict.fromkeys(("invalid", "required"), message)
    return forms.IntegerField(label=label, help_text=hint, error_messages=messages)


QUESTION, WHY_NOW = _("The question"), _("Why now?")
QUESTION_HINT = _("For example: which crossings should open first for trucks?")
WHY_HINT = _("What happened, or what has to be decided, and by when.")


def time_field(agenda: Agenda) -> forms.IntegerField:
    """Return the field for how long a topic takes."""
    most = longest_topic(agenda)
    return whole_minutes(_("How many minutes does it need?"), _("At most %(most)s at this meeting.") % {"most": most}, most=most)


class HeldTopicForm(ManyLanguagesForm):
    """A topic without its author: the question and why now, in several languages at once, and nothing that tells whose it is."""

    def __init__(self, *args: Any, agenda: Agenda, member: Member, **kwargs: Any) -> None:
        parts = [Part("title", QUESTION, TITLE_LONGEST, 1), Part("text", WHY_NOW, WHY_LONGEST, 4)]
        super().__init__(*args, languages=member.council.languages, parts=parts, **kwargs)
        self.fields["minutes"] = time_field(agenda)

    def act(self) -> dict[str, Any]:
        """Return what `hold_topic` takes."""
        data = self.cleaned_data
        said = {"title": self.written("title"), "why_now": self.written("text")}
        return {**said, "minutes": data["minutes"], "client_key": data["client_key"]}


class TopicForm(KenesForm):
    """A topic: a question, why now, for which regions, how long, and what it rests on."""

    title = LineField(label=QUESTION, widget=TITLE, help_text=QUESTION_HINT)
    why_now = ProseField(label=WHY_NOW, help_text=WHY_HINT, max_length=WHY_LONGEST)
    speakers = LineField(
        label=_("Who should speak?"),
        help_text=_("Numbers of members, separated by commas, as in the list of members: 14, 27. Nobody speaks in two rooms at once."),
        required=False,
        max_length=100,
    )
    issue = forms.ChoiceField(label=_("Issue that it is about"), required=False)
    paper = forms.ChoiceField(label=_("Paper that it rests on"), required=False)

    def __init__(self, *args: Any, agenda: Agenda, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agenda, self.council = agenda, member.council
        self.initial.setdefault("regions", [member.region.code] if member.region else [])
        self.fields["minutes"] = time_field(agenda)
        self.issues = {issue.public_id: issue for issue in open_issues(self.council)}
        self.papers = {paper.public_id: paper for paper in readable_papers(self.council, member)[:MOST_PAPERS]}
        none = ("", _("None"))
        offer(self, "issue", [none, *((key, f"{one.number}. {one.title}") for key, one in self.issues.items())])
        offer(self, "paper", [none, *((key, f"{one.number}. {one.title}") for key, one in self.papers.items())])
        self.region_fields = list(self.add_regions())

    def add_regions(self) -> Any:
        """Offer the regions of each side as a group of its own."""
        sides = list(Side.objects.filter(council=self.council).prefetch_related("side_regions__region"))
        for side in sides:
            name = f"regions_{side.order}"
            label = _("For which regions?") if len(sides) == 1 else _("For which regions: %(side)s") % {"side": side.name}
            choices = named(row.region for row in side.side_regions.all())
            self.fields[name] = forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)
            self.initial.setdefault(name, [code for code, _name in choices if code in self.initial.get("regions", ())])
            yield name

    @property
    def regions(self) -> list[Any]:
        return [self[name] for name in self.region_fields]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(name) for name in self.region_fields):
            self.add_error(self.region_fields[0], _("Choose at least one region."))
        return data

    def clean_speakers(self) -> list[Member]:
        """Return the seats with these numbers; a number that nobody has is named."""
        words = [word for word in str(self.cleaned_data["speakers"]).replace(";", ",").replace(" ", ",").split(",") if word]
        numbers = {int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= 6}
        found = list(Member.objects.serving().filter(council=self.council, number__in=numbers))
        unknown = [word for word in words if not word.isdigit() or int(word[:6]) not in {member.number for member in found}]
        if unknown:
            raise forms.ValidationError(str(UnknownSpeaker(numbers=", ".join(unknown[:5]))))
        if len(found) > MOST_SPEAKERS:
            raise forms.ValidationError(_("Name at most %(most)s speakers.") % {"most": MOST_SPEAKERS})
        return found

    def lines(self) -> dict[str, Any]:
        """Return what is the same in both acts."""
        data = self.cleaned_data
        codes = [code for name in self.region_fields for code in data[name]]
        return {
            "regions": list(Region.objects.filter(code__in=codes)),
            "minutes": data["minutes"],
            "issue": self.issues.get(data["issue"]),
            "paper": self.papers.get(data["paper"]),
            "speakers": data["speakers"],
        }


class NewTopicForm(TopicForm):
    """A topic that is proposed: also its language."""

    language = LanguageField()
    client_key = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput, initial=lambda: str(uuid4()))

    def act(self) -> dict[str, Any]:
        """Return what `propose_topic` takes."""
        said = {name: self.text(name) for name in ("title", "why_now")}
        return {**self.lines(), **said, "client_key": self.cleaned_data["client_key"], "vector": meaning_of(*said.values())}


class ChangeTopicForm(TopicForm):
    """A topic as its author changes it, in its own language."""

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        begun = {
            "title": topic.title.original_text,
            "why_now": topic.why_now.original_text,
            "minutes": topic.minutes,
            "regions": [region.code for region in topic.regions.all()],
            "speakers": ", ".join(str(member.number) for member in topic.speakers.all()),
            "issue": topic.issue.public_id if topic.issue else "",
            "paper": topic.paper.public_id if topic.paper else "",
        }
        super().__init__(*args, initial=begun, **kwargs)
        self.language = topic.title.original
        self.keep(topic.issue, topic.paper)

    def keep(self, issue: Issue | None, paper: Paper | None) -> None:
        """Offer what the topic names already, though it is no longer among the newest."""
        if issue and issue.public_id not in self.issues:
            self.issues[issue.public_id] = issue
            self.offer_more("issue", issue)
        if paper and paper.public_id not in self.papers:
            self.papers[paper.public_id] = paper
            self.offer_more("paper", paper)

    def offer_more(self, name: str, held: Issue | Paper) -> None:
        choices = cast(Any, self.fields[name]).choices
        offer(self, name, [*choices, (held.public_id, f"{held.number}. {held.title}")])

    def act(self) -> dict[str, Any]:
        """Return what `change_topic` takes."""
        said = {name: self.cleaned_data[name] for name in ("title", "why_now")}
        meant = meaning_of(*(Text.of(self.language, text) for text in said.values()))
        return {**self.lines(), **said, "vector": meant}


class DeclineForm(KenesForm):
    """Why a topic is not admitted."""

    reason = ProseField(label=_("Why is it not admitted?"), help_text=_("Its author reads this."), rows=3, max_length=2000)


class JoinForm(KenesForm):
    """An offer to join a topic with another one."""

    into = forms.ChoiceField(label=_("With which topic?"))
    minutes = whole_minutes(_("How many minutes does the one topic need?"))

    def __init__(self, *args: Any, topic: Topic, others: list[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {other.public_id: other for other in others}
        chosen = ("", _("Choose a topic"))
        offer(self, "into", [chosen, *((key, f"{one.number}. {one.title}") for key, one in self.others.items())])
        self.initial.setdefault("minutes", topic.minutes)

    def act(self) -> dict[str, Any]:
        return {"into": self.others[self.cleaned_data["into"]], "minutes": self.cleaned_data["minutes"]}


class TopicFilters(FilterForm):
    """The filters of the list of topics; they live in the URL."""

    side = forms.ChoiceField(label=_("Side"), required=False)

    def __init__(self, *args: Any, council: Council, states: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, council=council, states=states, **kwargs)
        sides = Side.objects.filter(council=council)
        offer(self, "side", [("", _("All")), *((side.public_id, str(side.name)) for side in sides)])
