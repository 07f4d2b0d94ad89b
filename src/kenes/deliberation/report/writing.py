"""Writing a folder of files all at once: it appears complete, or not at all."""

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kenes.base.pages import inert
from kenes.deliberation.acts.importing import cleaned
from kenes.deliberation.report.sheets import Row

LAST = "result.json"  # written last: where it is, all is there
WRITTEN = {LAST, "report.html", *(f"{name}.csv" for name in ("statements", "members", "groups", "apart", "slate", "representative"))}


class FolderInUse(ValueError):
    """The folder holds something, or is no folder."""


def json_text(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def csv_text(rows: Iterable[Row]) -> str:
    """Return a table in CSV, with the mark that spreadsheets expect, in which no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([inert(cleaned(cell) if isinstance(cell, str) else cell) for cell in row])
    return "\ufeff" + out.getvalue()


def check_place(folder: Path, *, force: bool) -> None:
    """Raise FolderInUse unless files may be written there: it is not there, is empty, or may be replaced."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise FolderInUse(f"{folder} is not a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise FolderInUse(f"{folder} is not empty. Name another folder, or add --force to replace what this command wrote there.")


def write_folder(folder: Path, files: dict[str, str], *, force: bool = False) -> None:
    """Write files into a folder: first all of them into a new one beside (or, where the folder is there, in) it, then in one step
    (or one a file, result.json last) to their place. Whatever fails while writing, nothing is left and nothing is half there.
    """
    check_place(folder, force=force)
    exists = folder.is_dir()
    if not exists:
        folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".kenes-", dir=folder if exists else folder.parent))
    try:
        for name, text in files.items():
            (new / name).write_text(text, encoding="utf-8", newline="")
        if exists:
            for name in WRITTEN - files.keys():
                (folder / name).unlink(missing_ok=True)
            for name in sorted(files, key=lambda name: name == LAST):
                (new / name).replace(folder / name)
        else:
            new.chmod(0o755)
            new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
