"""What people think, computed: CPU time of one thread and peak memory, from typed arrays, beside red-dwarf in the same run.

Each size runs in a process of its own (`--one NAME`), so that its peak memory is its own; data are made outside of the timed part,
and the least of several rounds counts. Real conversations are read from the folder beside the repository (or KENES_OPINIONS);
without it a made-up conversation of the same size stands in. KENES_REDDWARF is the Python of an environment with red-dwarf 0.4.0;
without it the peer is not measured. "Floor" is one counting pass over the votes: less than that no result can cost.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from _opinions_data import Ints, conversation
from run import figure

from kenes.engine.agreement import counts
from kenes.engine.exports import read
from kenes.engine.ground.apart import sets_apart
from kenes.engine.ground.common import common_ground, contested
from kenes.engine.ground.shares import shares
from kenes.engine.opinions import kenes
from kenes.engine.opinions.groups import DROPPED
from kenes.engine.opinions.polis import analyse
from kenes.engine.opinions.polis.live import Conversation
from kenes.engine.opinions.similarity import adjusted_rand
from kenes.engine.slate import slate
from kenes.engine.votes import Votes

DATA = Path(os.environ.get("KENES_OPINIONS", Path(__file__).resolve().parents[2] / "shared/data/opinions"))
PEER = os.environ.get("KENES_REDDWARF", "")
QUICK = "--quick" in sys.argv
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
Given = TypeVar("Given")
MIB = 1024


@dataclass(frozen=True)
class Size:
    """A conversation: people × statements, about so many votes; goals in CPU seconds and MiB (0: none)."""

    people: int
    statements: int
    votes: int
    seconds: float
    memory: int = 0
    real: str = ""
    rounds: int = 5
    peer: bool = False  # whether red-dwarf gets through in reasonable time


POLIS = {
    "bowling-green": Size(2_031, 896, 225_524, 0.06, real="bowling-green", rounds=9, peer=True),
    "10k-x-300": Size(10_000, 300, 210_000, 0.1, rounds=9, peer=True),
    "33k-x-783": Size(33_422, 783, 2_000_000, 1.2, 400, peer=True),
    "100k-x-500": Size(100_000, 500, 2_500_000, 2.5),
    "100k-x-10k": Size(100_000, 10_000, 10_000_000, 20, 2048, rounds=3),
    "1m-x-1k": Size(1_000_000, 1_000, 40_000_000, 40, 4096, rounds=2),
}
KENES = {"bowling-green": 1.5}  # where the goal is another than in Polis mode
REAL = {  # the large conversations
    "bowling-green": POLIS["bowling-green"],
    "vtaiwan-uberx": Size(1_921, 197, 50_000, 0, real="vtaiwan-uberx"),
    "nz-biodiversity": Size(536, 316, 25_000, 0, real="nz-biodiversity"),
}
GROWTH = {  # ten times the votes (and people), then ten times the statements
    "grow-start": Size(5_000, 200, 100_000, 0),
    "grow-votes": Size(50_000, 200, 1_000_000, 0),
    "grow-statements": Size(5_000, 2_000, 100_000, 0),
}
LIVE = {"50k": (Size(1_921, 197, 50_000, 0.030), 0.001), "2m": (Size(33_422, 783, 2_000_000, 0.5), 0.001)}


def small(size: Size) -> Size:
    """Return a size of a second or less, for `--quick`."""
    return Size(300, min(size.statements, 60), 4_000, size.seconds, size.memory, rounds=1, peer=size.peer)


def votes_of(size: Size) -> Votes:
    if size.real and not QUICK and (DATA / size.real).is_dir():
        return read(DATA / size.real).votes
    return conversation(size.people, size.statements, size.votes)


def afresh(votes: Votes) -> Votes:
    """Return the same votes without anything computed of them."""
    return Votes(votes.participant, votes.statement, votes.value, votes.participants, votes.statements)


def least(rounds: int, made: Callable[[], Given], work: Callable[[Given], object]) -> float:
    """Return the least CPU seconds of `work` over some rounds; each works on what `made` gives it."""
    best = float("inf")
    for _ in range(rounds):
        given = made()
        since = time.process_time()
        work(given)
        best = min(best, time.process_time() - since)
    return best


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB


def measure(size: Size) -> dict[str, float]:
    """Measure Polis mode and the floor on one size, in this process."""
    votes = votes_of(size)
    made = peak()
    none, no = np.zeros(votes.statements, int), np.zeros(votes.statements, bool)
    floor = least(size.rounds, lambda: votes.statement, lambda given: np.bincount(given, minlength=votes.statements))
    seconds = least(size.rounds, lambda: afresh(votes), lambda given: analyse(given, none, no))
    return {"seconds": seconds, "floor": floor, "memory": peak(), "made": made, "votes": float(votes.value.size)}


def kenes_result(votes: Votes) -> object:
    """Everything that Kenes mode says: map, groups with 100 drawings, figures by group, what sets them apart, the short list."""
    found = kenes.analyse(votes)
    cells = np.where(found.group < 0, found.groups, found.group)
    table = counts(votes, cells, found.groups + 1)[:, : max(1, found.groups), 0]
    by_group = shares(table)
    return common_ground(by_group), contested(by_group), sets_apart(table, table.sum(axis=2) > 0), slate(votes)


def measure_kenes(size: Size) -> dict[str, float]:
    """Measure Kenes mode on one size, in this process."""
    votes = votes_of(size)
    seconds = least(min(size.rounds, 3), lambda: afresh(votes), kenes_result)
    return {"seconds": seconds, "memory": peak()}


def measure_again(size: Size) -> dict[str, float]:
    """Measure how far groups hold when a tenth of the votes is taken away and everything is done anew.

    "members": who is in a group both times; "leaning": who is in one with all votes, wherever they lean to then.
    """
    votes = votes_of(size)
    found, chance, alike = kenes.analyse(votes), np.random.default_rng(1), []
    if not found.groups:
        return {}
    for _ in range(1 if QUICK else 15):
        kept = chance.random(votes.value.size) >= DROPPED
        rest = Votes(votes.participant[kept], votes.statement[kept], votes.value[kept], votes.participants, votes.statements)
        again = kenes.analyse(rest)
        alike.append([likeness(found.group, labels) for labels in (again.group, again.leaning)])
    members, leaning = np.median(alike, axis=0).tolist()
    return {"members": members, "leaning": leaning}


def likeness(first: Ints, second: Ints) -> float:
    """Return the adjusted Rand index over whoever has a label both times; 0 when nobody has."""
    both = (first >= 0) & (second >= 0)
    return adjusted_rand(first[both], second[both]) if both.any() else 0.0


def measure_live(size: Size) -> dict[str, float]:
    """Measure one more vote: counts and priorities at once (the slowest of 200), then a new map and groups (the median of 9)."""
    talk = Conversation(votes_of(size), np.zeros(size.statements, int), np.zeros(size.statements, bool))
    chance, adding, mapping = np.random.default_rng(1), [], []
    for _ in range(3 if QUICK else 9):
        for _ in range(22):
            vote = int(chance.integers(size.people)), int(chance.integers(size.statements)), int(chance.integers(-1, 2))
            since = time.process_time()
            talk.add(*vote)
            adding.append(time.process_time() - since)
        since = time.process_time()
        talk.refresh()
        mapping.append(time.process_time() - since)
    return {"add": sorted(adding)[int(len(adding) * 0.99)], "map": float(np.median(mapping))}


PEER_SCRIPT = """
import json, sys, time, resource, warnings
warnings.simplefilter("ignore")
import numpy as np
from reddwarf.implementations.polis import run_pipeline
data = np.load(sys.argv[1])
p, s, v = (data[name].tolist() for name in ("participant", "statement", "value"))
votes = [{"participant_id": a, "statement_id": b, "vote": c, "modified": 0} for a, b, c in zip(p, s, v)]
best = float("inf")
for _ in range(int(sys.argv[2])):
    since = time.process_time()
    run_pipeline(votes=votes, random_state=0)
    best = min(best, time.process_time() - since)
