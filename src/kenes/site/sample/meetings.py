"""The meetings of the bilateral sample council: one held in the open, one to come under the Chatham House Rule."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from kenes.attribution.models import Attribution
from kenes.base import clock
from kenes.councils.models import Member
from kenes.meetings.acts.attendance import answer_invitation, note_presence
from kenes.meetings.acts.meetings import call_meeting
from kenes.meetings.acts.questions import answer_question, ask, assign_question, decline_question, support_question
from kenes.meetings.acts.running import begin_item, begin_meeting, close_meeting, end_item, let_speak
from kenes.meetings.acts.tasks import become_task, close_task
from kenes.meetings.models import Agenda, AgendaItem, Attendance, Meeting, Question, Topic
from kenes.site.sample import agendas, minutes
from kenes.site.sample.content import read, text
from kenes.site.sample.people import Cast

if TYPE_CHECKING:
    from kenes.site.sample.bilateral import Bilateral

ZONE = "Asia/Almaty"
HELD, MINUTES = 33, 240  # days ago, and how long it lasted
AHEAD = 9  # days until the next one
ASKS = 4  # of a region's seats


class Gathering:
    """A meeting on its way, and what its scenes have made so far."""

    def __init__(self, council: "Bilateral", words: dict[str, Any]) -> None:
        self.council, self.words = council, words
        self.meeting: Meeting
        self.agenda: Agenda
        self.topics: dict[str, Topic] = {}

    @property
    def cast(self) -> Cast:
        return self.council.cast  # seated once the script plays

    def call(self, starts_at: datetime, minutes: int, attribution: str) -> None:
        self.meeting = call_meeting(
            by=self.cast.secretary,
            title=text(self.words["title"], "kk"),
            about=text(self.words["about"], "kk"),
            place=text(self.words["place"], "kk"),
            link=self.words["link"],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            timezone=ZONE,
            attribution=attribution,
        )

    def invite(self, share: float) -> None:
        """Let most say whether they come."""
        for seat in self.cast.turnout(share, f"answer {self.meeting.number}"):
            answer_invitation(by=seat, meeting=self.meeting, answer=coming(seat, self.meeting))

    def seat(self, region: str) -> Member:
        return self.cast.members[region][ASKS]


def coming(seat: Member, meeting: Meeting) -> str:
    return random.Random(f"{meeting.number} {seat.number}").choice(["coming", "coming", "coming", "online", "not_coming"])


def plan(council: "Bilateral") -> None:
    content = read("meetings")
    plan_held(council, Gathering(council, content["held"]))
    plan_coming(council, Gathering(council, content["coming"]))


def plan_held(council: "Bilateral", held: Gathering) -> None:
    script, at = council.script, council.script.moment
    script.on(at(60), lambda: held.call(at(HELD), MINUTES, Attribution.OPEN))
    script.on(at(59), lambda: agendas.open_it(held, at(50, 18), at(41, 18)))
    for number, row in enumerate(held.words["topics"]):
        script.on(at(58 - number // 2, 12 + number % 2 * 3), partial(agendas.propose, held, row))
    script.on(at(51), lambda: agendas.join(held))
    script.on(at(49), lambda: agendas.mark_mandatory(held))
    script.on(at(48), lambda: agendas.open_approving(held))
    script.on(at(45, 12), lambda: agendas.approve(held, 0.7))
    script.on(at(44, 12), lambda: held.invite(0.7))
    script.on(at(41, 19), lambda: agendas.form(held))
    script.on(at(40), lambda: agendas.change_by_hand(held))
    script.on(at(39, 12), lambda: agendas.confirm(held))
    script.on(at(36, 12), lambda: ask_all(held))
    script.on(at(HELD), lambda: hold(held))
    script.on(at(HELD - 1), lambda: minutes.draft(held))
    script.on(at(HELD - 2), lambda: minutes.put_in_brackets(held))
    script.on(at(HELD - 3), lambda: minutes.settle(held))
    script.on(at(HELD - 6), lambda: minutes.confirm(held))
    script.on(at(3, 12), lambda: finish_task(held))


def plan_coming(council: "Bilateral", coming: Gathering) -> None:
    script, at = council.script, council.script.moment
    starts = at(0, 0).replace(hour=5, minute=0) + timedelta(days=AHEAD)
    script.on(at(14), lambda: coming.call(starts, 150, Attribution.CHATHAM))
    script.on(at(13), lambda: agendas.open_it(coming, at(5, 18), starts - timedelta(days=4)))
    for number, row in enumerate(coming.words["topics"]):
        script.on(at(12 - number, 12), partial(agendas.propose_unnamed, coming, row))
    script.on(at(4, 9), lambda: agendas.close_list(coming))
    script.on(at(4, 12), lambda: agendas.open_approving(coming))
    script.on(at(3, 12), lambda: ask_unattributed(coming))
    script.on(at(2, 12), lambda: agendas.approve(coming, 0.3))
    script.on(at(2, 13), lambda: coming.invite(0.3))


def ask_all(held: Gathering) -> None:
    """Let members ask and suggest before the meeting, and others support it."""
    for number, row in enumerate(held.words["questions"]):
        item = AgendaItem.objects.filter(agenda=held.agenda, topic=held.topics.get(row["topic"])).select_related("agenda").first()
        words, key = text(row["text"], row["original"]), f"sample-question-{number}"
        asked = ask(by=held.seat(row["region"]), meeting=held.meeting, type=row["type"], text=words, item=item, client_key=key)
        if isinstance(asked, Question):
            others = [seat for seat in held.cast.everyone() if seat.pk != asked.author_id]
            for seat in random.Random(key).sample(others, row["supports"]):
                support_question(by=seat, question=asked)


def ask_unattributed(coming: Gathering) -> None:
    """Let members write under the Chatham House Rule, in all languages at once: it is held back until enough others have."""
    for number, row in enumerate(coming.words["held"]):
        key = f"sample-held-{number}"
        ask(by=coming.seat(row["region"]), meeting=coming.meeting, type=row["type"], text=text(row["text"], "kk"), client_key=key)


def hold(held: Gathering) -> None:
    """Hold the meeting by its agenda: who came, which side spoke how long, what was answered."""
    begin_meeting(by=held.cast.secretary, meeting=held.meeting)
    note_who_came(held)
    for number, item in enumerate(AgendaItem.objects.filter(agenda=held.agenda, starts_at__isnull=False).select_related("agenda__meeting")):
        speak(held, item, number)
    with clock.at(held.meeting.ends_at - timedelta(minutes=10)):
        for row, question in zip(held.words["questions"], Question.objects.filter(meeting=held.meeting), strict=True):
            reply(held, row, question)
    with clock.at(held.meeting.ends_at):
        close_meeting(by=held.cast.secretary, meeting=held.meeting)


def note_who_came(held: Gathering) -> None:
    """Each secretariat notes its own side: who said that they come, came."""
    presence = {"coming": Attendance.Presence.ROOM, "online": Attendance.Presence.ONLINE}
    by_side = {by.side_id: by for by in held.cast.secretaries}
    for place in held.meeting.attendances.exclude(answer="none").select_related("member__council", "meeting"):
        note_presence(by=by_side[place.side_id], place=place, presence=presence.get(place.answer, Attendance.Presence.ABSENT))


def speak(held: Gathering, item: AgendaItem, number: int) -> None:
    """Let both sides speak on an item, the proposing one first and a little longer."""
    by, begins = held.cast.secretary, item.starts_at
    if begins is None:
        return
    sides = list(held.council.cast.council.sides.order_by("order"))
    first, second = sides if number % 2 == 0 else reversed(sides)
    steps: list[tuple[float, Callable[[], object]]] = [
        (0.02, lambda: begin_item(by=by, item=item)),
        (0.05, lambda: let_speak(by=by, item=item, side=first)),
        (0.5, lambda: let_speak(by=by, item=item, side=second)),
        (0.9, lambda: end_item(by=by, item=item)),
    ]
    for part, step in steps:
        with clock.at(begins + part * timedelta(minutes=item.minutes)):
            step()


def reply(held: Gathering, row: dict[str, Any], question: Question) -> None:
    """Say what becomes of a question or a suggestion."""
    by = next(by for by in held.cast.secretaries if question.author and by.side_id == question.author.side_id)
    if "answer" in row:
        answer_question(by=by, question=question, answer=text(row["answer"], row["original"]))
    if "assigned" in row:
        assign_question(by=by, question=question, to=held.seat(row["assigned"]))
    if "declined" in row:
        decline_question(by=by, question=question, reason=row["declined"])
    if "task" in row:
        become_task(by=by, question=question, owner=held.seat(row["task"]), due_on=(clock.now() + timedelta(days=31)).date())


def finish_task(held: Gathering) -> None:
    """Let the owner say that the suggestion has been carried out."""
    question = Question.objects.get(meeting=held.meeting, task__isnull=False)
    task = question.task
    if task.owner:
        close_task(by=task.owner, task=task, outcome=text(held.words["task_outcome"], "ru"))
