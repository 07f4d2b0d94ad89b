"""Papers: the list, one paper, sharing and changing it, its versions, who may read it."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from kenes.base.errors import KenesError, NotFound, NotSignedIn
from kenes.base.models import File
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page
from kenes.councils.queries import plain, seat_label, seats, thread
from kenes.issues.views.shown import Counted, tabs
from kenes.library import acts
from kenes.library.dates import shown_date
from kenes.library.forms.papers import ChangePaperForm, NewPaperForm, PaperFilterForm, PublishForm, VersionForm, WithdrawForm
from kenes.library.languages import language_name
from kenes.library.models import Paper
from kenes.library.queries import (
    PaperRow,
    by_state,
    entries_about_paper,
    paper_for,
    paper_rows,
    papers_list,
    per_side,
    uses_of,
    years_of,
)
from kenes.library.queries.papers import BADGES, PaperFilters, versions_of
from kenes.record.history import in_words
from kenes.site.queries.rows import KINDS
from kenes.site.queries.search import audiences


def filter_form(request: CouncilRequest) -> PaperFilterForm:
    mine = bool(request.member and request.GET.get("mine") == "1")
    sides = list(request.council.sides.order_by("order"))
    return PaperFilterForm(request.GET, council=request.council, sides=sides, years=years_of(request.council, request.member), mine=mine)


@require_GET
@council_page(Access.PUBLIC)
def papers(request: CouncilRequest) -> HttpResponse:
    """The papers that the reader may see."""
    form = filter_form(request)
    wanted = form.filters()
    found = papers_list(request.council, request.member, wanted)
    if request.GET.get("format") == "csv":
        return papers_csv(found[:CSV_LIMIT], counts_uses=request.member is not None)
    counts = by_state(papers_list(request.council, request.member, replaced(wanted, state="")))
    everything = sum(counts.values())
    page = page_of(request, Counted(found, counts.get(wanted.state, 0) if wanted.state else everything))
    context = {
        "form": form,
        "page": page,
        "rows": paper_rows(page.object_list),
        "tabs": tabs(list(Paper.State.choices), counts),
        "all": everything,
        "counts": counts,
        "per_side": per_side(request.council, papers_list(request.council, request.member, replaced(wanted, side=""))),
        "wanted": wanted,
        "filtered": wanted != PaperFilters(),
        "may_share": may_share(request),
    }
    return render(request, "library/papers.html", context)


def replaced(wanted: PaperFilters, **other: Any) -> PaperFilters:
    return PaperFilters(**{**wanted.__dict__, **other})


def may_share(request: CouncilRequest | MemberRequest) -> bool:
    return bool(request.member and allowed("library.share", request.member))


def papers_csv(found: Any, *, counts_uses: bool) -> HttpResponse:
    """Visitors are not told how often a paper was used: some of it is for members only."""
    head = [_("No."), _("Title"), _("Who wrote it"), _("Date"), _("Kind of paper"), _("Journal or book it stands in"), _("Languages")]
    head += [_("Sides"), _("Regions"), _("Subjects"), _("DOI"), _("Link"), _("Used in"), _("State"), _("Changed")]

    def cells(row: PaperRow) -> list[object]:
        lists, at = (row.languages, row.sides, row.regions, row.subjects), row.changed_at.isoformat(timespec="minutes")
        told = [row.number, str(row.title), "; ".join(row.creators), row.date, row.type_label, row.source]
        return [*told, *("; ".join(part) for part in lists), row.doi, row.link, row.uses if counts_uses else "", row.state_label, at]

    return csv_response("papers", head, paper_rows(found), cells)


@require_GET
@council_page(Access.PUBLIC)
def paper(request: CouncilRequest, paper: str) -> HttpResponse:
    """One paper."""
    return render(request, "library/paper.html", paper_context(request, readable(request, paper)))


def readable(request: CouncilRequest | MemberRequest, public_id: str) -> Paper:
    """Return the paper if the reader may see it. A visitor is asked to sign in whether or not there is one."""
    found = paper_for(request.council, request.member, public_id)
    if found is None:
        raise NotFound if request.user.is_authenticated else NotSignedIn
    return found


def paper_context(request: CouncilRequest | MemberRequest, found: Paper) -> dict[str, Any]:
    reader = request.member
    alive = not found.is_withdrawn
    may_change = bool(alive and reader and allowed("library.change", reader, found))
    may_publish = bool(alive and reader and allowed("library.publish", reader, found))
    versions = versions_of(found, reader) if alive or may_change else []
    uses = uses_of(found, audiences(reader))
    return {
        "paper": found,
        "badge": BADGES[found.state],
        "sides": [plain(str(side.name)) for side in found.sides.all()],
        "regions": [(region.code, plain(str(region.short))) for region in found.regions.all()],
        "day": shown_date(found.date),
        "doi_url": f"https://doi.org/{quote(found.doi_folded)}",
        "languages": [language_name(code) for code in found.languages],
        "versions": versions,
        "waiting": [one for one in versions if not one.version.is_public] if found.is_public else [],
        "uses": [(use, KINDS.get(use.kind, use.kind), may_drop(reader, use.use)) for use in uses],
        "seat_words": seat_label(found.author) if reader else "",
        "is_author": bool(reader and found.author_id == reader.pk),
        "may_change": may_change,
        "may_publish": may_publish,
        "thread": thread(found.ref, reader) if reader else None,
        "history": in_words(entries_about_paper(found, reader)),
    }


def may_drop(reader: Any, use: Any) -> bool:
    return bool(reader and allowed("library.drop_use", reader, use))


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def new_paper(request: MemberRequest) -> HttpResponse:
    """Share a paper with the members."""
    if not may_share(request):
        raise NotFound
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = NewPaperForm(data, files, council=request.council, member=request.member)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.share_paper(by=request.member, **form.act())
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The paper is shared with the members. The secretariat decides whether everyone may read it."))
            return redirect(made)
    context = {"form": form, "own_seat": own_seat(request), "files_again": bool(request.FILES)}
    return render(request, "library/new_paper.html", context, status=form.status)


def own_seat(request: MemberRequest) -> str:
    return seat_label(seats(request.council).get(pk=request.member.pk))


def changeable(request: MemberRequest, public_id: str) -> Paper:
    found = readable(request, public_id)
    if found.is_withdrawn or not allowed("library.change", request.member, found):
        raise NotFound
    return found


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def change_paper(request: MemberRequest, paper: str) -> HttpResponse:
    """Who shared it, or a moderator, changes what is said of the paper."""
    found = changeable(request, paper)
    form = ChangePaperForm(request.POST if request.method == "POST" else None, paper=found)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_paper(by=request.member, paper=found, **form.act())
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    hides = found.is_public and not allowed("library.publish", request.member, found)
    return render(request, "library/change_paper.html", {"form": form, "paper": found, "hides": hides}, status=form.status)


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def paper_version(request: MemberRequest, paper: str) -> HttpResponse:
    """Add the next version of the paper."""
    found = changeable(request, paper)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = VersionForm(data, files)
    if request.method == "POST" and form.is_valid():
        try:
            acts.add_version(by=request.member, paper=found, **form.cleaned_data)
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The version is added. Earlier ones stay."))
            return redirect(found)
    context = {"form": form, "paper": found, "files_again": bool(request.FILES)}
    return render(request, "library/paper_version.html", context, status=form.status)


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MODERATOR)
def publish_paper(request: MemberRequest, paper: str) -> HttpResponse:
    """Say who will see what, then show the paper to everyone."""
    found = readable(request, paper)
    if found.is_withdrawn or not allowed("library.publish", request.member, found):
        raise NotFound
    form = PublishForm(request.POST if request.method == "POST" else None, initial={"read": found.changed_at.isoformat()})
    if request.method == "POST" and form.is_valid():
        try:
            acts.publish_paper(by=request.member, paper=found, **form.cleaned_data)
        except KenesError as error:
            form.refuse(error)
            # Sent again, it is said of the words shown now.
            form.data = {**form.data, "read": found.changed_at.isoformat()}
        else:
            messages.success(request, _("The paper is public now. Who shared it was told."))
            return redirect(found)
    held = [one.ref for one in found.versions.all()]
    files = list(File.objects.filter(subject__in=held).exclude(visible_to="public"))
    return render(request, "library/publish_paper.html", {"form": form, "paper": found, "files": files}, status=form.status)


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def withdraw_paper(request: MemberRequest, paper: str) -> HttpResponse:
    """Take a paper back, with a reason."""
    found = changeable(request, paper)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.withdraw_paper(by=request.member, paper=found, reason=form.cleaned_data["reason"])
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The paper is withdrawn."))
            return redirect(found)
    return render(request, "library/withdraw_paper.html", {"form": form, "paper": found}, status=form.status)
