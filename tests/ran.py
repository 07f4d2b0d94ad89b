"""Fail unless every test ran, those that ask the database on both, browser and PostgreSQL tests among them.

usage: python tests/ran.py FIRST.xml SECOND.xml (JUnit files of whole runs, one a database)
"""

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

NEEDS = ("browser", "postgres", "database")  # what tests need more than Python
ONCE = {"postgres", "sqlite", "one run"}  # what lets a test of the database run on one of them only


def cases(path: str) -> Iterator[tuple[str, set[str], bool]]:
    """Yield (test, what it needs, whether it ran) for each test of a run."""
    for case in ET.fromstring(Path(path).read_bytes()).iter("testcase"):
        needs = {str(p.get("value")) for p in case.iter("property") if p.get("name") == "needs"}
        yield f"{case.get('classname')}::{case.get('name')}", needs, case.find("skipped") is None


def main(paths: list[str]) -> int:
    needed: dict[str, set[str]] = {}
    runs: Counter[str] = Counter()
    ran_with: Counter[str] = Counter()
    for path in paths:
        for name, needs, ran in cases(path):
            needed[name] = needs
            runs[name] += ran
            ran_with.update(needs if ran else ())
    left_out = sorted(name for name in needed if not runs[name])
    for name in left_out:
        print(f"not run: {name}")  # noqa: T201
    not_on_both = sorted(n for n, needs in needed.items() if "database" in needs and not needs & ONCE and 0 < runs[n] < len(paths))
    for name in not_on_both:
        print(f"asks the database, but did not run on each: {name}")  # noqa: T201
    none = [need for need in NEEDS if not ran_with[need]]
    for need in none:
        print(f"not one test marked {need} ran")  # noqa: T201
    print(f"{len(needed)} tests, {len(left_out)} not run; " + ", ".join(f"{need}: {ran_with[need]} ran" for need in NEEDS))  # noqa: T201
    return 1 if left_out or not_on_both or none or not needed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
