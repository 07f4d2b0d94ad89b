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
from kenes.deliberation.tables import METHOD, Computed, Table, compute, read_votes
from kenes.engine.votes import Ints, Votes

STEPS = 3  # what a job counts: votes read, opinions and groups found, table or order made
PRIME = 65521
Tell = Callable[[int], None]  # called after each step; raises Stopped where somebody asked to stop


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
    """What an analysis reads: the roster, the accepted statements by number, and the votes on them."""

    mark: Mark
    people: list[Participant]
    statements: list[Statement]
    votes: Votes
    batch: Ints


@dataclass(frozen=True)
class Analysis:
    """What the engine found in the votes, before the gate."""

    material: Material
    method: str
    seed: int
    input_hash: str


@dataclass(frozen=True)
class Found:
    """What a release is made of, and the mark of the votes that it was made from."""

    mark: Mark
    computed: Computed
    method: str
    seed: int


def nobody(done: int) -> None:
    """Tell nobody how far the analysis is."""


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
    return Material(mark, people, statements, *read_votes(people, statements))


def seed_of(deliberation: Deliberation) -> int:
    """Return the seed of all chance in an analysis: of the deliberation's id, so that a rerun is the same and nobody can choose it.

    Never of the votes: a published seed would then be a hash of them.
    """
    return int.from_bytes(sha256(deliberation.public_id.encode()).digest()[:4])


def analyse(deliberation: Deliberation, tell: Tell = nobody) -> Analysis:
    """Run the engine over the votes as they are now."""
    material = read(deliberation)
    tell(1)
    votes = material.votes
    data = np.stack([votes.participant, votes.statement, votes.value]).astype("<i8").tobytes()
    found = Analysis(material, METHOD, seed_of(deliberation), sha256(data).hexdigest())
    tell(2)
    return found


def results_of(deliberation: Deliberation, *, final: bool, tell: Tell = nobody) -> Found:
    """Work out the next release: everything through the gate, with method, seed and a hash of the votes that betrays none."""
    earlier = deliberation.releases.order_by("-number").select_related("computation").first()
    found = analyse(deliberation, tell)
    computed = compute(deliberation, earlier, final=final)
    table = whole_only(computed.table) if deliberation.publishes_votes else computed.table
    salt = secrets.token_bytes(32)
    how = {"method": found.method, "seed": found.seed, "input": published_hash(computed.input_hash, salt)}
    kept = {**computed.kept, "salt": salt.hex()}
    tell(3)
    return Found(found.material.mark, replace(computed, table={**table, "computed": how}, kept=kept), found.method, found.seed)


def published_hash(input_hash: str, salt: bytes) -> str:
    """Return the hash of the votes that is published. Without the salt, which stays with the computation, nobody can try out votes on it.

    (A plain hash of few votes would be an oracle: six people and three statements have 387 million possible tables.)
    """
    return hmac(salt, bytes.fromhex(input_hash), sha256).hexdigest()


def whole_only(table: Table) -> Table:
    """Return a table without figures of regions and sides: what is published where the votes themselves are (docs/decisions/0009)."""
    statements: dict[str, list[dict[str, Any]]] = table["statements"]
    return {**table, "nodes": table["nodes"][:1], "statements": {key: row[:1] for key, row in statements.items()}}
