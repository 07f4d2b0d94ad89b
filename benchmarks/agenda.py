"""Agendas: sets equal to the published ones, guarantees kept, and the processor time of a hundred thousand members.

Published elections are read from the folder beside the repository (or KENES_AGENDA); without it their lines are left out. "After load"
is with the ballots read and sorted into kinds. The least of several rounds counts.
"""

import csv
import json
import os
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
from run import figure

from kenes.engine.agenda import Ballots, Election, Endowment, Settings, Topics, certify, form_agenda, read_pb
from kenes.engine.agenda.certificate import checked
from kenes.engine.agenda.completion import complete, fill
from kenes.engine.agenda.model import Utility
from kenes.engine.agenda.result import Completion
from kenes.engine.agenda.spending import Shop

DATA = Path(os.environ.get("KENES_AGENDA", Path(__file__).resolve().parents[2] / "shared/data/agenda"))
QUICK = "--quick" in sys.argv
SALT = b"no ballots to hide here"
UTILITIES: tuple[tuple[Utility, str], ...] = (("item", "mes_card"), ("minutes", "mes_cost"))
COMPLETIONS: tuple[Completion, ...] = ("none", "pabulib")


def council(members: int, topics: int, minutes: int, seed: int) -> Election:
    """Make up a council of two unequal sides and 40 regions that approve 1 to 15 topics each, after their region's taste."""
    chance = np.random.default_rng(seed)
    region = chance.integers(0, 40, members)
    length = chance.choice([10, 15, 20, 30, 45, 60], topics)
    taste = chance.gamma(1.0, 1.0, topics) * 0.4 + chance.gamma(0.5, 1.0, (40, topics)) * 0.6
    size = np.minimum(chance.integers(1, 16, members), topics)
    keys = -np.log(chance.random((members, topics), dtype=np.float32)) / taste[region].astype(np.float32)
    most = min(16, topics)
    chosen = np.argsort(keys, axis=1)[:, :most][np.arange(most) < size[:, None]]
    ballots = Ballots.of(np.repeat(np.arange(members), size), chosen, members, topics)
    return Election(Topics.of(length.tolist()), ballots, Endowment.by_side(region >= 18), minutes)


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Return the least processor time of some rounds."""
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def published() -> None:
    """Compare with what others computed and with Wieliczka's decision of 2023."""
    expected = json.loads((DATA / "expected_mes.json").read_text(encoding="utf-8"))
    names = list(expected)[:3] if QUICK else list(expected)
    other = 0
    for name in names:
        pb = read_pb(DATA / "pabulib" / name)
        for utility, key in UTILITIES:
            for completion in COMPLETIONS:
                settings = Settings(utility=utility, completion=completion, mode="named", unit=pb.unit)
                found = [pb.projects[topic] for topic in form_agenda(pb.election(), settings=settings, salt=SALT).chosen]
                other += found != expected[name][key] if completion == "none" else sorted(found) != expected[name][f"{key}_add1i"]
    figure("agenda_published_sets_that_differ", other, f"of_{len(names) * 4}", "<=0")
    path = DATA / "poland_wieliczka_2023_green-budget.pb"
    pb = read_pb(path)
    settings = Settings(utility="minutes", completion="pabulib", mode="named")
    chosen = {pb.projects[topic] for topic in form_agenda(pb.election(), settings=settings, salt=SALT).chosen}
    rows = path.read_text(encoding="utf-8").split("PROJECTS\n")[1].split("VOTES\n")[0].splitlines()
    won = {row["project_id"] for row in csv.DictReader(rows, delimiter=";") if row["selected"] == "1"}
    figure("agenda_wieliczka_winners", len(chosen & won) - len(chosen - won), "projects", ">=30")


def guarantees() -> None:
    """Look for a group that does not get its due, on random councils with shares by side or weighted region."""
    wrong = 0
    for seed in range(20 if QUICK else 1000):
        chance = np.random.default_rng(seed)
        made = council(int(chance.integers(5, 120)), int(chance.integers(4, 50)), int(chance.choice([60, 120, 240])), seed)
        regions = Endowment.by_region(chance.integers(0, 5, made.ballots.voters), chance.integers(1, 4, 5).tolist())
        question = Election(made.topics, made.ballots, regions if seed % 2 else made.endowment, made.minutes)
        settings = Settings(utility="minutes" if seed % 3 == 0 else "item", mode="named")
        found = form_agenda(question, settings=settings, salt=SALT)
        wrong += not certify(question, found.chosen, settings.utility).holds
    figure("agenda_ejr_plus_violations", wrong, "of_20" if QUICK else "of_1000", "<=0")


def sizes() -> None:
    """Time the rule on a hundred thousand members and two hundred topics, and a council of the usual size."""
    large = council(2_000 if QUICK else 100_000, 200, 480, 1)
    shop = Shop(large, "item", np.zeros(large.ballots.voters, np.int64))
    assert len(large.rank) == 200  # found once, a part of loading
    figure("agenda_100k_base_cpu", seconds(lambda: shop.spend(Fraction(1)), 7), "s", "<=0.05")
    figure("agenda_100k_completed_cpu", seconds(lambda: completed(shop, large), 1 if QUICK else 3), "s", "<=1")
    chosen = completed(shop, large)
    figure("agenda_100k_check_cpu", seconds(lambda: checked(shop, large, chosen), 5), "s", "<=0.2")
    for name, members, most in (("40", 40, 0.2), ("10k", 1_000 if QUICK else 10_000, 0.5)):
        usual = council(members, 60, 240, 2)
        spent = seconds(partial(form_agenda, usual, groups=usual.endowment.group, salt=SALT), 3)
        figure(f"agenda_{name}_confidential_cpu", spent, "s", f"<={most}")


def completed(shop: Shop, question: Election) -> list[int]:
    bought = complete(shop, question, "kenes").spending.order
    return [*bought, *fill(shop, question, bought)]


if DATA.is_dir():
    published()
guarantees()
sizes()
