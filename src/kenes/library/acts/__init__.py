"""What people do with papers."""

from kenes.library.acts.importing import Wanted, import_papers
from kenes.library.acts.papers import add_version, change_paper, share_paper
from kenes.library.acts.readers import publish_paper, withdraw_paper
from kenes.library.acts.uses import drop_use, note_use

__all__ = [
    "Wanted",
    "add_version",
    "change_paper",
    "drop_use",
    "import_papers",
    "note_use",
    "publish_paper",
    "share_paper",
    "withdraw_paper",
]
