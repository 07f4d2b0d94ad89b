"""What people would answer: a regularised factor model of the votes that were cast. The method: docs/methods/opinions.md.

    P(person i agrees with statement j) = 1 / (1 + exp(-(c_i + b_j + u_i · a_j)))

c is how readily a person agrees with anything, b how well a statement is liked by all, u a person's position, a where a
statement divides people. Only votes that were cast count: nothing is filled in for missing ones. A pass is half an agreement.
Priors: c, u ~ N(0, 1), a ~ N(0, 1 / penalty). The most probable values are found by turns, for people and for statements, each
a weighted least squares problem: the EM algorithm of Polya-Gamma augmentation (Polson, Scott, Windle, JASA 108, 2013; the
bound is that of Jaakkola and Jordan 2000), with parameter expansion (Liu, Rubin, Wu, Biometrika 85, 1998) to arrive sooner.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

from kenes.engine.opinions.directions import leading
from kenes.engine.votes import Votes

Floats = NDArray[np.float64]
WEAK = 0.05  # precision of the prior on b: almost none
ROUNDS = 60
ROUGHLY = 1e-6  # residual of the directions that a fit begins with
TOLERANCE = 3e-3  # of the statements' values: what the last round changed


@dataclass(frozen=True)
class FactorModel:
    """A fitted model of `rank` dimensions. P people, S statements.

    readiness (P,): c. position (P, rank): u. level (S,): b. loading (S, rank): a. precision (P, 1 + rank, 1 + rank): of (c, u)
    given the statements (inverse covariance; the identity for who said nothing). loss: mean log-loss of the votes fitted, nats.
    """

    rank: int
    penalty: float
    readiness: Floats
    position: Floats
    level: Floats
    loading: Floats
    precision: Floats
    loss: float
    rounds: int

    def logits(self, participant: NDArray[np.integer], statement: NDArray[np.integer]) -> Floats:
        """Return the log-odds of agreeing for pairs of a participant and a statement, shape of the arguments."""
        eta: Floats = self.readiness[participant] + self.level[statement]
        for dimension in range(self.rank):
            eta += self.position[participant, dimension] * self.loading[statement, dimension]
        return eta

    @cached_property
    def covariance(self) -> Floats:
        """The uncertainty of each position, shape (P, rank, rank): the readiness is not known either."""
        return np.asarray(np.linalg.inv(self.precision)[:, 1:, 1:], np.float64)

    @cached_property
    def reliability(self) -> Floats:
        """How much of a position is known, shape (P,): 1 - its variance as a share of the prior's, 0 for who said nothing."""
        if not self.rank:
            return np.zeros(len(self.readiness))
        known: Floats = 1.0 - np.trace(self.covariance, axis1=1, axis2=2) / self.rank
        return np.clip(known, 0.0, 1.0)

    def of_people(self, people: NDArray[np.int64]) -> "FactorModel":
        """Return the model with some people only, in the order given."""
        return replace(self, readiness=self.readiness[people], position=self.position[people], precision=self.precision[people])

    def with_more_people(self, people: int) -> "FactorModel":
        """Return the model with so many people in all, nothing known of the new ones."""
        return self.with_people_of([self, self.of_nobody(people - len(self.readiness))])

    def of_nobody(self, people: int) -> "FactorModel":
        """Return the model with so many people of whom nothing is known yet."""
        precision = np.broadcast_to(np.eye(1 + self.rank), (people, 1 + self.rank, 1 + self.rank))
        return replace(self, readiness=np.zeros(people), position=np.zeros((people, self.rank)), precision=precision)

    def with_people_of(self, models: "Sequence[FactorModel]") -> "FactorModel":
        """Return the model with the people of several, one after another."""
        names = ("readiness", "position", "precision")
        parts: dict[str, Any] = {name: np.concatenate([getattr(model, name) for model in models]) for name in names}
        return replace(self, **parts)

    def turned(self, turn: Floats) -> "FactorModel":
        """Return the same model with positions and loadings turned by an orthogonal matrix (rank, rank): products stay."""
        whole = np.eye(1 + self.rank)
        whole[1:, 1:] = turn
        precision = whole.T @ self.precision @ whole
        return replace(self, position=self.position @ turn, loading=self.loading @ turn, precision=precision)


