"""The budgets of docs/architecture.md: what a reader can hold in mind."""

import ast

from tests.architecture.source import modules


def at(share: float, numbers: list[int]) -> int:
    """Return the value below which a share of the numbers lie."""
    return sorted(numbers)[max(0, round(share * len(numbers)) - 1)]


def test_files_stay_readable() -> None:
    lines = {module.name: len(module.path.read_text().splitlines()) for module in modules().values()}
    assert {name: n for name, n in lines.items() if n > 600} == {}
    assert at(0.95, list(lines.values())) <= 400


def test_functions_stay_readable() -> None:
    spans = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef)
    ]
    assert at(0.95, spans) <= 40
