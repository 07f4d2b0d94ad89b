"""BibTeX out: one paper, a filtered list. BibTeX in: a file is looked at first, then all that was chosen is shared, or nothing."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from kenes.base.errors import KenesError, NotFound
from kenes.base.pages import CSV_LIMIT
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page
from kenes.library import acts
from kenes.library.bibtex import key_of, written
from kenes.library.forms.importing import BibtexForm, ChosenForm
from kenes.library.models import Paper
from kenes.library.preview import Preview, preview_of
from kenes.library.queries import papers_list
from kenes.library.views.papers import filter_form, may_share, readable


def bibtex_response(papers: Iterable[Paper], name: str) -> HttpResponse:
    """Return papers as one BibTeX file; keys that come twice get a number."""
    used: Counter[str] = Counter()
    entries = []
    for paper in papers:
        key = key_of(paper)
        used[key] += 1
        entries.append(written(paper, key if used[key] == 1 else f"{key}-{used[key]}"))
    response = HttpResponse("\n".join(entries), content_type="application/x-bibtex; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.bib"'
    return response


@require_GET
@council_page(Access.PUBLIC)
def paper_bibtex(request: CouncilRequest, paper: str) -> HttpResponse:
    """One paper as BibTeX."""
    found = readable(request, paper)
    if found.is_withdrawn:
        raise NotFound
    return bibtex_response([found], f"paper-{found.number}")


@require_GET
@council_page(Access.PUBLIC)
def papers_bibtex(request: CouncilRequest) -> HttpResponse:
    """The papers of a list, with the same filters, as BibTeX."""
    found = papers_list(request.council, request.member, filter_form(request).filters())
    return bibtex_response(found[:CSV_LIMIT], "papers")


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def import_papers(request: MemberRequest) -> HttpResponse:
    """Choose a file, look at what it holds, share what was chosen."""
    if not may_share(request):
        raise NotFound
    if request.method == "POST" and "chosen" in request.POST:
        return share_chosen(request)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BibtexForm(data, files)
    if request.method == "POST" and form.is_valid():
        try:
            preview = preview_of(request.council, form.cleaned_data["entries"])
        except KenesError as error:
            if not request.FILES:
                error.field = "entries"  # beside what was pasted
            form.refuse(error)
        else:
            chosen = ChosenForm(council=request.council, member=request.member, preview=preview)
            return shown(request, chosen, preview)
    return render(request, "library/import_papers.html", {"form": form}, status=form.status)


def share_chosen(request: MemberRequest) -> HttpResponse:
    """Read the same text again and share what was chosen of it."""
    text = request.POST.get("text", "")
    preview = preview_of(request.council, text)
    form = ChosenForm(request.POST, council=request.council, member=request.member, preview=preview)
    if form.is_valid():
        try:
            made = acts.import_papers(by=request.member, **form.act())
        except KenesError as error:
            form.refuse(error)
        else:
            n = len(made)
            messages.success(request, ngettext("%(n)s paper is shared.", "%(n)s papers are shared.", n) % {"n": n})
            return redirect("papers", request.council.slug)
    return shown(request, form, preview)


def shown(request: MemberRequest, form: ChosenForm, preview: Preview) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "preview": preview, "taken": form.taken()}
    return render(request, "library/import_preview.html", context, status=form.status)
