"""What is counted where: statements that are left out, people without a label, groups that are given."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kenes.engine.exports import Export, read
from kenes.engine.findings.finding import Division, divide, find
from kenes.engine.findings.polis import find_polis, result_json
from kenes.engine.findings.result import result_json as kenes_json
from kenes.engine.opinions.polis.history import UPDATES
from tests.conversations import DATA, needs_data


def talk(place: Path, votes: dict[tuple[str, str], int]) -> Export:
    path = place / "votes.csv"
    path.write_text(
        "participant,statement,vote\n" + "".join(f"{person},{statement},{value}\n" for (person, statement), value in votes.items())
    )
    return read(path)


def everybody(place: Path, people: int = 12, statements: int = 4) -> Export:
    """Return a conversation in which the first half agrees with everything and the second disagrees with the last statement."""
    return talk(
        place, {(f"{p}", f"{s}"): -1 if s == statements - 1 and p >= people // 2 else 1 for p in range(people) for s in range(statements)}
    )


def test_rejected_and_meta_statements_are_counted_but_not_analysed(tmp_path: Path) -> None:
    export = everybody(tmp_path)
    changed = [replace(export.statements[0], moderated=-1), replace(export.statements[1], is_meta=True), *export.statements[2:]]
    found = find(replace(export, statements=changed))
    assert found.analysed.tolist() == [2, 3]
    assert (found.votes.statements, len(found.votes.value)) == (2, 24)
    assert found.everything.tolist() == [[12, 0, 0], [12, 0, 0], [12, 0, 0], [6, 6, 0]]
    assert kenes_json(found)["tids"] == ["2", "3"]


@pytest.mark.parametrize("find_it", [find, find_polis])
def test_a_conversation_with_every_statement_rejected_has_no_findings(tmp_path: Path, find_it: object) -> None:
    export = everybody(tmp_path)
    found = find_it(replace(export, statements=[replace(one, moderated=-1) for one in export.statements]))  # type: ignore[operator]
    assert (found.analysed.tolist(), found.divisions if find_it is find else []) == ([], [])
    assert found.everything.sum() == 48


def test_people_without_a_label_are_in_no_cell(tmp_path: Path) -> None:
    export = everybody(tmp_path)
    codes = np.array([0] * 5 + [1] * 5 + [-1] * 2)
    division = find(export, {"side": (codes, ["North", "South"])}).divisions[-1]
    assert (division.name, division.sizes.tolist()) == ("side", [5, 5])
    assert division.table[3].tolist() == [[5, 0, 0], [1, 4, 0]]


def test_columns_with_one_label_or_too_many_divide_nobody(tmp_path: Path) -> None:
    export = everybody(tmp_path, people=120)
    labels = {"country": (np.zeros(120, np.int64), ["Kazakhstan"]), "name": (np.arange(120), [str(at) for at in range(120)])}
    found = find(export, labels)
    assert [division.name for division in found.divisions if not division.is_found] == []
    assert [(note.code, note.n, note.name) for note in found.notes[-2:]] == [("label_unused", 1, "country"), ("label_unused", 120, "name")]


def test_what_rests_on_a_single_cell_is_nobodys_common_ground(tmp_path: Path) -> None:
    """One region was asked enough, the other was not."""
    votes = {(f"{p}", "0"): 1 for p in range(30)} | {(f"{p}", "1"): 1 for p in range(20)} | {("29", "1"): 1}
    export = talk(tmp_path, votes)
    division = divide("region", np.array([0] * 20 + [1] * 10), ["A", "B"], export.votes, False)
    assert division.known.tolist() == [[True, True], [True, False]]
    assert division.common.common.tolist() == [True, False]
    assert (np.isnan(division.common.score).tolist(), division.common.lowest[1]) == ([False, True], -1)


def test_groups_that_are_given_stand_in_place_of_those_found(tmp_path: Path) -> None:
    export = everybody(tmp_path)
    groups = np.array([0] * 6 + [1] * 6), ["yes", "no"]
    kenes, polis = find(export, groups=groups), find_polis(export, groups=groups)
    for found in (kenes, polis):
        assert found.groups is not None
        assert (found.groups.names, found.groups.codes.tolist()) == (["yes", "no"], groups[0].tolist())
        assert found.groups.table[3].tolist() == [[6, 0, 0], [0, 6, 0]]
    assert [len(members) for members in result_json(polis)["base-clusters"]["members"]] == [6, 6]


@needs_data
def test_cells_of_groups_add_up_to_all_their_members() -> None:
    found = find(read(DATA / "vtaiwan-uberx"))
    groups: Division | None = found.groups
    assert groups is not None
    votes, members = found.votes, np.flatnonzero(groups.codes >= 0)
    inside = np.isin(votes.participant, members)
    assert groups.table.sum() == inside.sum()
    assert (found.whole.table.sum(axis=(1, 2)) == votes.votes_by_statement).all()


@needs_data
def test_the_history_of_a_conversation_can_be_gone_through_again() -> None:
    export = read(DATA / "nz-biodiversity")
    assert find_polis(export, updates=5).result.within.sum() >= find_polis(export, updates=0).result.within.sum()


@needs_data
def test_history_is_gone_through_by_itself_where_votes_have_times_and_no_groups_are_given() -> None:
    export = read(DATA / "ref-27x57-3groups-meta")
    usual, from_nothing = find_polis(export), find_polis(export, updates=0)

    assert usual.result.group.tolist() == find_polis(export, updates=UPDATES).result.group.tolist()
    assert usual.result.group.tolist() != from_nothing.result.group.tolist()
    given = (from_nothing.result.group, [str(number) for number in from_nothing.result.group_id.tolist()])
    assert find_polis(export, groups=given).result.group.tolist() == from_nothing.result.group.tolist()
