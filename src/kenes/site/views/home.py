"""The first pages: the installation's, a council's, a member's own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page, open_page
from kenes.councils.models import Council
from kenes.site.queries.home import home
from kenes.site.queries.mine import desk, mine


@open_page(Access.PUBLIC)
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Lead to the only council, list several, or begin with the first."""
    councils = list(Council.objects.order_by("pk")[:100])
    if not councils:
        return redirect("start")
    if len(councils) == 1:
        return redirect(councils[0])
    return render(request, "site/councils.html", {"councils": councils})


@council_page(Access.PUBLIC)
@require_safe
def council(request: CouncilRequest) -> HttpResponse:
    """Show a council to whoever comes by."""
    region_url = reverse("region", args=[request.council.slug, "CODE"])
    found = home(request.council, request.member, region_url)
    return render(request, "site/home.html", {"home": found, "zone": found.zone})


@council_page(Access.MEMBER)
@require_safe
def my_page(request: MemberRequest) -> HttpResponse:
    """Show a member what is asked of them and what became of theirs."""
    request.member.council = request.council
    response = render(request, "site/my_page.html", {"mine": mine(request.member), "desk": desk(request.member)})
    response["X-Robots-Tag"] = "noindex"
    return response
