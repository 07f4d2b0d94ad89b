"""Regions, and the voice of each."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kenes.base import clock
from kenes.base.errors import NotFound
from kenes.base.permissions import allowed
from kenes.councils.access import Access, CouncilRequest, council_page
from kenes.councils.queries import coverage
from kenes.promotion.queries.voice import voices
from kenes.site.queries.home import YEAR
from kenes.site.queries.regions import lines, region_page


@council_page(Access.PUBLIC)
@require_safe
def regions(request: CouncilRequest) -> HttpResponse:
    """List the council's regions by side."""
    return render(request, "site/regions.html", {"sides": lines(request.council)})


@council_page(Access.PUBLIC)
@require_safe
def region(request: CouncilRequest, code: str) -> HttpResponse:
    """Show one region: who speaks from it, what they said, what became of it."""
    place = next(iter(coverage(request.council, code).rows), None)
    if place is None:
        raise NotFound
    member = request.member
    context = {
        "page": region_page(request.council, place, member),
        "speaks_here": bool(member and member.region_id == place.region.pk and allowed("situation.contribute", member)),
    }
    return render(request, "site/region.html", context)


@council_page(Access.PUBLIC)
@require_safe
def voice(request: CouncilRequest) -> HttpResponse:
    """Show how far the signals of each region and side travelled."""
    whole = request.GET.get("period") == "all"
    found = voices(request.council, None if whole else clock.now() - YEAR)
    return render(request, "site/voice.html", {"voices": found, "whole": whole, "zone": found.places.zone})
