"""The factor model of votes."""

import numpy as np
import pytest
from scipy.optimize import minimize

from kenes.engine.opinions.factors import WEAK, fit, log_loss, main_axes, place
from kenes.engine.votes import Votes
from tests.engine.opinions.worlds import made_up

NOTHING = np.zeros(0, np.int64)


def test_without_dimensions_it_is_the_penalised_logistic_regression_of_people_and_statements() -> None:
    """Against a slow and obvious minimiser of the same penalised loss."""
    votes, _ = made_up(12, 5, 1, rate=0.8)
    model = fit(votes, 0, rounds=2000, tolerance=1e-12)

    def loss(unknown: np.ndarray) -> float:
        ready, level = unknown[:12], unknown[12:]
        eta = ready[votes.participant] + level[votes.statement]
        return float(log_loss(eta, (votes.value + 1) / 2).sum() + (ready**2).sum() / 2 + WEAK * (level**2).sum() / 2)

    slow = minimize(loss, np.zeros(17), tol=1e-14).x
    assert np.abs(model.readiness - slow[:12]).max() < 1e-4
    assert np.abs(model.level - slow[12:]).max() < 1e-4


def test_people_are_placed_where_their_own_loss_is_least() -> None:
    votes, _ = made_up(40, 20, 2)
    model = place(votes, fit(votes, 2), rounds=200)
    mine = votes.participant == 7
    what, agree = votes.statement[mine], (votes.value[mine] + 1) / 2

    def loss(unknown: np.ndarray) -> float:
        eta = unknown[0] + model.level[what] + model.loading[what] @ unknown[1:]
        return float(log_loss(eta, agree).sum() + (unknown**2).sum() / 2)

    slow = minimize(loss, np.zeros(3), tol=1e-14).x
    assert np.abs(np.r_[model.readiness[7], model.position[7]] - slow).max() < 1e-4


def test_a_pass_is_half_an_agreement() -> None:
    assert log_loss(np.array([0.3]), np.array([0.5]))[0] == pytest.approx(
        (log_loss(np.array([0.3]), np.array([1.0]))[0] + log_loss(np.array([0.3]), np.array([0.0]))[0]) / 2
    )


def test_it_finds_the_direction_in_which_two_groups_differ() -> None:
    votes, group = made_up(200, 30, 2)
    right = ((fit(votes, 1).position[:, 0] > 0) == group).mean()
    assert max(right, 1 - right) > 0.9


def test_who_answered_more_is_known_better() -> None:
    votes, _ = made_up(100, 40, 2, rate=0.5)
    few = votes.participant >= 50
    kept = ~few | (votes.statement < 8)
    model = fit(Votes(votes.participant[kept], votes.statement[kept], votes.value[kept], 100, 40), 2)
    assert model.reliability[:50].min() > model.reliability[50:].mean()
    assert (model.reliability >= 0).all()
    assert (model.reliability <= 1).all()


def test_who_said_nothing_stands_in_the_middle_and_is_not_known_at_all() -> None:
    votes, _ = made_up(30, 10, 2)
    silent = Votes(votes.participant, votes.statement, votes.value, 31, 10)
    model = fit(silent, 2)
    assert model.position[30].tolist() == [0, 0]
    assert model.reliability[30] == 0


def test_turning_the_axes_changes_no_prediction() -> None:
    votes, _ = made_up(60, 15, 3)
    model = fit(votes, 2)
    turned = main_axes(model, votes.votes_by_statement)
    assert np.allclose(model.logits(votes.participant, votes.statement), turned.logits(votes.participant, votes.statement))
    assert np.allclose(model.reliability, turned.reliability)
    weighted = turned.loading * np.sqrt(votes.votes_by_statement)[:, None]
    gram = weighted.T @ weighted
    assert abs(gram[0, 1]) < 1e-8 * gram[0, 0]
    assert gram[0, 0] >= gram[1, 1]


@pytest.mark.parametrize("rank", [0, 1, 2, 3])
def test_too_little_to_fit_is_no_error(rank: int) -> None:
    one = np.array([0])
    assert fit(Votes(NOTHING, NOTHING, NOTHING, 0, 0), rank).rank == 0
    assert fit(Votes(NOTHING, NOTHING, NOTHING, 3, 2), rank).position.shape[0] == 3
    assert fit(Votes(one, one, one, 1, 1), rank).rank == 0


@pytest.mark.parametrize(
    ("rank", "penalty", "message"), [(4, 1.0, "rank"), (-1, 1.0, "rank"), (1, 0.0, "penalty"), (1, float("nan"), "penalty")]
)
def test_a_model_that_cannot_be_is_refused(rank: int, penalty: float, message: str) -> None:
    votes, _ = made_up(5, 3, 1)
    with pytest.raises(ValueError, match=message):
        fit(votes, rank, penalty)
