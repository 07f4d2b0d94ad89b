"""Reads one SDMX-ML message from stdin and writes its observations to stdout as JSON: dimensions, then value, status and unit.

Run as a process of its own, like base/sheet_reader.py. Imports nothing of Kenes.
"""

import io
import json
import resource
import sys
import warnings
from typing import Any

MEMORY = 3 * 1024 * 1024 * 1024  # pandas reserves much address space and uses little of it


def main(seconds: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    content = sys.stdin.buffer.read()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return 3
    warnings.simplefilter("ignore")
    import sdmx

    message: Any = sdmx.read_sdmx(io.BytesIO(content))
    if not getattr(message, "data", None):
        return 3
    dimensions: list[str] = []
    found: list[tuple[dict[str, str], str, str, str]] = []
    for data in message.data:
        for observation in data.obs:
            key = {name: str(part.value) for name, part in observation.key.values.items()}
            dimensions += [name for name in key if name not in dimensions]
            about = {name: str(part.value) for name, part in observation.attrib.items()}
            value = "" if observation.value is None else str(observation.value)
            found.append((key, value, about.get("OBS_STATUS", ""), about.get("UNIT_MEASURE") or about.get("UNIT") or ""))
    rows = [[*(key.get(name, "") for name in dimensions), *more] for key, *more in found]
    json.dump({"dimensions": dimensions, "rows": rows, "title": ""}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
