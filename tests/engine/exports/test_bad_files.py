"""Every way in which a file can be wrong, and the place that is named."""
# ruff: noqa: E501

import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from kenes.engine.exports import Note, Reading, UnreadableExport, read, read_groups, read_labels

VOTES = "timestamp,datetime,comment-id,voter-id,vote\n"
COMMENTS = "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
TWO = COMMENTS + "1,0,5,1,0,1,Roads first\n1,1,5,0,1,0,Schools first\n"
MATRIX = "participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,0,1\n"
OWN = "participant,statement,vote\n"
ROW = {"participant_id": 1, "statement_id": 0, "vote": -1, "modified": 1691740361800.0}
COMMENT = {"statement_id": 0, "txt": "Roads first", "moderated": 1, "is_meta": False, "agree_count": 1, "disagree_count": 0}


def folder(place: Path, **files: str | bytes | list[Any]) -> Path:
    """Write files; `votes_csv` is votes.csv."""
    for name, content in files.items():
        data = json.dumps(content) if isinstance(content, list) else content
        (place / name.replace("_", ".").replace("participants.votes", "participants-votes")).write_bytes(
            data if isinstance(data, bytes) else data.encode()
        )
    return place


def refusal(path: Path, **how: Any) -> UnreadableExport:
    with pytest.raises(UnreadableExport) as refused:
        read(path, **how)
    return refused.value


@pytest.mark.parametrize(
    ("line", "code", "column", "value"),
    [
        ("1,x,0,7,2", "vote_value", "vote", "2"),
        ("1,x,0,7,NaN", "vote_value", "vote", "NaN"),
        ("1,x,0,7,", "vote_value", "vote", ""),
        ("1,x,0,7,1e0", "vote_value", "vote", "1e0"),
        ("1,x,0,7,−1", "vote_value", "vote", "−1"),
        ("1,x,9,7,1", "unknown_statement", "comment-id", "9"),
        ("1,x,,7,1", "unknown_statement", "comment-id", ""),
        ("1,x,1e9,7,1", "unknown_statement", "comment-id", "1e9"),
        ("1,x,9223372036854775808,7,1", "unknown_statement", "comment-id", "9223372036854775808"),
        ("1,x,0,,1", "voter", "voter-id", ""),
        ("1,x,0," + "7" * 65 + ",1", "voter", "voter-id", "7" * 65),
        ("1,x,0,a\u202eb,1", "voter", "voter-id", "a\u202eb"),
        ("1_0,x,0,7,1", "number", "timestamp", "1_0"),
        ("1.5,x,0,7,1", "number", "timestamp", "1.5"),
        ("-5,x,0,7,1", "time", "timestamp", "-5"),
        ("999999999999999,x,0,7,1", "time", "timestamp", "999999999999999"),
        ("٣,x,0,7,1", "number", "timestamp", "٣"),
        ("1,x,0,7", "columns", None, ""),
        ("1,x,0,7,1,1", "columns", None, ""),
    ],
)  # fmt: skip
def test_a_wrong_value_in_the_log_is_named_with_its_place(tmp_path: Path, line: str, code: str, column: str | None, value: str) -> None:
    good = "1,x,0,7,1\n" * 3000
    error = refusal(folder(tmp_path, votes_csv=VOTES + good + "\r\n\n" + line + "\n" + good, comments_csv=TWO))
    assert (error.code, error.file, error.line, error.column, error.value) == (code, "votes.csv", 3004, column, value[:80])


