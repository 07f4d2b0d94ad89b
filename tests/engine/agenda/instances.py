"""Elections for tests: a slow rule in fractions, random elections, and where the published instances lie."""

import json
import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as some

from kenes.engine.agenda import AgendaResult, Ballots, Election, Endowment, Settings, Topics, form_agenda

DATA = Path(os.environ.get("KENES_AGENDA", Path(__file__).resolve().parents[4] / "shared/data/agenda"))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no elections in {DATA}: set KENES_AGENDA")
SALT = b"sixteen bytes at least"
NAMED = Settings(mode="named")


def json_of(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def election(
    minutes: int, topics: Sequence[int], approvals: Sequence[set[int]], sides: Sequence[int] | None = None, **more: Any
) -> Election:
    """Return an election from one set of approvals a voter; equal shares by side, if sides are given."""
    endowment = Endowment.by_member(len(approvals)) if sides is None else Endowment.by_side(sides)
    return Election(Topics.of(topics, **more), Ballots.from_sets(approvals, len(topics)), endowment, minutes)


def formed(question: Election, sides: Sequence[int] | None = None, **settings: Any) -> AgendaResult:
    """Form an agenda from named approvals, unless `mode` says otherwise."""
    return form_agenda(question, groups=sides, settings=Settings(**{"mode": "named", **settings}), salt=SALT)


def approvals_of(question: Election) -> list[set[int]]:
    ballots = question.ballots
    return [set(ballots.topic[ballots.voter == voter].tolist()) for voter in range(ballots.voters)]


def slow_shares(question: Election, utility: str, raised: Fraction) -> tuple[list[int], list[Fraction]]:
    """The Method of Equal Shares as it is defined, in fractions: the order, and what each voter has left (minutes)."""
    approved = approvals_of(question)
    endowment = [question.endowment.shares[group] * question.free * raised for group in question.endowment.group]
    left, chosen = list(endowment), list[int]()
    cost = question.topics.minutes.tolist()
    worth = [1 if utility == "item" else max(c, 1) for c in cost]
    waiting = np.nonzero(question.open)[0].tolist()
    while True:
        offers = []
        for topic in waiting:
            payers = [voter for voter in range(len(left)) if topic in approved[voter]]
            if sum(left[voter] for voter in payers) >= cost[topic]:
                offers.append((slow_price(topic, payers, left, endowment, cost, worth), int(question.rank[topic]), topic, payers))
        if not offers:
            return chosen, left
        rho, _, topic, payers = min(offers)
        for voter in payers:
            left[voter] -= min(left[voter], rho * endowment[voter] * worth[topic])
        chosen.append(topic)
        waiting.remove(topic)


def slow_price(
    topic: int, payers: list[int], left: list[Fraction], endowment: list[Fraction], cost: list[int], worth: list[int]
) -> Fraction:
    """Return ρ: the least at which the payers' min(left, ρ · endowment · utility) reach the cost."""
    tried = sorted({left[voter] / (endowment[voter] * worth[topic]) for voter in payers})

    def raised_at(rho: Fraction) -> Fraction:
        return sum((min(left[voter], rho * endowment[voter] * worth[topic]) for voter in payers), Fraction(0))

    above = next(rho for rho in tried if raised_at(rho) >= cost[topic])
    poor = [voter for voter in payers if left[voter] < above * endowment[voter] * worth[topic]]
    rich = [voter for voter in payers if voter not in poor]
    needed = cost[topic] - sum(left[voter] for voter in poor)
    return Fraction(needed) / (worth[topic] * sum(endowment[voter] for voter in rich))


@some.composite
def elections(draw: some.DrawFn, voters: int = 9, topics: int = 7) -> Election:
    """Elections with shares of any size, ties and repeated ballots, empty groups, empty ballots, topics that are too long."""
    count = draw(some.integers(1, topics))
    cost = draw(some.lists(some.sampled_from([0, 5, 10, 10, 15, 20, 30, 45, 100]), min_size=count, max_size=count))
    kinds = draw(some.lists(some.sets(some.integers(0, count - 1)), min_size=1, max_size=4))
    approvals = draw(some.lists(some.sampled_from(kinds) | some.sets(some.integers(0, count - 1)), max_size=voters))
    weights = draw(some.lists(some.integers(1, 3), min_size=1, max_size=3))
    group = draw(some.lists(some.integers(0, len(weights) - 1), min_size=len(approvals), max_size=len(approvals)))
    mandatory = draw(some.sets(some.integers(0, count - 1), max_size=1))
    minutes = draw(some.sampled_from([30, 60, 100])) + sum(cost[topic] for topic in mandatory)
    endowment = Endowment.by_region(group, weights)
    return Election(Topics.of(cost, mandatory), Ballots.from_sets(approvals, count), endowment, minutes)
