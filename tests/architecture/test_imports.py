"""No module imports itself in a circle, functions' own imports included."""

import grimp


def circles() -> list[set[str]]:
    """Return the groups of modules that import each other (Tarjan's strongly connected components)."""
    graph = grimp.build_graph("kenes")
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in graph.find_modules_directly_imported_by(name):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            at = stack.index(name)
            group = set(stack[at:])
            del stack[at:]
            if len(group) > 1:
                found.append(group)

    for name in sorted(graph.modules):
        if name not in index:
            visit(name)
    return found


def test_no_import_goes_in_a_circle() -> None:
    assert circles() == []
