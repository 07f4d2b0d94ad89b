"""The Kenes mode as a whole, on made-up and on real conversations."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr

from kenes.engine.exports import read
from kenes.engine.opinions.chance import take_people
from kenes.engine.opinions.kenes import Opinions, analyse, draws_for, exponent, ranks, sample
from kenes.engine.opinions.similarity import adjusted_rand
from kenes.engine.votes import Votes
from tests.conversations import DATA
from tests.engine.opinions.worlds import made_up, without_some

NOTHING = np.zeros(0, np.int64)
LARGE = ["bowling-green", "vtaiwan-uberx", "nz-biodiversity"]


def conversation(name: str) -> Votes:
    """Return the votes on what was not rejected."""
    export = read(DATA / name)
    kept = np.array([statement.moderated != -1 for statement in export.statements])
    number, votes = np.cumsum(kept) - 1, export.votes
    there = kept[votes.statement]
    return Votes(votes.participant[there], number[votes.statement[there]], votes.value[there], votes.participants, int(kept.sum()))


def same(first: Opinions, second: Opinions, people: np.ndarray) -> bool:
    """Whether two results are equal bit for bit, the second's people in the order given."""
    names = ("placed", "position", "reliability", "group", "leaning", "confidence")
    equal = [np.array_equal(getattr(first, name)[people], getattr(second, name), equal_nan=name == "position") for name in names]
    whole = [np.array_equal(getattr(first, name), getattr(second, name)) for name in ("sizes", "stability", "loading")]
    return all(equal) and all(whole) and first.input_hash == second.input_hash and first.candidates == second.candidates


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 3]))
def test_the_order_of_arrival_changes_nothing_at_all(seed: int, groups: int) -> None:
    votes, _ = made_up(70, 20, groups, rate=0.6, seed=seed % 1000)
    arrived = np.random.default_rng(seed).permutation(70)
    assert same(analyse(votes, draws=20), analyse(take_people(votes, arrived), draws=20), arrived)


@pytest.mark.parametrize("name", LARGE)
def test_a_real_conversation_gives_the_same_bits_in_any_order(name: str) -> None:
    votes = conversation(name)
    arrived = np.random.default_rng(1).permutation(votes.participants)
    assert same(analyse(votes, draws=10), analyse(take_people(votes, arrived), draws=10), arrived)


@pytest.mark.parametrize("name", LARGE)
def test_distance_from_the_centre_does_not_tell_how_much_one_answered(name: str) -> None:
    votes = conversation(name)
    found = analyse(votes, draws=10)
    where = found.position[found.placed]
    distance = np.linalg.norm(where - np.median(where, axis=0), axis=1)
    assert abs(spearmanr(votes.votes_by_participant[found.placed], distance)[0]) <= 0.15


@pytest.mark.parametrize("name", LARGE)
def test_groups_outlive_the_loss_of_a_tenth_of_the_votes(name: str) -> None:
    """The whole analysis run again on what is left: members stay where they were, or it says that there are no stable groups."""
    votes = conversation(name)
    found = analyse(votes)
    again = [analyse(without_some(votes, 0.1, seed)) for seed in range(5)]
    likeness = []
    for other in again:
        both = (found.group >= 0) & (other.leaning >= 0)
        likeness.append(adjusted_rand(found.group[both], other.leaning[both]) if both.any() else 0.0)
    assert found.groups == 0 or np.median(likeness) >= 0.95


def test_the_model_says_how_well_it_predicts_votes_that_it_has_not_seen() -> None:
    found = analyse(conversation("nz-biodiversity"), draws=10)
    losses = {(one.rank, one.penalty): one.loss for one in found.candidates}
    assert losses[2, 3.0] < losses[1, 3.0] < losses[0, 3.0] < np.log(2)
    taken = next(one for one in found.candidates if (one.rank, one.penalty) == (found.model.rank, found.model.penalty))
    assert taken.behind <= taken.error


def test_the_same_seed_repeats_and_another_does_not_turn_the_result_over() -> None:
    votes, _ = made_up(300, 60, 2, apart=2.0)
    first, second, other = analyse(votes, seed=1), analyse(votes, seed=1), analyse(votes, seed=2)
    assert same(first, second, np.arange(300))
    assert first.groups == other.groups == 2
    assert adjusted_rand(first.leaning, other.leaning) > 0.98


@pytest.mark.parametrize("statements", [8, 60])
def test_where_there_are_fewer_directions_than_are_looked_for_it_repeats_too(statements: int) -> None:
    """Two minds, so one direction: nothing fills up the second at random."""
    who, what = np.repeat(np.arange(60), statements), np.tile(np.arange(statements), 60)
    votes = Votes(who, what, np.where(who % 2 == what % 2, 1, -1), 60, statements)
    assert same(analyse(votes, draws=5), analyse(votes, draws=5), np.arange(60))
    few = Votes(np.array([0, 1, 5, 6, 7, 7]), np.array([4, 0, 0, 2, 5, 6]), np.array([1, -1, -1, 1, 1, -1]), 8, 8)
    assert same(analyse(few, draws=5), analyse(few, draws=5), np.arange(8))


