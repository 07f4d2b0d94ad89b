"""Papers: what is known, by whom, and who used it where."""

from kenes.library.models.papers import HarvestRecord, Paper, PaperUse, PaperVersion

__all__ = ["HarvestRecord", "Paper", "PaperUse", "PaperVersion"]
