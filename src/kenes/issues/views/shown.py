"""How signals, issues and their history look on pages."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from kenes.base.refs import PublicModel
from kenes.councils.models import Member
from kenes.issues.models import Issue, Signal
from kenes.promotion.queries.ahead import ahead
from kenes.promotion.queries.chain import chain, steps

# State -> badge of the design system.
BADGES: dict[str, str] = {
    Signal.State.RECEIVED: "neutral",
    Signal.State.ASKED: "asked",
    Signal.State.IN_ISSUE: "talk",
    Signal.State.DECLINED: "stopped",
    Signal.State.WITHDRAWN: "stopped",
    Issue.State.OPEN: "neutral",
    Issue.State.DELIBERATED: "talk",
    Issue.State.RECOMMENDED: "talk",
    Issue.State.SETTLED: "verified",
    Issue.State.CLOSED: "stopped",
    Issue.State.MERGED: "stopped",
}


def chain_context(item: PublicModel, reader: Member | None) -> dict[str, Any]:
    """Return the chain of a signal or issue for {% chain_full %}, and what is ahead of it."""
    found = chain(item, reader)
    return {"steps": steps(found), "ahead": ahead(found)}


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def filters_state(wanted: dict[str, Any]) -> bool:
    """Return whether a list is filtered at all: an empty one then says something else."""
    return any(wanted.values())


def tabs(states: list[tuple[str, Any]], counts: dict[str, int]) -> list[tuple[str, Any, int]]:
    """Return (state, label, how many) for the states of a list that hold anything."""
    return [(value, label, counts[value]) for value, label in states if counts.get(value)]


class Counted:
    """A list whose length is known already: the pages need not count it again."""

    ordered = True

    def __init__(self, rows: QuerySet[Any, Any], length: int) -> None:
        self.rows, self.length = rows, length

    def count(self) -> int:
        return self.length

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, part: slice) -> list[Any]:
        return list(self.rows[part])
