"""A reviewer's own examination: a draft that may be saved as often as one likes, submitted once. Sealed until the panel closes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kenes.attribution.files import without_traces
from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.files import SEALED, Upload, keep, read_upload
from kenes.base.models import File
from kenes.base.permissions import require
from kenes.base.sniff import Checked
from kenes.base.text import Text
from kenes.claims.acts.shared import locked
from kenes.claims.errors import CategoryNotOffered, HasInterest, ReviewSent, SeatGone, SourceNeeded
from kenes.claims.links import web_address
from kenes.claims.models import Interest, Panel, Review, Seat, Source
from kenes.claims.words import categories_of
from kenes.councils import checks
from kenes.councils.models import Member

MOST_SOURCES = 10


@dataclass(frozen=True)
class Cited:
    """One source of a review: what it is, its address, and a copy, new (`upload`) or kept before (`kept`, a file's public id)."""

    title: str = ""
    url: str = ""
    upload: Upload | None = None
    kept: str = ""

    @property
    def says_something(self) -> bool:
        return bool(self.title or self.url or self.upload or self.kept)


@act
def write_review(
    *, by: Member, seat: Seat, category: str, confidence: str, text: Text, sources: Sequence[Cited], submit: bool = False
) -> Review:
    """Save a review, or submit it. A submitted review cannot be changed; a draft that is not submitted is seen by nobody, ever."""
    require("claims.review", by, seat)
    panel = locked(seat.panel, Panel.State.REVIEWING)
    seat = Seat.objects.select_for_update(of=("self",), no_key=True).get(pk=seat.pk)
    if seat.state == Seat.State.SUBMITTED:
        raise ReviewSent
    if Interest.objects.filter(panel=panel, member=by).exists():
        raise HasInterest
    now = clock.now()
    if seat.state != Seat.State.ACCEPTED or now >= panel.closes_at or (seat.answer_by and now >= seat.answer_by):
        raise SeatGone
    cited = [usable(source) for source in sources if source.says_something]
    examined(panel, category, confidence, cited, complete=submit)
    written = checks.prose(text, "reasons", most=10_000) if submit or text else text
    review, _created = Review.objects.update_or_create(
        seat=seat, defaults={"category": category, "confidence": confidence, "text": written, "is_submitted": submit, "changed_at": now}
    )
    keep_sources(review, by, cited, is_named=panel.names == Panel.Names.PUBLIC)
    if submit:
        seat.state, seat.answer_by = Seat.State.SUBMITTED, None
        seat.save(update_fields=["state", "answer_by"])
    return review


def examined(panel: Panel, category: str, confidence: str, cited: Sequence[Cited], *, complete: bool) -> None:
    """Refuse answers that are not offered; to submit, all must be there."""
    offered = categories_of(panel.claim)
    if category not in offered and (category or complete):
        raise CategoryNotOffered(field="category")
    if confidence not in Review.Confidence.values and (confidence or complete):
        raise Invalid(field="confidence")
    if len(cited) > MOST_SOURCES:
        raise Invalid(field="sources")
    if complete and not any(source.url or source.upload or source.kept for source in cited):
        raise SourceNeeded(field="sources")


def usable(source: Cited) -> Cited:
    """Return a source with a clean title and an address of the web. It is never fetched."""
    return replace(source, title=checks.line(source.title, "sources", most=300), url=web_address(source.url, "sources"))


def keep_sources(review: Review, by: Member, cited: Sequence[Cited], *, is_named: bool) -> None:
    """Replace a review's sources. Copies are readable by their reviewer alone, under a name that tells nothing of who sent them.

    Where reviews stand under numbers, copies lose the marks of who made them; the hash that is published is that of what is kept.
    """
    held = {file.public_id: file for file in File.objects.filter(subject=review.seat.ref)}
    council, readers = by.council.public_id, f"{SEALED}{by.public_id}"
    rows = []
    for order, source in enumerate(cited):
        copy = held.get(source.kept)
        if source.upload is not None:
            upload = source.upload if isinstance(source.upload, Checked) else read_upload(source.upload)
            named = replace(upload, name=f"source.{upload.name.rpartition('.')[2]}")
            plain = named if is_named else without_traces(upload, "source")
            copy = keep(upload=plain, council=council, subject=review.seat.ref, owner=by.user, visible_to=readers)
        rows.append(Source(review=review, title=source.title, url=source.url, copy=copy, order=order))
    review.sources.all().delete()
    Source.objects.bulk_create(rows)
    File.objects.filter(subject=review.seat.ref).exclude(pk__in=[row.copy.pk for row in rows if row.copy]).delete()
