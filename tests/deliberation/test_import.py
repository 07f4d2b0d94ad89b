"""Importing real Polis exports, read in place."""
# ruff: noqa: E501

import csv
import gzip
import io
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from kenes.councils.models import Council, Member
from kenes.deliberation.acts import import_polis
from kenes.deliberation.acts.importing import language_of
from kenes.deliberation.errors import UnreadablePolis
from kenes.deliberation.models import Deliberation, Participant, Release, Statement, Vote
from kenes.deliberation.queries import broadest_agreement, latest_release
from kenes.deliberation.queries.ground import division
from kenes.record.models import Entry

DATA = Path(os.environ.get("KENES_OPINIONS", Path(__file__).resolve().parents[3] / "shared/data/opinions"))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no exports in {DATA}: set KENES_OPINIONS")


def rows_of(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    return list(csv.DictReader(io.StringIO((gzip.decompress(data) if path.suffix == ".gz" else data).decode())))


def latest_counts(folder: Path) -> Counter[tuple[str, str]]:
    """Count Polis's own final matrix: (statement, vote) -> people."""
    path = next(p for p in (folder / "participants-votes.csv", folder / "participants-votes.csv.gz") if p.exists())
    return Counter((column, value) for row in rows_of(path) for column, value in row.items() if column.isdigit() and value)


@needs_data
@pytest.mark.parametrize(
    ("name", "people", "statements", "votes", "language"),
    [
        ("nz-biodiversity", 536, 316, 29719, "en"),
        ("vtaiwan-uberx", 1921, 197, 49443, "zh"),
        ("london-youth-policing", 26, 39, 638, "en"),
    ],
)
def test_a_real_export_becomes_a_closed_deliberation_with_polis_own_counts(
    council: Council, secretary: Member, name: str, people: int, statements: int, votes: int, language: str
) -> None:
    deliberation = import_polis(by=secretary, council=council, folder=DATA / name)
    assert deliberation.state == Deliberation.State.CLOSED
    assert Participant.objects.filter(deliberation=deliberation, side=None, region=None).count() == people
    assert Vote.objects.filter(statement__deliberation=deliberation).count() == votes
    found = list(Statement.objects.filter(deliberation=deliberation).order_by("number"))
    assert (len(found), {s.text.original for s in found}) == (statements, {language})
    release = latest_release(deliberation)
    assert release is not None
    polis = latest_counts(DATA / name)
    moderated = {row["comment-id"]: row for row in rows_of(DATA / name / "comments.csv")}
    ids = sorted(moderated, key=int)
    for number, statement in zip(ids, found, strict=True):
        assert statement.state == ("rejected" if moderated[number]["moderated"] == "-1" else "accepted")
        if statement.state == "rejected":
            assert statement.public_id not in release.table["statements"]
            continue
        cell = release.table["statements"][statement.public_id][0]
        if "a" in cell:
            assert (cell["a"], cell["d"], cell["p"]) == (polis[number, "1"], polis[number, "-1"], polis[number, "0"])
    assert Entry.objects.filter(type="deliberation.imported", object=deliberation.ref).count() == 1


@needs_data
def test_the_event_log_sums_to_the_counts_of_comments_csv() -> None:
    """comments.csv counts every event, also those that a person revised later."""
    for name in ("nz-biodiversity", "vtaiwan-uberx", "london-youth-policing"):
        folder = DATA / name
        votes = next(p for p in (folder / "votes.csv", folder / "votes.csv.gz") if p.exists())
        events = Counter((row["comment-id"], row["vote"]) for row in rows_of(votes))
        for row in rows_of(folder / "comments.csv"):
            assert (events[row["comment-id"], "1"], events[row["comment-id"], "-1"]) == (int(row["agrees"]), int(row["disagrees"]))


@needs_data
def test_the_broadest_agreement_of_an_import_ranks_the_whole_cell(council: Council, secretary: Member) -> None:
    release = latest_release(import_polis(by=secretary, council=council, folder=DATA / "nz-biodiversity"))
    assert release is not None
    scores = [line.score for line in division(release).lines if line.score is not None]
    assert scores == sorted(scores, reverse=True)
    shares = [figure.whole.share for figure in broadest_agreement(release, 5)]
    assert all(share is not None and share > 0.8 for share in shares)


# Damaged exports: nothing is written, and the message names file, line and column

HEAD_VOTES, HEAD_COMMENTS = "timestamp,datetime,comment-id,voter-id,vote\n", "timestamp,comment-id,author-id,moderated,comment-body\n"
GOOD_VOTES, GOOD_COMMENTS = HEAD_VOTES + "1,x,0,7,1\n2,x,0,7,-1\n1,x,0,8,1\n", HEAD_COMMENTS + "1,0,5,1,Roads first\n"
CUT_SHORT = gzip.compress((HEAD_VOTES + "1,x,0,7,1\n" * 5000).encode())[:-20]


def export(folder: Path, votes: bytes | str = GOOD_VOTES, comments: bytes | str = GOOD_COMMENTS, name: str = "votes.csv") -> Path:
    for file, content in ((name, votes), ("comments.csv", comments)):
        (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"votes": HEAD_VOTES + "1,x,0,7,NaN\n"}, "votes.csv, line 2, column “vote”: A vote must be -1, 0 or 1. Found: “NaN”."),
        ({"votes": HEAD_VOTES + "1,x,0,7,2\n"}, "votes.csv, line 2, column “vote”: A vote must be -1, 0 or 1. Found: “2”."),
        ({"votes": HEAD_VOTES + "1,x,0,7,1\n1,x,9,7,1\n"}, "votes.csv, line 3, column “comment-id”: There is no such statement among those listed. Found: “9”."),
        ({"votes": HEAD_VOTES + "1e9,x,0,7,1\n"}, "votes.csv, line 2, column “timestamp”: A whole number is needed here. Found: “1e9”."),
        ({"votes": HEAD_VOTES + "--5,x,0,7,1\n"}, "votes.csv, line 2, column “timestamp”: A whole number is needed here. Found: “--5”."),
        ({"votes": HEAD_VOTES + "9223372036854775808,x,0,7,1\n"}, "votes.csv, line 2, column “timestamp”: A whole number is needed here. Found: “9223372036854775808”."),
        ({"votes": HEAD_VOTES + "1,x,0,,1\n"}, "votes.csv, line 2, column “voter-id”: The id is missing, too long, negative, or holds characters that do not print."),
        ({"votes": "comment-id,vote\n0,1\n"}, "votes.csv, line 1, column “voter-id”: This column is missing."),
        ({"votes": HEAD_VOTES + "1,x,0\n"}, "votes.csv, line 2: The line has more or fewer values than the first line has names."),
        ({"votes": HEAD_VOTES + "1,x,0,7," + "1" * 50_000_000 + "\n"}, "votes.csv, line 2: The line is longer than one megabyte."),
        ({"votes": HEAD_VOTES.encode() + b"1,\xff,0,7,1\n"}, "votes.csv, line 2: The text is not in UTF-8."),
        ({"votes": HEAD_VOTES + "1,\0,0,7,1\n"}, "votes.csv, line 2: The line holds characters that cannot be stored."),
        ({"votes": ""}, "votes.csv: The file is empty."),
        ({"votes": CUT_SHORT, "name": "votes.csv.gz"}, "The compressed file is damaged or ends too early."),
        ({"comments": HEAD_COMMENTS}, "comments.csv: The file is empty."),
        ({"comments": GOOD_COMMENTS + "1,0,5,1,Again\n"}, "comments.csv, line 3, column “comment-id”: This statement is listed twice. Found: “0”."),
        ({"comments": HEAD_COMMENTS + "1,0,5,7,Roads\n"}, "comments.csv, line 2, column “moderated”: Moderation must be -1, 0 or 1. Found: “7”."),
        ({"comments": HEAD_COMMENTS + "1,0,5,1, \n"}, "comments.csv, line 2, column “comment-body”: The statement has no text."),
        ({"comments": HEAD_COMMENTS + '1,0,5,1,"open\n'}, "comments.csv, line 2: This is not a table in CSV format."),
    ],
)  # fmt: skip
def test_a_damaged_export_is_refused_and_leaves_no_trace(
    council: Council, secretary: Member, tmp_path: Path, parts: dict[str, str | bytes], message: str
) -> None:
    with pytest.raises(UnreadablePolis) as refused:
        import_polis(by=secretary, council=council, folder=export(tmp_path, **parts))  # type: ignore[arg-type]
    assert message in str(refused.value)
    assert not Deliberation.objects.exists()
    assert not Entry.objects.filter(type__startswith="deliberation").exists()


