"""What others read: a claim's linked data, feeds of findings; and taking over what others have found."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kenes.base.errors import BadFile, NotFound
from kenes.base.forms import KenesForm
from kenes.claims.acts.imports import Taken, import_reviews
from kenes.claims.exchange import linked, read
from kenes.claims.exchange.reading import MOST_BYTES
from kenes.claims.forms.register import ImportForm
from kenes.claims.models import Claim, Finding
from kenes.claims.queries import register as queries
from kenes.claims.queries.panels import OPEN_TO_ALL
from kenes.claims.views.shown import claim_here
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page

FEEDS: dict[str, Any] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
NEWEST = 30


@require_GET
@council_page(Access.PUBLIC)
def claim_json(request: CouncilRequest, claim: str) -> HttpResponse:
    """All that everyone may read of a claim, as linked JSON, with the finding as ClaimReview."""
    found = claim_here(request, claim)
    if found.state not in OPEN_TO_ALL:
        raise NotFound
    return JsonResponse(linked.linked(found, request.build_absolute_uri), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_GET
@council_page(Access.PUBLIC)
def claims_data(request: CouncilRequest) -> HttpResponse:
    """All published findings as one list of ClaimReview, in the reader's language."""
    language = (get_language() or "kk")[:2]
    found = queries.published(request.council, 1000)
    places = queries.places_of([claim for claim, _finding in found])
    reviews = [
        linked.review_of(claim, finding, language, request.build_absolute_uri, places[claim.pk])
        for claim, finding in found
        if linked.exports_review(claim, finding)
    ]
    feed = {"@context": "https://schema.org", "@type": "DataFeed", "name": str(request.council.name), "dataFeedElement": reviews}
    response = HttpResponse(json.dumps(feed, ensure_ascii=False, indent=1), content_type="application/ld+json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="claim-reviews.json"'
    return response


@require_GET
@council_page(Access.PUBLIC)
def claims_feed(request: CouncilRequest, format: str) -> HttpResponse:
    """The newest published findings, for feed readers."""
    if format not in FEEDS:
        raise NotFound
    feed = FEEDS[format](
        title=_("Findings of %(council)s") % {"council": request.council.name},
        link=request.build_absolute_uri(reverse("claims", args=[request.council.slug])),
        description=_("What the council found about claims in circulation, agreed by every side."),
        language=(get_language() or "kk")[:2],
        author_name=str(request.council.name),  # Atom needs one
        feed_url=request.build_absolute_uri(),
    )
    for claim, finding in queries.published(request.council, NEWEST):
        feed.add_item(**item_of(request, claim, finding))
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def item_of(request: CouncilRequest, claim: Claim, finding: Finding) -> dict[str, Any]:
    """Return one finding for a feed: what was found leads, the claim follows."""
    said = _("%(finding)s: “%(claim)s”") % {"finding": finding.get_category_display(), "claim": claim.wording}
    address = request.build_absolute_uri(finding.get_absolute_url())
    return {
        "title": said,
        "link": request.build_absolute_uri(claim.get_absolute_url()),
        "description": str(finding.sentence),
        "unique_id": address,
        "pubdate": finding.published_at,
        "updateddate": finding.reopened_at or finding.published_at,
    }


@council_page(Access.SECRETARIAT)
def import_claims(request: MemberRequest) -> HttpResponse:
    """Take over others' reviews from a file: all of them, or none."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        taken = taken_over(request, form)
        if taken is not None:
            new = ngettext("%(n)s review was taken over.", "%(n)s reviews were taken over.", taken.new) % {"n": taken.new}
            known = ngettext("%(n)s was known already.", "%(n)s were known already.", taken.known) % {"n": taken.known}
            messages.success(request, f"{new} {known}" if taken.known else new)
            return redirect("claims", request.council.slug)
    return render(request, "claims/import_claims.html", {"form": form}, status=form.status)


def taken_over(request: MemberRequest, form: KenesForm) -> Taken | None:
    upload = form.cleaned_data["file"]
    try:
        if upload.size > MOST_BYTES:
            raise BadFile(_("The file is larger than %(most)s MB. Divide it."), most=MOST_BYTES // 1024 // 1024)
        return import_reviews(by=request.member, reviews=read(upload.read(MOST_BYTES + 1)))
    except BadFile as error:
        form.add_error("file", str(error))
        return None
