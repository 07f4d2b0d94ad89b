"""`kenes agenda`: from a file of approvals to an agenda on the screen and in a file."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.engine.agenda.instances import DATA, needs_data

FILE = """META
key;value
budget;60
vote_type;approval
PROJECTS
project_id;cost;name
w;30;Water
r;30;Rail\x1b[31m
n;30;Nothing
VOTES
voter_id;side;vote
1;A;w
2;A;w
3;B;r
"""


def run(*options: object) -> str:
    words = io.StringIO()
    call_command("agenda", *map(str, options), stdout=words)
    return words.getvalue()


def test_it_says_what_is_chosen_at_which_stage_and_who_paid(tmp_path: Path) -> None:
    path = tmp_path / "council.pb"
    path.write_text(FILE)
    said = run(path, "--endowment", "side", "--json", tmp_path / "out.json")
    assert "chosen: 2, 60" in said
    assert "w  30  Water  own support, paid by A 30" in said
    assert "r  30  Rail[31m  own support, paid by B 30" in said
    assert "nobody approves it" in said
    assert "EJR+ weighted by shares: holds" in said
    page = json.loads((tmp_path / "out.json").read_text())
    assert page["projects"] == ["w", "r", "n"]
    assert page["topics"][0]["paid"] == [30, 0]
    assert page["members"]["1"] == [[2, 30.0]]


@needs_data
def test_wieliczka_by_name_of_its_completion_alone() -> None:
    said = run(DATA / "poland_wieliczka_2023_green-budget.pb", "--completion", "pabulib")
    assert "chosen: 30, 995,079" in said


def test_a_file_that_is_none_and_a_column_that_is_not_there_are_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "council.pb"
    path.write_text(FILE)
    with pytest.raises(CommandError, match=r"council\.pb: region: the file says no such thing"):
        run(path, "--by", "region")
    with pytest.raises(CommandError, match="equal shares"):
        run(path, "--endowment", "side", "--completion", "pabulib")
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.pb")
    path.write_text(FILE.replace("3;B;r", "3;B;zz"))
    with pytest.raises(CommandError, match="line 14: there is no project"):
        run(path)
