"""Sharing the papers of a BibTeX file: all that were chosen, or none."""

from collections.abc import Sequence
from dataclasses import dataclass

from kenes.base.act import act
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Member, Side
from kenes.councils.queries import secretariat_ids
from kenes.library.acts.papers import created
from kenes.library.acts.shared import FIRST, index, locked_council, made_version, next_number, own_sides, told, words_of
from kenes.library.details import Details
from kenes.library.models import Paper
from kenes.record.acts import append


@dataclass(frozen=True)
class Wanted:
    """A paper that is to be shared."""

    title: Text
    abstract: Text
    details: Details


@act
def import_papers(*, by: Member, papers: Sequence[Wanted], sides: Sequence[Side], client_key: str) -> list[Paper]:
    """Share several papers at once, each as if by hand. Sent twice, they are shared once."""
    require("library.share", by)
    key = checks.key(client_key)
    council = locked_council(by.council_id)
    if already := list(Paper.objects.filter(author=by, client_key__startswith=f"{key}/").order_by("number")):
        return already
    made, its_sides, first = [], own_sides(council, sides), next_number(council)
    for at, wanted in enumerate(papers):
        paper = created(council, by, wanted.title, wanted.abstract, wanted.details, its_sides, (), f"{key}/{at}", first + at)
        made_version(paper, by, FIRST)
        index(paper)
        append(council.public_id, "paper.shared", paper.ref, details={"number": paper.number, "files": []}, sealed=words_of(paper))
        made.append(paper)
    if made:
        told(made[0], set(secretariat_ids(council)) - {by.user_id}, "papers.imported")
    return made
