"""What forming an agenda gives back."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from kenes.engine.agenda.model import Ballots, Floats, Ints, Utility

METHOD = "kenes-agenda/1"  # changes whenever the same input may give another agenda
Mode = Literal["named", "confidential"]
Completion = Literal["kenes", "pabulib", "none"]


class Stage(StrEnum):
    """What brought a topic onto the agenda."""

    MANDATORY = "mandatory"
    OWN_SUPPORT = "own_support"  # its supporters paid for it with their own shares
    COMPLETION = "completion"  # they paid with shares that had been raised, everybody's alike
    FILL = "fill"  # nobody paid: it fitted into the time that was left, and had the most support


class LeftOut(StrEnum):
    """Why a topic is not on the agenda."""

    MISSING = "missing"  # its supporters lack `missing` minutes, and it no longer fits
    TOO_LONG = "too_long"  # it is longer than the time there is besides mandatory topics
    UNSUPPORTED = "unsupported"  # nobody approves it (confidential: no group has more than a lone approval)


@dataclass(frozen=True)
class Settings:
    """The rules of one forming, fixed when approvals open.

    `utility`: a topic counts 1 for each supporter ("item") or its minutes; `completion`: see `kenes.engine.agenda.completion`;
    `mode`; `threshold`, the least people of a figure (2 or more); `margin`: in a confidential ballot so many approvals, or
    refusals, of a group are taken for none (0: as the roster asks for, see `levelling.margin_for`; not used in a named one).
    `unit`: how many of `minutes` are one unit of cost, in which the pabulib completion counts (100 where costs were given in hundredths).
    """

    utility: Utility = "item"
    completion: Completion = "kenes"
    mode: Mode = "confidential"
    threshold: int = 5
    margin: int = 0
    unit: int = 1


@dataclass(frozen=True)
class AgendaItem:
    """One topic and its reason. Groups are those that the caller asked figures for (sides or macro-regions).

    `stage` or `left_out`: one of them is None. `place`: how many were chosen before it, -1 if left out (mandatory ones come first, in the
    order of the list). `approvals`, members by group. `paid`, exact minutes by group: they sum to `minutes`, or all are 0
    for mandatory and fill; `paid_minutes`, the same in whole minutes with the same sum. `missing`, whole minutes that supporters lack,
    rounded up, 0 where that is not the reason. `only`, by group: members who approve this one and no other topic of the agenda.
    """

    topic: int
    minutes: int
    stage: Stage | None
    left_out: LeftOut | None
    place: int
    approvals: tuple[int, ...]
    paid: tuple[Fraction, ...]
    paid_minutes: tuple[int, ...]
    missing: int
    only: tuple[int, ...]


@dataclass(frozen=True)
class Certificate:
    """EJR+ weighted by endowments and with minutes as cost (docs/methods/agenda.md), looked at afresh.

    It `holds` when for no topic outside the set and no group S of its supporters everybody in S has too little:
    (u(A_i ∩ W) + u(topic)) · minutes(topic) ≤ e(S) · u(topic). The nearest case (`topic` -1: nothing is outside): the members of S have
    `level` or less of u in W, hold `held` minutes together, and would be owed more from `needed` minutes on.
    """

    holds: bool
    topic: int
    level: int
    people: int
    held: Fraction
    needed: Fraction


@dataclass(frozen=True)
class Computation:
    """What is needed to run it again and find the same: method version, settings, and a hash of the input.

    `input_hash`: SHA-256, hexadecimal, of the salt and the canonical input (`kenes.engine.agenda.computation`); `result_hash`: of stages,
    order and shortfalls. Publish both; keep the salt of a confidential ballot secret: ballots could be guessed against the hash.
    """

    method: str
    settings: Settings
    minutes: int
    input_hash: str
    result_hash: str


@dataclass(frozen=True)
class Purse:
    """Private: what each member paid. For a topic t: `payers[t]`, voters rising, and `payments[t]`, their minutes (same shape).

    `endowment` (raised by completion) and `left`, shape (n,), minutes; `counted`: the approvals that counted (levelled ones in
    a confidential ballot). Never published, not even in parts, in a confidential ballot.
    """

    counted: Ballots
    endowment: Floats
    left: Floats
    payers: dict[int, Ints]
    payments: dict[int, Floats]


@dataclass(frozen=True)
class AgendaResult:
    """An agenda with its reasons.

    `items`: one for each topic, in the order of the list. `minutes` there are, `mandatory_minutes` and `spent` (mandatory ones included).
    `group_sizes`: members of each group. `raised`: by what factor completion raised every share, ≥ 1, in `steps` steps.
    `pooled`: shares inside a group differed and were made equal, as a confidential ballot needs.
    `certificate` is about the topics that approvals brought in: before mandatory ones and changes by hand.
    `purse` is private. In a confidential ballot everything here is computed from levelled approvals.
    """

    items: tuple[AgendaItem, ...]
    minutes: int
    mandatory_minutes: int
    spent: int
    group_sizes: tuple[int, ...]
    raised: Fraction
    steps: int
    pooled: bool
    certificate: Certificate
    computation: Computation
    purse: Purse

    @property
    def chosen(self) -> tuple[int, ...]:
        """The topics on the agenda, in the order in which they were chosen. Meetings discuss them in an order of their own."""
        return tuple(item.topic for item in sorted(self.items, key=lambda item: item.place) if item.stage)
