"""Reader of Pabulib files (.pb): approvals over projects with costs, as participatory budgets publish them.

The format: sections META, PROJECTS and VOTES, each followed by a header and rows of fields between semicolons
(https://pabulib.org/format). Read strictly: what does not fit is refused with its line.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from kenes.engine.agenda.model import LARGEST, Ballots, Election, Endowment, Ints, Topics

SECTIONS = ("META", "PROJECTS", "VOTES")
FINEST = 10_000  # parts of a unit in which costs may be given


class UnreadablePb(ValueError):
    """A file that is no Pabulib file with approvals. `line` is counted from 1, 0 where it is about the whole file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}" if line else message)
        self.line = line


@dataclass(frozen=True)
class PbFile:
    """What a file says. `costs` and `budget` count in parts of `unit` (1, or 100 where hundredths occur).

    `projects` and `names`, one for each project in the order of the file; `columns`: what else is said of each voter.
    """

    meta: dict[str, str]
    projects: list[str]
    names: list[str]
    costs: list[int]
    budget: int
    unit: int
    ballots: Ballots
    columns: dict[str, list[str]]

    def election(self, endowment: Endowment | None = None) -> Election:
        """Return the election, with equal shares unless others are given."""
        return Election(Topics.of(self.costs), self.ballots, endowment or Endowment.by_member(self.ballots.voters), self.budget)

    def numbered(self, column: str) -> tuple[Ints, list[str]]:
        """Return a column of the voters as numbers, shape (n,), and what each number stands for, sorted.

        Raises ValueError for a column that the file has not.
        """
        if column not in self.columns:
            there = ", ".join(sorted(self.columns)) or "none"
            raise ValueError(f"{column}: the file says no such thing of its voters (it has: {there})")
        values, numbers = np.unique(np.array(self.columns[column], dtype=object).astype(str), return_inverse=True)
        return numbers.reshape(-1).astype(np.int64), values.tolist()


def read_pb(path: Path) -> PbFile:
    """Read a file. Raises UnreadablePb, naming the line, and OSError."""
    parts: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for section, line, row in rows(path):
        parts.setdefault(section, [])
        if row:
            parts[section].append((line, row))
    for section in SECTIONS:
        if section not in parts:
            raise UnreadablePb(0, f"there is no section {section}")
    meta = {row["key"]: row["value"] for _, row in parts["META"]}
    if meta.get("vote_type", "") != "approval":
        raise UnreadablePb(0, f"vote_type is “{meta.get('vote_type', '')}”; only approvals can be counted")
    projects = listed(parts["PROJECTS"])
    costs, budget, unit = amounts(parts["PROJECTS"], meta)
    expect(meta, "num_projects", len(projects))
    expect(meta, "num_votes", len(parts["VOTES"]))
    ballots = approvals(parts["VOTES"], projects)
    voters = [row for _, row in parts["VOTES"]]
    others = [name for name in (voters[0] if voters else ()) if name not in ("voter_id", "vote")]
    names = [row.get("name", "") for _, row in parts["PROJECTS"]]
    return PbFile(meta, list(projects), names, costs, budget, unit, ballots, {name: [row[name] for row in voters] for name in others})


def rows(path: Path) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Yield (section, line, row by column), and an empty row when a section begins."""
    section, header = "", None
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=";", strict=True)
        try:
            for row in reader:
                if len(row) <= 1 and (not row or not row[0].strip()):
                    continue
                if len(row) == 1 and row[0].strip().upper() in SECTIONS:
                    section = row[0].strip().upper()
                    header = ["key", "value"] if section == "META" else None  # some files write that line, some do not
                    yield section, reader.line_num, {}
                elif not section:
                    raise UnreadablePb(reader.line_num, "a Pabulib file begins with META")
                elif header is None:
                    header = columns_of(section, [cell.strip() for cell in row], reader.line_num)
                elif len(row) != len(header):
                    raise UnreadablePb(reader.line_num, f"{len(row)} fields where {section} has {len(header)} columns")
                else:
                    yield section, reader.line_num, {name: cell.strip() for name, cell in zip(header, row, strict=True)}
        except UnicodeDecodeError as error:
            raise UnreadablePb(reader.line_num + 1, "this is not UTF-8 text") from error
        except csv.Error as error:
            raise UnreadablePb(reader.line_num, f"the row cannot be read: {error}") from error


def columns_of(section: str, header: list[str], line: int) -> list[str]:
    needed = {"PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}[section]
    missing = [name for name in needed if name not in header]
    if missing:
        raise UnreadablePb(line, f"{section} has no column “{missing[0]}”")
    if len(set(header)) != len(header):
        raise UnreadablePb(line, f"{section} has a column twice")
    return header


def listed(projects: list[tuple[int, dict[str, str]]]) -> dict[str, int]:
    """Return the number of each project."""
    found: dict[str, int] = {}
    for line, row in projects:
        if row["project_id"] in found or not row["project_id"]:
            raise UnreadablePb(line, f"project “{row['project_id']}” stands twice, or has no id")
        found[row["project_id"]] = len(found)
    return found


def amounts(projects: list[tuple[int, dict[str, str]]], meta: dict[str, str]) -> tuple[list[int], int, int]:
    """Return costs, the budget, and of how many parts a unit has."""
    if "budget" not in meta:
        raise UnreadablePb(0, "META does not say the budget")
    budget = amount(meta["budget"], 0, "budget")
    costs = [amount(row["cost"], line, "cost") for line, row in projects]
    unit = next((u for u in (1, 100, FINEST) if all((each * u).denominator == 1 for each in (budget, *costs))), 0)
    if not unit:
        raise UnreadablePb(0, "costs have more than four decimals")
    if not 1 <= budget * unit <= LARGEST:
        raise UnreadablePb(0, f"budget: {meta['budget']} is out of range")
    return [int(each * unit) for each in costs], int(budget * unit), unit


def amount(text: str, line: int, name: str) -> Fraction:
    plain = text.replace(".", "", 1)
    if not plain.isascii() or not plain.isdigit() or len(plain) > 15:
        raise UnreadablePb(line, f"{name}: “{text[:30]}” is not a number such as 1500 or 1500.50")
    return Fraction(text)


def expect(meta: dict[str, str], key: str, count: int) -> None:
    if key in meta and meta[key] != str(count):
        raise UnreadablePb(0, f"META says {key} {meta[key]}, but there are {count}: is the file cut off?")


def approvals(votes: list[tuple[int, dict[str, str]]], projects: dict[str, int]) -> Ballots:
    voter, topic = [], []
    known: set[str] = set()
    for number, (line, row) in enumerate(votes):
        if row["voter_id"] in known:
            raise UnreadablePb(line, f"voter “{row['voter_id']}” stands twice")
        known.add(row["voter_id"])
        chosen = [each.strip() for each in row["vote"].split(",")] if row["vote"] else []
        unknown = next((each for each in chosen if each not in projects), None)
        if unknown is not None:
            raise UnreadablePb(line, f"there is no project “{unknown[:60]}”")
        if len(set(chosen)) != len(chosen):
            raise UnreadablePb(line, "a project is approved twice")
        voter += [number] * len(chosen)
        topic += [projects[each] for each in chosen]
    return Ballots.of(voter, topic, len(votes), len(projects))
