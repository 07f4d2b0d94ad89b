"""Pabulib files: what is wrong with a file is said with its line."""

from pathlib import Path

import pytest

from kenes.engine.agenda import UnreadablePb, read_pb

GOOD = '''META
key;value
description;three projects
budget;1000
vote_type;approval
num_projects;3
num_votes;4
PROJECTS
project_id;cost;name
a;500;"Lamps; and ""poles"""
b;400;Қазақша
c;0;nothing
VOTES
voter_id;side;vote
1;A;a,b
2;B;
3;A;c
4;B;a
'''


def file(folder: Path, text: str | bytes) -> Path:
    path = folder / "try.pb"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    for text in (GOOD, "\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), GOOD.replace("key;value\n", ""), GOOD.replace("VOTES\n", "\nvotes\n")):
        pb = read_pb(file(tmp_path, text))
        assert (pb.projects, pb.costs, pb.budget, pb.unit) == (["a", "b", "c"], [500, 400, 0], 1000, 1)
        assert pb.names[:2] == ['Lamps; and "poles"', "Қазақша"]
        assert pb.ballots.counts.tolist() == [2, 1, 1]
        assert pb.numbered("side")[1] == ["A", "B"]
        assert pb.election().endowment.shares[0] * 4 == 1


def test_costs_in_hundredths_are_counted_in_hundredths(tmp_path: Path) -> None:
    pb = read_pb(file(tmp_path, GOOD.replace("500", "500.25").replace("1000", "1000.5")))
    assert (pb.costs, pb.budget, pb.unit) == ([50025, 40000, 0], 100050, 100)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("META\n", "", "line 1: a Pabulib file begins with META"),
        ("VOTES\n", "", "there is no section VOTES"),
        ("budget;1000\n", "", "does not say the budget"),
        ("budget;1000", "budget;1e9", "budget: “1e9” is not a number"),
        ("budget;1000", "budget;0", "out of range"),
        ("budget;1000", "budget;9999999999999999", "not a number"),
        ("b;400", "b;NaN", "line 11: cost: “NaN”"),
        ("b;400", "b;-400", "line 11: cost"),
        ("b;400", "b;4.00001", "more than four decimals"),
        ("b;400;", "b;400;x;", "line 11: 4 fields where PROJECTS has 3 columns"),
        ("b;400", "a;400", "line 11: project “a” stands twice"),
        ("project_id;cost", "id;cost", "line 9: PROJECTS has no column “project_id”"),
        ("project_id;cost;name", "project_id;cost;cost", "line 9: PROJECTS has a column twice"),
        ("1;A;a,b", "1;A;a,x", "line 15: there is no project “x”"),
        ("1;A;a,b", "1;A;a,a", "line 15: a project is approved twice"),
        ("2;B;", "1;B;", "line 16: voter “1” stands twice"),
        ("4;B;a\n", "", "num_votes 4, but there are 3: is the file cut off"),
        ("approval", "ordinal", "vote_type is “ordinal”"),
        ("1;A;a,b", '1;A;"a"b', "line 15: the row cannot be read"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(UnreadablePb, match=message):
        read_pb(file(tmp_path, GOOD.replace(old, new, 1)))


def test_files_that_are_no_text_or_empty_are_refused(tmp_path: Path) -> None:
    for content, message in ((b"", "no section META"), (GOOD.encode("utf-16"), "UTF-8"), (GOOD.encode() + b"5;A;\xff\n", "UTF-8")):
        with pytest.raises(UnreadablePb, match=message):
            read_pb(file(tmp_path, content))
    with pytest.raises(UnreadablePb, match=r"begins with META|cannot be read"):
        read_pb(file(tmp_path, b"\x00" * 100))


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"region: .*it has: side"):
        read_pb(file(tmp_path, GOOD)).numbered("region")
