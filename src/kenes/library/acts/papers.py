"""A paper's way: shared, changed, its next version added.

A paper is published without naming who shared it, so the public record names the seat of no such act: it is sealed. Who published
it is named. What its own sharer changes of a public paper waits for members only until it is published again; moderators, who may
publish, change a public paper where it stands.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Max

from kenes.base import clock
from kenes.base.act import act
from kenes.base.files import Upload
from kenes.base.models import File
from kenes.base.permissions import allowed, require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Council, Member, Region, Side
from kenes.councils.queries import secretariat_ids
from kenes.library.acts.shared import (
    FIRST,
    files_of_paper,
    harvest,
    index,
    locked,
    locked_council,
    made_version,
    next_number,
    own_sides,
    told,
    words_of,
)
from kenes.library.details import Details
from kenes.library.errors import NothingToRead
from kenes.library.models import Paper, PaperVersion
from kenes.record.acts import append

TITLE_MOST, ABSTRACT_MOST = 500, 10_000


@act
def share_paper(
    *,
    by: Member,
    title: Text,
    abstract: Text,
    details: Details,
    sides: Iterable[Side],
    regions: Iterable[Region] = (),
    client_key: str,
    uploads: Sequence[Upload] = (),
) -> Paper:
    """Share a piece of research with the members. The same client key sent again returns the first paper."""
    require("library.share", by)
    client_key = checks.key(client_key)
    council = locked_council(by.council_id)
    if first := Paper.objects.filter(author=by, client_key=client_key).first():
        return first
    paper = created(
        council, by, title, abstract, details, own_sides(council, sides), about(council, regions), client_key, next_number(council)
    )
    files = made_version(paper, by, FIRST, uploads=uploads)[1]
    index(paper)
    append(
        council.public_id,
        "paper.shared",
        paper.ref,
        details={"number": paper.number, "files": [file.sha256 for file in files]},
        sealed=words_of(paper),
    )
    told(paper, set(secretariat_ids(council)) - {by.user_id}, "paper.shared")
    return paper


def created(
    council: Council,
    by: Member,
    title: Text,
    abstract: Text,
    details: Details,
    sides: Sequence[Side],
    regions: Sequence[Region],
    client_key: str,
    number: int,
) -> Paper:
    """Write the row of a paper, with its sides and regions."""
    now = clock.now()
    paper = Paper.objects.create(
        council=council,
        author=by,
        number=number,
        title=checks.prose(title, "title", most=TITLE_MOST),
        abstract=maybe(abstract),
        client_key=client_key,
        created_at=now,
        changed_at=now,
        **details.usable(),
    )
    paper.sides.add(*sides)
    paper.regions.add(*regions)
    return paper


@act
def change_paper(
    *,
    by: Member,
    paper: Paper,
    title: str,
    abstract: str,
    details: Details,
    sides: Iterable[Side],
    regions: Iterable[Region] = (),
) -> Paper:
    """Change what is said of a paper, in its own language; translations count as older until they follow."""
    require("library.change", by, paper)
    paper = locked(paper)
    new = {
        "title": rewritten(paper.title, checks.needed(title, "title", most=TITLE_MOST)),
        "abstract": rewritten(paper.abstract, maybe(Text.of(paper.title.original, abstract)).original_text),
        **details.usable(),
    }
    changed = sorted(name for name, value in new.items() if getattr(paper, name) != value and name not in ("folded", "doi_folded", "year"))
    changed += moved(paper, own_sides(paper.council, sides), about(paper.council, regions))
    if not changed:
        return paper
    was_public = paper.is_public
    for name, value in new.items():
        setattr(paper, name, value)
    if was_public and not allowed("library.publish", by, paper):
        paper.state = Paper.State.MEMBERS
        hide(paper)
    paper.changed_at = clock.now()
    paper.save(update_fields=[*new, "state", "changed_at"])
    index(paper)
    harvest(paper)
    append(paper.council.public_id, "paper.changed", paper.ref, details={"fields": changed}, sealed={**words_of(paper), "by": by.ref})
    if was_public and not paper.is_public:
        told(paper, secretariat_ids(paper.council), "paper.not_public")
    if by.pk != paper.author_id:
        told(paper, [paper.author.user_id], "paper.changed")
    return paper


@act
def add_version(*, by: Member, paper: Paper, note: str, link: str = "", date: str = "", uploads: Sequence[Upload] = ()) -> PaperVersion:
    """Add the next version. Earlier ones stay; of a public paper, the new one waits for members until it is published."""
    require("library.change", by, paper)
    paper = locked(paper)
    if not (uploads or link):
        raise NothingToRead(field="uploads")
    checks.needed(note, "note", most=500)
    number = (paper.versions.aggregate(n=Max("number"))["n"] or 0) + 1
    version, files = made_version(paper, by, number, note=note, link=link, date=date, uploads=uploads)
    append(
        paper.council.public_id,
        "paper.version_added",
        paper.ref,
        details={"version": version.number, "files": [file.sha256 for file in files]},
        sealed={"by": by.ref, "note": version.note, "link": version.link},
    )
    told(paper, set(secretariat_ids(paper.council)) - {by.user_id}, "paper.version_added", version=version.number)
    return version


def hide(paper: Paper) -> None:
    """Let only members open what everyone could."""
    paper.versions.update(is_public=False)
    File.objects.filter(subject__in=files_of_paper(paper)).update(visible_to="members")


def moved(paper: Paper, sides: list[Side], regions: list[Region]) -> list[str]:
    """Set the sides and regions; return which of both changed."""
    pairs: list[tuple[str, Any, list[Any]]] = [("sides", paper.sides, sides), ("regions", paper.regions, regions)]
    changed = []
    for name, related, wanted in pairs:
        if set(related.values_list("pk", flat=True)) != {row.pk for row in wanted}:
            related.set(wanted)
            changed.append(name)
    return changed


def about(council: Council, wanted: Iterable[Region]) -> list[Region]:
    """Return the regions that a paper is about, possibly none."""
    found = list(wanted)
    return checks.regions(council, found) if found else []


def maybe(abstract: Text) -> Text:
    """Return an abstract, which a paper may lack."""
    return checks.prose(abstract, "abstract", most=ABSTRACT_MOST) if abstract.original_text.strip() else Text.of(abstract.original, "")


def rewritten(text: Text, words: str) -> Text:
    return text if text.original_text == words else text.rewritten(words)
