"""What a release says of opinions, and what it keeps to itself."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.deliberation.opinions import LEAST_VOTES, SLATE, shown_opinions
from kenes.deliberation.standing import scale_of, standing_in
from kenes.engine.opinions.kenes import Opinions, analyse
from kenes.engine.votes import Votes
from tests.engine.opinions.worlds import made_up

THRESHOLD = 5


def ids(votes: Votes) -> list[str]:
    return [f"s{number}" for number in range(votes.statements)]


def said(votes: Votes, found: Opinions | None = None, threshold: int = THRESHOLD) -> dict:
    return shown_opinions(found or analyse(votes, smallest=threshold), votes, ids(votes), threshold)


def answers_of(votes: Votes, person: int) -> dict[str, int]:
    part = slice(votes.starts[person], votes.starts[person + 1])
    return {f"s{statement}": int(value) for statement, value in zip(votes.statement[part], votes.value[part], strict=True)}


def numbers(value: object) -> list[object]:
    if isinstance(value, dict):
        return [one for part in value.values() for one in numbers(part)]
    if isinstance(value, list):
        return [one for part in value for one in numbers(part)]
    return [value]


def test_two_camps_are_told_with_their_sizes_map_and_axes() -> None:
    votes, camp = made_up(120, 30, 2)
    found = said(votes)
    assert (found["groups"], found["reason"], len(found["stability"])) == (2, "", 2)
    assert found["belong"] == round(1000 * sum(found["sizes"]) / found["placed"])
    assert {one["group"] for one in found["circles"]} >= {0, 1}
    first = found["axes"][0]
    pulls = {key: [int(one[1:]) for one in first[key]] for key in ("plus", "minus")}
    share = [[np.mean(votes.value[(votes.statement == s) & (camp[votes.participant] == c)] == 1) for s in range(30)] for c in (0, 1)]
    gaps = {key: [share[0][s] - share[1][s] for s in statements] for key, statements in pulls.items()}
    assert len({np.sign(gap) for gap in gaps["plus"]} | {-np.sign(gap) for gap in gaps["minus"]}) == 1
    assert min(abs(gap) for key in gaps for gap in gaps[key]) > 0.3


def test_the_record_gets_whole_numbers_and_texts_only() -> None:
    votes, _ = made_up(120, 30, 3)
    found = said(votes)
    assert not any(isinstance(one, float | np.generic) for one in numbers(found))
    assert json.loads(json.dumps(found)) == found


@settings(max_examples=25, deadline=None)
@given(st.integers(4, 60), st.integers(1, 20), st.integers(1, 3), st.integers(0, 1000))
def test_no_number_of_people_below_the_threshold_is_ever_told(people: int, statements: int, groups: int, seed: int) -> None:
    votes, _ = made_up(people, statements, groups, rate=0.6, seed=seed)
    found = said(votes)
    told = [*(size for size in found["sizes"] if size is not None), *(one["n"] for one in found["circles"])]
    if found["placed"] is not None:
        told.append(found["placed"])
        if found["groups"]:
            told.append(found["placed"] - sum(found["sizes"]) or THRESHOLD)
    assert all(n >= THRESHOLD for n in told)
    assert found["placed"] is not None or (found["belong"] is None and all(one["belong"] is None for one in found["tried"]))


def with_groups(votes: Votes, group: list[int]) -> Opinions:
    """Return a result in which people are in the groups given."""
    found = analyse(votes, smallest=THRESHOLD)
    sizes = np.bincount([one for one in group if one >= 0])
    return replace(
        found, group=np.array(group), groups=len(sizes), sizes=sizes, stability=np.ones(len(sizes)), placed=np.ones(len(group), bool)
    )


@pytest.mark.parametrize("between", [1, 4])
def test_how_many_are_on_the_map_is_withheld_where_it_would_tell_of_a_few_between(between: int) -> None:
    votes, _ = made_up(60, 30, 2)
    found = said(votes, with_groups(votes, [-1] * between + [0] * 30 + [1] * (30 - between)))
    assert found["placed"] is None
    assert found["belong"] is None
    assert -1 not in {one["group"] for one in found["circles"]}


def test_a_group_whose_size_is_withheld_is_not_drawn() -> None:
    votes, _ = made_up(60, 30, 2)
    found = said(votes, with_groups(votes, [-1] * 2 + [0] * 50 + [1] * 8))
    (withheld,) = [group for group, size in enumerate(found["sizes"]) if size is None]
    assert {one["group"] for one in found["circles"]} == {0, 1} - {withheld}


def test_of_few_votes_nothing_is_told_that_they_could_be_tried_out_on() -> None:
    votes, _ = made_up(12, LEAST_VOTES // 12 - 1, 2)
    found = said(votes)
    assert len(votes.value) < LEAST_VOTES
    assert (found["tried"], found["models"], found["axes"], found["circles"]) == ([], [], [], [])


def test_an_axis_is_named_by_statements_that_people_surely_answered_differently() -> None:
    votes, _ = made_up(120, 30, 2)
    value = votes.value.copy()
    value[votes.statement == 3] = 1
    one = np.flatnonzero(votes.statement == 3)[0]
    value[one] = -1  # all but one agree
    found = said(Votes(votes.participant, votes.statement, value, votes.participants, votes.statements))
    assert "s3" not in [one for axis in found["axes"] for key in ("plus", "minus") for one in axis[key]]


@pytest.mark.parametrize(("people", "places"), [(4, 0), (9, 0), (10, 2), (24, 4), (100, SLATE)])
def test_a_place_on_the_short_list_is_never_the_choice_of_a_few(people: int, places: int) -> None:
    votes, _ = made_up(people, 30, 2, rate=1.0)
    slate = said(votes)["slate"]
    assert slate["size"] == places
    assert len(slate["statements"]) == places >= slate["bought"]


def test_without_a_direction_there_is_no_map_but_a_short_list() -> None:
    votes, _ = made_up(120, 30, 1)
    found = said(votes)
    assert (found["groups"], found["reason"], found["rank"], found["circles"], found["axes"]) == (0, "one", 0, [], [])
    assert len(found["slate"]["statements"]) == SLATE


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (1, 1), (6, 1)])
def test_hardly_any_votes_say_hardly_anything(shape: tuple[int, int]) -> None:
    people, statements = shape
    who, what = np.indices(shape).reshape(2, -1)
    found = said(Votes(who, what, np.ones(who.size, np.int64), people, statements))
    assert (found["groups"], found["circles"], found["slate"]["statements"]) == (0, [], [])


# Where one member stands


@pytest.mark.parametrize("groups", [2, 3])
def test_a_member_stands_where_the_map_has_them(groups: int) -> None:
    votes, _ = made_up(150, 40, groups)
    found = analyse(votes, smallest=THRESHOLD)
    scale = json.loads(json.dumps(scale_of(found, ids(votes))))
    people = [standing_in(scale, answers_of(votes, person)) for person in range(60)]
    away = [np.hypot(one.x / 100 - there[0], one.y / 100 - there[1]) for one, there in zip(people, found.position, strict=False) if one]
    assert len(away) == 60
    assert np.median(away) < 0.1
    same = [one.group == group for one, group in zip(people, found.group, strict=False) if one]
    assert np.mean(same) > 0.9


def test_who_answered_too_little_stands_nowhere() -> None:
    votes, _ = made_up(120, 30, 2)
    scale = scale_of(analyse(votes), ids(votes))
    assert scale
    assert standing_in(scale, {f"s{number}": 1 for number in range(6)}) is None
    assert standing_in(scale, {f"s{number}": 1 for number in range(7)}) is not None
    assert standing_in(scale, {f"unknown{number}": 1 for number in range(20)}) is None


def test_the_scale_that_is_kept_holds_nobody() -> None:
    votes, _ = made_up(120, 30, 2)
    scale = scale_of(analyse(votes), ids(votes))
    assert scale
    assert max(len(part) for part in scale.values() if isinstance(part, list)) == votes.statements


def test_without_a_map_there_is_no_scale() -> None:
    votes, _ = made_up(120, 30, 1)
    assert scale_of(analyse(votes), ids(votes)) is None
