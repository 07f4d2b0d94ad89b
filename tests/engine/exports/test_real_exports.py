"""Real conversations in every form, against a slow and obvious reading of the same files."""

from collections import Counter

import numpy as np
import pytest

from kenes.engine.exports import Export, read, read_groups
from tests.conversations import DATA, file_of, json_of, needs_data, rows_of

pytestmark = needs_data

Said = dict[tuple[str, str], int]


def said(export: Export) -> Said:
    votes = export.votes
    return {
        (export.participants[person], export.statements[statement].id): value
        for person, statement, value in zip(votes.participant.tolist(), votes.statement.tolist(), votes.value.tolist(), strict=True)
    }


def log_of(name: str) -> Said:
    latest: dict[tuple[str, str], tuple[int, int, int]] = {}
    for line, row in enumerate(rows_of(file_of(name, "votes.csv"))):
        pair = (row["voter-id"], row["comment-id"])
        latest[pair] = max(latest.get(pair, (-1, -1, 0)), (int(row["timestamp"]), line, int(row["vote"])))
    return {pair: value for pair, (_, _, value) in latest.items()}


def matrix_of(name: str) -> Said:
    rows = rows_of(file_of(name, "participants-votes.csv"))
    return {(row["participant"], name): int(value) for row in rows for name, value in row.items() if name.isdigit() and value}


def api_of(name: str) -> Said:
    return {(str(row["participant_id"]), str(row["statement_id"])): row["vote"] for row in json_of(file_of(name, "votes.json"))}


@pytest.mark.parametrize(
    ("name", "people", "voted_on", "votes"),
    [
        ("bowling-green", 2031, 896, 225_524),
        ("vtaiwan-uberx", 1921, 197, 49_443),
        ("nz-biodiversity", 536, 314, 29_719),
        ("london-youth-policing", 26, 36, 638),
        ("ref-vw-69x125-4groups", 69, 125, 4_555),
        ("ref-27x57-3groups-meta", 27, 57, 1_386),
        ("ref-267x60-4groups", 267, 60, 5_216),
    ],
)
def test_a_conversation_has_the_size_that_its_source_names(name: str, people: int, voted_on: int, votes: int) -> None:
    export = read(DATA / name)
    assert len(export.participants) == export.votes.participants == people
    assert np.count_nonzero(export.votes.votes_by_statement) == voted_on
    assert export.votes.value.size == export.at.size == votes
    assert export.votes.statements == len(export.statements)
    assert all(statement.text for statement in export.statements)


@pytest.mark.parametrize("name", ["vtaiwan-uberx", "nz-biodiversity", "london-youth-policing", "ref-vw-69x125-4groups"])
def test_the_log_gives_the_latest_vote_of_each_pair(name: str) -> None:
    assert said(read(DATA / name)) == log_of(name)


@pytest.mark.parametrize("name", ["bowling-green", "vtaiwan-uberx", "nz-biodiversity", "london-youth-policing"])
def test_the_matrix_gives_the_same_votes_as_the_log(name: str) -> None:
    """In all three exports that have both, they hold exactly the same votes."""
    matrix = said(read(file_of(name, "participants-votes.csv")))
    assert matrix == matrix_of(name)
    assert matrix == said(read(DATA / name))


@pytest.mark.parametrize("name", ["bowling-green", "vtaiwan-uberx", "nz-biodiversity", "london-youth-policing"])
def test_the_groups_are_those_of_polis(name: str) -> None:
    rows = rows_of(file_of(name, "participants-votes.csv"))
    export = read(DATA / name)
    assert export.groups is not None
    assert dict(zip(export.participants, export.groups.tolist(), strict=True)) == {
        row["participant"]: int(row["group-id"] or -1) for row in rows
    }


@pytest.mark.parametrize("name", ["vtaiwan-uberx", "nz-biodiversity", "ref-vw-69x125-4groups"])
def test_people_stand_in_the_order_of_their_first_vote(name: str) -> None:
    first: dict[str, tuple[int, int]] = {}
    for line, row in enumerate(rows_of(file_of(name, "votes.csv"))):
        first[row["voter-id"]] = min(first.get(row["voter-id"], (2**60, 0)), (int(row["timestamp"]), line))
    assert read(DATA / name).participants == sorted(first, key=lambda voter: first[voter])


@pytest.mark.parametrize("name", ["ref-27x57-3groups-meta", "ref-267x60-4groups"])
def test_rows_of_the_api_get_the_sign_that_their_counts_tell(name: str) -> None:
    """Polis's API has agree = -1, but these two copies have agree = +1: comments.json counts it so, and so does Polis's result."""
    export = read(DATA / name)
    assert export.sign == "agree=+1"
    assert said(export) == api_of(name)
    agreed = Counter(statement for (_, statement), value in said(export).items() if value == 1)
    for row in json_of(file_of(name, "comments.json")):
        if row["count"]:  # three statements were taken out and have no votes
            assert agreed[str(row["statement_id"])] == row["agree_count"]


def test_the_api_tells_meta_statements_moderation_and_language() -> None:
    export = read(DATA / "ref-27x57-3groups-meta")
    rows = {str(row["statement_id"]): row for row in json_of(file_of("ref-27x57-3groups-meta", "comments.json"))}
    assert {s.id for s in export.statements if s.is_meta} == {"0", "1", "2", "3"}
    assert all(
        (s.moderated, s.lang, s.text) == (rows[s.id]["moderated"], rows[s.id]["lang"], rows[s.id]["txt"].strip()) for s in export.statements
    )
    assert export.topic == "Ako obnovovať dôveru v občiansku spoločnosť?"
    assert [int(s.id) for s in export.statements] == sorted(int(s.id) for s in export.statements)


@pytest.mark.parametrize("name", ["nz-biodiversity", "ref-vw-69x125-4groups", "ref-27x57-3groups-meta", "ref-267x60-4groups"])
def test_the_groups_of_polis_result_are_spelt_out_to_people(name: str) -> None:
    export = read(DATA / name)
    groups, names = read_groups(file_of(name, "math-pca2.json"), export.participants)
    votes = json_of(file_of(name, "math-pca2.json"))["group-votes"]
    assert names == sorted(votes)
    for number, group in enumerate(names):
        for statement, counts in votes[group]["votes"].items():
            at = next(index for index, s in enumerate(export.statements) if s.id == statement)
            there = (export.votes.statement == at) & (groups[export.votes.participant] == number)
            assert np.count_nonzero(there) == counts["S"]
            if counts["A"] or counts["D"]:
                assert np.count_nonzero(export.votes.value[there] == 1) == counts["A"]


def test_groups_from_polis_result_are_those_of_its_matrix() -> None:
    export = read(DATA / "nz-biodiversity")
    groups, _ = read_groups(file_of("nz-biodiversity", "math-pca2.json"), export.participants)
    assert export.groups is not None
    assert groups.tolist() == export.groups.tolist()


def test_what_was_done_by_rule_is_noted() -> None:
    notes = [str(note) for note in read(DATA / "nz-biodiversity").notes]
    assert notes == [
        "314 statements or people have counts of agreement in the files, and they show the sign of votes: agree=+1",
        "83 votes were given again by the same person on the same statement: the latest counts",
    ]
    assert "211 statements" in str(next(note for note in read(DATA / "bowling-green").notes if note.code == "counts_differ"))
