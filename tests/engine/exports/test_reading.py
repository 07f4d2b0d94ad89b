"""Rules of reading: which vote counts, whose turn is first, what the sign is; and that every form says the same."""

import csv
import gzip
import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.engine.exports import Export, UnreadableExport, read

Said = list[tuple[str, str, int]]


def said(export: Export) -> Said:
    votes = export.votes
    pairs = zip(votes.participant.tolist(), votes.statement.tolist(), votes.value.tolist(), strict=True)
    return [(export.participants[person], export.statements[statement].id, value) for person, statement, value in pairs]


def own(place: Path, text: str) -> Export:
    path = place / "own.csv"
    path.write_text(text)
    return read(path)


def test_the_latest_vote_counts_and_among_equal_times_the_later_line(tmp_path: Path) -> None:
    export = own(tmp_path, "participant,statement,vote,time\na,x,1,200\na,x,-1,100\nb,x,1,100\nb,x,0,100\n")
    assert said(export) == [("a", "x", 1), ("b", "x", 0)]
    assert export.at.tolist() == [200_000, 100_000]  # seconds become milliseconds
    assert [(note.code, note.n) for note in export.notes] == [("sign_assumed", 0), ("repeated", 2), ("same_moment", 1)]


def test_a_file_without_times_counts_the_later_line(tmp_path: Path) -> None:
    export = own(tmp_path, "participant,statement,vote\na,x,1\na,x,-1\n")
    assert said(export) == [("a", "x", -1)]
    assert "later line" in str(export.notes[-1])


def test_people_stand_in_the_order_of_their_first_vote_by_time_then_line(tmp_path: Path) -> None:
    export = own(tmp_path, "participant,statement,vote,time\nc,x,1,300\nb,x,1,100\na,x,1,100\nc,y,1,50\n")
    assert export.participants == ["c", "b", "a"]


def test_our_own_table_may_be_written_in_many_ways(tmp_path: Path) -> None:
    plain = "participant,statement,vote\nЕрлан,s-10,agree\nЕрлан,s-9,pass\nАйгүл,2,disagree\n"
    expected = [("Ерлан", "s-10", 1), ("Ерлан", "s-9", 0), ("Айгүл", "2", -1)]
    for text in (
        plain,
        "\ufeff" + plain.replace(",", ";").replace("\n", "\r\n"),
        plain.replace(",", "\t").upper().replace("ЕРЛАН", "Ерлан").replace("АЙГҮЛ", "Айгүл").replace("S-", "s-"),
        plain.replace("participant", "Member").replace("statement", "comment-id").replace("vote", "value").replace(",pass", ", Pass "),
        plain.replace("disagree", "-1").replace("agree", "+1").replace("pass", "0.0"),
    ):
        export = own(tmp_path, text)
        assert said(export) == expected
        assert [statement.id for statement in export.statements] == ["2", "s-10", "s-9"]


@pytest.mark.parametrize("text", ["participant,statement,vote\n", "participant,1,2\n", "[]"])
def test_a_file_without_a_vote_is_an_empty_conversation(tmp_path: Path, text: str) -> None:
    export = own(tmp_path, text)
    assert (export.participants, said(export), export.at.tolist()) == ([], [], [])


def test_a_matrix_may_have_people_without_a_vote_and_columns_that_are_not_used(tmp_path: Path) -> None:
    export = own(tmp_path, "participant,note,2,1,group-id\na,hello,,,0\nb,,1,-1,\nc,, 0 ,,3\n")
    assert said(export) == [("b", "1", -1), ("b", "2", 1), ("c", "2", 0)]
    assert export.groups is not None
    assert export.groups.tolist() == [-1, 3]
    assert [str(note) for note in export.notes[-2:]] == ["1 people are listed without a vote and left out", "Column “note” is not used"]


# The sign of votes

HEAD = "comment-id,agrees,disagrees,moderated,comment-body\n"


def conversation(place: Path, counts: list[tuple[int, int]], flipped: set[int] = frozenset()) -> Path:  # type: ignore[assignment]
    """Write votes with these counts of +1 and -1; comments.csv counts the `flipped` statements the other way round."""
    comments = "".join(f"{s},{b if s in flipped else a},{a if s in flipped else b},1,T{s}\n" for s, (a, b) in enumerate(counts))
    votes = "".join(f"{s},{person},{1 if person < a else -1}\n" for s, (a, b) in enumerate(counts) for person in range(a + b))
    (place / "comments.csv").write_text(HEAD + comments)
    (place / "votes.csv").write_text("comment-id,voter-id,vote\n" + votes)
    return place


def test_counts_in_the_files_tell_the_sign(tmp_path: Path) -> None:
    plus = read(conversation(tmp_path, [(9, 1), (3, 3), (2, 8)]))
    minus = read(conversation(tmp_path, [(9, 1), (3, 3), (2, 8)], flipped={0, 1, 2}))
    assert (plus.sign, minus.sign) == ("agree=+1", "agree=-1")
    assert (plus.votes.value == -minus.votes.value).all()
    assert [note.code for note in minus.notes] == ["sign_found"]


