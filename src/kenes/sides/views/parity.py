"""How the sides compare: all of the council at one glance."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kenes.councils.access import Access, CouncilRequest, council_page
from kenes.site.queries import parity


@council_page(Access.PUBLIC)
@require_safe
def sides(request: CouncilRequest) -> HttpResponse:
    """Members, proposals, speaking time, reviewers and papers by side, against equal halves."""
    return render(request, "sides/sides.html", {"parities": parity.everything(request.council, request.member)})
