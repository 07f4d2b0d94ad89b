"""A short list of statements in which every large group of one mind finds itself. The method: docs/methods/opinions.md."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import ndtri

from kenes.engine.intervals import TAIL, Floats, wilson_bounds
from kenes.engine.votes import Votes

LONGEST = 12  # statements of a slate: more are no short list, and every one may double the kinds of budget
EQUAL = 1e-12  # prices that differ by less, relatively, are equal: the lower statement number goes first
LEAST = 5  # answers below which a statement speaks for nobody but those who gave them
CHUNK = 4_000_000  # numbers held at once while prices are found
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Certificate:
    """What holds of a slate, found by looking at it afresh, not by trusting the rule that made it.

    `holds`: for no l does a group of at least l·n/k people, who all agree with one statement outside the slate, consist of people
    who agree with fewer than l statements of the slate (EJR+, which implies extended and plain justified representation).
    The nearest case: `people` agree with `statement` and with fewer than `level` of the slate; `needed` = level·n/k would have
    been too many (`statement` -1: nothing is left outside).
    `left_out`, 0…1, is about those whose answers are not known: the largest share of people, by a lower 95 % bound, who agree
    with one statement outside and, as far as known, with none in the slate, taking those who answered it for all
    (`left_out_statement`). At 1/k or more a group that deserves a place may be without, or has not seen the slate's statements.
    """

    holds: bool
    statement: int
    level: int
    people: int
    needed: float
    left_out_statement: int
    left_out: float


@dataclass(frozen=True)
class Slate:
    """Statements in the order chosen: arrays of shape (k,), shorter when there are fewer candidates.

    `agree`: how many agree with each; `first`: for how many it is the first of the slate that they agree with; `paid`: how many gave
    part of their say for it (0: it was added afterwards). `n`, people who answered any candidate; `represented`: how many agree
    with at least one; `bought`: how many statements, from the start of the list, were chosen by equal shares.
    """

    statements: Ints
    agree: Ints
    first: Ints
    paid: Ints
    n: int
    represented: int
    bought: int
    certificate: Certificate


@dataclass(frozen=True)
class Profile:
    """Who agrees with what, as far as known: `agree`, people × statements, sparse, ones; `answers`, shape (S,), answers known."""

    agree: csr_matrix
    answers: Ints
    n: int
    allowed: NDArray[np.bool_]
    size: int


def slate(
    votes: Votes, k: int = 7, *, allowed: NDArray[np.bool_] | None = None, predicted: NDArray[np.floating[Any]] | None = None
) -> Slate:
    """Choose k statements by the Method of Equal Shares, and certify the choice.

    Arguments: `votes`; `k`, statements wanted, 1…12; `allowed`, shape (S,), statements that may be chosen (None: all; leave out
    rejected and meta ones); `predicted`, shape (P, S), for each person and statement the probability of agreeing: where a person has
    not answered, at least one half counts as agreement, less as none; not used for statements with fewer than five answers. None: only
    what people answered counts.

    Everyone has an equal say, k/n of a statement each. The statement that its supporters can pay for at the lowest price per head is
    chosen, and they pay; until none can be paid. A person counts for a statement only if they answered it: no answer is not a no,
    but also no yes. Places that remain go to the statement with which, of those who answered it, the largest share surely (a
    lower bound, for all candidates at once) agrees while having little of the slate: each counts 1, or 1/2 with one statement of
    the slate, 1/3 with two, and so on. Equal ones: the lower number first. The order of participants plays no part.

    Guarantee, with respect to the answers (and predictions) given: EJR+, see Certificate. With few answers a person this
    says little, which is what `left_out` is for.
    Degenerate: without agreement the slate is filled by statement number; without votes or candidates it may be empty.
    Raises ValueError for k out of range or shapes that do not fit.

    Sources: D. Peters, P. Skowron, "Proportionality and the limits of welfarism", EC 2020 (the method); M. Brill, J. Peters, "Robust
    and verifiable proportionality axioms for multiwinner voting", EC 2023 (EJR+, its check, and that the method fulfils it); D. Halpern,
    G. Kehne, A. D. Procaccia, J. Tucker-Foltz, M. Wüthrich, "Representation with incomplete votes", AAAI 2023 (shares among those who
    answered, and weights 1, 1/2, 1/3 for the rest).
    """
    if not 1 <= k <= LONGEST:
        raise ValueError(f"k: between 1 and {LONGEST} statements, got {k}")
    profile = profile_of(votes, k, allowed, predicted)
    chosen: list[int] = []
    paid: list[int] = []
    budgets = Budgets(profile)
    while len(chosen) < k and (offer := budgets.cheapest(chosen)):
        chosen.append(offer[0])
        paid.append(budgets.pay(*offer))
    bought = len(chosen)
    while len(chosen) < min(k, int(profile.allowed.sum())):
        chosen.append(next_left_out(profile, chosen))
        paid.append(0)
    return described(profile, chosen, paid, bought)


def profile_of(votes: Votes, k: int, allowed: NDArray[np.bool_] | None, predicted: NDArray[np.floating[Any]] | None) -> Profile:
    """Return what counts as agreement. Raises ValueError for shapes that do not fit."""
    candidates = np.ones(votes.statements, bool) if allowed is None else allowed
    if candidates.shape != (votes.statements,):
        raise ValueError(f"allowed: one mark a statement is needed, {votes.statements}, got shape {candidates.shape}")
    counted = candidates[votes.statement]
    answered = np.bincount(votes.participant[counted], minlength=votes.participants) > 0
    n = int(answered.sum())
    yes = counted & (votes.value == 1)
    shape = (votes.participants, votes.statements)
    answers = np.bincount(votes.statement[counted], minlength=votes.statements)
    if predicted is None:
        starts = np.concatenate([[0], np.cumsum(np.bincount(votes.participant[yes], minlength=votes.participants))])
        agree = csr_matrix((np.ones(int(yes.sum()), np.int32), votes.statement[yes], starts), shape=shape)
        return Profile(agree, answers, n, candidates, k)
    if predicted.shape != shape:
        raise ValueError(f"predicted: participants × statements are needed, {shape}, got shape {predicted.shape}")
    foreseen = candidates & (answers >= LEAST)
    expected = (predicted >= 0.5) & foreseen & answered[:, None]
    expected[votes.participant[counted], votes.statement[counted]] = votes.value[counted] == 1
    return Profile(csr_matrix(expected, dtype=np.int32), np.where(foreseen, n, answers), n, candidates, k)


def supporters(profile: Profile, kind: Ints, kinds: int) -> Ints:
    """Count each statement's supporters by their kind, 0…kinds-1, shape (P,): integers of shape (kinds, S)."""
    people = profile.agree.shape[0]
    by_kind = csr_matrix((np.ones(people, np.int32), kind, np.arange(people + 1)), shape=(people, kinds)).T
    return np.asarray((by_kind @ profile.agree).toarray(), np.int64)


