"""Readers of conversations that were held elsewhere, and of what is known of the people in them."""

from kenes.engine.exports.export import (
    AGREE_IS_MINUS,
    AGREE_IS_PLUS,
    Export,
    ExportedStatement,
    Note,
    Reading,
    Sign,
    UnreadableExport,
)
from kenes.engine.exports.labels import Labels, read_groups, read_labels
from kenes.engine.exports.reading import read

__all__ = [
    "AGREE_IS_MINUS",
    "AGREE_IS_PLUS",
    "Export",
    "ExportedStatement",
    "Labels",
    "Note",
    "Reading",
    "Sign",
    "UnreadableExport",
    "read",
    "read_groups",
    "read_labels",
]
