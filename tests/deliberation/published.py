"""Releases with figures as a test needs them: two sides of two regions, opinion groups and walks of life."""

from collections.abc import Mapping, Sequence
from typing import Any

from kenes.base import clock
from kenes.councils.models import Council
from kenes.deliberation.models import Computation, Deliberation, Release, Statement
from tests import factories
from tests.factories import text

Shown = tuple[int, int, int] | str  # agree, disagree, pass; "few" or "protected"; ">12" and "<12" are bands of 12 people
Rows = Mapping[str, Sequence[Shown]]
Overlays = Mapping[str, tuple[Sequence[Mapping[str, Any]], Rows]]
NODES: list[tuple[str, str, int, str | None]] = [
    ("all", "all", -1, None),
    ("side/a", "side", 0, "North"),
    ("region/a/1", "region", 1, "Hills"),
    ("region/a/2", "region", 1, "Steppe"),
    ("side/b", "side", 0, "South"),
    ("region/b/1", "region", 4, "Coast"),
    ("region/b/2", "region", 4, "Delta"),
]


def cell(shown: Shown, release: int = 1) -> dict[str, Any]:
    """Return a cell as a release keeps it."""
    if isinstance(shown, tuple):
        return {**dict(zip("adp", shown, strict=True)), "r": release}
    if shown[0] in "<>":
        return {"most": "><".index(shown[0]), "n": int(shown[1:]), "r": release}
    return {"why": shown, "r": release}


def closed(council: Council | None = None) -> Deliberation:
    """Return a deliberation whose voting is over, of an imported conversation: so everybody may read it who may read the council."""
    now = clock.now()
    at = {"created_at": now, "opened_at": now, "closes_at": now, "closed_at": now}
    return Deliberation.objects.create(
        council=council or factories.council(),
        question=text("What about the river?"),
        state="closed",
        released=1,
        **at,
    )


def nodes(names: Sequence[tuple[str, str, int, str | None]] = NODES) -> list[dict[str, Any]]:
    return [
        {"key": key, "kind": kind, "parent": parent, "name": text(name).as_json() if name else None} for key, kind, parent, name in names
    ]


def release(
    deliberation: Deliberation,
    statements: Rows,
    *,
    names: Sequence[tuple[str, str, int, str | None]] = NODES,
    overlays: Overlays | None = None,
    number: int = 1,
    final: bool = True,
) -> Release:
    """Publish figures of statements, each by the nodes (and, in `overlays`, by their cells)."""
    found = {}
    for at, words in enumerate(statements, 1):
        found[words], _made = Statement.objects.get_or_create(
            deliberation=deliberation, number=at, defaults={"text": text(words), "created_at": clock.now()}
        )
    table: dict[str, Any] = {
        "nodes": nodes(names),
        "voters": 80,
        "final": final,
        "statements": {found[words].public_id: [cell(one) for one in row] for words, row in statements.items()},
    }
    if overlays:
        table["overlays"] = {
            name: {"cells": cells, "statements": {found[words].public_id: [cell(one) for one in row] for words, row in rows.items()}}
            for name, (cells, rows) in overlays.items()
        }
    computation = Computation.objects.create(
        deliberation=deliberation, input_hash="0" * 64, method="test", result={}, created_at=clock.now()
    )
    return Release.objects.create(
        deliberation=deliberation, computation=computation, number=number, threshold=5, table=table, created_at=clock.now()
    )


def row(*regions: Shown) -> list[Shown]:
    """Return a row of the nodes: sides and everybody are the sums of the regions that are known exactly."""
    sides = [total(regions[:2]), total(regions[2:])]
    return [total(regions), sides[0], *regions[:2], sides[1], *regions[2:]]


def total(cells: Sequence[Shown]) -> Shown:
    known = [one for one in cells if isinstance(one, tuple)]
    return tuple(map(sum, zip(*known, strict=True))) if known else "few"  # type: ignore[return-value]
