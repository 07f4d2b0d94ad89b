"""Agendas in the making, for tests: two sides, topics, approvals, through the acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.meetings import agenda_clock
from kenes.meetings.acts import agenda_changes, agendas, topics
from kenes.meetings.models import Agenda, Meeting, Topic
from kenes.meetings.queries.agendas import agenda_hash
from kenes.meetings.queries.rule import on_the_list, rule_hash
from tests import factories
from tests.factories import text

_keys = count(1)
DAY = timedelta(days=1)


@dataclass
class Table:
    """A council with a meeting whose agenda is open, and who sits at it."""

    council: Council
    meeting: Meeting
    agenda: Agenda
    secretaries: list[Member]
    members: list[list[Member]]  # by side

    @property
    def everybody(self) -> list[Member]:
        return [member for side in self.members for member in side]

    @property
    def proposals_over(self) -> datetime:
        return self.agenda.proposals_close_at + timedelta(minutes=1)

    @property
    def approvals_over(self) -> datetime:
        return self.agenda.approvals_close_at + timedelta(minutes=1)


def table(*, sides: Sequence[str] = ("KZ", "RU"), each: int = 12, **rule: Any) -> Table:
    """Return an agenda for which topics can be proposed; `each` members a side, of its first regions in turn."""
    council = factories.council(countries=tuple(sides))
    secretaries, members = [], []
    for side in range(len(sides)):
        codes = list(council.sides.get(order=side).side_regions.values_list("region__code", flat=True)[:4])
        secretaries.append(factories.member(council, role=Member.Role.SECRETARY, side=side, region=codes[0]))
        members.append([factories.member(council, side=side, region=codes[n % len(codes)]) for n in range(each)])
    meeting = factories.meeting(council)
    return Table(council, meeting, opened(secretaries[0], meeting, **rule), secretaries, members)


def opened(secretary: Member, meeting: Meeting, **rule: Any) -> Agenda:
    now = clock.now()
    usual = {
        "minutes": 240,
        "sessions": [{"offset": 0, "minutes": 240, "tracks": 1}],
        "proposals_close_at": now + 3 * DAY,
        "approvals_close_at": now + 6 * DAY,
        "endowment": "side",
    }
    return agendas.open_agenda(by=secretary, meeting=meeting, **{**usual, **rule})


def proposed(there: Table, by: Member, title: str = "Open the crossing", minutes: int = 30, **more: Any) -> Topic:
    assert by.region is not None
    said = {"why_now": text("The road opens in spring"), "regions": [by.region], "client_key": f"topic-key-{next(_keys):04d}", **more}
    return topics.propose_topic(by=by, agenda=there.agenda, title=text(title), minutes=minutes, **said)


def approving(there: Table) -> Agenda:
    """Let every side agree that approving opens, after the time for proposing is over."""
    with clock.at(there.proposals_over):
        for secretary in there.secretaries:
            there.agenda.refresh_from_db()
            seen = rule_hash(there.agenda, on_the_list(there.agenda))
            there.agenda = agendas.open_approving(by=secretary, agenda=there.agenda, seen_hash=seen)
    return there.agenda


def approve(there: Table, by: Member, *wanted: Topic) -> None:
    with clock.at(there.proposals_over):
        agendas.approve_topics(by=by, agenda=there.agenda, topics=[topic.public_id for topic in wanted])


def formed(there: Table) -> Agenda:
    with clock.at(there.approvals_over):
        there.agenda = agenda_clock.form(by=None, agenda=there.agenda)
    return there.agenda


def confirmed(there: Table) -> Agenda:
    with clock.at(there.approvals_over):
        for secretary in there.secretaries:
            there.agenda = agenda_changes.confirm_agenda(by=secretary, agenda=there.agenda, seen_hash=agenda_hash(there.agenda))
    return there.agenda
