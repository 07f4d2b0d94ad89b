"""Red team, from vote to file: councils vote through the acts, and an outsider works on everything that can be downloaded.

What the outsider knows and how figures are worked on: tests/engine/test_red_team.py, which attacks the gate alone.
"""

import csv
import json
import random
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from kenes.base import clock
from kenes.councils.models import Council, MacroRegion, Member, Profession, SideRegion
from kenes.deliberation.acts import add_statement, cast_vote, open_deliberation, prepare_deliberation, release_results
from kenes.deliberation.analysis import analyse, groups_of
from kenes.deliberation.errors import NothingNew
from kenes.deliberation.models import Deliberation, Participant, Release
from kenes.deliberation.tasks import tick
from kenes.issues.models import Issue
from tests.deliberation.conftest import signed_in
from tests.engine.test_red_team import Puzzle, Seen, puzzle, read_by_algebra, read_by_bounds, read_exactly
from tests.factories import member, text

pytestmark = pytest.mark.in_run("first")

STATEMENTS = 18
BATCHES = 3
WAYS = ("region", "side", "group", "profession", "all")
People = dict[int, Participant]
Answer = tuple[int, int]  # in which batch (from 0) somebody answered, and what: 0 agree, 1 disagree, 2 pass


def seats(council: Council, chance: random.Random) -> list[Member]:
    """About 50 experts in ten regions of 2 to 9, five to a macro-region, with one or two of three professions."""
    side = council.sides.get(order=0)
    codes = list(side.side_regions.order_by("region__code").values_list("region__code", flat=True)[:10])
    macros = [MacroRegion.objects.create(side=side, name=text(name)) for name in ("North", "South")]
    for number, code in enumerate(codes):
        SideRegion.objects.filter(side=side, region__code=code).update(macro_region=macros[number // 5])
    found = [member(council, region=code, profession="teacher") for code in codes for _ in range(chance.randint(2, 9))]
    others = list(Profession.objects.exclude(code="teacher")[:2])
    for seat in found:
        if chance.random() < 0.6:
            seat.professions.set(chance.sample(others, 1) if chance.random() < 0.6 else [*seat.professions.all(), chance.choice(others)])
    return found


def held(
    issue: Issue, secretary: Member, voters: list[Member], chance: random.Random, lean: float
) -> tuple[Deliberation, dict[Any, Answer]]:
    """Let a council vote in three batches, each with a release, and close; return what everybody answered, by statement and participant.

    `lean`: the share that agrees with two statements in three; on the others two camps part, unless all agree with everything.
    """
    words = {"question": text("What about the bridge?"), "background": text("")}
    made = prepare_deliberation(by=secretary, issue=issue, results=Deliberation.Results.IN_BATCHES, **words)
    statements = [add_statement(by=secretary, deliberation=made, text=text(f"Bridge {number}")) for number in range(STATEMENTS)]
    start = clock.now()
    talk = open_deliberation(by=secretary, deliberation=made, closes_at=start + timedelta(days=7))
    place = dict(Participant.objects.filter(deliberation=talk).values_list("member_id", "pk"))
    camp = {seat.pk: chance.random() < 0.5 for seat in voters}
    answers: dict[Any, Answer] = {}
    for batch in range(BATCHES):
        with clock.at(start + timedelta(hours=batch + 1)):
            for seat in voters[batch::BATCHES]:
                for number, statement in enumerate(statements):
                    own = chance.random() < lean if number % 3 or lean == 1 else camp[seat.pk] == (chance.random() < 0.95)
                    answer = 0 if own else chance.choice([1, 1, 2])
                    cast_vote(by=seat, statement=statement, value=(1, -1, 0)[answer])
                    answers[statement.pk, place[seat.pk]] = (talk.releases.count(), answer)
            if batch < BATCHES - 1:
                try:
                    release_results(by=secretary, deliberation=talk)
                except NothingNew:
                    continue
    with clock.at(start + timedelta(days=7, minutes=1)):
        tick()
    talk.refresh_from_db()
    assert talk.state == Deliberation.State.CLOSED
    return talk, answers


def downloads(client: Client, talk: Deliberation) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number of each release and what its files say, each way of dividing people; both forms say the same."""
    for release in talk.releases.order_by("number"):
        for way in WAYS:
            address = f"{talk.get_absolute_url()}results/?release={release.number}&by={way}"
            content = json.loads(client.get(f"{address}&format=json").content)
            lines = list(csv.DictReader(StringIO(client.get(f"{address}&format=csv").content.decode("utf-8-sig"))))
            assert printed_in(lines) == {
                (statement["number"], key, cell["agree"])
                for statement in content["statements"]
                for key, cell in {"all": statement["all"], **statement["cells"]}.items()
                if cell["state"] == "exact"
            }
            yield release.number, content


def printed_in(lines: list[dict[str, str]]) -> set[tuple[int, str, int]]:
    return {(int(line["statement"]), line["cell"], int(line["agree"])) for line in lines if line["state"] == "exact"}


def counted_in(key: str, people: People, groups: dict[int, int]) -> set[int]:
    """Return who is counted in a cell, of all who are on the roster."""
    kind, _, rest = key.partition("/")
    tests = {
        "all": lambda person: True,
        "side": lambda person: person.side.public_id == rest,
        "macro": lambda person: person.macro_region is not None and person.macro_region.public_id == rest,
        "region": lambda person: f"{person.side.public_id}/{person.region.code}" == rest,
    }
    test = tests.get(kind) or (lambda person: key in person.professions or key == f"g{groups[person.pk]}")
    return {pk for pk, person in people.items() if test(person)}


def seen_by(client: Client, talk: Deliberation, answers: dict[Any, Answer]) -> tuple[dict[int, Seen], set[str]]:
    """Return what the files print of each statement (by key), and the kinds of cells with figures."""
    people = {one.pk: one for one in talk.participants.select_related("side", "region", "macro_region")}
    groups = groups_of(analyse(talk))
    seen: dict[int, Seen] = {statement.pk: Seen() for statement in talk.statements.all()}
    found = set()
    for _number, content in downloads(client, talk):
        for row in content["statements"]:
            statement = talk.statements.get(public_id=row["id"])
            for key, cell in {"all": row["all"], **row["cells"]}.items():
                if cell["state"] == "withheld":
                    continue
                there = {pk for (at, pk), (batch, _answer) in answers.items() if at == statement.pk and batch < cell["release"]}
                inside = frozenset(counted_in(key, people, groups) & there)
                assert len(inside) == cell["n"] >= talk.council.threshold
                found.add(key.split("/")[0])
                if cell["state"] == "band":
                    seen[statement.pk].bands.append((inside, 0 if cell["high"] == 1 else 1))
                else:
                    seen[statement.pk].exact.append((inside, (cell["agree"], cell["disagree"], cell["pass"])))
    return seen, found


def puzzles(seen: dict[int, Seen], answers: dict[Any, Answer]) -> Iterator[Puzzle]:
    for statement, one in seen.items():
        mine = {pk: answer for (at, pk), (_batch, answer) in answers.items() if at == statement}
        yield puzzle([one], list(mine), mine)


@pytest.mark.parametrize(("seed", "lean"), [(1, 0.75), (2, 0.6), (3, 0.95), (4, 1.0)])
def test_nobody_reads_a_vote_in_the_files_of_a_council(council: Council, issue: Issue, secretary: Member, seed: int, lean: float) -> None:
    chance = random.Random(seed)
    voters = seats(council, chance)
    chance.shuffle(voters)
    talk, answers = held(issue, secretary, voters, chance, lean)
    seen, kinds = seen_by(signed_in(voters[0]), talk, answers)
    # The gate is not safe by printing nothing. (Whether there are groups hangs on the seed, which the deliberation's id gives.)
    assert {"all", "region", "teacher"} <= kinds
    assert lean == 1 or Release.objects.filter(deliberation=talk).count() > 1
    for one in puzzles(seen, answers):
        assert read_by_algebra(one) + read_by_bounds(one) + read_exactly(one) == 0


def test_what_is_exported_of_opinions_is_what_the_release_says(council: Council, issue: Issue, secretary: Member) -> None:
    chance = random.Random(2)
    voters = seats(council, chance)
    talk, _answers = held(issue, secretary, voters, chance, 0.6)
    final = talk.releases.get(number=talk.released)
    said = [content["opinions"] for _number, content in downloads(signed_in(voters[0]), talk)]
    assert [one for one in said if one] == [final.table["opinions"]] * len(WAYS)
