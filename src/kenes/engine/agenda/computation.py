"""A forming that can be run again: what it was made of is hashed with a salt, and so is what came out.

The canonical input, before hashing: the salt; then one line of JSON (keys sorted, no spaces, ASCII) with `method`, `settings`, `minutes`,
`topics` [[minutes, mandatory, lottery], …], `endowment` {kind, weights}, `voters`; a newline; then, as little-endian
64-bit integers, the endowment group of each voter, the group of figures of each voter, and each approval as topic · voters + voter, rising.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from kenes.engine.agenda.model import Election, Ints
from kenes.engine.agenda.result import METHOD, AgendaItem, Computation, Settings

SALT = 16  # bytes, at least: approvals could be guessed against a hash without


def computation(election: Election, groups: Ints, settings: Settings, salt: bytes, items: Iterable[AgendaItem]) -> Computation:
    """Return the computation of an outcome. Raises ValueError for a salt of fewer than 16 bytes."""
    return Computation(METHOD, settings, election.minutes, input_hash(election, groups, settings, salt), result_hash(items, salt))


def input_hash(election: Election, groups: Ints, settings: Settings, salt: bytes) -> str:
    """Return the SHA-256 of the salted canonical input, hexadecimal."""
    if len(salt) < SALT:
        raise ValueError(f"salt: at least {SALT} bytes are needed, got {len(salt)}")
    topics, ballots = election.topics, election.ballots
    head = {
        "method": METHOD,
        "settings": asdict(settings),
        "minutes": int(election.minutes),
        "topics": [[*each] for each in zip(topics.minutes.tolist(), topics.mandatory.tolist(), topics.lottery.tolist(), strict=True)],
        "endowment": {"kind": election.endowment.kind, "weights": list(election.endowment.weights)},
        "voters": ballots.voters,
    }
    digest = sha256(salt)
    digest.update(canonical(head) + b"\n")
    for numbers in (election.endowment.group, groups, ballots.topic * max(ballots.voters, 1) + ballots.voter):
        digest.update(numbers.astype("<i8").tobytes())
    return digest.hexdigest()


def result_hash(items: Iterable[AgendaItem], salt: bytes) -> str:
    """Return the SHA-256 of the salted outcome, hexadecimal: for each topic its stage or reason, place, payments and shortfall."""
    rows = [
        [item.topic, item.stage or "", item.left_out or "", item.place, item.missing, [str(each) for each in item.paid]] for item in items
    ]
    return sha256(salt + canonical(rows)).hexdigest()


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