def log_loss(eta: Floats, agree: Floats) -> Floats:
    """Return the loss of each vote in nats: -log of the probability that the model gave it; `agree` 1, 0, or 1/2 for a pass."""
    loss: Floats = np.logaddexp(0.0, eta) - agree * eta
    return loss


def fit(
    votes: Votes, rank: int, penalty: float = 3.0, start: FactorModel | None = None, rounds: int = ROUNDS, tolerance: float = TOLERANCE
) -> FactorModel:
    """Fit the model to votes.

    Arguments: `rank`, dimensions of opinion, 0 to 3; `penalty` > 0, the precision of the prior on loadings; `start`, a model of
    the same size to begin with (a lower rank is filled up); `rounds`, the most turns.
    Deterministic: no random numbers, begins at the leading singular vectors of what levels alone leave unexplained.
    Returns a FactorModel. Raises ValueError for a rank outside 0…3 or a penalty that is not positive.
    """
    if not 0 <= rank <= 3:
        raise ValueError(f"rank: 0 to 3 dimensions, got {rank}")
    if not penalty > 0:
        raise ValueError(f"penalty: must be positive, got {penalty}")
    rank = min(rank, max(0, votes.statements - 1), max(0, votes.participants - 1))
    work = Work(votes, rank, penalty)
    if start is None:
        work.begin()
    else:
        work.go_on_from(start)
    turns, arrived = 0, False
    while turns < rounds and not arrived:
        before = work.statements
        work.move_people()
        work.rescale()
        work.move_statements()
        arrived = bool(np.linalg.norm(work.statements - before) <= tolerance * np.linalg.norm(before))
        turns += 1
    work.move_people()
    return work.model(turns, work.mean_loss())


def place(votes: Votes, model: FactorModel, rounds: int = 2) -> FactorModel:
    """Return the model with its people placed anew by `votes`, the statements as they are. Rows and columns must be the model's."""
    work = Work(votes, model.rank, model.penalty)
    work.go_on_from(model.of_people(np.arange(votes.participants)))
    for _ in range(rounds):
        work.move_people()
    return work.model(rounds, model.loss)


def main_axes(model: FactorModel, votes_by_statement: NDArray[np.int64]) -> FactorModel:
    """Return the model turned so that its first dimension divides people most, the second next.

    Which end of an axis is positive is a convention: the statement that divides most strongly along it is agreed with there.
    """
    if not model.rank:
        return model
    weighted = model.loading * np.sqrt(votes_by_statement)[:, None]
    turn = np.linalg.eigh(weighted.T @ weighted)[1][:, ::-1]
    along = weighted @ turn
    ends = along[np.abs(along).argmax(axis=0), np.arange(model.rank)]
    return model.turned(turn * np.where(ends < 0, -1.0, 1.0))


