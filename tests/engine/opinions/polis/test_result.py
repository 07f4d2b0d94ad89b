import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.opinions.polis import PolisResult, analyse, result_json
from tests.engine.opinions.polis.worlds import Table, rules, tables, two_camps, votes_of

KEYS = [
    "tids",
    "n",
    "n-cmts",
    "in-conv",
    "mod-out",
    "mod-in",
    "meta-tids",
    "user-vote-counts",
    "pca",
    "base-clusters",
    "group-clusters",
    "votes-base",
    "group-votes",
    "repness",
    "consensus",
    "group-aware-consensus",
    "comment-priorities",
]


def result_of(table: Table, moderated: list[int] | None = None, meta: list[int] | None = None) -> PolisResult:
    votes = votes_of(table)
    return analyse(votes, *rules(votes.statements, moderated, meta))


@pytest.mark.parametrize(
    ("table", "moderated", "groups"),
    [
        ([], None, 0),
        ([[None, None]] * 3, None, 0),
        ([[1, -1, 0]], None, 1),
        ([[1, 1, 1]] * 20, None, 1),
        ([[0, 0]] * 20, None, 1),
        ([[1], [-1], [1], [0]], None, 2),
        (two_camps(), [-1] * 12, 1),
    ],
    ids=["nothing", "no votes", "one person", "all equal", "all pass", "one statement", "all rejected"],
)
def test_a_conversation_that_says_little_still_has_a_result(table: Table, moderated: list[int] | None, groups: int) -> None:
    result = result_of(table, moderated)

    assert result.group_id.size == groups
    assert np.isfinite(result.points).all()
    assert np.isfinite(result.priority).all()
    whole = result_json(result, list(range(len(table))), list(range(result.out.size)))
    assert list(json.loads(json.dumps(whole, allow_nan=False))) == KEYS


def test_no_group_mixes_the_two_camps() -> None:
    result = result_of(two_camps())

    assert len({(person % 2, group) for person, group in enumerate(result.group.tolist()) if group >= 0}) == result.group_id.size


def test_everything_said_of_the_camps_is_in_the_result() -> None:
    whole = result_json(result_of(two_camps(), [0] * 11 + [-1], [1] + [0] * 11), [f"p{n}" for n in range(40)], list(range(100, 112)))

    assert (whole["n"], whole["n-cmts"]) == (40, 12)
    assert (whole["mod-out"], whole["meta-tids"], whole["mod-in"]) == ([100, 111], [100], [100])
    assert whole["comment-priorities"]["100"] == 49
    assert sorted(person for people in whole["base-clusters"]["members"] for person in people) == sorted(whole["in-conv"])
    assert whole["base-clusters"]["count"] == [len(members) for members in whole["base-clusters"]["members"]]
    assert sum(group["n-members"] for group in whole["group-votes"].values()) == len(whole["in-conv"])
    shown = {line["tid"] for lines in whole["repness"].values() for line in lines}
    assert shown
    assert not shown & {100, 111}
    assert {line["tid"] for line in whole["consensus"]["agree"]} <= {101, 103, 105, 107, 109}


def test_votes_of_base_clusters_add_up_to_those_of_their_groups() -> None:
    whole = result_json(result_of(two_camps(300)), list(range(300)), list(range(12)))
    place = {number: index for index, number in enumerate(whole["base-clusters"]["id"])}

    for group in whole["group-clusters"]:
        for tid, base in whole["votes-base"].items():
            for answer in "ADS":
                total = sum(base[answer][place[number]] for number in group["members"])
                assert total == whole["group-votes"][str(group["id"])]["votes"][tid][answer]


def test_a_statement_without_votes_is_left_out_of_the_columns_but_keeps_its_moderation() -> None:
    votes = votes_of([[1, None], [-1, None]], statements=2)
    whole = result_json(analyse(votes, *rules(2, [0, -1])), ["a", "b"], ["x", "y"])

    assert whole["tids"] == ["x"]
    assert whole["mod-out"] == ["y"]


