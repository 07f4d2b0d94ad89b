"""Blocks: people whose sum may be known. Formed from below, kept from release to release."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kenes.engine.cells.tree import Cell, Group, History, People, Row, Tree, add, is_alike, is_safe


@dataclass(frozen=True)
class Block:
    """People of whole leaves, held together at the lowest node that contains them all."""

    node: int
    leaves: frozenset[int]


def decide(
    people: People, tree: Tree, threshold: int, history: History, *, final: bool, mute: frozenset[int]
) -> tuple[dict[int, Cell], tuple[frozenset[Group], ...]]:
    """Form blocks of the people who are in none yet, then say what each node shows. `mute`: nodes that show no band."""
    there = {group: row for group, row in people.items() if sum(row)}
    free: dict[int, list[Group]] = {}
    for group in there:
        if group not in history.taken:
            free.setdefault(group[0], []).append(group)
    made = form_blocks({leaf: add(there[group] for group in groups) for leaf, groups in free.items()}, tree, threshold)
    blocks = (*history.blocks, *(frozenset(group for leaf in block.leaves for group in free[leaf]) for block in made))
    # Leaves that belong together: a node that holds one of them only must hold all. None: together with nobody, and not printable.
    # (Sets of leaves are bits: this runs for every witness that is tried.)
    bonds, loose, held = [], 0, 0
    for number, block in enumerate(blocks):
        leaves = bits_of(leaf for leaf, _ in block)
        if number < len(history.blocks) and not is_sound(block, there, threshold):
            loose |= leaves
        else:
            bonds.append(leaves)
            held |= leaves
    loose |= bits_of(leaf for leaf, _ in there) & ~held
    loose |= bits_of(free) & ~bits_of(leaf for block in made for leaf in block.leaves)
    rows = rows_of_nodes(there, tree)
    number = history.releases + 1
    cells: dict[int, Cell] = {}
    for node, row in rows.items():
        inside, before = tree.bits[node], history.figures.get(node)
        new = sum(row) - (before.n if before else 0)
        if row and new >= threshold and not inside & loose and all(not bond & ~inside for bond in bonds if bond & inside):
            cells[node] = Cell("exact", row, sum(row), release=number)
        elif before:
            cells[node] = before
        else:
            cells[node] = veil(row, threshold, number, may_band=final and node not in mute)
    return cells, blocks


def bits_of(leaves: Iterable[int]) -> int:
    """Return a set of leaves as one number."""
    found = 0
    for leaf in leaves:
        found |= 1 << leaf
    return found


def is_sound(block: frozenset[Group], there: People, threshold: int) -> bool:
    """Whether a block still holds all its people, with different answers, as of now."""
    return all(group in there for group in block) and is_safe(add(there[group] for group in block), threshold)


def rows_of_nodes(there: People, tree: Tree) -> dict[int, Row]:
    """Return the people of every node by answer; () where there are none."""
    parts: list[list[Row]] = [[] for _ in tree.parents]
    for (leaf, _), row in there.items():
        parts[leaf].append(row)
    rows: dict[int, Row] = {}
    for node in tree.upwards:
        rows[node] = add(parts[node])
        if tree.parents[node] != -1 and rows[node]:
            parts[tree.parents[node]].append(rows[node])
    return {node: rows[node] for node in range(len(tree.parents))}


def veil(row: Row, threshold: int, number: int, *, may_band: bool) -> Cell:
    """Return what a node shows that cannot be printed exactly."""
    n = sum(row)
    if n < threshold:
        return Cell("withheld", reason="few", release=number)
    if may_band and is_alike(row):
        return Cell("band", n=n, most=row.index(max(row)), release=number)
    return Cell("withheld", reason="protected", release=number)


def form_blocks(rows: Mapping[int, Row], tree: Tree, threshold: int) -> list[Block]:
    """Group leaves from below: each alone where it is safe, else with what else is left over at the lowest node where it is.

    Left-overs that are not safe together join the block whose joining hides the fewest figures, then the fewest people.
    """
    blocks: list[Block] = []
    waiting: list[set[int]] = [set() for _ in tree.parents]
    for node in tree.upwards:
        left = set().union(*(waiting[child] for child in tree.children[node])) if tree.children[node] else {node} & rows.keys()
        if left and is_safe(add(rows[leaf] for leaf in left), threshold):
            blocks.append(Block(node, frozenset(left)))
        elif left:
            below = [block for block in blocks if block.leaves <= tree.leaves[node]]
            if below:
                partner = min(below, key=lambda b: (tree.depth[b.node], sum(sum(rows[leaf]) for leaf in b.leaves), b.node))
                blocks.remove(partner)
                blocks.append(Block(node, partner.leaves | left))
            else:
                waiting[node] = left
    return blocks