def test_the_line_is_right_after_a_text_of_several_lines(tmp_path: Path) -> None:
    comments = COMMENTS + '1,0,5,1,0,1,"Roads\nfirst"\n1,1,5,0,1,5,Schools\n'
    error = refusal(folder(tmp_path, votes_csv=VOTES, comments_csv=comments))
    assert (error.code, error.line, error.column, error.value) == ("moderated", 4, "moderated", "5")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"votes_csv": VOTES}, "comments.csv: the folder holds no comments.csv"),
        ({"comments_csv": TWO}, "votes.csv: the folder holds neither votes.csv nor participants-votes.csv"),
        ({"votes_csv": "", "comments_csv": TWO}, "votes.csv: the file is empty"),
        ({"votes_csv": VOTES, "comments_csv": COMMENTS}, "comments.csv: the file lists no statements"),
        ({"votes_csv": "comment-id,vote\n", "comments_csv": TWO}, "votes.csv, line 1, column “voter-id”: this column is missing"),
        ({"votes_csv": "comment-id,vote,Vote,voter-id\n", "comments_csv": TWO}, "votes.csv, line 1, column “vote”: two columns have this name"),
        ({"votes_csv": "comment-id,statement,vote,voter-id\n", "comments_csv": TWO}, "votes.csv, line 1, column “statement”: two columns mean the same"),
        ({"votes_csv": VOTES, "comments_csv": TWO + "1,0,5,1,0,1,Again\n"}, "comments.csv, line 4, column “comment-id”: this statement is listed twice (found “0”)"),
        ({"votes_csv": VOTES, "comments_csv": TWO + "1,2,5,1,0,1,\n"}, "comments.csv, line 4, column “comment-body”: the statement has no text"),
        ({"votes_csv": VOTES, "comments_csv": TWO + "1,2,5,1,0,1," + "x" * 5001 + "\n"}, "comments.csv, line 4, column “comment-body”: the statement is longer than 5000 characters"),
        ({"votes_csv": VOTES, "comments_csv": TWO + "1,2,5,many,0,1,Text\n"}, "comments.csv, line 4, column “agrees”: a whole number is needed (found “many”)"),
        ({"votes_csv": VOTES, "comments_csv": COMMENTS + '1,0,5,1,0,1,"open\n'}, "comments.csv, line 2: this is not CSV"),
        ({"votes_csv": VOTES.encode() + b"1,\xff,0,7,1\n", "comments_csv": TWO}, "votes.csv, line 2: the text is not UTF-8"),
        ({"votes_csv": VOTES + "1,\0,0,7,1\n", "comments_csv": TWO}, "votes.csv, line 2: the line holds a NUL character"),
        ({"votes_csv_gz": gzip.compress((VOTES + "1,x,0,7,1\n" * 5000).encode())[:-20], "comments_csv": TWO}, "votes.csv.gz: the compressed file is damaged or ends too early"),
        ({"votes_csv_gz": gzip.compress(VOTES.encode()) + b"rest", "comments_csv": TWO}, "votes.csv.gz: the compressed file is damaged or ends too early"),
        ({"participants-votes_csv": MATRIX + "1,,0,0,2,1,1,1,-1\n2,,0,0,1,1,0,1,2\n"}, "participants-votes.csv, line 3, column “1”: a vote is -1, 0 or 1 (or agree, pass, disagree) (found “2”)"),
        ({"participants-votes_csv": MATRIX + "1,,0,0,2,1,1,1,-1\n1,,0,0,1,1,0,1,\n"}, "participants-votes.csv, line 3, column “participant”: this person is listed twice (found “1”)"),
        ({"participants-votes_csv": MATRIX + "1,,0,0,2,1,1,1\n"}, "participants-votes.csv, line 2: 8 values where the first line names 9"),
        ({"participants-votes_csv": MATRIX + ",,0,0,2,1,1,1,1\n"}, "participants-votes.csv, line 2, column “participant”: the id is missing"),
        ({"participants-votes_csv": MATRIX + "1,,x,0,2,1,1,1,1\n"}, "participants-votes.csv, line 2, column “group-id”: a whole number is needed (found “x”)"),
        ({"participants-votes_csv": MATRIX.replace(",1\n", ",0\n")}, "participants-votes.csv, line 1, column “0”: two columns have this name"),
        ({"participants-votes_csv": MATRIX.replace(",1\n", ",00\n")}, "participants-votes.csv, line 1: two columns mean the same"),
        ({"participants-votes_csv": MATRIX.replace(",1\n", ",7\n"), "comments_csv": TWO}, "participants-votes.csv, line 1, column “7”: there is no such statement among those listed"),
        ({"votes_json": "{}"}, "votes.json: a list of rows in JSON is needed"),
        ({"votes_json": ""}, "votes.json: a list of rows in JSON is needed"),
        ({"votes_json": json.dumps([ROW, ROW])[:-30]}, "votes.json, row 2: the file ends in the middle of a row"),
        ({"votes_json": json.dumps([ROW])[:-1]}, "votes.json, row 1: the file ends too early"),
        ({"votes_json": json.dumps([ROW]) + "]"}, "votes.json, row 1: something follows after the end of the list"),
        ({"votes_json": "[" + json.dumps(ROW) + " " + json.dumps(ROW) + "]"}, "votes.json, row 1: the file ends too early, or rows are not separated by commas"),
        ({"votes_json": "[" + json.dumps(ROW) + ",]"}, "votes.json, row 2: a row with names and values is needed"),
        ({"votes_json": [ROW, 5]}, "votes.json, row 2: a row with names and values is needed"),
        ({"votes_json": [ROW, ROW | {"vote": 2}]}, "votes.json, row 2, column “vote”: a vote is -1, 0 or 1"),
        ({"votes_json": [ROW, ROW | {"vote": float("nan")}]}, "votes.json, row 2: a whole number is needed (found “NaN”)"),
        ({"votes_json": [ROW, ROW | {"vote": True}]}, "votes.json, row 2, column “vote”: a whole number is needed (found “True”)"),
        ({"votes_json": [ROW, ROW | {"vote": "1"}]}, "votes.json, row 2, column “vote”: a whole number is needed (found “1”)"),
        ({"votes_json": [ROW, ROW | {"vote": None}]}, "votes.json, row 2, column “vote”: a whole number is needed (found “None”)"),
        ({"votes_json": [ROW | {"participant_id": 2**63}]}, "votes.json, row 1, column “participant_id”: a whole number is needed"),
        ({"votes_json": [ROW | {"modified": 1e300}]}, "votes.json, row 1, column “modified”: the time stamp is out of range"),
        ({"votes_json": [ROW | {"modified": "yesterday"}]}, "votes.json, row 1, column “modified”: a time is needed (found “yesterday”)"),
        ({"votes_json": [{"participant_id": 1, "vote": 1}]}, "votes.json, row 1, column “statement_id”: this value is missing"),
        ({"votes_json": '[{"participant_id":1,"statement_id":0,"vote":1,"vote":-1}]'}, "votes.json, row 1: a name occurs twice in this row"),
        ({"votes_json": '[{"vote":' + "1" * 5000 + "}]"}, "votes.json, row 1: a whole number is needed"),
        ({"votes_json": '[{"a":' + "[" * 100_000}, "votes.json, row 1: the row is nested too deeply"),
        ({"votes_json": '[{"a":"' + "x" * 1_500_000 + '"}]'}, "votes.json, row 1: the row is longer than 1000000 characters"),
        ({"votes_json": b'[\n{"a":"\xff"}]'}, "votes.json, line 2: the text is not UTF-8"),
        ({"votes_json": [{"pid": "x", "tid": 0, "vote": 1}]}, "votes.json, row 1, column “pid”: a whole number is needed (found “x”)"),
        ({"votes_json": [{"pid": -1, "tid": 0, "vote": 1}]}, "votes.json, row 1, column “pid”: the id is below 0 (found “-1”)"),
        ({"votes_json": [{"pid": 1, "tid": -1, "vote": 1}]}, "votes.json, row 1, column “tid”: there is no such statement"),
        ({"votes_json": [{"pid": 1, "tid": 0, "vote": 1, "created": "soon"}]}, "votes.json, row 1, column “created”: a time is needed (found “soon”)"),
        ({"votes_json": [ROW | {"statement_id": 8}], "comments_json": [COMMENT]}, "votes.json, row 1, column “statement_id”: there is no such statement among those listed (found “8”)"),
        ({"votes_json": [ROW], "comments_json": [COMMENT, COMMENT]}, "comments.json, row 2, column “statement_id”: this statement is listed twice"),
        ({"votes_json": [ROW], "comments_json": [COMMENT | {"txt": 5}]}, "comments.json, row 1, column “txt”: text is needed (found “5”)"),
        ({"votes_json": [ROW], "comments_json": [COMMENT | {"txt": " "}]}, "comments.json, row 1, column “txt”: the statement has no text"),
        ({"votes_json": [ROW], "comments_json": [COMMENT | {"txt": "a\ud800"}]}, "comments.json, row 1, column “txt”: the text holds characters that cannot be stored"),
        ({"votes_json": [ROW], "comments_json": [COMMENT | {"txt": "a\0"}]}, "comments.json, row 1, column “txt”: the text holds characters that cannot be stored"),
        ({"votes_json": [ROW], "comments_json": [COMMENT | {"is_meta": 1}]}, "comments.json, row 1, column “is_meta”: true or false is needed"),
        ({"votes_json": [ROW], "comments_json": [COMMENT | {"moderated": 3}]}, "comments.json, row 1, column “moderated”: moderation is -1, 0 or 1"),
        ({"votes_json": [ROW], "comments_json": "[]"}, "comments.json: the file lists no statements"),
        ({"votes_json": [ROW], "comments_json": [COMMENT], "conversation_json": "[1"}, "conversation.json: this is not JSON"),
        ({"votes_json": [ROW], "comments_json": [COMMENT], "conversation_json": "[" * 100_000}, "conversation.json: the file is nested too deeply"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_named_with_its_place(tmp_path: Path, files: dict[str, Any], message: str) -> None:
    assert str(refusal(folder(tmp_path, **files))).startswith(message)


def test_a_packed_file_that_was_changed_is_damaged_whatever_it_is_given_as(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress((OWN + "".join(f"{n},{n % 7},1\n" for n in range(20_000))).encode()))
    packed[500:504] = b"\0\0\0\0"
    for content in (packed, packed[:5], packed[: len(packed) // 2]):
        (tmp_path / "own.csv.gz").write_bytes(content)
        assert refusal(tmp_path / "own.csv.gz").code == "damaged"
        with pytest.raises(UnreadableExport, match="damaged"):
            read_groups(tmp_path / "own.csv.gz", ["1"])


def test_a_line_of_50_megabytes_is_not_read_to_its_end(tmp_path: Path) -> None:
    for name in ("long.csv", "long.json"):
        path = tmp_path / name
        path.write_bytes((OWN + "a,b,").encode() + b"1" * 50_000_000 if name == "long.csv" else b'[{"a":"' + b"1" * 50_000_000)
        tracemalloc.start()
        error = refusal(path)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (error.code, error.line, error.row) == (("long_line", 2, None) if name == "long.csv" else ("long_row", None, 1))
        assert most < 12_000_000


def test_a_gzip_bomb_is_stopped_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv.gz"
    path.write_bytes(gzip.compress(OWN.encode() + b"a,b,1\n" * 3_000_000))
    assert refusal(path, how=Reading(most_bytes=1_000_000)).code == "too_large"


@pytest.mark.parametrize("limit", [{"most_votes": 10}, {"most_statements": 3}])
def test_more_rows_than_asked_for_are_refused(tmp_path: Path, limit: dict[str, int]) -> None:
    path = tmp_path / "own.csv"
    path.write_text(OWN + "".join(f"{person},{statement},1\n" for person in range(5) for statement in range(4)))
    assert refusal(path, how=Reading(**limit)).code == "too_many"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert str(refusal(tmp_path / "nothing.csv")) == "nothing.csv: this file is missing"


def test_our_own_table_needs_its_three_columns(tmp_path: Path) -> None:
    for head, column in (("statement,vote", "participant"), ("participant,vote", "statement"), ("participant,statement", "vote")):
        (tmp_path / "own.csv").write_text(head + "\n")
        error = refusal(tmp_path / "own.csv")
        assert (error.code, error.line, error.column) == ("no_column", 1, column)


PEOPLE = ["7", "8", "9"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("participant\n7\n", "labels.csv, line 1, column “side”: a column of labels is missing"),
        ("side\nNorth\n", "labels.csv, line 1, column “participant”: this column is missing"),
        ("participant,side\n7,North\n8,South\n7,South\n", "labels.csv, line 4, column “participant”: this person is listed twice (found “7”)"),
        ("participant,side\n1,North\n", "labels.csv: nobody listed here has voted: the ids are others"),
        ("participant,side\n7," + "x" * 201 + "\n", "labels.csv, line 2, column “side”: the label is longer than 200 characters"),
        ("participant,side\n", "labels.csv: the file lists nobody"),
        ("participant,side,side\n7,a,b\n", "labels.csv, line 1, column “side”: two columns have this name"),
        ("participant,side\n" + "".join(f"{n},{n}\n" for n in range(1002)), "labels.csv, line "),
    ],
)  # fmt: skip
def test_wrong_labels_are_named_with_their_place(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "labels.csv").write_text(content)
    with pytest.raises(UnreadableExport) as refused:
        read_labels(tmp_path / "labels.csv", PEOPLE)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    "content",
    ["{}", "[]", '{"base-clusters": 5, "group-clusters": []}', '{"base-clusters": {"id": [0], "members": [[7]]}, "group-clusters": [{"id": 0, "members": [9]}]}'],
)  # fmt: skip
def test_a_file_that_is_no_result_of_polis_gives_no_groups(tmp_path: Path, content: str) -> None:
    (tmp_path / "math.json").write_text(content)
    with pytest.raises(UnreadableExport, match=r"no result of Polis|in braces"):
        read_groups(tmp_path / "math.json", PEOPLE)


def test_labels_of_people_who_have_not_voted_are_noted(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("\ufeffmember;Region;side\r\n9;Абай;South\r\n7;;North\r\n5;Алматы;South\r\n")
    notes: list[Note] = []
    labels = read_labels(tmp_path / "labels.csv", PEOPLE, notes=notes)
    assert {name: (codes.tolist(), names) for name, (codes, names) in labels.items()} == {
        "region": ([-1, -1, 0], ["Абай"]),
        "side": ([0, -1, 1], ["North", "South"]),
    }
    assert [str(note) for note in notes] == ["1 people in labels.csv have not voted: their rows are not used"]


def test_groups_without_anybody_in_them_are_refused(tmp_path: Path) -> None:
    (tmp_path / "groups.csv").write_text("participant,group\n7,\n9,\n")
    with pytest.raises(UnreadableExport, match="nobody who has voted is in a group"):
        read_groups(tmp_path / "groups.csv", PEOPLE)


def test_as_many_groups_as_people_are_refused(tmp_path: Path) -> None:
    people = [str(number) for number in range(101)]
    (tmp_path / "groups.csv").write_text("participant,group\n" + "".join(f"{name},{name}\n" for name in people))
    with pytest.raises(UnreadableExport, match="more than 100 groups"):
        read_groups(tmp_path / "groups.csv", people)


def test_groups_may_stand_in_a_table(tmp_path: Path) -> None:
    (tmp_path / "groups.csv").write_text("participant,group\n7,b\n9,a\n")
    groups, names = read_groups(tmp_path / "groups.csv", PEOPLE)
    assert (groups.tolist(), names) == ([1, -1, 0], ["a", "b"])