def test_a_missing_file_is_named(council: Council, secretary: Member, tmp_path: Path) -> None:
    with pytest.raises(UnreadablePolis, match=r"comments\.csv: This file is missing\."):
        import_polis(by=secretary, council=council, folder=tmp_path)


def test_the_latest_vote_of_a_person_counts(council: Council, secretary: Member, tmp_path: Path) -> None:
    deliberation = import_polis(by=secretary, council=council, folder=export(tmp_path))
    votes = Vote.objects.filter(statement__deliberation=deliberation).order_by("participant__source_id")
    assert list(votes.values_list("participant__source_id", "value")) == [("7", -1), ("8", 1)]


def test_a_gzip_export_with_another_name_order_and_bom_is_read(council: Council, secretary: Member, tmp_path: Path) -> None:
    votes = "\ufeffvote,voter-id,comment-id\n1,a,0\n0,b,0\n"
    deliberation = import_polis(by=secretary, council=council, folder=export(tmp_path, gzip.compress(votes.encode()), name="votes.csv.gz"))
    assert Vote.objects.filter(statement__deliberation=deliberation).count() == 2


def test_few_imported_people_show_no_figure(council: Council, secretary: Member, tmp_path: Path) -> None:
    release = Release.objects.get(deliberation=import_polis(by=secretary, council=council, folder=export(tmp_path)))
    entry = json.loads(Entry.objects.get(type="deliberation.imported").body)
    assert set(entry["details"]) == {"n", "statements", "votes", "source"}  # no hash that one could try out votes on
    assert all("why" in cell for row in release.table["statements"].values() for cell in row)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Жолды жөндеу қажет, көлік тоқтап тұр", "kk"),
        ("Нужно починить дорогу", "ru"),
        ("我覺得應該納管", "zh"),
        ("Mend the road", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_told_from_the_letters(text: str, language: str) -> None:
    assert language_of(text) == language
