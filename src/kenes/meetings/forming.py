"""From approvals to an agenda: what the engine is asked, and what of its answer may be kept and shown.

Nothing here writes or locks: acts take what was found here before, if the approvals are still those that it was made from.
Approvals never leave this module but through the engine's `release`, which knows whether they are confidential, and through a
member's own share.
"""

import json
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Sum

from kenes.engine import agenda as engine
from kenes.engine.agenda import AgendaResult, Election, Settings
from kenes.meetings.models import Agenda, AgendaVoter, Approval, Topic
from kenes.meetings.queries.agendas import approving_is_over
from kenes.meetings.queries.rule import lottery_mark, on_the_list, rule_hash

LEAST_IN_GROUP = 3  # of a group in which approvals stay confidential: the engine's own bound
ALL = ("all", "")
Group = tuple[str, str]  # kind ("all", "side", "macro") and public id
Mark = tuple[str, int, int, int]  # hash of rule and topics; number, newest and sum of the keys of approvals, which are never changed


@dataclass(frozen=True)
class Input:
    """What an agenda is formed from. `groups`: for whose minutes figures are given; `group_of`, each voter's."""

    topics: list[Topic]
    voters: list[AgendaVoter]
    election: Election
    groups: list[Group]
    group_of: list[int]
    settings: Settings


@dataclass(frozen=True)
class Formed:
    """An agenda as the engine formed it: topics in order of choice with their stage, and what may be published."""

    mark: Mark
    chosen: list[tuple[Topic, str]]
    published: dict[str, Any]
    method: str
    input_hash: str
    result_hash: str


@dataclass(frozen=True)
class Replayed:
    """Whether the approvals of a mark give the agenda that was formed."""

    mark: Mark
    matches: bool


def mark_of(agenda: Agenda) -> Mark:
    """Return what tells whether approvals or topics have changed."""
    kept = Approval.objects.filter(voter__agenda=agenda).aggregate(n=Count("pk"), newest=Max("pk", default=0), sum=Sum("pk", default=0))
    return rule_hash(agenda, on_the_list(agenda)), kept["n"], kept["newest"], int(kept["sum"])


def form(agenda: Agenda) -> Formed | None:
    """Form an agenda from the approvals that are kept; None while approvals are waited for, and when it is formed already."""
    agenda = as_it_is(agenda)
    return formed(agenda) if agenda.state == Agenda.State.APPROVING and approving_is_over(agenda) else None


def replay(agenda: Agenda) -> Replayed | None:
    """Compute a formed agenda anew from the approvals that are kept; None of one that is not formed."""
    agenda = as_it_is(agenda)
    if agenda.state not in (Agenda.State.FORMED, Agenda.State.CONFIRMED):
        return None
    mark = mark_of(agenda)
    try:
        again = formed(agenda)
    except ValueError:  # they are none that an agenda can be formed from
        return Replayed(mark, matches=False)
    return Replayed(mark, again.input_hash == agenda.input_hash and again.published == agenda.result)


def as_it_is(agenda: Agenda) -> Agenda:
    return Agenda.objects.select_related("council", "meeting").get(pk=agenda.pk)


def formed(agenda: Agenda) -> Formed:
    mark, given = mark_of(agenda), input_of(agenda)
    found = computed(agenda, given)
    listed = [topic.public_id for topic in given.topics]
    groups = [{"kind": kind, "id": id} for kind, id in given.groups]
    published = {"listed": listed, "groups": groups, "release": engine.release(found)}
    return Formed(
        mark=mark,
        chosen=[(given.topics[index], str(found.items[index].stage)) for index in found.chosen],
        published=json.loads(json.dumps(published)),  # as it is kept, so that a replay can be compared with it
        method=found.computation.method,
        input_hash=found.computation.input_hash,
        result_hash=found.computation.result_hash,
    )


def computed(agenda: Agenda, given: Input) -> AgendaResult:
    return engine.form_agenda(given.election, groups=given.group_of, settings=given.settings, salt=bytes.fromhex(agenda.salt))


def share_of(agenda: Agenda, voter: AgendaVoter) -> tuple[engine.OwnShare, list[Topic]]:
    """Return what one member's share bought, for that member alone, and the topics that it counts.

    What it is made of is kept in this process only, and computed anew in each.
    """
    given, found = kept(agenda.pk, agenda.input_hash)
    place = next(index for index, other in enumerate(given.voters) if other.pk == voter.pk)
    return engine.own_share(found, given.election, place), given.topics