class Work:
    """One fit under way. `people` (P, 1 + rank) holds c and u, `statements` (S, 1 + rank) b and a."""

    def __init__(self, votes: Votes, rank: int, penalty: float) -> None:
        self.votes, self.rank, self.penalty = votes, rank, penalty
        self.what = votes.statement.astype(np.intp)  # as numpy reads indices: converting at each turn would cost more than the rest
        self.lean = votes.value.astype(np.float64) / 2  # agreement - 1/2
        self.people = np.zeros((votes.participants, 1 + rank))
        self.statements = np.zeros((votes.statements, 1 + rank))
        self.people_precision = np.broadcast_to(np.eye(1 + rank), (votes.participants, 1 + rank, 1 + rank))
        self.counts = votes.votes_by_participant
        self.pairs = np.triu_indices(1 + rank)

    @cached_property
    def turned(self) -> csc_matrix:
        """Where the votes of each statement stand in the arrays."""
        places = csr_matrix((np.arange(len(self.lean)), self.what, self.votes.starts), shape=(len(self.people), len(self.statements)))
        return places.tocsc()

    def begin(self) -> None:
        count = self.votes.votes_by_statement
        likes = np.bincount(self.what, self.lean + 0.5, minlength=len(count))
        self.statements[:, 0] = np.log((likes + 0.5) / (count - likes + 0.5))
        self.spread(0)

    def go_on_from(self, start: FactorModel) -> None:
        have = min(self.rank, start.rank)
        self.people[:, 0], self.statements[:, 0] = start.readiness, start.level
        self.people[:, 1 : 1 + have], self.statements[:, 1 : 1 + have] = start.position[:, :have], start.loading[:, :have]
        self.spread(have)

    def spread(self, have: int) -> None:
        """Set the dimensions after the first `have` to the leading singular vectors of what is not explained yet."""
        more = self.rank - have
        if not more:
            return
        eta = self.logits()
        rest = self.votes.matrix(self.lean + 0.5 - 1.0 / (1.0 + np.exp(-eta)))
        begin, asked = np.cos(np.arange(len(self.statements)) + 1.0), self.votes.votes_by_statement > 0
        for dimension, direction in enumerate(leading(rest, more, asked, start=begin, precise=ROUGHLY), 1 + have):
            along = rest @ direction
            self.people[:, dimension] = along / (along.std() or 1.0)
            self.statements[:, dimension] = direction * np.sqrt(len(direction))

    def logits(self) -> Floats:
        """Return the log-odds of agreeing for each vote, shape (V,): columns are laid out so that reading them runs in order."""
        people, statements = np.ascontiguousarray(self.people.T), np.ascontiguousarray(self.statements.T)
        eta: Floats = np.repeat(people[0], self.counts) + statements[0].take(self.what)
        for dimension in range(1, 1 + self.rank):
            eta += np.repeat(people[dimension], self.counts) * statements[dimension].take(self.what)
        return eta

    def weights(self) -> Floats:
        """Return each vote's weight in the least squares problem, 0 to 1/4."""
        size = np.maximum(np.abs(self.logits()), 1e-6)
        return np.asarray(np.tanh(size / 2) / (2 * size), np.float64)

    def move_people(self) -> None:
        if not len(self.lean):
            return
        weight = self.weights()
        rows = (self.what, self.votes.starts)
        shape = (len(self.people), len(self.statements))
        rest = self.lean - weight * self.statements[self.what, 0]
        weighted, left = csr_matrix((weight, *rows), shape=shape), csr_matrix((rest, *rows), shape=shape)
        self.people, self.people_precision = self.solve(weighted, left, self.statements, np.ones(1 + self.rank))

    def move_statements(self) -> None:
        if not len(self.lean):
            return
        weight = self.weights()
        order, shape = self.turned, (len(self.people), len(self.statements))
        rest = self.lean - weight * np.repeat(self.people[:, 0], self.counts)
        precision = np.r_[WEAK, np.full(self.rank, self.penalty)]

        def turned(values: Floats) -> csr_matrix:
            return csc_matrix((values[order.data], order.indices, order.indptr), shape=shape).T

        self.statements, _ = self.solve(turned(weight), turned(rest), self.people, precision)

    def solve(self, weight: csr_matrix, rest: csr_matrix, by: Floats, precision: Floats) -> tuple[Floats, Floats]:
        """Solve the weighted ridge regressions of all rows at once; the first regressor is 1, the others are `by`'s."""
        regressors = np.column_stack([np.ones(len(by)), by[:, 1:]])
        upper = weight @ (regressors[:, self.pairs[0]] * regressors[:, self.pairs[1]])
        size = 1 + self.rank
        full = np.empty((len(upper), size, size))
        full[:, self.pairs[0], self.pairs[1]] = full[:, self.pairs[1], self.pairs[0]] = upper
        full[:, range(size), range(size)] += precision
        return np.linalg.solve(full, (rest @ regressors)[:, :, None])[:, :, 0], full

    def rescale(self) -> None:
        """Give positions the variance that their prior says (parameter expansion): the product with loadings stays."""
        self.statements = self.statements.copy()
        for dimension in range(1, 1 + self.rank):
            spread = np.sqrt(np.mean(self.people[:, dimension] ** 2 + 1.0 / self.people_precision[:, dimension, dimension]))
            self.people[:, dimension] /= spread
            self.statements[:, dimension] *= spread

    def mean_loss(self) -> float:
        return float(log_loss(self.logits(), self.lean + 0.5).mean()) if len(self.lean) else 0.0

    def model(self, rounds: int, loss: float) -> FactorModel:
        c, u, b, a = self.people[:, 0], self.people[:, 1:], self.statements[:, 0], self.statements[:, 1:]
        return FactorModel(self.rank, self.penalty, c, u, b, a, self.people_precision, loss, rounds)
