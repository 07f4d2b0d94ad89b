"""A two-sided council that speaks under the Chatham House Rule, and all that others are served of it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from kenes.attribution.acts import open_parts, prepare_held
from kenes.attribution.models import Held
from kenes.base import clock
from kenes.base.text import Text
from kenes.config.ticks import ticks
from kenes.councils.models import Council, Member, Profession
from kenes.deliberation.acts import add_statement, cast_vote, close_deliberation, open_deliberation, prepare_deliberation, write_statement
from kenes.deliberation.models import Deliberation, Statement
from kenes.issues.acts import make_issue, publish_issue, report_signal
from kenes.issues.models import Issue
from kenes.meetings.acts.agenda_changes import confirm_agenda
from kenes.meetings.acts.agendas import approve_topics, open_agenda, open_approving
from kenes.meetings.acts.meetings import call_meeting
from kenes.meetings.acts.minutes import draft_minutes
from kenes.meetings.acts.questions import ask
from kenes.meetings.acts.running import begin_meeting, close_meeting
from kenes.meetings.acts.topic_batches import close_topics, hold_topic
from kenes.meetings.models import Meeting, Question, Topic
from kenes.meetings.queries.agendas import agenda_hash
from kenes.meetings.queries.rule import on_the_list, rule_hash
from tests import factories
from tests.factories import text

START = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """Who writes which words when, and in which language."""

    by: Member
    words: str
    at: datetime
    language: str


@dataclass(frozen=True)
class People:
    """The council: authors of both sides, and those who look on."""

    council: Council
    authors: tuple[list[Member], list[Member]]
    onlooker: Member
    secretaries: tuple[Member, Member]
    moderator: Member


def people() -> People:
    """A council of two sides with six members each from six regions and walks of life, all of them able to write."""
    council = factories.council(countries=("KZ", "RU"))
    jobs = list(Profession.objects.values_list("code", flat=True)[:6])
    places = [list(side.side_regions.values_list("region__code", flat=True)[:7]) for side in council.sides.all()]
    sides = [
        [factories.member(council, region=place, profession=job, side=side) for place, job in zip(places[side], jobs, strict=False)]
        for side in (0, 1)
    ]
    onlooker = factories.member(council, region=places[1][6], side=1, profession=jobs[0])
    secretaries = tuple(factories.member(council, role=Member.Role.SECRETARY, side=side) for side in (0, 1))
    moderator = factories.member(council, role=Member.Role.MODERATOR, side=0)
    return People(council, (sides[0], sides[1]), onlooker, (secretaries[0], secretaries[1]), moderator)


def issue(folk: People) -> Issue:
    author = folk.moderator
    signal = report_signal(by=author, region=author.region, what=text("The ferry stopped"), client_key="ferry-0001")  # type: ignore[arg-type]
    made = make_issue(by=folk.secretaries[0], signals=[signal], title=text("The ferry"), summary=text("Stopped since May"))
    return publish_issue(by=folk.secretaries[0], issue=made)


def deliberation(folk: People, *, rule: str = "chatham") -> Deliberation:
    """An open deliberation with two statements that everybody has answered."""
    with clock.at(START):
        made = prepare_deliberation(
            by=folk.secretaries[0],
            issue=issue(folk),
            question=text("What about the ferry?"),
            background=text(""),
            attribution=rule,
            own_after=2,
        )
        for words in ("Mend it", "Buy a new one"):
            add_statement(by=folk.secretaries[0], deliberation=made, text=text(words))
        made = open_deliberation(by=folk.secretaries[0], deliberation=made, closes_at=START + 12 * DAY)
        for place in made.participants.select_related("member"):
            for statement in made.statements.all():
                cast_vote(by=place.member, statement=statement, value=1 if (place.pk + statement.number) % 3 else -1)
    return made


def words(language: str, said: str) -> Text:
    return Text.of(language, said)


def tick() -> None:
    """Let a minute pass, in the rooms where something is held."""
    for room in ("attribution", "deliberation", "meetings"):
        ticks()[f"kenes.{room}"]()


def moderate(folk: People) -> None:
    """Accept what waits and give it the languages it lacks. The words are the same in every language: only marks could tell."""
    for held in Held.objects.filter(council=folk.council, ready_at__lte=clock.now(), state=Held.State.WAITING):
        said = {"title": held.title, "text": held.text}
        others = {name: said[name.split("_")[0]].original_text for name in open_parts(held, folk.council.languages)}
        prepare_held(by=folk.moderator, held=held, texts=others, accept=True)


def deliberate(folk: People, talk: Deliberation, said: Sequence[Said]) -> list[Statement]:
    """Let people write at their times; a moderator looks every noon, the clock ticks every night. Return what was released."""
    by_day: dict[int, list[Said]] = {}
    for one in said:
        by_day.setdefault((one.at - START).days, []).append(one)
    for day in range(max(by_day) + 4):
        for one in sorted(by_day.get(day, []), key=lambda one: one.at):
            with clock.at(one.at):
                write_statement(by=one.by, deliberation=talk, text=words(one.language, one.words), client_key=f"key-{one.words}-0000")
        for hours in (19, 30):  # a tick after midnight, then the moderator's noon
            with clock.at(START + day * DAY + timedelta(hours=hours)):
                tick()
        with clock.at(START + day * DAY + timedelta(hours=30)):
            moderate(folk)
    return list(talk.statements.filter(origin=Statement.Origin.MEMBER).order_by("number"))


def close(talk: Deliberation) -> None:
    with clock.at(START + 12 * DAY):
        close_deliberation(by=None, deliberation=talk)


def called(folk: People, *, rule: str = "chatham") -> Meeting:
    day = START + 20 * DAY
    return call_meeting(
        by=folk.secretaries[0],
        title=text("On the ferry"),
        about=text("What now"),
        starts_at=day,
        ends_at=day + timedelta(hours=3),
        timezone="Asia/Almaty",
        place=text("Hall"),
        attribution=rule,
    )


def agenda_of(folk: People, meeting: Meeting, said: Sequence[Said]) -> None:
    """Form an agenda of what people propose at their times; everybody wants everything, so that all of it is spoken about."""
    agenda = open_agenda(
        by=folk.secretaries[0],
        meeting=meeting,
        minutes=90,
        sessions=[{"offset": 0, "minutes": 90, "tracks": 1}],
        proposals_close_at=START + 17 * DAY + timedelta(hours=3),
        approvals_close_at=START + 19 * DAY,
        endowment="side",
    )
    for day in (15, 16, 17):
        for one in said:
            if (one.at - START).days == day:
                with clock.at(one.at):
                    title, why = words(one.language, one.words), words(one.language, f"Why {one.words}")
                    hold_topic(by=one.by, agenda=agenda, title=title, why_now=why, minutes=10, client_key=f"topic-{one.words}-0000")
        with clock.at(START + (day + 1) * DAY):
            tick()
            moderate(folk)
    with clock.at(START + 18 * DAY + timedelta(hours=1)):
        close_topics(by=folk.secretaries[1], agenda=agenda)
        for secretary in folk.secretaries:
            agenda = open_approving(by=secretary, agenda=agenda, seen_hash=rule_hash(agenda, on_the_list(agenda)))
        for voter in agenda.voters.select_related("member"):
            approve_topics(by=voter.member, agenda=agenda, topics=[topic.public_id for topic in on_the_list(agenda)])
    with clock.at(START + 19 * DAY):
        tick()
        for secretary in folk.secretaries:
            agenda.refresh_from_db()
            confirm_agenda(by=secretary, agenda=agenda, seen_hash=agenda_hash(agenda))


def meet(folk: People, said: Sequence[Said], *, rule: str = "chatham", topics: Sequence[Said] = ()) -> Meeting:
    """Hold a meeting at which people ask at their times (of the same day), a moderator looks and the clock ticks every ten minutes.

    Where `topics` are proposed before, an agenda is formed of them, and minutes are drafted after.
    """
    day = START + 20 * DAY
    with clock.at(START + 15 * DAY):
        meeting = called(folk, rule=rule)
        if topics:
            agenda_of(folk, meeting, topics)
    with clock.at(day):
        meeting = begin_meeting(by=folk.secretaries[0], meeting=meeting)
    for step in range(12):
        for one in said:
            if step * 10 <= (one.at - day).total_seconds() / 60 < step * 10 + 10:
                with clock.at(one.at):
                    ask(
                        by=one.by, meeting=meeting, type="question", text=words(one.language, one.words), client_key=f"ask-{one.words}-0000"
                    )
        with clock.at(day + timedelta(minutes=10 * step + 10)):
            tick()
            moderate(folk)
    with clock.at(day + timedelta(hours=3)):
        meeting = close_meeting(by=folk.secretaries[0], meeting=meeting)
        if topics:
            draft_minutes(by=folk.secretaries[0], meeting=meeting)
    return meeting


# -- what others are served ---------------------------------------------------------------------------------------------


def client(reader: Member | None) -> Client:
    made = Client()
    made.cookies["django_language"] = "en"
    if reader and reader.user:
        made.force_login(reader.user, backend="django.contrib.auth.backends.ModelBackend")
    return made


def addresses(council: Council, talk: Deliberation | None = None, meeting: Meeting | None = None) -> list[str]:
    """Return the address of everything that may show something of a deliberation and a meeting."""
    slug = council.slug
    found = ["/notices/", "/"]
    found += [
        reverse(name, args=[slug]) for name in ("council", "record", "deliberations", "meetings", "my-page", "statements-queue", "held")
    ]
    found += [reverse("record-download", args=[slug]), reverse("translations", args=[slug]), reverse("meeting-calendar", args=[slug])]
    asked = (("search", "q=word"), ("deliberations", "format=csv"), ("record", "page=2"))
    found += [f"{reverse(name, args=[slug])}?{query}" for name, query in asked]
    if talk:
        one = [slug, talk.public_id]
        found += [reverse(name, args=one) for name in ("deliberation", "vote", "results", "results-method", "results-slate", "votes-file")]
        found += [f"{reverse('results', args=one)}?format={kind}" for kind in ("json", "csv")]
        found += [statement.get_absolute_url() for statement in talk.statements.order_by("number")]
    if meeting:
        one = [slug, meeting.public_id]
        names = ("meeting", "meeting-questions", "live", "live-state", "meeting-attendance", "meeting-ics", "minutes", "agenda", "topics")
        found += [reverse(name, args=one) for name in names]
        found += [reverse("agenda-certificate", args=one), *(reverse("agenda-data", args=[*one, kind]) for kind in ("json", "csv"))]
        found.append(f"{reverse('topics', args=one)}?format=csv")
        found += [topic.get_absolute_url() for topic in topics_of(meeting)]
        found += [question.get_absolute_url() for question in meeting.questions.order_by("number")]
    return found


def served(reader: Member | None, urls: Sequence[str], languages: Sequence[str] = ("en",)) -> dict[str, str]:
    """Return address -> what this reader gets there; refusals are left out."""
    found = {}
    there = client(reader)
    for language in languages:
        there.cookies["django_language"] = language
        for url in urls:
            response = there.get(url)
            if response.status_code == 200:
                body = b"".join(response) if response.streaming else response.content
                headers = "\n".join(f"{name}: {response.headers[name]}" for name in ("ETag", "Last-Modified") if name in response.headers)
                found[f"{language} {url}"] = f"{headers}\n{body.decode(errors='replace')}"
    return found


CHANCE = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r'"csrfToken": ?"[^"]*"|X-CSRFToken[^}]*'),
    re.compile(r"\b[0-9a-f]{64}\b"),  # hashes
    re.compile(r"\b(?:[0-9a-f]{4} ){3,8}[0-9a-f]{4}\b"),  # a root in groups
    re.compile(r"\b[0-9a-hjkmnp-tv-z]{12}\b"),  # public ids
    re.compile(r"\bWord[a-z]{2}\b"),  # which of the contributions comes first, where a page shows a few
    re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),  # keys of forms
)


def words_of(pages: dict[str, str], pseudonyms: Sequence[str]) -> Counter[str]:
    """Return the words of all pages with how often each occurs; what is drawn at random counts as one word."""
    found: Counter[str] = Counter()
    for body in pages.values():
        body = body.replace("%2F", "/")
        for pattern in CHANCE:
            body = pattern.sub("CHANCE", body)
        for name in pseudonyms:
            body = body.replace(name, "PSEUDONYM")
        found.update(re.findall(r"\w[\w:.+-]*", body))
    return found


def topics_of(meeting: Meeting) -> QuerySet[Topic]:
    return Topic.objects.filter(agenda__meeting=meeting).select_related("council", "agenda__meeting").order_by("number")


def released(talk: Deliberation, meeting: Meeting) -> list[Statement | Question | Topic]:
    return [one for rows in (talk.statements, meeting.questions, topics_of(meeting)) for one in rows.exclude(pseudonym="")]


def fill(subject: str) -> None:
    """Give what is held every working language; the words stay the same."""
    for held in Held.objects.filter(subject=subject).select_related("council"):
        for code in held.text.missing(held.council.languages):
            held.text = held.text.translated(code, held.text.original_text, by="")
        held.save(update_fields=["text"])