def test_people_with_the_same_answers_share_everything() -> None:
    votes, _ = made_up(60, 20, 2, apart=2.0)
    twice = take_people(votes, np.repeat(np.arange(60), 2))
    found = analyse(twice)
    assert np.array_equal(found.position[::2], found.position[1::2], equal_nan=True)
    assert (found.confidence[::2] == found.confidence[1::2]).all()


def test_who_answered_little_is_not_placed() -> None:
    votes, _ = made_up(60, 20, 2)
    kept = (votes.participant > 0) | (votes.statement < 3)
    found = analyse(Votes(votes.participant[kept], votes.statement[kept], votes.value[kept], 60, 20))
    assert not found.placed[0]
    assert np.isnan(found.position[0]).all()
    assert found.group[0] == found.leaning[0] == -1
    assert found.placed[1:].all()


@pytest.mark.parametrize(
    ("votes", "reason"),
    [
        (Votes(NOTHING, NOTHING, NOTHING, 0, 0), "few"),
        (Votes(NOTHING, NOTHING, NOTHING, 10, 5), "few"),
        (Votes(np.array([0]), np.array([0]), np.array([1]), 1, 1), "one"),
        (Votes(np.arange(20), np.zeros(20, int), np.ones(20, int), 20, 1), "one"),
        (Votes(np.repeat(np.arange(20), 9), np.tile(np.arange(9), 20), np.ones(180, int), 20, 9), "one"),
        (Votes(np.repeat(np.arange(20), 9), np.tile(np.arange(9), 20), np.zeros(180, int), 20, 9), "one"),
        (Votes(np.repeat(np.arange(60), 60), np.tile(np.arange(60), 60), np.zeros(3600, int), 60, 60), "one"),
        (Votes(np.repeat(np.arange(60), 60), np.tile(np.arange(60), 60), -np.ones(3600, int), 60, 60), "one"),
        (Votes(np.zeros(9, int), np.arange(9), np.array([1, -1, 0] * 3), 1, 9), "one"),
    ],
)
def test_too_little_to_divide_gives_no_groups_and_a_reason(votes: Votes, reason: str) -> None:
    found = analyse(votes)
    assert (found.groups, found.reason) == (0, reason)
    assert found.position.shape == (votes.participants, 2)


def test_progress_is_told_and_never_goes_back() -> None:
    told: list[float] = []
    analyse(made_up(40, 12, 2)[0], draws=5, progress=told.append)
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] <= 1


@pytest.mark.parametrize(("asked", "message"), [({"smallest": 1}, "smallest"), ({"draws": 0}, "draws")])
def test_what_makes_no_sense_is_refused(asked: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        analyse(made_up(10, 5, 1)[0], **asked)


def test_very_many_people_are_drawn_less_often() -> None:
    assert [draws_for(100, people) for people in (0, 2_000, 20_000, 1_000_000)] == [100, 100, 20, 20]


def test_statements_are_learnt_from_some_people_where_there_are_very_many() -> None:
    people = 40_000
    many = Votes(np.repeat(np.arange(people), 10), np.tile(np.arange(10), people), np.ones(10 * people, int), people, 10)
    keys = np.arange(people, dtype=np.uint64)
    part = sample(many, keys, (300_000, 400))
    assert part.participants == 30_000
    assert len(part.value) == 300_000
    assert sample(part, keys, (300_000, 400)) is part
    assert sample(many, keys, (1_000, 20_000)).participants == 20_000
    assert sample(many, keys // 7, (300_000, 400)).participants == 30_002


def test_where_there_are_very_many_the_order_of_people_with_the_same_answers_plays_no_part() -> None:
    chance = np.random.default_rng(0)
    kinds = np.outer(np.where(np.arange(40) % 2, 1, -1), np.where(np.arange(10) % 2, 1, -1)) * (chance.random((40, 10)) > 0.2)
    said = kinds[chance.integers(0, 40, 40_000)]
    votes = Votes(np.repeat(np.arange(40_000), 10), np.tile(np.arange(10), 40_000), said.ravel(), 40_000, 10)
    arrived = chance.permutation(40_000)
    found = analyse(votes, draws=3)
    assert found.model.rank
    assert same(found, analyse(take_people(votes, arrived), draws=3), arrived)


def test_few_people_are_stretched_by_theory_and_many_by_measurement() -> None:
    chance = np.random.default_rng(0)
    answers = chance.integers(1, 100, 500)
    known = answers / (answers + 10)
    assert exponent(np.ones(10), known[:10], answers[:10]) == 1.0
    assert exponent(known * 3, known, answers) == pytest.approx(2.0, abs=0.01)
    assert exponent(np.ones(500), known, np.full(500, 7)) == 0.0


def test_equal_values_share_the_mean_of_their_ranks() -> None:
    values = np.array([3.0, 1.0, 3.0, 2.0, 3.0])
    assert ranks(values).tolist() == rankdata(values).tolist() == [4, 1, 4, 2, 4]
