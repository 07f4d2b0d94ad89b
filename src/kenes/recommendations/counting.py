"""How a vote is counted: pure, so that each rule can be read and tested alone (docs/methods/adoption.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

from kenes.base.text import Text
from kenes.recommendations.errors import QuorumNotReached, SideQuorumNotReached


@dataclass(frozen=True)
class Turnout:
    """How many of a roster, or of one side of it, have voted, and how many are needed. `side` is empty for all together."""

    roster: int
    voted: int
    needed: int
    side: str = ""
    name: Text | None = None

    @property
    def reached(self) -> bool:
        return self.voted >= self.needed


def needed(roster: int, percent: int) -> int:
    """Return the least number of voters that is `percent` of the roster: rounded up, at least one."""
    return max(1, -(-roster * percent // 100))


def shortfalls(everybody: Turnout, sides: Sequence[Turnout]) -> list[QuorumNotReached]:
    """Return what is missing to the quorum: of the roster, and of each side where there are two or more."""
    found: list[QuorumNotReached] = []
    if not everybody.reached:
        found.append(QuorumNotReached(roster=everybody.roster, voted=everybody.voted, needed=everybody.needed))
    if len(sides) > 1:
        found += [
            SideQuorumNotReached(side=str(side.name or side.side), roster=side.roster, voted=side.voted, needed=side.needed)
            for side in sides
            if not side.reached
        ]
    return found


def carried(yes: int, no: int, majority_percent: int) -> bool:
    """Return whether more than `majority_percent` of those for or against are for. Abstentions count for the quorum only."""
    return yes * 100 > majority_percent * (yes + no)


def votes_needed(yes: int, no: int, majority_percent: int) -> int:
    """Return the least number of votes in favour that would have carried, given how many voted for or against."""
    return majority_percent * (yes + no) // 100 + 1
