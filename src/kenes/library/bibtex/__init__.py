"""BibTeX in and out. Pure functions on text; the grammar is BibTeX's own, the limits ours.

Own code, because what is asked of it is small and exact: the line and column of every fault (pybtex, otherwise well kept, knows the
line alone, and of a brace that is not closed only the end of the file; bibtexparser skips over faults), and limits on what is read.
"""

from kenes.library.bibtex.mapping import Found, found_in, key_of, written
from kenes.library.bibtex.reader import Entry, read

__all__ = ["Entry", "Found", "found_in", "key_of", "read", "written"]
