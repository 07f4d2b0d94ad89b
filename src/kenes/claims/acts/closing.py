"""The end of a panel: reviews are opened all at once, under shuffled numbers and without times, and the table is computed."""

import secrets
from collections import Counter
from hashlib import sha256
from typing import Any

from django.db.models import Max

from kenes.base import clock
from kenes.base.act import act
from kenes.base.models import File
from kenes.base.text import empty
from kenes.claims.acts.seats import ASKED
from kenes.claims.acts.shared import locked, move, noted, staff, told
from kenes.claims.errors import PanelMovedOn
from kenes.claims.models import Claim, Finding, Panel, Review, Seat
from kenes.claims.queries.tables import is_complete, table_of
from kenes.claims.texts import hash_of, original_words
from kenes.claims.words import not_reviewed
from kenes.record.canonical import canonical


@act
def close_panel(*, panel: Panel) -> Finding:
    """Close a panel whose time is over, or on which every seat of every side has submitted. Happens by itself, for nobody may hurry it.

    Where a side submitted too few reviews, that is all that is said, at once: there is nothing that both sides could agree on.
    """
    panel = locked(panel, Panel.State.REVIEWING)
    if clock.now() < panel.closes_at and not is_complete(panel):
        raise PanelMovedOn
    panel.state, panel.closed_at = Panel.State.CLOSED, clock.now()
    panel.save(update_fields=["state", "closed_at"])
    seats = Counter(panel.seats.values_list("side__public_id", "state"))  # as they stood, before the late ones are ended
    number_reviews(panel)
    end_the_others(panel)
    table = table_of(panel)
    finding = begin_finding(panel, table)
    noted(
        panel,
        "panel.closed",
        reviews={row["side"]: row["submitted"] for row in table["sides"]},
        passed_on={row["side"]: seats[row["side"], "declined"] + seats[row["side"], "replaced"] for row in table["sides"]},
        outcome=finding.category,
        reviews_sha256=hash_of_reviews(panel),
        table_sha256=sha256(canonical(table)).hexdigest(),
    )
    reviewers = panel.seats.filter(state=Seat.State.SUBMITTED).values_list("member__user_id", flat=True)
    told(panel, {*staff(panel.claim.council), *reviewers}, "panel.closed")
    return finding


def number_reviews(panel: Panel) -> None:
    """Give the submitted reviews numbers in an order that tells nothing: not when they came, not in which order people were drawn."""
    seats = list(panel.seats.filter(state=Seat.State.SUBMITTED))
    secrets.SystemRandom().shuffle(seats)
    for number, seat in enumerate(seats, start=1):
        seat.number = number
    Seat.objects.bulk_update(seats, ["number"])
    File.objects.filter(subject__in=[seat.ref for seat in seats]).update(visible_to="members", created_at=panel.closed_at)


def end_the_others(panel: Panel) -> None:
    """End seats that submitted nothing. Their drafts are deleted: nobody was promised to be read before submitting."""
    others = list(panel.seats.exclude(state=Seat.State.SUBMITTED))
    Review.objects.filter(seat__in=others).delete()
    File.objects.filter(subject__in=[seat.ref for seat in others]).delete()
    panel.seats.filter(state__in=ASKED).update(state=Seat.State.REPLACED, answer_by=None)


def hash_of_reviews(panel: Panel) -> str:
    """Return one hash of all reviews as they are shown: whoever changes a word of one afterwards changes it."""
    rows = Review.objects.filter(seat__panel=panel).select_related("seat").prefetch_related("sources__copy")
    shown = [
        {
            "number": row.seat.number,
            "category": row.category,
            "confidence": row.confidence,
            "text": original_words(row.text),
            "sources": [{"title": s.title, "url": s.url, "sha256": s.copy.sha256 if s.copy else ""} for s in row.sources.all()],
        }
        for row in sorted(rows, key=lambda row: row.seat.number or 0)
    ]
    return sha256(canonical(shown)).hexdigest()


def begin_finding(panel: Panel, table: dict[str, Any]) -> Finding:
    """Make the finding that follows from the table: for the sides to word, or, where one did not review, already said."""
    claim, now = panel.claim, clock.now()
    silent = table["outcome"] == Finding.Category.NOT_REVIEWED
    finding = Finding(
        claim=claim,
        panel=panel,
        number=(claim.findings.aggregate(n=Max("number"))["n"] or 0) + 1,
        category=table["outcome"],
        table=table,
        created_at=now,
        sentence=not_reviewed(panel, table) if silent else empty(),
        state=Finding.State.PUBLISHED if silent else Finding.State.DRAFT,
        published_at=now if silent else None,
    )
    finding.save()
    finding.text_hash = hash_of(finding)
    finding.save(update_fields=["text_hash"])
    move(claim, Claim.State.REGISTERED if silent else Claim.State.REVIEWED)
    return finding
