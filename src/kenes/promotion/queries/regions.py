"""Which regions a recommendation concerns, and the tree in which figures about them are protected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kenes.councils.models import Council, Region, SideRegion
from kenes.councils.queries import regions_of
from kenes.engine import cells
from kenes.recommendations.models import Recommendation

ANSWERS = ("done", "in_part", "not_done", "cannot_tell")


def regions_concerned(recommendation: Recommendation) -> list[Region]:
    """Return the regions of the recommendation's issues; all of the council's where its issues name none."""
    concerned = Region.objects.filter(pk__in=recommendation.issues.values("regions")).order_by("code")
    return list(concerned) or list(regions_of(recommendation.council))


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


def protected_table(council: Council, counts: Mapping[int, Sequence[int]], regions: Sequence[Region]) -> dict[str, Any]:
    """Pass counts of answers by region (region id -> one count per ANSWERS) through the gate; return what may be shown."""
    nodes = nodes_of(council, regions)
    table = {nodes.leaf_of[region]: tuple(row) for region, row in counts.items() if region in nodes.leaf_of}
    if not table:
        return {"answers": list(ANSWERS), "threshold": council.threshold, "rows": []}
    shown = cells.protect(table, nodes.tree, council.threshold)
    rows = [
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
    return {"answers": list(ANSWERS), "threshold": council.threshold, "rows": rows}