class Budgets:
    """What everyone still has to spend. People who have the same left are counted together, so their order cannot matter."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.left = np.full(profile.agree.shape[0], profile.size / max(profile.n, 1))

    def cheapest(self, chosen: list[int]) -> tuple[int, float] | None:
        """Return the statement whose supporters can pay 1 at the lowest price per head, and that price; None when none can."""
        able = self.profile.allowed.copy()
        able[chosen] = False
        if not len(self.left):
            return None
        money, kind = np.unique(self.left, return_inverse=True)
        counts = supporters(self.profile, kind, len(money))
        step = max(1, CHUNK // max(len(money), 1))
        parts = [price_per_head(counts[:, at : at + step], money[:, None]) for at in range(0, counts.shape[1], step)]
        prices = np.concatenate([np.zeros(0), *parts])
        prices[~able] = np.inf
        lowest = prices.min(initial=np.inf)
        return None if np.isinf(lowest) else (int(np.argmax(prices <= lowest * (1 + EQUAL))), float(lowest))

    def pay(self, statement: int, price: float) -> int:
        """Let the supporters pay; return how many had anything to give."""
        gives = self.profile.agree[:, [statement]].nonzero()[0]
        had = self.left[gives]
        self.left[gives] = np.where(had <= price * (1 + EQUAL), 0.0, had - price)
        return int((had > 0).sum())


def price_per_head(counts: Ints, money: Floats) -> Floats:
    """Return the price per head of statements, shape (S,), infinite where their supporters have less than 1 together.

    `counts`, shape (kinds, S), supporters by what they have; `money`, shape (kinds, 1), what they have, rising.
    At the price of a statement those with less give all that they have, the others the price: it is the first that fits.
    """
    poorer = np.cumsum(counts * money, axis=0) - counts * money
    able = counts[::-1].cumsum(axis=0)[::-1]
    price = (1 - poorer) / np.maximum(able, 1)
    fits = (able > 0) & (price <= money * (1 + EQUAL))
    return np.where(fits.any(axis=0), price[fits.argmax(axis=0), np.arange(counts.shape[1])], np.inf)


def satisfied(profile: Profile, chosen: list[int]) -> Ints:
    """Return with how many of the chosen statements each person agrees, shape (P,)."""
    return np.asarray(profile.agree[:, chosen].sum(axis=1), np.int64).ravel()


def next_left_out(profile: Profile, chosen: list[int]) -> int:
    """Return the statement that most surely speaks for people whom the slate gives little."""
    counts = supporters(profile, satisfied(profile, chosen), len(chosen) + 1)
    weight = (counts / np.arange(1, len(chosen) + 2)[:, None]).sum(axis=0)
    share = surely(profile, weight)
    share[chosen] = -np.inf
    return int(np.argmax(share >= share.max() - EQUAL))


def surely(profile: Profile, weight: NDArray[Any]) -> Floats:
    """Return the lower bounds of `weight` among those who answered each statement, shape (S,): 0…1, -inf for those not allowed.

    Wilson's 95 % bound, widened so that it holds for all candidates at once (Bonferroni): the best of a thousand would otherwise be
    a statement that a few people happened to agree with. 0 with fewer than five answers.
    """
    z = -float(ndtri(TAIL / max(1, int(profile.allowed.sum()))))
    share, _ = wilson_bounds(np.minimum(weight, profile.answers), profile.answers, z)
    share[profile.answers < LEAST] = 0.0
    share[~profile.allowed] = -np.inf
    return share


def described(profile: Profile, chosen: list[int], paid: list[int], bought: int) -> Slate:
    agree = np.asarray(profile.agree[:, chosen].sum(axis=0), np.int64).ravel()
    having = profile.agree[:, chosen].toarray() > 0
    first = (having & (having.cumsum(axis=1) == 1)).sum(axis=0)
    return Slate(
        statements=np.array(chosen, np.int64),
        agree=agree,
        first=first.astype(np.int64),
        paid=np.array(paid, np.int64),
        n=profile.n,
        represented=int(having.any(axis=1).sum()),
        bought=bought,
        certificate=certify(profile, chosen),
    )


def certify(profile: Profile, chosen: list[int]) -> Certificate:
    """Check EJR+ of a slate in one pass over the agreements, whichever way it was chosen."""
    outside = profile.allowed.copy()
    outside[chosen] = False
    if not outside.any() or not profile.n:
        return Certificate(True, -1, 0, 0, 0.0, -1, 0.0)
    k, counts = profile.size, supporters(profile, np.minimum(satisfied(profile, chosen), profile.size), profile.size + 1)
    below = counts.cumsum(axis=0)[:k]  # row l - 1: those who agree with fewer than l of the slate
    below[:, ~outside] = -1
    most, levels = below.max(axis=1), np.arange(1, k + 1)
    level = int((most / levels).argmax())
    left_out = surely(profile, counts[0])
    left_out[chosen] = -np.inf
    return Certificate(
        holds=bool((most * k < levels * profile.n).all()),
        statement=int(below[level].argmax()),
        level=level + 1,
        people=int(most[level]),
        needed=(level + 1) * profile.n / k,
        left_out_statement=int(left_out.argmax()),
        left_out=float(left_out.max()),
    )
