"""Every list asks the database as often for 30 rows as for one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kenes.attribution.acts import hold
from kenes.base import clock, search
from kenes.councils.models import Application, Comment, Council, Member, Profession
from kenes.deliberation.models import Deliberation
from kenes.meetings.acts.attendance import answer_invitation
from kenes.meetings.acts.tasks import become_task
from kenes.meetings.models import Agenda, Meeting, Question
from kenes.notices.acts import tell
from kenes.promotion.models import Body
from kenes.record.acts import append
from kenes.sides.acts import open_thread
from kenes.sides.models import RoomThread
from kenes.situation.models import Indicator, Revision
from tests import factories
from tests.architecture.permissions import addresses
from tests.factories import text
from tests.library import scenes as paper_scenes
from tests.meetings import agenda_scenes, meeting_scenes
from tests.promotion import chains
from tests.situation import figures, periods_open, practice_scenes
from tests.situation.importing import scenes as importing
from tests.situation.question_scenes import level

pytestmark = [pytest.mark.django_db, pytest.mark.in_run("first")]
Make = Callable[[Member], object]


def body(by: Member) -> Body:
    return Body.objects.create(council=by.council, side=by.side, name=text("Sample ministry"), created_at=clock.now())


def dispatch(by: Member) -> object:
    made = chains.recommendation(by.council, [chains.issue(by.council, [chains.signal(by)])])
    return chains.committed(chains.answered(chains.sent(by.council, [made]), [made]))


def deliberation(by: Member) -> Deliberation:
    now = clock.now()
    opened = {"state": "open", "opened_at": now, "closes_at": now + timedelta(days=5)}
    issue = chains.issue(by.council, [chains.signal(by)])
    return Deliberation.objects.create(council=by.council, issue=issue, question=text("What first?"), created_at=now, **opened)


def application(by: Member) -> Application:
    return Application.objects.create(
        council=by.council,
        side=by.side,
        region=by.region,
        profession=Profession.objects.get(code="teacher"),
        name="A. Person",
        contact="a@example.org",
        reason=text("To help"),
        created_at=clock.now(),
    )


def entry(by: Member) -> None:
    signal = chains.signal(by)
    with transaction.atomic():
        append(by.council.public_id, "signal.reported", signal.ref, actor=by.ref, details={"number": signal.number})


def notice(by: Member) -> None:
    signal = chains.signal(by)
    tell(
        [by.user_id],
        "signal.received",
        signal.ref,
        council=by.council.public_id,
        details={"number": signal.number, "by_when": "2026-03-01"},
    )


def found(by: Member) -> None:
    signal = chains.signal(by)
    search.index(signal, council=by.council.public_id, title=signal.what)


def comment(by: Member) -> Comment:
    return Comment.objects.create(council=by.council, subject="issue/x", author=by, text=text("Here, too"), created_at=clock.now())


def indicator(by: Member) -> Indicator:
    """A figure with a history, so that its change may be told."""
    number = Indicator.objects.filter(council=by.council).count()
    assert by.region is not None
    return figures.indicator(by.council, f"CODE_{number}", level(by.region.code, 1.0 + number, first=2023, until=2034))


def revision(by: Member) -> Revision:
    """An import of one value of a year of its own."""
    year = 2000 + Revision.objects.filter(council=by.council).count()
    return importing.imported(by, importing.tidy([{"region_code": "KZ-63", "period": year, "value": 70}]))


def topic(by: Member) -> object:
    """Another topic for the one agenda of the council."""
    agenda = Agenda.objects.filter(council=by.council).select_related("meeting").first()
    if agenda is None:
        agenda = agenda_scenes.opened(by, factories.meeting(by.council))
    return agenda_scenes.proposed(agenda_scenes.Table(by.council, agenda.meeting, agenda, [by], [[by]]), by)


def held(by: Member) -> object:
    """A contribution without author that waits for a moderator; its slot is over."""
    with clock.at(clock.now() - timedelta(days=2)):
        return hold(by=by, subject=chains.signal(by), type="remark", text=text("Without author"))


def conversation(by: Member) -> object:
    key = f"conversation-{RoomThread.objects.count()}"
    return open_thread(by=by, heading=text(f"Heading {key}"), words=text("What do we think?"), client_key=key)


def seat(by: Member) -> Member:
    return factories.member(by.council)


def the_meeting(by: Member) -> Meeting:
    return Meeting.objects.filter(council=by.council).first() or meeting_scenes.called(by)


def meeting_question(by: Member, **fields: str) -> Question:
    """Another question at the one meeting of the council."""
    return meeting_scenes.asked(by, the_meeting(by), **fields)


def meeting_task(by: Member) -> object:
    suggestion = meeting_question(by, type="suggestion")
    return become_task(by=by, question=suggestion, owner=by, due_on=(clock.now() + timedelta(days=9)).date())


def invitation(by: Member) -> object:
    """Another seat that is invited to the one meeting of the council."""
    seat = factories.member(by.council, region=by.region.code if by.region else None)
    return answer_invitation(by=seat, meeting=the_meeting(by), answer="coming")


LISTS: dict[str, Make] = {
    "signals": chains.signal,
    "triage": chains.signal,
    "report-periods": periods_open.past,
    "imports": revision,
    "topics": topic,
    "meetings": lambda by: meeting_scenes.called(by),
    "meeting-questions": lambda by: meeting_question(by),
    "meeting-attendance": lambda by: invitation(by),
    "tasks": lambda by: meeting_task(by),
    "held": held,
    "side-room": conversation,
    "sides": seat,
    "indicators": indicator,
    "situation": indicator,
    "compare": indicator,
    "practices": lambda by: practice_scenes.shared(by),
    "papers": lambda by: paper_scenes.shared(by),
    "issues": lambda by: chains.issue(by.council, [chains.signal(by)]),
    "deliberations": deliberation,
    "recommendations": lambda by: chains.recommendation(by.council, [chains.issue(by.council, [chains.signal(by)])]),
    "bodies": body,
    "briefs": dispatch,
    "dispatches": dispatch,
    "commitments": dispatch,
    "members": seat,
    "coverage": seat,
    "applications": application,
    "record": entry,
    "notices": notice,
    "search": found,
    "translations": comment,
    "regions": dispatch,
    "voice": dispatch,
    "council": dispatch,
    "my-page": dispatch,
}
# Lists whose first row alone shows less than every later one.
FIRST = {"triage": 2}  # likely duplicates need another signal
# Lists inside an object: what their address names besides the council.
INSIDE: dict[str, Callable[[Council], list[str]]] = {
    "topics": lambda council: [Agenda.objects.get(council=council).meeting.public_id],
    "meeting-questions": lambda council: [council.meetings.get().public_id],
    "meeting-attendance": lambda council: [council.meetings.get().public_id],
}
ASKED = {"search": {"q": "Signal"}, "translations": {"kind": "comment"}}


def queries(client: Client, url: str, asked: dict[str, str]) -> list[str]:
    """Return what a page asks the database, opened for the second time: the first fills the process's caches."""
    client.get(url, asked)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url, asked)
    assert response.status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_often_for_thirty_rows_as_for_one(client: Client, name: str) -> None:
    council = factories.council()
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    assert secretary.user is not None
    client.force_login(secretary.user, backend="django.contrib.auth.backends.ModelBackend")
    first = FIRST.get(name, 1)
    for _ in range(first):
        LISTS[name](secretary)
    further = INSIDE[name](council) if name in INSIDE else []
    url = reverse(name, args=[council.slug, *further] if any(a.name == name and a.kwargs for a in addresses()) else [])
    one = queries(client, url, ASKED.get(name, {}))
    for _ in range(30 - first):
        LISTS[name](secretary)
    thirty = queries(client, url, ASKED.get(name, {}))
    assert len(thirty) == len(one), "\n".join(sorted(set(thirty) - set(one))[:10])
