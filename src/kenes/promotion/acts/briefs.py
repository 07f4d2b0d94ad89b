"""Composing a brief."""

from collections.abc import Iterable

from django.db.models import Max

from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.errors import Invalid, NotFound
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.promotion.errors import NotAdopted, NothingChosen
from kenes.promotion.models import Brief, BriefItem
from kenes.recommendations.models import Recommendation
from kenes.record import acts as record


@act
def compose_brief(*, by: Member, title: Text, summary: Text, recommendations: Iterable[Recommendation]) -> Brief:
    """Put adopted recommendations, in this order, into one document."""
    require("promotion.compose_brief", by)
    council = Council.objects.select_for_update(no_key=True).get(pk=by.council_id)
    chosen = adopted_now(council, list(recommendations))
    if not title:
        raise Invalid(field="title")
    last = Brief.objects.filter(council=council).aggregate(last=Max("number"))["last"]
    brief = Brief.objects.create(
        council=council, number=(last or 0) + 1, title=title, summary=summary, created_by=by, created_at=clock.now()
    )
    BriefItem.objects.bulk_create(BriefItem(brief=brief, recommendation=row, order=order) for order, row in enumerate(chosen))
    details = {"number": brief.number, "recommendations": [row.ref for row in chosen]}
    record.append(council.public_id, "brief.composed", brief.ref, actor=by.ref, details=details)
    search.index(brief, council=council.public_id, title=title, body=summary)
    return brief


def adopted_now(council: Council, recommendations: list[Recommendation]) -> list[Recommendation]:
    """Return the recommendations, each once and in order, or refuse: they must be this council's and adopted at this moment."""
    wanted = list(dict.fromkeys(row.pk for row in recommendations))
    if not wanted:
        raise NothingChosen(field="recommendations")
    rows = {row.pk: row for row in Recommendation.objects.select_for_update(no_key=True).filter(pk__in=wanted)}
    if len(rows) != len(wanted) or any(row.council_id != council.pk for row in rows.values()):
        raise NotFound
    if any(row.state != Recommendation.State.ADOPTED for row in rows.values()):
        raise NotAdopted(field="recommendations")
    return [rows[pk] for pk in wanted]
