"""Noting on the page of something, or no longer, that it rests on a paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kenes.base.errors import KenesError, NotFound
from kenes.base.labels import labels
from kenes.councils.access import Access, MemberRequest, council_page, one
from kenes.library import acts
from kenes.library.forms.papers import UseForm
from kenes.library.models import PaperUse
from kenes.library.queries import usable_papers
from kenes.library.queries.uses import visible
from kenes.site.queries.search import audiences


@require_POST
@council_page(Access.MEMBER)
def use_paper(request: MemberRequest, kind: str, public_id: str) -> HttpResponse:
    """Show a paper with an issue, a recommendation, a topic, a finding."""
    ref = f"{kind}/{public_id}"
    found = labels([ref]).get(ref)
    if found is None or not found.url or not visible([ref], request.council, audiences(request.member)):
        raise NotFound
    form = UseForm(request.POST, papers=list(usable_papers(found.item, request.council, request.member)))
    if not form.is_valid():
        messages.error(request, _("Choose a paper."))
        return redirect(f"{found.url}#papers")
    try:
        acts.note_use(by=request.member, paper=form.chosen, used_in=found.item)
    except KenesError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The paper is shown here now, and the paper says where it is used."))
    return redirect(f"{found.url}#papers")


@require_POST
@council_page(Access.MEMBER)
def drop_use(request: MemberRequest, paper: str) -> HttpResponse:
    """No longer show a paper with something."""
    rows = PaperUse.objects.filter(paper__council=request.council).select_related("paper__council")
    use = one(rows, paper__public_id=paper, used_in=request.POST.get("used_in", "").replace("\0", ""))
    acts.drop_use(by=request.member, use=use)
    messages.success(request, _("The paper is no longer shown there."))
    return redirect(use.paper)