@lru_cache(maxsize=4)
def kept(agenda_id: int, input_hash: str) -> tuple[Input, AgendaResult]:
    """Return a formed agenda's input and result, computed once in each process."""
    agenda = Agenda.objects.select_related("council").get(pk=agenda_id, input_hash=input_hash)
    given = input_of(agenda)
    return given, computed(agenda, given)


def input_of(agenda: Agenda) -> Input:
    """Return what an agenda is formed from: all on the frozen roster have their share, whether they answered or not."""
    topics = on_the_list(agenda)
    voters = list(agenda.voters.select_related("member", "side", "region", "macro_region").order_by("member__number"))
    number_of = {topic.pk: index for index, topic in enumerate(topics)}
    place_of = {voter.pk: index for index, voter in enumerate(voters)}
    pairs = Approval.objects.filter(voter__agenda=agenda, topic__in=number_of).values_list("voter_id", "topic_id")
    who, what = [], []
    for voter, topic in pairs.iterator(chunk_size=20_000):
        who.append(place_of[voter])
        what.append(number_of[topic])
    groups, group_of = grouped(agenda, voters)
    confidential = agenda.approvals == Agenda.Approvals.CONFIDENTIAL
    election = Election(
        engine.Topics.of(
            minutes=[topic.minutes for topic in topics],
            mandatory={index for index, topic in enumerate(topics) if topic.mandatory},
            lottery=lots(agenda, topics),
        ),
        engine.Ballots.of(voter=who, topic=what, voters=len(voters), topics=len(topics)),
        endowment(agenda, voters),
        minutes=agenda.minutes,
    )
    settings = Settings(
        utility="minutes" if agenda.utility == Agenda.Utility.MINUTES else "item",
        completion="kenes",
        mode="confidential" if confidential else "named",
        threshold=agenda.least_shown,
    )
    return Input(topics, voters, election, groups, group_of, settings)


def lots(agenda: Agenda, topics: Sequence[Topic]) -> list[int]:
    """Return each topic's place among equals, drawn by the hash of the agenda's and its own public id."""
    drawn = sorted(range(len(topics)), key=lambda index: lottery_mark(agenda, topics[index]))
    places = [0] * len(topics)
    for place, index in enumerate(drawn):
        places[index] = place
    return places


def endowment(agenda: Agenda, voters: Sequence[AgendaVoter]) -> engine.Endowment:
    """Return how the minutes are shared out: to sides, regions or members alike."""
    if agenda.endowment == Agenda.Endowment.MEMBER:
        return engine.Endowment.by_member(len(voters))
    if agenda.endowment == Agenda.Endowment.SIDE:
        return engine.Endowment.by_side(numbered([voter.side_id for voter in voters]))
    # A seat without a region stands for its side's centre: these seats are one region more of their side.
    return engine.Endowment.by_region(numbered([(voter.side_id, voter.region_id or 0) for voter in voters]))


def numbered(keys: Sequence[Hashable]) -> list[int]:
    """Return numbers from 0 for keys, in the order in which they first come."""
    known: dict[Hashable, int] = {}
    return [known.setdefault(key, len(known)) for key in keys]


def grouped(agenda: Agenda, voters: Sequence[AgendaVoter]) -> tuple[list[Group], list[int]]:
    """Return for whom figures are given: macro-regions where all of them are large enough, else sides, else everybody together."""
    least = agenda.least_shown
    for keys in ([macro_key(voter) for voter in voters], [("side", voter.side.public_id) for voter in voters]):
        if min(Counter(keys).values(), default=0) >= least:
            return list(dict.fromkeys(keys)), numbered(keys)
    if agenda.endowment == Agenda.Endowment.SIDE:  # inside a group everybody has the same share
        keys = [("side", voter.side.public_id) for voter in voters]
        return list(dict.fromkeys(keys)), numbered(keys)
    return [ALL], [0] * len(voters)


def macro_key(voter: AgendaVoter) -> Group:
    """Return a voter's macro-region; who has none is counted with the rest of the side."""
    return ("macro", voter.macro_region.public_id) if voter.macro_region else ("side", voter.side.public_id)


def protects(agenda: Agenda) -> bool:
    """Return whether approvals on this roster can be confidential: every group is large enough that nobody's follow from its figures."""
    voters = list(agenda.voters.select_related("side", "macro_region"))
    _groups, group_of = grouped(agenda, voters)
    return min(Counter(group_of).values(), default=0) >= LEAST_IN_GROUP
