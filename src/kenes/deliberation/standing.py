"""Where one member stands on the map of a closed deliberation: told to nobody but that member.

With the computation of the last release a scale is kept: how statements pull on the map, where the middles of groups are. It holds
no person. When a member opens the page, their own answers are put on that scale, and nothing of it is written down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kenes.deliberation.models import Computation, Participant, Release, Vote
from kenes.engine.opinions.factors import FactorModel, place
from kenes.engine.opinions.groups import SURE, best, nearest
from kenes.engine.opinions.kenes import ENOUGH, Opinions, on_axes, stretched
from kenes.engine.votes import Votes

DRAWS = 1000  # positions as one person's answers leave them open
ROUNDS = 20
DIGITS = 5


@dataclass(frozen=True)
class Standing:
    """Where a member stands: hundredths on the map; `group` -1: between groups. `sure`: in how many of 100 drawings they
    landed in the group that they are nearest to (0 where there are no groups)."""

    x: float
    y: float
    group: int
    nearest: int
    sure: int


def scale_of(found: Opinions, statements: Sequence[str]) -> dict[str, Any] | None:
    """Return what is kept with the computation, None where there is no map. `statements`: public ids in the order of columns."""
    model, division = found.model, best(found.tried)
    if not model.rank or not found.placed.any():
        return None
    return {
        "statements": list(statements),
        "penalty": model.penalty,
        "level": np.round(model.level, DIGITS).tolist(),
        "loading": np.round(model.loading, DIGITS).tolist(),
        "centres": np.round(division.centres[division.by_size], DIGITS).tolist() if division else [],
        "middle": np.round(found.middle, DIGITS).tolist(),
        "power": round(found.power, DIGITS),
    }


def standing_in(scale: Mapping[str, Any], answers: Mapping[str, int]) -> Standing | None:
    """Return where somebody stands who gave these answers (by statement: 1, 0, -1); None where they are too few for the map."""
    column = {statement: number for number, statement in enumerate(scale["statements"])}
    given = sorted((column[statement], value) for statement, value in answers.items() if statement in column)
    if len(given) < max(1, min(ENOUGH, len(column))):
        return None
    loading = np.array(scale["loading"], np.float64)
    rank = loading.shape[1]
    nobody = FactorModel(
        rank, scale["penalty"], np.zeros(1), np.zeros((1, rank)), np.array(scale["level"]), loading, np.eye(1 + rank)[None], 0, 0
    )
    what, value = np.array(given, np.int64).T
    person = place(Votes(np.zeros(len(given), np.int64), what, value, 1, len(column)), nobody, ROUNDS)
    where, known = on_axes(person)
    x, y = 100 * stretched(where, known, np.array(scale["middle"]), scale["power"])[0]
    return Standing(float(x), float(y), *nearest_group(person, np.array(scale["centres"])))


def nearest_group(person: FactorModel, centres: Any) -> tuple[int, int, int]:
    """Return the group of one person, -1 for none, the group that they are nearest to, and how surely in percent."""
    if not len(centres):
        return -1, -1, 0
    noise = np.random.default_rng(0).standard_normal((DRAWS, person.rank))
    points = person.position[0] + noise @ np.linalg.cholesky(person.covariance[0]).T
    landed = np.bincount(nearest(points, centres), minlength=len(centres)) / DRAWS
    most = int(landed.argmax())
    return most if landed[most] >= SURE else -1, most, round(100 * float(landed[most]))


def standing(release: Release, participant: Participant) -> Standing | None:
    """Return where a participant stands on the map of a release: two queries."""
    scale = Computation.objects.filter(release=release).values_list("result__scale", flat=True).first()
    if not scale:
        return None
    answers = Vote.objects.filter(participant=participant).order_by()
    return standing_in(scale, dict(answers.values_list("statement__public_id", "value")))
