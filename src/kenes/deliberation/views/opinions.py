"""The last pages of results: groups and map, the short list, how all was computed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kenes.councils.access import Access, CouncilRequest, council_page
from kenes.deliberation.models import Deliberation
from kenes.deliberation.views.reading import readable, wanted_release


@require_GET
@council_page(Access.PUBLIC)
def groups(request: CouncilRequest, deliberation: str) -> HttpResponse:
    """Which opinion groups there are, if any: the map, what sets each apart, how sure that is."""
    return shown(request, readable(request, deliberation), "groups")


@require_GET
@council_page(Access.PUBLIC)
def shortlist(request: CouncilRequest, deliberation: str) -> HttpResponse:
    """A short list of statements in which every large group of one mind finds itself."""
    return shown(request, readable(request, deliberation), "shortlist")


@require_GET
@council_page(Access.PUBLIC)
def method(request: CouncilRequest, deliberation: str) -> HttpResponse:
    """How the results were computed, what is withheld and why, and how to check it."""
    return shown(request, readable(request, deliberation), "method")


def shown(request: CouncilRequest, row: Deliberation, page: str) -> HttpResponse:
    release = wanted_release(request, row)
    if release is None:
        return render(request, "deliberation/no_results.html", {"deliberation": row})
    context: dict[str, Any] = {"deliberation": row, "release": release}
    return render(request, f"deliberation/{page}.html", context)
