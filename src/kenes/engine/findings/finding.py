"""From an export and labels to findings."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.agreement import counts
from kenes.engine.exports import Export, Labels, Note
from kenes.engine.exports.labels import MOST_CELLS
from kenes.engine.ground.apart import Apart, sets_apart
from kenes.engine.ground.common import LEAST, CommonGround, Contested, common_ground, contested
from kenes.engine.ground.shares import Shares, shares
from kenes.engine.opinions.kenes import Opinions, analyse
from kenes.engine.slate import Slate, slate
from kenes.engine.votes import Ints, Votes

SLATE = 7  # statements
GROUPS = "opinion group"
Groups = tuple[Ints, list[str]]
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Division:
    """People in cells, and what each cell says: `codes` (P,) index `names`, -1 for nobody's. C cells, S statements analysed.

    `table` (S, C, 3), people who agree, disagree, pass. `known` (S, C): cells with at least 5 answers; only these are compared.
    `is_found`: made from the votes, not declared.
    """

    name: str
    names: list[str]
    codes: Ints
    is_found: bool
    table: NDArray[np.int64]
    known: NDArray[np.bool_]
    shares: Shares
    common: CommonGround
    contested: Contested
    apart: Apart

    @property
    def is_whole(self) -> bool:
        """Whether everybody is in one cell."""
        return len(self.names) == 1 and not self.is_found

    @property
    def sizes(self) -> Ints:
        """People of each cell, shape (C,)."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.names))


@dataclass(frozen=True)
class Figures:
    """What every mode has.

    `analysed` (S,) are the statements, as indices of `export.statements`, that count: those not rejected and not meta. `votes` are on
    them alone. `divisions`: opinion groups first (none where there are no stable groups), then each column of labels. `whole`
    has everybody as its only cell. `everything` (all statements, 3): people who agree, disagree, pass, rejected ones included.
    """

    export: Export
    analysed: Ints
    votes: Votes
    whole: Division
    divisions: list[Division]
    everything: NDArray[np.int64]
    notes: list[Note]
    seed: int

    @property
    def groups(self) -> Division | None:
        """The opinion groups, where there are any."""
        return next((division for division in self.divisions if division.is_found), None)


@dataclass(frozen=True)
class Findings(Figures):
    """What was found in the Kenes mode."""

    opinions: Opinions
    slate: Slate

    @property
    def are_given(self) -> bool:
        """Whether the groups that are compared were given, and are not those of `opinions`."""
        return self.groups is not None and not np.array_equal(self.groups.codes, self.opinions.group)


def analysed(export: Export) -> Ints:
    """Return which statements are analysed."""
    return np.array([at for at, one in enumerate(export.statements) if one.moderated != -1 and not one.is_meta], np.int64)


def votes_on(votes: Votes, kept: Ints) -> Votes:
    """Return votes on some statements only; participants stay as they are."""
    place = np.full(votes.statements, -1, np.int64)
    place[kept] = np.arange(len(kept))
    there = place[votes.statement] >= 0
    return Votes(votes.participant[there], place[votes.statement[there]], votes.value[there], votes.participants, len(kept))


def find(
    export: Export, labels: Labels | None = None, groups: Groups | None = None, *, seed: int = 0, progress: Progress | None = None
) -> Findings:
    """Find what Kenes finds. `labels` as `read_labels` returns them; `groups`, as `read_groups` does, stand in place of those found."""
    kept = analysed(export)
    opinions = analyse(votes_on(export.votes, kept), seed=seed, progress=progress)
    if groups is None and opinions.groups:
        groups = opinions.group, [chr(65 + at) for at in range(opinions.groups)]
    figures = figures_of(export, labels or {}, groups, seed)
    return Findings(**vars(figures), opinions=opinions, slate=slate(figures.votes, SLATE))


def figures_of(export: Export, labels: Labels, groups: Groups | None, seed: int) -> Figures:
    """Count and compare by opinion group and by every column of labels that divides people into 2 to 100 parts."""
    kept = analysed(export)
    votes = votes_on(export.votes, kept)
    ways = [(GROUPS, *groups, True)] if groups else []
    ways += [(name, codes, names, False) for name, (codes, names) in labels.items() if 2 <= len(names) <= MOST_CELLS]
    unused = [Note("label_unused", len(names), name) for name, (_, names) in labels.items() if not 2 <= len(names) <= MOST_CELLS]
    everybody = np.zeros(votes.participants, np.int64)
    return Figures(
        export=export,
        analysed=kept,
        votes=votes,
        whole=divide("all", everybody, ["all"], votes, False),
        divisions=[divide(name, codes, names, votes, found) for name, codes, names, found in ways],
        everything=counts(export.votes, everybody, 1)[:, 0, 0, :],
        notes=[*export.notes, *unused],
        seed=seed,
    )


def divide(name: str, codes: NDArray[Any], names: list[str], votes: Votes, is_found: bool) -> Division:
    """Count and compare by cell; people in no cell are left out."""
    cells = len(names)
    leaf = np.where(codes < 0, cells, codes).astype(np.int64)
    table = counts(votes, leaf, cells + 1)[:, :cells, 0, :]
    known = table.sum(axis=2) >= LEAST
    found = shares(table, known)
    common = several_only(common_ground(found), known) if cells > 1 else common_ground(found)
    return Division(name, names, codes, is_found, table, known, found, common, contested(found), sets_apart(table, known))


def several_only(common: CommonGround, known: NDArray[np.bool_]) -> CommonGround:
    """Take back what rests on a single cell: what one region supports, while none other was asked enough, is nobody's common ground."""
    several = known.sum(axis=1) >= 2
    return replace(
        common,
        score=np.where(several, common.score, np.nan),
        lowest=np.where(several, common.lowest, -1),
        common=common.common & several,
        refused=common.refused & several,
    )
