"""What was found in the Polis mode: Polis's own steps, and figures by its groups."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kenes.engine.exports import Export, Labels
from kenes.engine.findings.finding import Figures, Groups, figures_of
from kenes.engine.opinions import polis
from kenes.engine.opinions.polis import PolisResult
from kenes.engine.opinions.polis.history import UPDATES


@dataclass(frozen=True)
class PolisFindings(Figures):
    """What was found in the Polis mode. `result` is of all statements of the export, rejected and meta ones included."""

    result: PolisResult


def find_polis(
    export: Export, labels: Labels | None = None, groups: Groups | None = None, *, seed: int = 0, updates: int | None = None
) -> PolisFindings:
    """Find what Polis finds. `groups` stand in place of its own; its history is gone through again in so many `updates` (0: from nothing).

    None: as is usual (`history.UPDATES`) where the votes have times and no groups are given.
    """
    if updates is None:
        updates = UPDATES if export.at.any() and groups is None else 0
    moderated = np.array([one.moderated for one in export.statements], np.int64)
    meta = np.array([one.is_meta for one in export.statements], bool)
    given = None if groups is None else groups[0]
    result = polis.analyse(export.votes, moderated, meta, seed=seed, groups=given, at=export.at, updates=updates)
    names = [str(number) for number in result.group_id.tolist()] if groups is None else [groups[1][at] for at in result.group_id.tolist()]
    figures = figures_of(export, labels or {}, (result.group, names) if names else None, seed)
    return PolisFindings(**vars(figures), result=result)


def result_json(findings: PolisFindings) -> dict[str, Any]:
    """Return the result with the keys and shapes of Polis's `math-pca2.json`, agree = +1; ids that are numbers are numbers there."""
    export = findings.export
    people, statements = numbered(export.participants), numbered([one.id for one in export.statements])
    return polis.result_json(findings.result, people, statements)


def numbered(names: list[str]) -> list[Any]:
    """Return ids as numbers where all of them are plain whole numbers, else as they are."""
    return [int(name) for name in names] if all(name.isascii() and name.isdigit() and str(int(name)) == name for name in names) else names
