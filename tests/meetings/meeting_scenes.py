"""Short ways to a meeting: called, with an agenda of three items, under way."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.meetings.acts.meetings import call_meeting
from kenes.meetings.acts.questions import ask
from kenes.meetings.acts.running import begin_meeting
from kenes.meetings.models import Agenda, AgendaItem, Meeting, Question, Topic
from kenes.notices.models import Notice
from tests import factories
from tests.factories import text

LINK = "https://meet.example.org/room-7"


def two_sides() -> tuple[Council, dict[str, Member]]:
    """A council of two sides: a secretary and three members on each."""
    council = factories.council(countries=("KZ", "RU"))
    seats = {}
    for side, name in enumerate("ab"):
        seats[f"secretary {name}"] = factories.member(council, role=Member.Role.SECRETARY, side=side)
        seats |= {f"{name}{n}": factories.member(council, side=side) for n in (1, 2, 3)}
    return council, seats


def called(by: Member, *, title: str = "Water of the border rivers", hours: int = 3, **fields: Any) -> Meeting:
    begins = clock.now() + timedelta(days=14)
    given: dict[str, Any] = {
        "title": text(title),
        "about": text("What we know of it"),
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=hours),
        "timezone": "Asia/Almaty",
        "place": text("Astana, House of Friendship"),
        "link": LINK,
    }
    return call_meeting(by=by, **given | fields)


def with_items(meeting: Meeting, by: Member, minutes: Iterable[int] = (30, 20, 40)) -> list[AgendaItem]:
    """Give a meeting an agenda, as the agenda's own acts leave it."""
    now = clock.now()
    agenda = Agenda.objects.create(
        council=meeting.council,
        meeting=meeting,
        minutes=sum(minutes),
        state=Agenda.State.CONFIRMED,
        proposals_close_at=now,
        approvals_close_at=now,
        created_at=now,
    )
    starts, items = meeting.starts_at, []
    for number, length in enumerate(minutes, start=1):
        topic = Topic.objects.create(
            council=meeting.council,
            agenda=agenda,
            number=number,
            title=text(f"Topic {number}"),
            why_now=text("Because"),
            minutes=length,
            proposer=by,
            side=by.side,
            created_at=now,
            changed_at=now,
        )
        items.append(
            AgendaItem.objects.create(agenda=agenda, topic=topic, order=number, stage="own_support", minutes=length, starts_at=starts)
        )
        starts += timedelta(minutes=length)
    return items


def running(by: Member, *, minutes: Iterable[int] = (30, 20, 40), **fields: Any) -> tuple[Meeting, list[AgendaItem]]:
    meeting = called(by, **fields)
    items = with_items(meeting, by, list(minutes))
    return begin_meeting(by=by, meeting=meeting, early=True), items


def asked(by: Member, meeting: Meeting, words: str = "Who pays for the gauges?", **fields: Any) -> Question:
    """Ask at a meeting at which one is named."""
    number = Question.objects.filter(meeting=meeting).count()
    given: dict[str, Any] = {"type": "question", "text": text(words), "client_key": f"question-key-{number}"}
    made = ask(by=by, meeting=meeting, **given | fields)
    assert isinstance(made, Question)
    return made


def entered(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name: str, council: Council, *args: str) -> str:
    return reverse(name, args=[council.slug, *args])


def notices_to(seat: Member) -> list[str]:
    return list(Notice.objects.filter(to=seat.user).order_by("pk").values_list("kind", flat=True))


def at(moment: datetime, **later: float) -> Any:
    """Set the clock to a moment, or to some time after it."""
    return clock.at(moment + timedelta(**later))
