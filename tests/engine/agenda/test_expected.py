"""Published elections: what others computed, and what Wieliczka decided in 2023."""

import csv
import json
import re

from kenes.engine.agenda import Ballots, Election, Endowment, Topics, certify, read_pb
from tests.engine.agenda.instances import DATA, formed, json_of, needs_data

FEW = 1_200  # voters; the other files are in the benchmark


@needs_data
def test_every_file_gives_the_expected_order_and_set() -> None:
    for name, expected in json_of("expected_mes.json").items():
        pb = read_pb(DATA / "pabulib" / name)
        assert pb.ballots.voters == expected["n"]
        for utility, key in (("item", "mes_card"), ("minutes", "mes_cost")):
            order = formed(pb.election(), utility=utility, completion="none").chosen
            assert [pb.projects[topic] for topic in order] == expected[key], (name, key)


@needs_data
def test_completion_by_units_gives_the_expected_set_on_the_files_that_take_few_steps() -> None:
    every = json_of("expected_mes.json").items()
    few = [(name, each) for name, each in every if each["n"] < FEW and each["share_card_add1i"] * each["n"] < 1.5 * each["budget"]]
    assert len(few) >= 8
    for name, expected in few:
        pb = read_pb(DATA / "pabulib" / name)
        chosen = formed(pb.election(), completion="pabulib", unit=pb.unit).chosen
        assert sorted(pb.projects[topic] for topic in chosen) == expected["mes_card_add1i"], name


@needs_data
def test_wieliczka_2023_is_reproduced_project_by_project() -> None:
    path = DATA / "poland_wieliczka_2023_green-budget.pb"
    pb = read_pb(path)
    result = formed(pb.election(), utility="minutes", completion="pabulib")
    text = path.read_text(encoding="utf-8").split("PROJECTS\n")[1].split("VOTES\n")[0]
    won = {row["project_id"] for row in csv.DictReader(text.splitlines(), delimiter=";") if row["selected"] == "1"}
    assert {pb.projects[topic] for topic in result.chosen} == won
    assert (len(won), result.spent) == (30, 995_079)


@needs_data
def test_committees_of_equal_size_agree_with_another_implementation() -> None:
    for name, expected in json_of("expected_abc.json").items():
        text = (DATA / "abc" / name).read_text(encoding="utf-8")
        profile = json.loads(re.findall(r"profile:\s*(\[.*?\]\])", text, re.S)[0])
        candidates, size = (int(re.findall(rf"{key}: (\d+)", text)[0]) for key in ("num_cand", "committeesize"))
        ballots = Ballots.from_sets(profile, candidates)
        question = Election(Topics.of([1] * candidates), ballots, Endowment.by_member(len(profile)), size)
        bought = set(formed(question, completion="none").chosen)  # the others complete by another rule
        assert any(bought <= set(committee) for committee in expected["equal-shares"]), name
        assert certify(question, expected["equal-shares"][0]).holds == expected["ejr+_of_es0"], name
        assert certify(question, expected["av"][0]).holds == expected["ejr+_of_av0"], name
