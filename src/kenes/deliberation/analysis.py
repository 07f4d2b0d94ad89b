"""One analysis of a deliberation: its votes in one query → arrays → the engine. What comes out is shown to nobody as it is.

While voting is open an analysis decides in which order statements are asked (`Route`). When voting is over it is what the
release is made of: `results_of` passes everything through the gate (tables.py) and says how it was computed.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from hmac import new as hmac
from typing import Any

import numpy as np
from django.db.models import Count, F, Max, Sum, Value
from django.db.models.functions import Coalesce

from kenes.deliberation.models import Deliberation, Participant, Statement, Vote
from kenes.deliberation.opinions import shown_opinions
from kenes.deliberation.standing import scale_of
from kenes.deliberation.tables import METHOD, Computed, Table, compute, read_votes
from kenes.engine.agreement import counts
from kenes.engine.opinions import kenes
from kenes.engine.opinions.kenes import Opinions
from kenes.engine.routing import weights
from kenes.engine.votes import Ints, Votes

READ, FOUND, ALL = 3, 15, 100  # how far an analysis is, in percent: votes read, opinions and groups found, everything through the gate
PRIME = 65521
Tell = Callable[[int], None]  # told how far it is; raises Stopped where somebody asked to stop


class Stopped(Exception):
    """Somebody asked the analysis to stop."""


@dataclass(frozen=True)
class Mark:
    """Which votes there are: their number, the newest, and a sum that changes with every answer. Read in one query, without them."""

    votes: int
    last: int
    check: int


@dataclass(frozen=True)
class Material:
    """What an analysis reads: the roster, the accepted statements by number, and the votes on them (`levelled`)."""

    mark: Mark
    people: list[Participant]
    statements: list[Statement]
    votes: Votes


@dataclass(frozen=True)
class Analysis:
    """What the engine found in the votes, before the gate. `threshold`: the least people of whom anything may be seen."""

    material: Material
    opinions: Opinions
    threshold: int


@dataclass(frozen=True)
class Found:
    """What a release is made of, and the mark of the votes that it was made from."""

    mark: Mark
    computed: Computed
    method: str
    seed: int


def nobody(done: int) -> None:
    """Tell nobody how far the analysis is."""


def part(tell: Tell, start: int, end: int) -> Callable[[float], None]:
    """Return what a step tells its own share done, 0 to 1, when it is the part from `start` to `end` percent of the whole."""
    return lambda share: tell(start + round(share * (end - start)))


def mark_of(deliberation: Deliberation) -> Mark:
    """Return which votes there are now. An answer that changes keeps its row, hence the sum."""
    votes = Vote.objects.filter(statement__deliberation=deliberation)
    weighed = F("value") * (F("pk") % PRIME + 1)
    found = votes.aggregate(n=Count("pk"), last=Coalesce(Max("pk"), Value(0)), check=Coalesce(Sum(weighed), Value(0)))
    return Mark(found["n"], found["last"], found["check"])


def read(deliberation: Deliberation) -> Material:
    """Read the votes. The mark is read first: a vote that comes in between makes what is found stale, and never unnoticed."""
    mark = mark_of(deliberation)
    people = list(deliberation.participants.select_related("side", "region", "macro_region").order_by("pk"))
    statements = list(deliberation.statements.filter(state=Statement.State.ACCEPTED).order_by("number"))
    votes, _ = read_votes(people, statements)
    return Material(mark, people, statements, votes if deliberation.publishes_votes else levelled(votes))


def levelled(votes: Votes) -> Votes:
    """Return the votes with no lone answer in them: where all but one agree, as if all did; where one agrees, as if nobody did.

    What is said of opinions is found in these. A band hides whether all agreed or all but one; a short list, a stability or the loss of
    a model, which come out of all votes and can be computed anew by anybody, would tell.
    """
    agree, disagree, passed = counts(votes, np.zeros(votes.participants, np.int64), 1)[:, 0, 0].T
    others = disagree + passed
    nearly_all = (others <= 1) & (agree >= others)
    hardly_any = (agree <= 1) & ~nearly_all
    no = np.where(disagree >= passed, -1, 0)
    value = np.where(nearly_all[votes.statement], 1, votes.value)
    value = np.where(hardly_any[votes.statement] & (value == 1), no[votes.statement], value)
    return Votes(votes.participant, votes.statement, value, votes.participants, votes.statements)


def seed_of(deliberation: Deliberation) -> int:
    """Return the seed of all chance in an analysis: of the deliberation's id, so that a rerun is the same and nobody can choose it.

    Never of the votes: a published seed would then be a hash of them.
    """
    return int.from_bytes(sha256(deliberation.public_id.encode()).digest()[:4])


def analyse(deliberation: Deliberation, tell: Tell = nobody) -> Analysis:
    """Run the engine over the votes as they are now."""
    material = read(deliberation)
    tell(READ)

    smallest = deliberation.council.threshold
    found = kenes.analyse(material.votes, seed=seed_of(deliberation), smallest=smallest, progress=part(tell, READ, FOUND))
    return Analysis(material, found, smallest)


@dataclass(frozen=True)
class Weights:
    """How early each statement is asked: `weight`, shape (S, R), a column a region, by primary key; None: people without one."""

    statements: list[Statement]
    regions: list[int | None]
    weight: Ints


def weights_of(found: Analysis) -> Weights:
    """Return the order in which an open vote goes on: by what all answered together, and how many have answered in the region.

    Voters see this order. Of a statement that fewer than `threshold` people have answered only their number counts, not what they
    answered: they stand for a third of each answer.

    One statement more, which nobody has answered, is weighed with the rest: a new one, which has the highest weight
    (WEIGHT_NEW) until the next analysis, then stands in front as far as it would with that one.
    """
    material = found.material
    regions: list[int | None] = [None, *sorted({person.region_id for person in material.people if person.region_id})]
    place = {region: number for number, region in enumerate(regions)}
    leaf = np.array([place[person.region_id] for person in material.people], np.int64)
    table = counts(material.votes, leaf, len(regions))[:, :, 0].astype(np.float64)
    few = table.sum(axis=(1, 2)) < found.threshold
    table[few] = table[few].mean(axis=2, keepdims=True)
    new = np.zeros((1, len(regions), 3))
    far_out = np.append(np.linalg.norm(found.opinions.loading, axis=1), 0)
    return Weights(material.statements, regions, weights(np.concatenate([table, new]), far_out)[:-1])


def results_of(deliberation: Deliberation, *, final: bool, tell: Tell = nobody) -> Found:
    """Work out the next release: everything through the gate, with method, seed and a hash of the votes that betrays none.

    Opinions and groups are part of the last release only: groups change with every vote, and figures of two slightly different
    groups could be subtracted from each other.
    """
    earlier = deliberation.releases.order_by("-number").select_related("computation").first()
    mark = mark_of(deliberation)
    found = analyse(deliberation, tell) if final else None
    groups = groups_of(found) if found else None
    computed = compute(deliberation, earlier, final=final, groups=groups, progress=part(tell, FOUND, ALL))
    table = whole_only(computed.table) if deliberation.publishes_votes else computed.table
    methods, seed, scale = [METHOD], 0, dict[str, Any]()
    if found:
        methods, seed = [METHOD, found.opinions.method], found.opinions.seed
        ids = [statement.public_id for statement in found.material.statements]
        opinions = shown_opinions(found.opinions, found.material.votes, ids, deliberation.council.threshold)
        table, scale = {**table, "opinions": opinions}, {"scale": scale_of(found.opinions, ids)}
    salt = secrets.token_bytes(32)
    method = "; ".join(methods)
    how = {"method": method, "seed": seed, "input": published_hash(computed.input_hash, salt)}
    kept = {**computed.kept, **scale, "salt": salt.hex()}
    return Found(mark, replace(computed, table={**table, "computed": how}, kept=kept), method, seed)


def groups_of(found: Analysis) -> dict[int, int]:
    """Return the opinion group of each participant, by primary key; -1: in none."""
    return {person.pk: int(group) for person, group in zip(found.material.people, found.opinions.group, strict=True)}


def published_hash(input_hash: str, salt: bytes) -> str:
    """Return the hash of the votes that is published. Without the salt, which stays with the computation, nobody can try out votes on it.

    (A plain hash of few votes would be an oracle: six people and three statements have 387 million possible tables.)
    """
    return hmac(salt, bytes.fromhex(input_hash), sha256).hexdigest()


def whole_only(table: Table) -> Table:
    """Return a table without figures of regions, sides and professions: what is published where the votes themselves are.

    Opinion groups stay: anybody can find them in the votes. (docs/decisions/0009)
    """
    statements: dict[str, list[dict[str, Any]]] = table["statements"]
    over = {name: overlay for name, overlay in table.get("overlays", {}).items() if name == "group"}
    whole = {**table, "nodes": table["nodes"][:1], "statements": {key: row[:1] for key, row in statements.items()}}
    return {**{key: value for key, value in whole.items() if key != "overlays"}, **({"overlays": over} if over else {})}
