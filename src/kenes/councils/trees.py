"""The tree in which figures by region are protected: regions below macro-regions below sides below all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kenes.base.text import Text
from kenes.councils.models import Council, MacroRegion, Region, Side, SideRegion
from kenes.councils.queries import plain
from kenes.engine import cells


@dataclass(frozen=True)
class Nodes:
    """Regions below their macro-regions below their sides below all, as the small-cell gate wants them."""

    tree: cells.Tree
    names: list[dict[str, Any]]
    leaf_of: dict[int, int]


def nodes_of(council: Council, regions: Sequence[Region]) -> Nodes:
    """Return the tree over some regions of a council."""
    parents, names = [-1], [{"kind": "all", "id": ""}]
    known: dict[tuple[str, int], int] = {}
    leaf_of: dict[int, int] = {}

    def node(kind: str, pk: int, id: str, parent: int) -> int:
        if (kind, pk) not in known:
            known[kind, pk] = len(parents)
            parents.append(parent)
            names.append({"kind": kind, "id": id})
        return known[kind, pk]

    rows = SideRegion.objects.filter(side__council=council, region__in=regions).select_related("side", "region", "macro_region")
    for row in rows.order_by("side__order", "macro_region__order", "region__code"):
        above = node("side", row.side_id, row.side.public_id, 0)
        if row.macro_region:
            above = node("macro", row.macro_region.pk, row.macro_region.public_id, above)
        if row.region_id not in leaf_of:
            leaf_of[row.region_id] = node("region", row.region_id, row.region.code, above)
    return Nodes(cells.Tree(tuple(parents)), names, leaf_of)


def protected(council: Council, counts: Mapping[int, Sequence[int]], regions: Sequence[Region]) -> list[dict[str, Any]]:
    """Pass counts of answers by region (region id -> one count an answer) through the gate, once; return a row a node of the tree.

    A row holds kind ("all", "side", "macro", "region") and id of its place, the number of the row above it, and what may be shown.
    """
    return protected_in(nodes_of(council, regions), counts, council.threshold)


def protected_in(nodes: Nodes, counts: Mapping[int, Sequence[int]], threshold: int) -> list[dict[str, Any]]:
    """Do the same for one of many tables over the same regions."""
    table = {nodes.leaf_of[region]: tuple(row) for region, row in counts.items() if region in nodes.leaf_of}
    if not table:
        return []
    shown = cells.protect(table, nodes.tree, threshold)
    return [
        {
            **name,
            "parent": nodes.tree.parents[index],
            "state": cell.state,
            "reason": cell.reason,
            "n": cell.n,
            "counts": list(cell.counts),
            "most": cell.most,
        }
        for index, name in enumerate(nodes.names)
        for cell in (shown[index],)
    ]


def names_of(rows: Sequence[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Return (kind, id) -> name in the reader's language."""

    def ids(kind: str) -> list[str]:
        return [row["id"] for row in rows if row["kind"] == kind]

    found: list[tuple[str, str, Text]] = [("region", r.code, r.name) for r in Region.objects.filter(code__in=ids("region"))]
    found += [("macro", m.public_id, m.name) for m in MacroRegion.objects.filter(public_id__in=ids("macro"))]
    found += [("side", s.public_id, s.name) for s in Side.objects.filter(public_id__in=ids("side"))]
    return {(kind, id): plain(str(name)) for kind, id, name in found}
