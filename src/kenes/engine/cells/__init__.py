"""The small-cell gate: the only way from counts to figures that anybody reads. The method: docs/methods/small-cells.md.

People sit in *leaves* (regions, or "not stated") of a tree of *nodes* (region → macro-region → side → all). The gate sorts
them into *blocks*: disjoint groups of at least `threshold` people in which at least two answered otherwise than the most
frequent answer. A node's figure is printed exactly only when its people are whole blocks. Whoever knows every printed
figure therefore knows at most the sum of each block, and inside a block people can be swapped: nobody's answer follows.
Blocks never change from release to release: new voters form new ones, so what one release adds to another is blocks too.
"""

from kenes.engine.cells.gate import protect, release
from kenes.engine.cells.overlay import Kind, overlays
from kenes.engine.cells.tree import Cell, History, Tree

__all__ = ["Cell", "History", "Kind", "Tree", "overlays", "protect", "release"]
