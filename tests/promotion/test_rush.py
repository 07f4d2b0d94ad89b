"""Several people press the same button at the same moment: it happens once."""

import json
import os
import subprocess
import sys
from pathlib import Path


def test_what_is_sent_answered_and_confirmed_at_once_happens_once(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = kept | {"DJANGO_SETTINGS_MODULE": "kenes.config.settings", "KENES_HOME": str(tmp_path), "PYTHONPATH": os.getcwd()}

    run = subprocess.run(
        [sys.executable, "-m", "tests.promotion.rush"], env=environment, capture_output=True, text=True, timeout=300, check=False
    )

    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {
        "sent": {"done": 1, "already_dispatched": 5},
        "answered": {"done": 1, "already_answered": 5},
        "confirmed": {"done": 1, "already_decided": 5},
        "rows": [1, 1, 1],
        "fault": "None",
    }
