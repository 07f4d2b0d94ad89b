"""Run every benchmark and print its figures, one line each: BENCH name value unit goal

    python benchmarks/run.py [--quick] [NAME ...]

A benchmark is a script benchmarks/NAME.py that prints such lines (`figure` below helps) and nothing else on standard
output. It gets a data folder of its own in KENES_HOME, and `--quick` when only asked whether it still works: small
sizes then, a few seconds, figures without meaning. A missed goal is reported and is no failure; a script that ends
with an error is one. Figures as measured are kept in docs/measurements.md.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def figure(name: str, value: float, unit: str, goal: str) -> None:
    """Print one figure; `goal` is such as "<=0.60" or ">=1000"."""
    print(f"BENCH {name} {value:.4g} {unit} {goal}", flush=True)


def missed(line: str) -> bool:
    """Return whether the figure of a BENCH line misses its goal."""
    _, _, value, _, goal = line.split(maxsplit=4)
    bound = float(goal.lstrip("<>="))
    return float(value) > bound if goal.startswith("<") else float(value) < bound


def run(script: Path, arguments: list[str]) -> list[str]:
    """Run one benchmark in its own data folder, show what it prints; return its BENCH lines."""
    lines = []
    with tempfile.TemporaryDirectory(prefix="kenes-bench-") as home:
        environment = {**os.environ, "KENES_HOME": home, "PYTHONPATH": f"{HERE.parent}{os.pathsep}{HERE}"}
        with subprocess.Popen([sys.executable, str(script), *arguments], env=environment, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout or ():
                print(line, end="", flush=True)
                if line.startswith("BENCH "):
                    lines.append(line.strip())
        if process.returncode:
            raise SystemExit(f"{script.name} failed (exit code {process.returncode})")
    return lines


def main(arguments: list[str]) -> None:
    quick = [a for a in arguments if a == "--quick"]
    wanted = [a for a in arguments if not a.startswith("-")]
    scripts = [p for p in sorted(HERE.glob("[a-z]*.py")) if p.name != "run.py" and (not wanted or p.stem in wanted)]
    lines = [line for script in scripts for line in run(script, quick)]
    if not lines:
        raise SystemExit("No benchmark printed a figure.")
    late = [line.split()[1] for line in lines if missed(line)]
    if not quick:
        print(f"{len(lines)} figures, {len(late)} missed their goal" + (f": {', '.join(late)}" if late else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
