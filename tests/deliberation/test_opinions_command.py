"""`kenes opinions`: from real files to results that open, without a server and without a database."""

import csv
import html.parser
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from kenes.deliberation.management.progress import Bar
from kenes.deliberation.report import writing
from kenes.engine.exports import read
from tests.conversations import DATA, file_of, json_of, needs_data

VOID = {"meta", "br", "hr", "img", "input", "link"}


def run(votes: Path, out: Path, *options: object) -> str:
    words = io.StringIO()
    call_command("opinions", str(votes), "--out", str(out), *map(str, options), stdout=words)
    return words.getvalue()


def table(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


class Page(html.parser.HTMLParser):
    """A page as a browser's parser would take it: fails on a tag that is not closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def conversation(place: Path, texts: list[str], topic: str = "Roads") -> Path:
    """Write an export in which 40 people agree with even statements, and every second disagrees with odd ones."""
    place.mkdir(exist_ok=True)
    comments, votes = io.StringIO(), io.StringIO()
    csv.writer(comments).writerows([("comment-id", "moderated", "comment-body"), *((at, 1, text) for at, text in enumerate(texts))])
    rows = [(at, person, -1 if at % 2 and person % 2 else 1) for at in range(len(texts)) for person in range(40)]
    csv.writer(votes).writerows([("comment-id", "voter-id", "vote"), *rows])
    (place / "comments.csv").write_text(comments.getvalue(), newline="")
    (place / "votes.csv").write_text(votes.getvalue(), newline="")
    (place / "summary.csv").write_text(f'topic,"{topic}"\n')
    return place


@needs_data
@pytest.mark.parametrize("name", ["nz-biodiversity", "vtaiwan-uberx", "bowling-green", "london-youth-policing", "ref-27x57-3groups-meta"])
@pytest.mark.parametrize("mode", ["kenes", "polis"])
def test_a_real_conversation_becomes_files_that_open(tmp_path: Path, name: str, mode: str) -> None:
    run(DATA / name, tmp_path / "out", "--mode", mode)
    export = read(DATA / name)
    rows = table(tmp_path / "out/statements.csv")
    assert [row["id"] for row in rows] == [statement.id for statement in export.statements]
    counts = np.zeros((len(rows), 3), int)
    np.add.at(counts, (export.votes.statement, 1 - export.votes.value), 1)
    assert [[int(row[name]) for name in ("agree", "pass", "disagree")] for row in rows] == counts.tolist()
    assert [row["participant"] for row in table(tmp_path / "out/members.csv")] == export.participants
    page = Page((tmp_path / "out/report.html").read_text())
    assert export.topic.split()[0] in page.text
    result = json_of(tmp_path / "out/result.json")
    assert result["n"] == len(export.participants)


@needs_data
def test_no_page_asks_anything_of_another_host(tmp_path: Path) -> None:
    run(DATA / "nz-biodiversity", tmp_path / "out")
    text = (tmp_path / "out/report.html").read_text()
    page = Page(text)
    asked = [value for _, attributes in page.tags for name, value in attributes.items() if name in ("src", "href", "action", "xlink:href")]
    assert asked == []
    assert not re.search(r"url\(|@import|<script", text)
    policies = [attributes["content"] for tag, attributes in page.tags if attributes.get("http-equiv") == "Content-Security-Policy"]
    assert [str(policy).split(";")[0] for policy in policies] == ["default-src 'none'"]


def test_groups_that_were_given_are_not_called_found(tmp_path: Path) -> None:
    votes, groups = ["participant,statement,vote"], ["participant,group"]
    for person in range(60):
        votes += [f"p{person},{statement},{1 if (person % 2 == 0) == (statement < 6) else -1}" for statement in range(12)]
        groups.append(f"p{person},{'early' if person < 20 else 'late'}")
    for name, lines in (("votes", votes), ("groups", groups)):
        (tmp_path / f"{name}.csv").write_text("\n".join(lines))
    said = run(tmp_path / "votes.csv", tmp_path / "out", "--groups", tmp_path / "groups.csv")
    assert "Opinion groups as given" in said
    assert "People form" not in said
    result = json_of(tmp_path / "out/result.json")
    assert (result["groups-given"], result["opinions"]["groups"], result["divisions"][0]["cells"]) == (True, 2, ["early", "late"])
    people = table(tmp_path / "out/members.csv")
    assert {(one["group"], one["leaning"], one["confidence"]) for one in people} == {("early", "", ""), ("late", "", "")}


@needs_data
def test_the_polis_mode_writes_the_keys_of_polis_with_the_groups_given(tmp_path: Path) -> None:
    theirs = file_of("nz-biodiversity", "math-pca2.json")
    run(DATA / "nz-biodiversity", tmp_path / "out", "--mode", "polis", "--groups", theirs)
    result, polis = json_of(tmp_path / "out/result.json"), json_of(theirs)
    assert result.keys() <= polis.keys()
    assert result["tids"] == polis["tids"]
    for group, lines in polis["repness"].items():
        assert [line["tid"] for line in result["repness"][group]] == [line["tid"] for line in lines]
        votes = {
            tid: {"A": counts["A"], "D": counts["D"], "S": counts["S"]} for tid, counts in polis["group-votes"][group]["votes"].items()
        }
        assert result["group-votes"][group]["votes"] == votes
    for tid, value in polis["group-aware-consensus"].items():
        assert result["group-aware-consensus"][tid] == pytest.approx(value, rel=1e-9)


@needs_data
def test_the_result_is_the_same_bit_for_bit(tmp_path: Path) -> None:
    for out in ("first", "second"):
        run(DATA / "london-youth-policing", tmp_path / out, "--seed", 7)
    for path in (tmp_path / "first").iterdir():
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()


@needs_data
def test_labels_divide_people_as_they_say(tmp_path: Path) -> None:
    export = read(DATA / "nz-biodiversity")
    sides = ["North", "South", ""]
    rows = [(name, sides[at % 3], f"R{at % 30}") for at, name in enumerate(export.participants)]
    with (tmp_path / "labels.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("participant", "side", "region"), *rows])
    run(DATA / "nz-biodiversity", tmp_path / "out", "--labels", tmp_path / "labels.csv")
    result = json_of(tmp_path / "out/result.json")
    names = [division["name"] for division in result["divisions"]]
    assert names[-2:] == ["side", "region"]
    side = result["divisions"][names.index("side")]
    assert (side["cells"], side["people"]) == (["North", "South"], [179, 179])
    north = {at for at in range(len(rows)) if at % 3 == 0}
    statement = next(at for at, one in enumerate(export.statements) if one.id == result["tids"][5])
    there = [
        int(v)
        for p, s, v in zip(export.votes.participant, export.votes.statement, export.votes.value, strict=True)
        if s == statement and p in north
    ]
    assert side["counts"][5][0] == [there.count(1), there.count(-1), there.count(0)]
    assert [row["side"] for row in table(tmp_path / "out/members.csv")] == [side for _, side, _ in rows]
    assert len(table(tmp_path / "out/groups.csv")) == len(result["divisions"][0]["cells"]) * (len(names) == 3) + 2 + 30


HOSTILE = [
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "{{7*7}} {% csrf_token %}",
    '"><img src=x onerror=alert(1)>',
    "=HYPERLINK(1)",
    "+1-1",
    "@SUM(A1)",
    "-2",
    "right\u202eleft\u0007",
    "Ә Ғ Қ Ң Ө Ұ Ү Һ І & < >",
]


@pytest.mark.parametrize("mode", ["kenes", "polis"])
def test_whatever_people_wrote_stays_text(tmp_path: Path, mode: str) -> None:
    labels = "participant,<b>side</b>\n" + "".join(f"{person},{HOSTILE[person % 3]}\n" for person in range(40))
    (tmp_path / "labels.csv").write_text(labels)
    run(
        conversation(tmp_path / "in", HOSTILE, topic="</title><script>"),
        tmp_path / "out",
        "--labels",
        tmp_path / "labels.csv",
        "--mode",
        mode,
    )
    text = (tmp_path / "out/report.html").read_text()
    page = Page(text)
    assert {tag for tag, _ in page.tags} & {"script", "img", "b"} <= {"b"}
    assert [attributes for tag, attributes in page.tags if any(name.startswith("on") for name in attributes)] == []
    assert "{{7*7}} {% csrf_token %}" in page.text
    assert "\u202e" not in text
    assert "\u0007" not in text
    for path in (tmp_path / "out").glob("*.csv"):
        cells = [cell for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "@", "+"))] == []
        assert [cell for cell in cells if cell.startswith("-") and not re.fullmatch(r"-\d+(\.\d+)?(e-\d+)?", cell)] == []
    assert "'=HYPERLINK(1)" in [row["text"] for row in table(tmp_path / "out/statements.csv")]
    assert json_of(tmp_path / "out/result.json")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} if folder.is_dir() else {}


def test_a_bad_row_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text("participant,statement,vote\na,x,1\nb,x,maybe\n")
    with pytest.raises(CommandError, match=r"votes\.csv, line 3, column “vote”: A vote must be -1, 0 or 1\. Found: “maybe”\."):
        run(tmp_path / "votes.csv", tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["votes.csv"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--labels", "nowhere.csv"], "nowhere.csv: This file is missing."),
        (["--groups", "nowhere.csv"], "nowhere.csv: This file is missing."),
        (["--updates", "5"], "--updates is a number from 0 on, and needs --mode polis."),
        (["--seed", "-1"], "--seed is a whole number from 0 on."),
    ],
)
def test_a_wrong_option_is_refused_in_words(tmp_path: Path, options: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=re.escape(message)):
        run(conversation(tmp_path / "in", ["A", "B"]), tmp_path / "out", *options)
    assert not (tmp_path / "out").exists()


def test_a_history_without_times_is_refused(tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text("participant,statement,vote\na,x,1\nb,x,-1\n")
    with pytest.raises(CommandError, match=r"votes\.csv, column “time”: This column is missing\."):
        run(tmp_path / "votes.csv", tmp_path / "out", "--mode", "polis", "--updates", "5")
    assert not (tmp_path / "out").exists()


def test_a_folder_in_use_is_left_alone_unless_forced(tmp_path: Path) -> None:
    talk = conversation(tmp_path / "in", ["A", "B", "C"])
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("keep")
    with pytest.raises(CommandError, match="not empty"):
        run(talk, out)
    assert files(out) == {"mine.txt": b"keep"}
    run(talk, out, "--force", "--mode", "polis")
    assert (out / "representative.csv").exists()
    run(talk, out, "--force")
    assert (out / "mine.txt").read_text() == "keep"
    assert (out / "slate.csv").exists()
    assert not (out / "representative.csv").exists()
    assert [path for path in out.iterdir() if path.name.startswith(".")] == []


def test_a_folder_is_complete_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        writing.write_folder(tmp_path / "out", {"one.txt": "fine", "two.txt": "a\ud800"})
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(CommandError, match="is not a folder"):
        run(conversation(tmp_path / "in", ["A", "B"]), tmp_path / "out")


def test_a_file_without_votes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text("participant,statement,vote\n")
    with pytest.raises(CommandError, match=r"votes\.csv: The file is empty\."):
        run(tmp_path / "votes.csv", tmp_path / "out")


@pytest.mark.parametrize("votes", ["a,x,1\n", "a,x,0\nb,x,0\n", "".join(f"p{p},s{s},1\n" for p in range(9) for s in range(9))])
@pytest.mark.parametrize("mode", ["kenes", "polis"])
def test_the_smallest_conversations_have_a_report_too(tmp_path: Path, votes: str, mode: str) -> None:
    (tmp_path / "votes.csv").write_text("participant,statement,vote\n" + votes)
    run(tmp_path / "votes.csv", tmp_path / "out", "--mode", mode)
    assert Page((tmp_path / "out/report.html").read_text()).text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_report_is_in_the_language_asked_for(tmp_path: Path, language: str) -> None:
    run(conversation(tmp_path / "in", ["Roads", "Schools"]), tmp_path / "out", "--language", language)
    page = Page((tmp_path / "out/report.html").read_text())
    assert page.tags[0] == ("html", {"lang": language})


def test_the_command_needs_no_database_and_ends_with_1_on_bad_files(tmp_path: Path) -> None:
    talk = conversation(tmp_path / "in", ["Roads", "Schools"])
    bare: dict[str, Any] = {"cwd": tmp_path, "env": {"PATH": os.environ["PATH"]}, "capture_output": True, "text": True, "check": False}
    command = [sys.executable, "-m", "kenes.config.cli", "opinions"]
    done = subprocess.run([*command, str(talk), "--out", "out"], **bare)
    assert (done.returncode, done.stderr) == (0, "")
    assert "wrote" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]
    refused = subprocess.run([*command, "nothing.csv", "--out", "other"], **bare)
    assert (refused.returncode, refused.stderr) == (1, "CommandError: nothing.csv: This file is missing.\n")


class Stream(io.StringIO):
    def __init__(self, watched: bool) -> None:
        super().__init__()
        self.watched = watched

    def isatty(self) -> bool:
        return self.watched


def test_short_work_shows_no_bar_and_long_work_leaves_a_clean_line() -> None:
    quiet = Stream(False)
    bar = Bar(quiet)
    bar.show("reading", 0.5)
    bar.end()
    assert quiet.getvalue() == ""
    for watched, line in (
        (True, "\r[###############...............]  50 % reading"),
        (False, "[###############...............]  50 % reading\n"),
    ):
        stream = Stream(watched)
        bar = Bar(stream)
        bar.began -= 10
        bar.show("reading", 0.5)
        bar.end()
        assert stream.getvalue().startswith(line)
        assert stream.getvalue().endswith("\r" if watched else "\n")


def test_json_has_no_number_that_is_none() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        writing.json_text({"x": float("nan")})
    assert json.loads(writing.json_text({"x": "Ә"})) == {"x": "Ә"}
