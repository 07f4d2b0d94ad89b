"""Which sign is agreement? Polis's CSV has agree = +1, Polis's database and API agree = -1, and copies of either circulate.

The rule, in this order:

1. A sign that was asked for is used. A note says so, and says when counts in the files speak against it.
2. Where the files count agreements and disagreements (of a statement in comments.csv or comments.json, of a person in
   participants-votes.csv), votes are compared with them, by the share of agreement, so that an export of some of the votes is
   not misread. A count *speaks* for a sign when the votes lie at most a third as far from it under that sign as under the other.
   If all that speak say one thing, that is the sign. The file is refused as mixed when one says the other with at least 5 votes
   between the two readings, or when more than half of those counts that could tell fit neither sign.
3. Otherwise the sign is that of the form: -1 for the API's JSON, +1 for everything else; a note says that it was assumed.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kenes.engine.exports.export import AGREE_IS_MINUS, AGREE_IS_PLUS, Note, Sign, UnreadableExport
from kenes.engine.votes import Ints

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
CLEAR = 5  # votes by which one sign must fit better than the other


def sign_of(
    file: str, names: Sequence[str], given: Ints | None, found: Ints, usual: Sign, asked: Sign | None = None
) -> tuple[Sign, list[Note]]:
    """Return the sign of votes in a file, and notes.

    `given`, shape (N, 2), are counts of agreements and disagreements as the files state them, -1 where they do not, or None;
    `found`, shape (N, 2), counts of +1 and -1 in the votes; `names` name the statements or people counted.
    Raises UnreadableExport (`mixed_signs`) where both signs occur and none was asked for.
    """
    lean, could = (np.zeros(0), np.zeros(0, bool)) if given is None else leanings(given, found)
    balance = lean.sum()
    spoke: Sign | None = AGREE_IS_PLUS if balance > 0 else AGREE_IS_MINUS if balance < 0 else None
    if asked:
        against = [Note("sign_against", int((lean != 0).sum()))] if spoke and spoke != asked else []
        return asked, [Note("sign_asked", 0, asked), *against]
    contrary = lean * np.sign(balance) <= -CLEAR if spoke else abs(lean) >= CLEAR
    if contrary.any() or (could & (lean == 0)).sum() > could.sum() / 2:
        worst = int(np.argmax(np.where(contrary if contrary.any() else could, abs(lean), -1)))
        what = "mixed sign conventions: the counts of agreement in the files fit one sign here and the other there, or neither"
        raise UnreadableExport("mixed_signs", what, file=file, value=str(names[worst]))
    if spoke is None:
        return usual, [Note("sign_assumed", 0, usual)]
    return spoke, [Note("sign_found", int((lean != 0).sum()), spoke)]


def leanings(given: Ints, found: Ints) -> tuple[Floats, Bools]:
    """Return by how many votes each count speaks for agree = +1 (above 0) or -1 (below 0), and which could tell."""
    votes = np.minimum(given.sum(axis=1), found.sum(axis=1))
    there = (given >= 0).all(axis=1) & (votes > 0)
    stated, seen = (np.where(there, part[:, 0] / np.maximum(part.sum(axis=1), 1), 0.5) for part in (given, found))
    plus, minus = 2 * votes * abs(stated - seen), 2 * votes * abs(stated + seen - 1)
    speaks = there & (np.minimum(plus, minus) * 3 <= np.maximum(plus, minus))
    could = there & (votes * abs(2 * stated - 1) >= CLEAR)
    return np.where(speaks, minus - plus, 0.0), could


def differing(given: Ints | None, found: Ints, sign: Sign) -> list[Note]:
    """Return a note on the statements whose counts in the files are not those of the votes."""
    if given is None:
        return []
    found = found if sign == AGREE_IS_PLUS else found[:, ::-1]
    n = int(((given >= 0).all(axis=1) & (given != found).any(axis=1)).sum())
    return [Note("counts_differ", n)] if n else []