def test_statements_of_both_signs_are_refused_unless_a_sign_is_given(tmp_path: Path) -> None:
    folder = conversation(tmp_path, [(9, 1), (3, 3), (2, 8)], flipped={2})
    with pytest.raises(UnreadableExport, match="mixed sign conventions") as refused:
        read(folder)
    assert (refused.value.code, refused.value.file, refused.value.value) == ("mixed_signs", "votes.csv", "2")
    given = read(folder, sign="agree=-1")
    assert (given.sign, [note.code for note in given.notes]) == ("agree=-1", ["sign_asked", "sign_against", "counts_differ"])


def test_people_of_both_signs_are_refused(tmp_path: Path) -> None:
    """Half of the people have the other sign: the counts of statements then fit neither."""
    folder = conversation(tmp_path, [(5, 5), (5, 5)])
    (folder / "comments.csv").write_text(HEAD + "0,9,1,1,T\n1,8,2,1,T\n")
    with pytest.raises(UnreadableExport, match="mixed sign conventions"):
        read(folder)


def test_the_counts_of_each_person_tell_mixed_signs_in_a_matrix(tmp_path: Path) -> None:
    head = "participant,n-agree,n-disagree," + ",".join(map(str, range(8))) + "\n"
    path = tmp_path / "participants-votes.csv"
    path.write_text(head + "a,7,1,1,1,1,1,1,1,1,-1\nb,1,7,1,1,1,1,1,1,1,-1\n")
    with pytest.raises(UnreadableExport, match="mixed sign conventions"):
        read(path)
    path.write_text(head + "a,1,7,1,1,1,1,1,1,1,-1\nb,1,7,1,1,1,1,1,1,1,-1\n")
    assert read(path).sign == "agree=-1"


def test_without_counts_the_sign_is_that_of_the_form_and_said_so(tmp_path: Path) -> None:
    (tmp_path / "votes.json").write_text('[{"participant_id": 4, "statement_id": 2, "vote": -1}]')
    export = read(tmp_path)
    assert (export.sign, said(export)) == ("agree=-1", [("4", "2", 1)])
    assert str(export.notes[0]) == "The files do not tell the sign of votes; in this form it is agree=-1"
    assert said(read(tmp_path, sign="agree=+1")) == [("4", "2", -1)]


def test_a_part_of_an_export_is_compared_by_share_with_the_counts_of_the_whole(tmp_path: Path) -> None:
    folder = conversation(tmp_path, [(9, 1), (2, 8)])
    (folder / "comments.csv").write_text(HEAD + "0,90,10,1,T\n1,20,80,1,T\n")
    export = read(folder)
    assert (export.sign, [note.code for note in export.notes]) == ("agree=+1", ["sign_found", "counts_differ"])


def test_polis_own_short_names_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "votes.json").write_text('[{"pid": 4, "tid": 2, "vote": -1, "created": "1515620784141"}]')
    (tmp_path / "comments.json").write_text('[{"tid": 2, "pid": 0, "txt": "Roads", "mod": 1, "created": 1515620000000}]')
    export = read(tmp_path)
    assert (said(export), export.at.tolist(), export.statements[0].at) == ([("4", "2", 1)], [1515620784141], 1515620000000)


# Round trips

PEOPLE = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)
VOTES = st.dictionaries(st.tuples(st.integers(0, 30), st.integers(0, 12)), st.sampled_from([-1, 0, 1]), min_size=1, max_size=60)


@given(VOTES, st.booleans())
def test_every_form_of_the_same_votes_reads_the_same(
    tmp_path_factory: pytest.TempPathFactory, votes: dict[tuple[int, int], int], packed: bool
) -> None:
    place = tmp_path_factory.mktemp("forms")
    people, statements = sorted({p for p, _ in votes}), sorted({s for _, s in votes})
    log = "participant,statement,vote\n" + "".join(f"{p},{s},{value}\n" for (p, s), value in sorted(votes.items()))
    cells = "".join(",".join([str(p), *(str(votes.get((p, s), "")) for s in statements)]) + "\n" for p in people)
    matrix = ",".join(["participant", *map(str, statements)]) + "\n" + cells
    rows = json.dumps([{"participant_id": p, "statement_id": s, "vote": -value} for (p, s), value in sorted(votes.items())])
    expected = [(str(p), str(s), value) for (p, s), value in sorted(votes.items())]
    for name, text in (("log.csv", log), ("matrix.csv", matrix), ("rows.json", rows)):
        (place / name).write_bytes(gzip.compress(text.encode()) if packed else text.encode())
        assert said(read(place / name)) == expected


@given(st.lists(st.tuples(PEOPLE, PEOPLE, st.sampled_from([-1, 0, 1]), st.integers(0, 99)), max_size=80), st.sampled_from(",;\t"))
def test_any_log_comes_back_as_its_latest_votes(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[str, str, int, int]], separator: str
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([("participant", "statement", "vote", "time"), *events])
    path = tmp_path_factory.mktemp("log") / "own.csv"
    path.write_text(out.getvalue(), newline="")
    latest: dict[tuple[str, str], tuple[int, int]] = {}
    for person, statement, value, at in events:
        if at >= latest.get((person, statement), (-1, 0))[0]:
            latest[person, statement] = (at, value)
    export = read(path)
    assert {(person, statement): value for person, statement, value in said(export)} == {pair: value for pair, (_, value) in latest.items()}
    assert len(export.votes.value) == len(latest)
    assert np.array_equal(np.sort(export.at), np.sort([at * 1000 for at, _ in latest.values()]))