print(json.dumps({"seconds": best, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def measure_peer(name: str, size: Size) -> dict[str, float] | None:
    """Measure red-dwarf's whole pipeline on the same votes; None where it cannot be."""
    if not PEER:
        return None
    votes, file = votes_of(size), Path(os.environ.get("KENES_HOME", ".")) / f"{name}.npz"
    np.savez(file, participant=votes.participant, statement=votes.statement, value=votes.value)
    try:
        rounds = 1 if size.votes > 1_000_000 or QUICK else 3
        done = subprocess.run(
            [PEER, "-c", PEER_SCRIPT, str(file), str(rounds)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": ""},
        )
    finally:
        file.unlink()
    if done.returncode:
        print(f"red-dwarf ended with an error on {name}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def apart(kind: str, name: str) -> dict[str, float]:
    """Run one measurement in a process of its own."""
    arguments = [sys.executable, __file__, "--one", kind, name, *(["--quick"] if QUICK else [])]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, env={**os.environ, **ONE_THREAD})
    if done.returncode:
        raise SystemExit(f"{kind} {name} failed:\n{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def one(kind: str, name: str) -> dict[str, float]:
    sizes = {**POLIS, **GROWTH, **REAL, **{key: size for key, (size, _) in LIVE.items()}}
    size = small(sizes[name]) if QUICK else sizes[name]
    return {"live": measure_live, "kenes": measure_kenes, "polis": measure, "again": measure_again}[kind](size)


def polis_mode() -> None:
    """Print Polis mode: the full result from votes, its memory, the floor, and the peer."""
    if not PEER:
        print("red-dwarf was not measured: KENES_REDDWARF names no Python that has it", file=sys.stderr)
    for name, size in POLIS.items():
        found = apart("polis", name)
        figure(f"opinions-polis-{name}", found["seconds"], "s", f"<={size.seconds}")
        if size.memory:
            figure(f"opinions-polis-{name}-memory", found["memory"], "MiB", f"<={size.memory}")
        figure(f"opinions-polis-{name}-floors", found["seconds"] / found["floor"], "x", "<=1000")
        peer = measure_peer(name, small(size) if QUICK else size) if size.peer else None
        if peer:
            figure(f"opinions-polis-{name}-reddwarf", peer["seconds"] / found["seconds"], "x", ">=30")
            print(f"red-dwarf on {name}: {peer['seconds']:.2f} s, {peer['memory']:.0f} MiB", file=sys.stderr)


def growth() -> None:
    """Print how the cost of Polis mode grows: ten times the votes, ten times the statements."""
    start, votes, statements = (apart("polis", name)["seconds"] for name in GROWTH)
    figure("opinions-polis-votes-x10", votes / start, "x", "<=15")
    figure("opinions-polis-statements-x10", statements / start, "x", "<=5")


def live() -> None:
    """Print one more vote: figures at once, then a new map."""
    for name, (size, vote) in LIVE.items():
        found = apart("live", name)
        figure(f"opinions-polis-vote-at-{name}", found["add"] * 1000, "ms", f"<={vote * 1000:g}")
        figure(f"opinions-polis-map-at-{name}", found["map"] * 1000, "ms", f"<={size.seconds * 1000:g}")


def kenes_mode() -> None:
    """Print Kenes mode: 100 drawings of the map up to 4,000 people, fewer above. The goals are those of Polis mode, which draws none."""
    for name, size in POLIS.items():
        found = apart("kenes", name)
        figure(f"opinions-kenes-{name}", found["seconds"], "s", f"<={KENES.get(name, size.seconds)}")
        if size.memory:
            figure(f"opinions-kenes-{name}-memory", found["memory"], "MiB", f"<={size.memory}")


def held() -> None:
    """Print how alike groups are after a tenth of the votes was taken away; a conversation without groups has no such lines."""
    for name in REAL:
        for kind, alike in apart("again", name).items():
            figure(f"opinions-kenes-{name}-dropped-{kind}", alike, "ARI", ">=0.95")


if __name__ == "__main__":
    if "--one" in sys.argv:
        place = sys.argv.index("--one")
        print(json.dumps(one(*sys.argv[place + 1 : place + 3])))
    else:
        polis_mode()
        growth()
        live()
        kenes_mode()
        held()
