"""Fail unless every test ran in at least one of several runs, browser and PostgreSQL tests among them.

usage: python tests/ran.py RESULT.xml... (JUnit files of whole runs)
"""

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

NEEDS = ("browser", "postgres")  # markers of tests that need more than Python


def cases(path: str) -> Iterator[tuple[str, set[str], bool]]:
    """Yield (test, what it needs, whether it ran) for each test of a run."""
    for case in ET.fromstring(Path(path).read_bytes()).iter("testcase"):
        needs = {str(p.get("value")) for p in case.iter("property") if p.get("name") == "needs"}
        yield f"{case.get('classname')}::{case.get('name')}", needs, case.find("skipped") is None


def main(paths: list[str]) -> int:
    seen: dict[str, bool] = {}
    ran_with: Counter[str] = Counter()
    for path in paths:
        for name, needs, ran in cases(path):
            seen[name] = seen.get(name, False) or ran
            ran_with.update(needs if ran else ())
    left_out = sorted(name for name, ran in seen.items() if not ran)
    for name in left_out:
        print(f"not run: {name}")  # noqa: T201
    none = [need for need in NEEDS if not ran_with[need]]
    for need in none:
        print(f"not one test marked {need} ran")  # noqa: T201
    print(f"{len(seen)} tests, {len(left_out)} not run; " + ", ".join(f"{need}: {ran_with[need]} ran" for need in NEEDS))  # noqa: T201
    return 1 if left_out or none or not seen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
