"""Bands say more than sums: those that would betray somebody are found and left out."""

from collections.abc import Iterable, Mapping

from kenes.engine.cells.blocks import decide
from kenes.engine.cells.tree import Group, History, People, Row, Tree, add, is_alike


def quietest(rows: People, tree: Tree, threshold: int, history: History, *, final: bool) -> tuple[frozenset[int], frozenset[int]]:
    """Take bands out until nobody is betrayed; return the nodes without a band, and those for which that does not help."""
    mute: frozenset[int] = frozenset()
    while True:
        betrayed = unprotected(rows, tree, threshold, history, final=final, mute=mute)
        if betrayed <= mute:
            return mute, betrayed
        mute |= betrayed


def unprotected(
    people: People,
    tree: Tree,
    threshold: int,
    history: History,
    *,
    final: bool,
    mute: frozenset[int],
    beyond: frozenset[int] | None = None,
) -> frozenset[int]:
    """Return the nodes whose bands would betray somebody: all of one leaf and block answered alike, and no other votes print the same.

    For such people a *witness* is looked for: votes in which one of them answers otherwise and the whole release is unchanged.
    `beyond`: stop at the first node that is not among these (where that is all one wants to know).
    """
    cells, blocks = decide(people, tree, threshold, history, final=final, mute=mute)
    if not any(cell.state == "band" for cell in cells.values()):
        return frozenset()
    there = {group: row for group, row in people.items() if sum(row)}
    home = {group: number for number, block in enumerate(blocks) for group in block}
    found: set[int] = set()
    for group in there:
        together = [other for other in there if other[0] == group[0] and home.get(other) == home.get(group)]
        if max(add(there[other] for other in together)) < sum(sum(there[other]) for other in together):
            continue  # they differ among themselves: they can be swapped within the leaf
        for changed in alternatives(there, group, home):
            if decide(changed, tree, threshold, history, final=final, mute=mute)[0] == cells:
                break
        else:
            near = {other[0] for other in there if home.get(other) == home.get(group)}
            around = [node for node, leaves in enumerate(tree.leaves) if near & leaves]
            own = {node for node in tree.path(group[0]) if cells[node].state == "band"}
            # That a neighbour shows no band tells something too, unless it would show none in any case.
            quiet = {node for node in around if cells[node].reason == "protected"}
            found |= (own | quiet) - mute or {node for node in around if cells[node].state == "band"}
            if beyond is not None and not found <= beyond:
                break
    return frozenset(found)


def alternatives(there: People, group: Group, home: Mapping[Group, int]) -> Iterable[People]:
    """Yield votes in which one person of the group answers otherwise, and the sum of every block is the same."""
    row = there[group]
    mine = row.index(max(row))
    for other in range(len(row)):
        if other == mine:
            continue
        moved = {**there, group: move(row, mine, other)}
        if group not in home:
            yield moved
        partners = [
            partner for partner, votes in there.items() if partner != group and votes[other] and home.get(partner) == home.get(group)
        ]
        # First those who will most likely look the same afterwards.
        for partner in sorted(partners, key=lambda p: is_alike(there[p]) != is_alike(move(there[p], other, mine))):
            yield {**moved, partner: move(there[partner], other, mine)}


def move(row: Row, source: int, target: int) -> Row:
    return tuple(count - (answer == source) + (answer == target) for answer, count in enumerate(row))