def test_groups_from_outside_stand_as_they_are() -> None:
    groups = np.array([5, 2, -1] * 13 + [5])
    votes = votes_of(two_camps())

    result = analyse(votes, *rules(12), groups=groups)

    assert result.group_id.tolist() == [2, 5]
    assert np.where(result.group >= 0, result.group_id[result.group], -1).tolist() == groups.tolist()
    assert set(np.flatnonzero(result.base >= 0)) == set(np.flatnonzero(groups >= 0))
    of_person = result.group_of_base[result.base[groups >= 0]]
    assert result.group_id[of_person].tolist() == groups[groups >= 0].tolist()


def test_a_base_cluster_with_people_of_two_groups_becomes_two() -> None:
    result = analyse(votes_of([[1, 1]] * 20), *rules(2), groups=np.array([0, 1] * 10))

    assert np.bincount(result.base).tolist() == [10, 10]
    assert result.base_id.tolist() == [0, 1]


def test_base_clusters_from_outside_keep_their_numbers() -> None:
    base = np.repeat([3, 8, 11, 20], 10)

    result = analyse(votes_of(two_camps()), *rules(12), base=base)

    assert result.base_id.tolist() == [3, 8, 11, 20]
    assert result.base_id[result.base].tolist() == base.tolist()


def test_included_people_and_components_from_outside_are_taken() -> None:
    votes = votes_of(two_camps())
    within, comps = np.arange(40) < 20, np.eye(2, 12)

    result = analyse(votes, *rules(12), included=within, components=comps)

    assert result.within.tolist() == within.tolist()
    assert (result.group >= 0).tolist() == within.tolist()
    assert result.components.tolist() == comps.tolist()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("groups", np.zeros(3, int)),
        ("base", np.zeros(3, int)),
        ("included", np.zeros(3, bool)),
        ("components", np.zeros((2, 3))),
    ],
)
def test_what_does_not_fit_is_named(name: str, values: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> None:
    with pytest.raises(ValueError, match=name):
        analyse(votes_of(two_camps()), *rules(12), **{name: values})  # type: ignore[arg-type]


def test_names_that_do_not_fit_are_refused() -> None:
    result = result_of([[1, -1]])
    with pytest.raises(ValueError, match="participant_ids"):
        result_json(result, [], [1, 2])
    with pytest.raises(ValueError, match="statement_ids"):
        result_json(result, [1], [1])


def test_times_that_do_not_fit_are_refused() -> None:
    votes = votes_of([[1, -1]])
    with pytest.raises(ValueError, match="at"):
        analyse(votes, *rules(2), at=np.zeros(3, int), updates=2)
    with pytest.raises(ValueError, match="updates"):
        analyse(votes, *rules(2), at=np.zeros(2, int), updates=-1)
    with pytest.raises(ValueError, match="updates"):
        analyse(votes, *rules(2), updates=2)
    with pytest.raises(ValueError, match="updates"):
        analyse(votes, *rules(2), at=np.zeros(2, int), updates=2, included=np.ones(1, bool))


def test_going_through_history_ends_at_the_same_map_and_keeps_who_came_in_early() -> None:
    table = [[1, None], *two_camps(40)]
    votes = votes_of(table)
    early = votes.participant == 0
    at = np.where(early, 0, 1 + votes.statement)

    replayed = analyse(votes, *rules(12), at=at, updates=10**12)

    assert np.abs(replayed.components) == pytest.approx(np.abs(result_of(table).components), abs=1e-8)
    assert replayed.within[0]
    assert not result_of(table).within[0]


def test_the_same_votes_give_the_same_result_bit_for_bit() -> None:
    one, two = (json.dumps(result_json(result_of(two_camps(120, 60)), list(range(120)), list(range(60)))) for _ in range(2))

    assert one == two


@settings(deadline=None)
@given(tables(20, 6), st.lists(st.sampled_from([-1, 0, 0, 1]), min_size=6, max_size=6))
def test_any_conversation_has_a_result_that_can_be_written_down(table: Table, moderated: list[int]) -> None:
    result = result_of(table, moderated[: len(table[0])])

    json.dumps(result_json(result, list(range(len(table))), list(range(len(table[0])))), allow_nan=False)
    assert (result.group_counts <= result.counts[:, None]).all()
