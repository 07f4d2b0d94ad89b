"""One box over all that one may see."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kenes.base.forms import KenesForm, LineField
from kenes.base.pages import page_of
from kenes.councils.access import Access, CouncilRequest, council_page
from kenes.site.queries.search import hits, results, tabs


class SearchForm(KenesForm):
    q = LineField(label=_("What are you looking for?"), required=False, max_length=200)


@council_page(Access.PUBLIC)
@require_safe
def search(request: CouncilRequest) -> HttpResponse:
    """Find by words, in any language, in either case."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    query = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    context = {"form": form, "query": query}
    if query:
        found = results(query, request.council, request.member)
        kinds = tabs(found)
        kind = request.GET.get("kind", "")
        if kind in {tab.kind for tab in kinds}:
            found = found.filter(kind=kind)
        page = page_of(request, found)
        context |= {"tabs": kinds, "kind": kind, "page": page, "hits": hits(list(page)), "total": sum(tab.count for tab in kinds)}
    response = render(request, "site/search.html", context, status=form.status)
    response["X-Robots-Tag"] = "noindex"
    return response
