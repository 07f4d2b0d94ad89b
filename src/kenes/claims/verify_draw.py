#!/usr/bin/env python3
"""Check that a panel of reviewers was drawn as its proof says. Needs Python 3.9 and nothing else.

    python3 verify_draw.py proof.json [record.jsonl] [--me member/ID SALT]

`record.jsonl`: all entries of the council's record, downloaded from its page; then also the order of events is checked.
`--me`: your own number, with the reference and the salt that your page of the panel shows.
Prints "yes" and ends with 0, or names what is wrong and ends with 1. How a draw works: docs/methods/joint-review.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

FORMAT = "kenes-panel-1"


def read_pool(text: str) -> tuple[str, int, list[str], list[tuple[int, str, str, str]]]:
    """Return (panel, seats, sides, [(number, side, institute, member)]) of a pool's text."""
    lines = text.split("\n")
    if lines[0] != "kenes panel 1" or lines[-1] != "":
        raise ValueError("the pool is not in its canonical form")
    people = [line.split(" ") for line in lines[4:-1]]
    rows = [(int(number), side, institute, member) for number, side, institute, member in people]
    if [row[0] for row in rows] != list(range(1, len(rows) + 1)):
        raise ValueError("the pool is not numbered 1, 2, 3 …")
    return lines[1], int(lines[2].split(" ")[1]), lines[3].split(" ")[1:], rows


def words(seed: bytes, side: str) -> Iterator[int]:
    """Yield 64-bit words of chance for a side."""
    k = 0
    while True:
        block = sha256(seed + side.encode("ascii") + k.to_bytes(8, "big")).digest()
        yield from (int.from_bytes(block[i : i + 8], "big") for i in (0, 8, 16, 24))
        k += 1


def drawn(numbers: Iterable[int], chance: Iterator[int]) -> list[int]:
    """Shuffle ascending numbers: Fisher-Yates from the end, words of the last incomplete round passed over."""
    order = sorted(numbers)
    for last in range(len(order) - 1, 0, -1):
        word = next(chance)
        while word >= 2**64 - 2**64 % (last + 1):
            word = next(chance)
        other = word % (last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def first_seats(order: list[int], institute_of: dict[int, str], seats: int) -> list[int]:
    """Seat people in the drawn order, one of each institute."""
    sitting: list[int] = []
    taken: set[str] = set()
    for number in order:
        institute = institute_of[number]
        if len(sitting) < seats and (institute == "-" or institute not in taken):
            sitting.append(number)
            taken.add(institute)
    return sitting


def faults(proof: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a proof."""
    if proof.get("format") != FORMAT:
        yield f"this is no proof of the form {FORMAT}"
        return
    panel, seats, sides, people = read_pool(proof["pool"])
    if sha256(proof["pool"].encode("ascii")).hexdigest() != proof["pool_sha256"]:
        yield "the pool's hash differs from the one that was published"
    if (panel, seats, sides) != (proof["panel"], proof["seats"], proof["sides"]):
        yield "panel, seats or sides differ from those in the pool"
    raw = []
    for side in sides:
        nonce = bytes.fromhex(proof["nonces"].get(side, ""))
        raw.append(nonce)
        if len(nonce) != 32 or sha256(nonce).hexdigest() != proof["commitments"].get(side):
            yield f"the number that {side} revealed is not the one that it committed to"
    seed = sha256(proof["pool"].encode("ascii") + b"".join(raw)).digest()
    if seed.hex() != proof["seed"]:
        yield "the seed does not follow from the pool and the numbers"
    institute_of = {number: institute for number, _, institute, _ in people}
    for side in sides:
        order = drawn([number for number, of, _, _ in people if of == side], words(seed, side))
        if order != proof["order"].get(side):
            yield f"the order of {side} does not follow from the seed"
        if first_seats(order, institute_of, seats) != proof["seats_of"].get(side):
            yield f"the seats of {side} do not follow from its order: one of each institute"


def faults_of_order(proof: dict[str, Any], lines: Iterable[str]) -> Iterator[str]:
    """Yield what in the record contradicts the proof: first the pool, then all commitments, only then the numbers."""
    entries = [json.loads(line) for line in lines if proof["panel"] in line]
    seen = [entry for entry in entries if entry["object"] == proof["panel"]]
    frozen = [entry["seq"] for entry in seen if entry["details"].get("pool_sha256") == proof["pool_sha256"]]
    if not frozen:
        yield "the record does not hold the pool's hash"
        return
    committed: dict[str, tuple[int, str]] = {}
    revealed: dict[str, tuple[int, str]] = {}
    for entry in seen:
        details = entry["details"]
        if entry["type"] == "panel.committed":
            committed[details["side"]] = (entry["seq"], details["commitment"])
        if entry["type"] == "panel.revealed":
            revealed[details["side"]] = (entry["seq"], details["nonce"])
    if {side: hashed for side, (_, hashed) in committed.items()} != proof["commitments"]:
        yield "the commitments differ from those in the record"
    if {side: nonce for side, (_, nonce) in revealed.items()} != proof["nonces"]:
        yield "the numbers differ from those in the record"
    first_commitment = min((seq for seq, _ in committed.values()), default=-1)
    last_commitment = max((seq for seq, _ in committed.values()), default=-1)
    if not frozen[0] < first_commitment or not last_commitment < min((seq for seq, _ in revealed.values()), default=-1):
        yield "the record has another order: first the pool, then all commitments, then the numbers"


def fault_of_member(proof: dict[str, Any], member: str, salt: str) -> Iterator[str]:
    """Yield a fault where nobody in the pool is this member."""
    mine = sha256(bytes.fromhex(salt) + member.encode()).hexdigest()
    if mine not in {row[3] for row in read_pool(proof["pool"])[3]}:
        yield f"{member} is not in the pool"


def main(arguments: list[str]) -> int:
    mine: list[str] = []
    if "--me" in arguments:
        at = arguments.index("--me")
        mine, arguments = arguments[at + 1 : at + 3], arguments[:at] + arguments[at + 3 :]
    if len(arguments) not in (1, 2) or len(mine) not in (0, 2):
        sys.stdout.write(f"{__doc__}\n")
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            proof = json.load(file)
        found = list(faults(proof))
        if len(arguments) == 2:
            with open(arguments[1], encoding="utf-8") as file:
                found += faults_of_order(proof, file)
        if mine:
            found += fault_of_member(proof, *mine)
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        found = [f"the proof cannot be read: {error!r}"]
    sys.stdout.write("".join(f"no: {fault}\n" for fault in found) or "yes: the panel was drawn as the proof says\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
