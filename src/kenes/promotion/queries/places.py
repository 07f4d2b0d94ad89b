"""How a region may be named in public: alone, within its macro-region, or within its side, so that few members are never singled out.

Every region lies in exactly one pool, and every pool holds at least `threshold` active members, none at all, or a whole side.
Figures are published by pool only, so nothing can be learnt by subtracting one from another.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kenes.base.sorting import sort_key
from kenes.councils.models import Council, Region, Side, SideRegion
from kenes.councils.queries import members_per_region, plain


@dataclass(frozen=True)
class Cell:
    """A region's place in a council: its side, its macro-region (None: none), its active members."""

    region: int
    side: int
    macro: int | None
    members: int


def pools(cells: Sequence[Cell], threshold: int) -> list[tuple[int, ...]]:
    """Return the regions in groups that may be reported: alone where large enough, else with the smallest neighbours that suffice."""
    found: list[tuple[int, ...]] = []
    by_side: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_side[cell.side].append(cell)
    for side in by_side.values():
        left: list[Cell] = []
        by_macro: dict[int | None, list[Cell]] = defaultdict(list)
        for cell in side:
            by_macro[cell.macro].append(cell)
        for macro, group in by_macro.items():
            alone, together = split(group, threshold)
            if together and (macro is None or not large(together, threshold)):
                left += together
            elif together:
                found.append(regions(together))
            found += [(cell.region,) for cell in alone]
        found = joined(found, left, {cell.region: cell for cell in side}, threshold)
    return found


def split(group: Iterable[Cell], threshold: int) -> tuple[list[Cell], list[Cell]]:
    """Return the regions that stand alone, and those that must be reported together (none, or at least two that suffice)."""
    ordered = sorted(group, key=lambda cell: (cell.members, cell.region))
    together = [cell for cell in ordered if cell.members < threshold]
    alone = [cell for cell in ordered if cell.members >= threshold]
    while together and alone and not large(together, threshold):
        together.append(alone.pop(0))
    return alone, together


def large(cells: Sequence[Cell], threshold: int) -> bool:
    """Return whether regions may be reported together: nobody sits there, or enough people in more than one region."""
    members = sum(cell.members for cell in cells)
    return not members or (len(cells) > 1 and members >= threshold)


def joined(found: list[tuple[int, ...]], left: list[Cell], cells: dict[int, Cell], threshold: int) -> list[tuple[int, ...]]:
    """Return the pools with what was left of a side as one more, made large enough with the side's smallest pools."""
    if not left:
        return found
    rest = sorted((pool for pool in found if pool[0] in cells), key=lambda pool: (sum(cells[r].members for r in pool), pool))
    others = [pool for pool in found if pool[0] not in cells]
    while rest and not large(left, threshold):
        left = left + [cells[region] for region in rest.pop(0)]
    return [*others, *rest, regions(left)]


def regions(cells: Iterable[Cell]) -> tuple[int, ...]:
    return tuple(cell.region for cell in cells)


@dataclass(frozen=True)
class Pool:
    """Regions that are reported together, under a name."""

    name: str
    regions: tuple[Region, ...]
    side: Side
    members: int

    @property
    def is_single(self) -> bool:
        return len(self.regions) == 1

    @property
    def names(self) -> str:
        return ", ".join(plain(str(region.short)) for region in self.regions)


@dataclass(frozen=True)
class Places:
    """The pools of a council, and each region's pool."""

    pools: tuple[Pool, ...]
    of: dict[int, Pool]
    sides: tuple[Side, ...]
    members: dict[int, int]

    def name(self, region_id: int) -> str:
        """Return how a visitor may be told where something comes from."""
        return self.of[region_id].name if region_id in self.of else ""

    @property
    def zone(self) -> str:
        return self.sides[0].timezone if self.sides else "UTC"


def places(council: Council) -> Places:
    """Return how the regions of a council may be named: two queries."""
    rows = list(
        SideRegion.objects.filter(side__council=council)
        .select_related("region", "macro_region", "side")
        .order_by("side__order", "region__code")
    )
    members = members_per_region(council)
    cells = [Cell(row.region_id, row.side_id, row.macro_region_id, members.get(row.region_id, 0)) for row in rows]
    by_region = {row.region_id: row for row in rows}
    found = tuple(named([by_region[region] for region in pool], rows, members) for pool in pools(cells, council.threshold))
    found = tuple(sorted(found, key=lambda pool: (pool.side.order, not pool.is_single, sort_key(pool.name))))
    sides = {row.side_id: row.side for row in rows}
    return Places(found, {region.pk: pool for pool in found for region in pool.regions}, tuple(sides.values()), members)


def named(pool: list[SideRegion], rows: list[SideRegion], members: dict[int, int]) -> Pool:
    """Return a pool with the name that its readers see."""
    macros = {row.macro_region_id for row in pool}
    macro = pool[0].macro_region
    if len(pool) == 1:
        name = plain(str(pool[0].region.short))
    elif len(macros) == 1 and macro is not None:
        whole = sum(row.macro_region_id == macro.pk for row in rows) == len(pool)
        name = str(macro.name) if whole else _("%(macro_region)s: smaller regions") % {"macro_region": macro.name}
    else:
        whole = sum(row.side_id == pool[0].side_id for row in rows) == len(pool)
        name = str(pool[0].side.name) if whole else _("%(side)s: smaller regions") % {"side": pool[0].side.name}
    ordered = sorted((row.region for row in pool), key=lambda region: sort_key(plain(str(region.short))))
    return Pool(name, tuple(ordered), pool[0].side, sum(members.get(row.region_id, 0) for row in pool))
