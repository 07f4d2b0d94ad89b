"""One table through the gate, once or from release to release."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kenes.engine.cells.bands import quietest, unprotected
from kenes.engine.cells.blocks import decide
from kenes.engine.cells.tree import Cell, History, People, Tree, add


def protect(table: Mapping[int, Sequence[int]], tree: Tree, threshold: int) -> dict[int, Cell]:
    """Pass one table once: people by leaf and answer, shape {leaf: (people by answer, ...)}.

    A table with a single column (how many members live where) holds no answers: only the threshold and subtraction count.
    Returns a Cell a node. Raises ValueError for a negative count, rows of different lengths, a row that is not a leaf's,
    or a threshold below 2.
    """
    return release({(leaf, 0): tuple(int(count) for count in row) for leaf, row in table.items()}, tree, threshold)[0]


def release(
    people: People, tree: Tree, threshold: int, earlier: History | None = None, *, final: bool = True, about: int | None = None
) -> tuple[dict[int, Cell], History]:
    """Decide what one release may show of one table (one statement).

    Arguments: `people`, for each leaf and batch (the number of releases before a person's first answer) the people by answer
    as of now, units: people; `threshold`, the least people of a cell, at least 2; `earlier`, the History that the
    previous release returned; `final`, whether this is the last release (only then bands are shown); `about`, the answer whose
    share is what people read (agree): a cell where nobody or everybody, or all but one, gave it is not printed exactly either.
    A band's `most` then is 0 (nearly all gave that answer) or 1 (nearly none).
    Returns a Cell for every node, and the History for the next release. Raises ValueError as `protect` does.
    """
    check(people, tree, threshold)
    history = earlier or History()
    rows = people if about is None else {group: (row[about], sum(row) - row[about]) for group, row in people.items()}
    mute, rest = quietest(rows, tree, threshold, history, final=final)
    for node in sorted(mute):  # give back the bands that betray nobody by themselves
        if unprotected(rows, tree, threshold, history, final=final, mute=mute - {node}, beyond=rest) <= rest:
            mute -= {node}
    cells, blocks = decide(rows, tree, threshold, history, final=final, mute=mute)
    for node, cell in cells.items():
        if cell.state == "exact" and cell.release == history.releases + 1:
            cells[node] = replace(cell, counts=add(row for group, row in people.items() if group[0] in tree.leaves[node]))
    figures = dict(history.figures) | {node: cell for node, cell in cells.items() if cell.state == "exact"}
    return cells, History(blocks, figures, history.releases + 1)


def check(people: People, tree: Tree, threshold: int) -> None:
    if threshold < 2:
        raise ValueError("threshold: at least 2, or a cell of one person would be printed")
    if len({len(row) for row in people.values()}) > 1:
        raise ValueError("people: every row needs the same number of answers")
    for (leaf, _), row in people.items():
        if not 0 <= leaf < len(tree.parents) or tree.children[leaf]:
            raise ValueError(f"people: {leaf} is not a leaf")
        if any(count < 0 for count in row):
            raise ValueError("people: counts are not negative")
