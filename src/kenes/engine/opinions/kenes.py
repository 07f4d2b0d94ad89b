"""The Kenes mode: where people stand, which groups they form if any, and how sure that is. The method: docs/methods/opinions.md."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.opinions.chance import Floats, Keys, first_people, in_order_of_answers, mix, stream, take_people, uniforms
from kenes.engine.opinions.factors import FactorModel, fit, log_loss, main_axes, place
from kenes.engine.opinions.groups import Division, Ints, best, divisions
from kenes.engine.votes import Votes

METHOD = "kenes-opinions 1"
RANKS = (0, 1, 2)  # dimensions tried: a map shows two
PENALTIES = (3.0, 10.0)
HELD_OUT = 0.1  # share of votes that the models are judged by
ENOUGH = 7  # answers from which a person is placed on the map
LEARNED = 300_000, 400  # votes that the statements are estimated from: at least so many, and on average so many a statement
COMPARED_BY = 150_000, 100  # votes that models are compared by, likewise
ROUGH = 1e-2  # tolerance of the fits that are only compared
AT_A_TIME = 20_000  # people placed together: keeps memory small
DRAWN = 400_000  # positions drawn in all, or at least 20 a person
TOO_FEW = 50  # people: no measuring how spread follows reliability
COMPARED = 20_000  # people that it is measured by
SPLIT = 3  # stream of random numbers
Progress = Callable[[float], None]  # called with the share done, 0 to 1


@dataclass(frozen=True)
class Candidate:
    """One model that was tried: its loss on votes held out (mean, nats a vote), and by how much it loses to the best."""

    rank: int
    penalty: float
    loss: float
    behind: float  # mean of loss - the best one's, on the same votes
    error: float  # standard error of that mean


@dataclass(frozen=True)
class Opinions:
    """Where P participants stand on S statements.

    placed (P,): answered enough to be on the map (7 statements, or all if there are fewer).
    position (P, 2): the map; NaN for who is not placed and where the votes show no direction at all (rank 0). First axis: what
    divides people most; second: what divides them next, or, when only one direction predicts votes (rank 1), how readily they
    agree with anything. Positions are stretched so that people who answered little are not drawn into the middle.
    middle (2,), power: of the map, and how it is stretched (`stretched`).
    reliability (P,): 0 to 1, how much of the position is known.
    loading (S, 2): which way agreement with a statement pulls on the map; 0 on an axis of readiness.
    group (P,): 0…groups-1 for members, the largest group first, -1 for who stands between groups or is not placed.
    leaning (P,): the group each landed in most often, members or not; -1 for who is not placed or where there are no groups.
    confidence (P,): share of drawings in which the person landed in the same group; 0 where there are no groups.
    groups: their number; 0 means "no stable groups". sizes, stability: see Division; stability (groups,).
    tried: every division that was tried. candidates: every model that was tried. model: the one used.
    input_hash: of the votes, whatever order people arrived in.
    """

    method: str
    seed: int
    input_hash: str
    draws: int
    placed: NDArray[np.bool_]
    position: Floats
    middle: Floats
    power: float
    reliability: Floats
    loading: Floats
    group: Ints
    leaning: Ints
    confidence: Floats
    groups: int
    sizes: Ints
    stability: Floats
    overall_stability: float
    tried: list[Division]
    candidates: list[Candidate]
    model: FactorModel

    @property
    def reason(self) -> str:
        """Why there are no groups: "" (there are), "few", "one" (no direction divides people), "small", "between" or "unstable"."""
        if self.groups:
            return ""
        if not self.placed.any():
            return "few"
        return (self.tried[0].refused if self.tried else "few") if self.model.rank else "one"


def analyse(votes: Votes, *, seed: int = 0, smallest: int = 5, draws: int = 100, progress: Progress | None = None) -> Opinions:
    """Find positions and groups.

    Arguments: `votes`, P participants × S statements that are open to all (leave rejected ones out before); `seed` of all chance;
    `smallest` ≥ 2, the least people of a group; `draws` ≥ 1, how often the map is drawn; `progress` is told the share done.
    The result does not depend on the order of participants and is the same, bit for bit, on every run with the same seed.
    Raises ValueError for `smallest` under 2 or `draws` under 1.
    """
    if smallest < 2:
        raise ValueError(f"smallest: a group has at least 2 people, got {smallest}")
    if draws < 1:
        raise ValueError(f"draws: at least 1, got {draws}")
    tell = progress or (lambda share: None)
    ordered, order, keys = in_order_of_answers(votes)
    tell(0.05)
    candidates, chosen = choose(sample(ordered, keys, COMPARED_BY), keys, seed)
    tell(0.35)
    model = main_axes(learn(ordered, keys, chosen), ordered.votes_by_statement)
    tell(0.6)
    placed = ordered.votes_by_participant >= max(1, min(ENOUGH, votes.statements))
    people = np.flatnonzero(placed)
    tried = divisions(take_people(ordered, people), model.of_people(people), keys[people], seed, smallest, draws_for(draws, len(people)))
    tell(0.95)
    position, middle, power = positions(model, placed, ordered.votes_by_participant)
    found = Opinions(
        method=METHOD,
        seed=seed,
        input_hash=input_hash(ordered),
        draws=draws_for(draws, len(people)),
        placed=placed,
        position=position,
        middle=middle,
        power=power,
        reliability=model.reliability,
        loading=np.column_stack([model.loading, np.zeros((votes.statements, 2))])[:, :2],
        tried=tried,
        candidates=candidates,
        model=model,
        **membership(best(tried), people, votes.participants),
    )
    return in_former_order(found, order)


def draws_for(draws: int, people: int) -> int:
    """Return how often the map is drawn: less often for very many people, where shares are exact enough anyway."""
    return min(draws, max(20, DRAWN // max(1, people)))


def sample(votes: Votes, keys: Keys, size: tuple[int, int]) -> Votes:
    """Return all votes, or those of enough people, the first by their keys; `size`: about how many votes, in all and a statement.

    `keys`, shape (P,), rising. People with the same answers are taken together: who of them arrived first must not matter.
    """
    enough = max(size[0], size[1] * votes.statements)
    if len(votes.value) <= enough:
        return votes
    last = keys[int(np.searchsorted(votes.starts, enough, side="right")) - 2]
    return first_people(votes, int(np.searchsorted(keys, last, side="right")))


def choose(votes: Votes, keys: Keys, seed: int) -> tuple[list[Candidate], FactorModel]:
    """Judge models by votes held out; return what was tried and the model taken, as fitted without those votes.

    Taken is the one with the fewest dimensions whose loss is within one standard error of the best (Breiman et al. 1984, the
    one standard error rule), then the penalty that loses less. With no votes to judge by: no dimension at all.
    """
    held = uniforms(keys[votes.participant] ^ mix(votes.statement.astype(np.uint64)), stream(seed, SPLIT)) < HELD_OUT
    rest = Votes(votes.participant[~held], votes.statement[~held], votes.value[~held], votes.participants, votes.statements)
    if not held.any() or held.all():
        return [], fit(votes, 0)
    asked, agree = (votes.participant[held], votes.statement[held]), (votes.value[held] + 1) / 2
    models: list[FactorModel] = []
    for penalty in PENALTIES:
        for rank in RANKS:
            if rank or not models:
                start = next((model for model in reversed(models) if model.rank <= rank), None)
                models.append(fit(rest, rank, penalty, start=start, tolerance=ROUGH))
    losses = [log_loss(model.logits(*asked), agree) for model in models]
    least = min(range(len(models)), key=lambda index: losses[index].mean())
    candidates = [candidate(model, loss, losses[least]) for model, loss in zip(models, losses, strict=True)]
    near = [index for index, one in enumerate(candidates) if one.behind <= one.error]
    taken = min(near, key=lambda index: (candidates[index].rank, candidates[index].loss))
    return candidates, models[taken]


def candidate(model: FactorModel, loss: Floats, least: Floats) -> Candidate:
    behind = loss - least
    error = float(behind.std() / np.sqrt(len(behind)))
    return Candidate(model.rank, model.penalty, float(loss.mean()), float(behind.mean()), error)


def learn(votes: Votes, keys: Keys, chosen: FactorModel) -> FactorModel:
    """Fit the chosen model to the sample, then place everybody else by it, some people at a time."""
    part = sample(votes, keys, LEARNED)
    models = [fit(part, chosen.rank, chosen.penalty, start=chosen.with_more_people(part.participants))]
    while (placed := sum(len(model.readiness) for model in models)) < votes.participants:
        models.append(place(first_people(votes, AT_A_TIME, placed), models[0].of_nobody(AT_A_TIME), rounds=3))
    return models[0].with_people_of(models)


def positions(model: FactorModel, placed: NDArray[np.bool_], answers: Ints) -> tuple[Floats, Floats, float]:
    """Return the map, shape (P, 2), its middle, shape (2,), and the power of reliability by which it is stretched (see `stretched`).

    In theory the most probable position of a person has the prior's spread times the square root of its reliability. How strongly
    spread follows reliability in this conversation is measured: see `exponent`.
    """
    if not model.rank:
        return np.full((len(placed), 2), np.nan), np.zeros(2), 0.0
    where, known = on_axes(model)
    middle = np.asarray(np.median(where[placed], axis=0)) if placed.any() else np.zeros(2)
    power = exponent(np.linalg.norm((where - middle)[placed], axis=1), known[placed], answers[placed])
    return np.where(placed[:, None], stretched(where, known, middle, power), np.nan), middle, power


def on_axes(model: FactorModel) -> tuple[Floats, Floats]:
    """Return where people stand on the two axes before the map is stretched, shape (P, 2), and how much of it is known, (P,), above 0.

    The model has one dimension at least; with one, the second axis is readiness.
    """
    where, known = model.position, model.reliability
    if model.rank == 1:
        where = np.column_stack([where, model.readiness])
        known = (known + 1.0 - np.linalg.inv(model.precision)[:, 0, 0]) / 2
    return where, np.maximum(known, 0.02)


def stretched(where: Floats, known: Floats, middle: Floats, power: float) -> Floats:
    """Return positions stretched by how much of them is known, so that few answers do not pull to the middle; shape (P, 2)."""
    return np.asarray(middle + (where - middle) / known[:, None] ** (power / 2), np.float64)


def exponent(distance: Floats, known: Floats, answers: Ints) -> float:
    """Return the power between 0 and 4 of reliability at which distance does not go with the number of answers (Spearman); 1 for few."""
    if len(distance) < TOO_FEW:
        return 1.0
    distance, known, answers = distance[:COMPARED], known[:COMPARED], answers[:COMPARED]
    ranked = ranks(answers)

    def goes_with(power: float) -> float:
        return float(np.corrcoef(ranked, ranks(distance / known ** (power / 2)))[0, 1])

    if np.ptp(answers) == 0 or goes_with(0.0) <= 0:
        return 0.0
    low, high = 0.0, 4.0
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if goes_with(middle) > 0 else (low, middle)
    return (low + high) / 2


def ranks(values: NDArray[np.generic]) -> Floats:
    """Return the rank of each value from 1, equal ones the mean of theirs; shape is kept. (scipy.stats would slow down every start.)"""
    _, which, count = np.unique(values, return_inverse=True, return_counts=True)
    found: Floats = (np.cumsum(count) - (count - 1) / 2)[which]
    return found


def membership(division: Division | None, people: Ints, everybody: int) -> dict[str, Any]:
    """Return the fields of Opinions that say who belongs where, the largest group first."""
    group, leaning, confidence = np.full(everybody, -1), np.full(everybody, -1), np.zeros(everybody)
    if division is None:
        none = np.zeros(0)
        return {
            "group": group,
            "leaning": leaning,
            "confidence": confidence,
            "groups": 0,
            "sizes": none.astype(np.int64),
            "stability": none,
            "overall_stability": 0.0,
        }
    by_size = division.by_size
    leaning[people] = np.argsort(by_size)[division.leaning]
    group[people] = np.where(division.is_member, leaning[people], -1)
    confidence[people] = division.confidence
    return {
        "group": group,
        "leaning": leaning,
        "confidence": confidence,
        "groups": division.k,
        "sizes": division.members[by_size],
        "stability": division.group_stability[by_size],
        "overall_stability": division.stability,
    }


def in_former_order(found: Opinions, order: Ints) -> Opinions:
    """Return the result with participants where they stood in the votes given."""
    back = np.argsort(order)
    return replace(
        found,
        placed=found.placed[back],
        position=found.position[back],
        reliability=found.reliability[back],
        group=found.group[back],
        leaning=found.leaning[back],
        confidence=found.confidence[back],
        model=found.model.of_people(back),
    )


def input_hash(ordered: Votes) -> str:
    """Return the SHA-256 of votes whose participants are in the order of their answers: the same however they arrived."""
    digest = sha256(f"{ordered.participants} {ordered.statements}".encode())
    for part, kind in ((ordered.participant, "<i4"), (ordered.statement, "<i4"), (ordered.value, "i1")):
        digest.update(part.astype(kind).tobytes())
    return digest.hexdigest()
