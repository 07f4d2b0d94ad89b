"""Named approvals, published with the result so that anyone can replay it. Nothing here is ever called for confidential ones."""

import csv
import io
from collections import defaultdict
from typing import Any

from kenes.meetings.forming import Input, input_of
from kenes.meetings.models import Agenda

PB_HEAD = ("voter_id", "vote", "side", "region")


class NotNamed(ValueError):
    """Approvals of this agenda are confidential."""


def named_input(agenda: Agenda) -> Input:
    """Return what a named agenda was formed from. Raises NotNamed for a confidential one, and for one that is not formed yet."""
    if agenda.approvals != Agenda.Approvals.NAMED or agenda.state not in (Agenda.State.FORMED, Agenda.State.CONFIRMED):
        raise NotNamed
    return input_of(agenda)


def published_approvals(agenda: Agenda) -> dict[str, Any]:
    """Return who approves what, by seat: the numbers of topics are places in the list, those of voters places on the roster."""
    given = named_input(agenda)
    return {
        "roster": [
            {
                "seat": voter.member.public_id,
                "number": voter.member.number,
                "side": voter.side.public_id,
                "region": voter.region.code if voter.region else "",
            }
            for voter in given.voters
        ],
        "approvals": sets_of(given),
    }


def sets_of(given: Input) -> list[list[int]]:
    """Return each voter's topics, as places in the list."""
    found: dict[int, list[int]] = defaultdict(list)
    ballots = given.election.ballots
    for voter, topic in zip(ballots.voter.tolist(), ballots.topic.tolist(), strict=True):
        found[voter].append(topic)
    return [sorted(found[voter]) for voter in range(ballots.voters)]


def pabulib(agenda: Agenda) -> str:
    """Return a Pabulib file: the topics that members' minutes could buy, in the order of their lots, and who approves them.

    Mandatory topics are not in it: their minutes are off the budget already.
    """
    given = named_input(agenda)
    topics, lots = given.election.topics, given.election.topics.lottery.tolist()
    open_ones = sorted((index for index in range(len(topics)) if not topics.mandatory[index]), key=lambda index: lots[index])
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(["META"])
    meta = {
        "key": "value",
        "description": f"Agenda of meeting {agenda.meeting.number}",
        "num_projects": len(open_ones),
        "num_votes": len(given.voters),
        "budget": given.election.free,
        "vote_type": "approval",
        "rule": "equalshares",
    }
    writer.writerows(meta.items())
    writer.writerow(["PROJECTS"])
    writer.writerow(["project_id", "cost", "name"])
    writer.writerows([given.topics[index].number, given.topics[index].minutes, one_line(given, index)] for index in open_ones)
    writer.writerow(["VOTES"])
    writer.writerow(PB_HEAD)
    kept = set(open_ones)
    for voter, chosen in zip(given.voters, sets_of(given), strict=True):
        votes = ",".join(str(given.topics[index].number) for index in chosen if index in kept)
        writer.writerow([voter.member.number, votes, voter.side.order, voter.region.code if voter.region else f"side {voter.side.order}"])
    return out.getvalue()


def one_line(given: Input, index: int) -> str:
    return " ".join(given.topics[index].title.original_text.split())
