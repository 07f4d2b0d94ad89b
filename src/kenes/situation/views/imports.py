"""Importing official figures: the revisions, a file, its preview, the commit, undoing; what is known of an indicator."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kenes.base.errors import KenesError
from kenes.base.pages import page_of
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page, one
from kenes.situation.acts import figures as acts
from kenes.situation.errors import ImportBlocked, NothingNew, PreviewChanged, UnreadableMetadata
from kenes.situation.forms.imports import FileForm, MetadataForm, PreviewForm
from kenes.situation.importing import metadata, schema
from kenes.situation.importing.checks import shown
from kenes.situation.importing.choices import Choices
from kenes.situation.importing.preview import Preview, preview_of
from kenes.situation.importing.source import Source, read_source
from kenes.situation.importing.template import csv_template, xlsx_template
from kenes.situation.models import ImportDraft, Indicator, Revision
from kenes.situation.queries.places import places_of

ROWS = 50  # of a preview that are shown
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@council_page(Access.SECRETARIAT)
@require_safe
def imports(request: MemberRequest) -> HttpResponse:
    """Every import so far, the last one first, and files that wait for an answer."""
    found = Revision.objects.filter(council=request.council).select_related("by", "undoes", "undone_by")
    drafts = ImportDraft.objects.filter(council=request.council).order_by("-created_at").defer("cells")
    return render(request, "situation/imports.html", {"page": page_of(request, found), "drafts": drafts})


@council_page(Access.SECRETARIAT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_figures(request: MemberRequest) -> HttpResponse:
    """Choose a file. Nothing is stored but the file, until its preview is agreed to."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            content = upload.read()
            source = read_source(upload.name, content)
            draft = acts.keep_import_draft(by=request.member, file_name=upload.name, sha256=sha256(content).hexdigest(), source=source)
        except KenesError as error:
            form.refuse(error)
        else:
            return redirect("import-preview", request.council.slug, draft.public_id)
    return render(request, "situation/import_figures.html", {"form": form, "fields": schema.FIELDS}, status=form.status)


@council_page(Access.SECRETARIAT)
@require_safe
def import_template(request: MemberRequest, format: str) -> HttpResponse:
    """The tidy table, with a row for every place, to be filled in."""
    if format not in ("csv", "xlsx"):
        raise Http404
    places = [(place.code, place.name) for place in places_of(request.council).values() if place.is_present]
    body, kind = (xlsx_template(places), XLSX) if format == "xlsx" else (csv_template(places), "text/csv; charset=utf-8")
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="figures.{format}"'
    return response


@council_page(Access.PUBLIC)
@require_safe
def import_schema(request: CouncilRequest) -> HttpResponse:
    """What the tidy table may hold, as a Frictionless Table Schema."""
    return JsonResponse(schema.as_json(), json_dumps_params={"indent": 1})


def draft_for(request: MemberRequest, public_id: str) -> ImportDraft:
    return one(ImportDraft.objects.filter(council=request.council), public_id=public_id)


def previewed(draft: ImportDraft) -> Preview:
    return preview_of(draft.council, Source.unpack(draft.form, bytes(draft.cells)), Choices.of(draft.choices))


def form_of(request: MemberRequest, preview: Preview) -> PreviewForm:
    known = list(Indicator.objects.filter(council=request.council))
    return PreviewForm(preview, known, request.POST if request.method == "POST" else None)


@council_page(Access.SECRETARIAT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_preview(request: MemberRequest, draft: str) -> HttpResponse:
    """What a file would change; answers to what it leaves open."""
    found = draft_for(request, draft)
    preview = previewed(found)
    form = form_of(request, preview)
    if request.method != "POST":
        return show_preview(request, found, preview, form)
    if not form.is_valid():
        return show_preview(request, found, preview, form, status=422)
    acts.decide_import(by=request.member, draft=found, choices=form.choices())
    return redirect(f"{reverse('import-preview', args=[request.council.slug, found.public_id])}?answered=1")


def show_preview(request: MemberRequest, draft: ImportDraft, preview: Preview, form: PreviewForm, status: int = 200) -> HttpResponse:
    if status != 200 or "answered" in request.GET:  # what is missing is told once something was sent
        for about in form.abouts:
            if not about.form.is_bound:
                about.form = MetadataForm(
                    {f"{about.form.prefix}-{name}": value for name, value in about.about.typed.items()},
                    prefix=about.form.prefix,
                    wrong=about.about.wrong,
                )
            about.form.is_valid()
            about.form.show_wrong()
    form.mark_needed()
    context = {
        "draft": draft,
        "preview": preview,
        "form": form,
        "forms": [form, *(about.form for about in form.abouts)],
        "rows": rows_of(preview),
        "more": max(len(preview.diff.added) + len(preview.diff.changed) + len(preview.diff.removed) - ROWS, 0),
        "matched": [(name, preview.atlas.labels.get(code, code), code) for name, code in dict.fromkeys(preview.reading.matched)],
        "ready": not preview.blocked and not (preview.diff.is_empty and not any(about.fields for about in preview.indicators)),
        "total": len(preview.diff.added) + len(preview.diff.changed) + len(preview.diff.removed),
    }
    return render(request, "situation/import_preview.html", context, status=status)


def rows_of(preview: Preview) -> list[dict[str, Any]]:
    """Return the first rows of what would change: changes first, they need the closest look."""
    labels, diff = preview.atlas.labels, preview.diff

    def row(indicator: str, place: str, period: str, before: str, after: str, status: str, note: str) -> dict[str, Any]:
        named = {"indicator": indicator, "place": labels.get(place, place), "code": place, "period": period}
        return {**named, "before": before, "after": after, "status": status, "note": note}

    changed = [
        row(*figure.cell, shown(before.value), shown(figure.value), figure.status, figure.note) for figure, before in diff.changed[:ROWS]
    ]
    removed = [row(*cell, shown(before.value), "", "", "") for cell, before in diff.removed[:ROWS]]
    added = [row(*figure.cell, "", shown(figure.value), figure.status, figure.note) for figure in diff.added[:ROWS]]
    return [*changed, *removed, *added][:ROWS]


@council_page(Access.SECRETARIAT)
@require_POST
def import_commit(request: MemberRequest, draft: str) -> HttpResponse:
    """Import what the preview shows, with the answers that were sent along."""
    found = draft_for(request, draft)
    preview = previewed(found)
    form = form_of(request, preview)
    if not form.is_valid():
        return show_preview(request, found, preview, form, status=422)
    choices = form.choices()
    keep = "keep" in request.POST
    again = redirect(f"{reverse('import-preview', args=[request.council.slug, found.public_id])}?answered=1")
    if choices != preview.choices:
        found = acts.decide_import(by=request.member, draft=found, choices=choices)
        if replace(choices, metadata={}) != replace(preview.choices, metadata={}):  # what would change was not seen yet
            messages.warning(request, _("Your answers change what this file would do. Nothing is imported yet: look once more."))
            return again
    try:
        revision = acts.commit_import(by=request.member, draft=found, keep=keep, seen=request.POST.get("seen", ""))
    except (ImportBlocked, NothingNew, PreviewChanged) as error:
        messages.error(request, str(error))
        return again
    n = revision.added + revision.changed + revision.removed
    words = ngettext("Imported as revision %(number)s: %(n)s figure.", "Imported as revision %(number)s: %(n)s figures.", n)
    messages.success(request, words % {"number": revision.number, "n": n})
    return redirect("import-preview", request.council.slug, found.public_id) if keep else redirect("imports", request.council.slug)


@council_page(Access.SECRETARIAT)
@require_POST
def import_cancel(request: MemberRequest, draft: str) -> HttpResponse:
    """Forget an uploaded file."""
    acts.cancel_import(by=request.member, draft=draft_for(request, draft))
    messages.success(request, _("The file is removed. Nothing was imported."))
    return redirect("imports", request.council.slug)


@council_page(Access.SECRETARIAT)
@require_POST
def import_undo(request: MemberRequest, revision: str) -> HttpResponse:
    """Put back what was stored before a revision."""
    found = one(Revision.objects.filter(council=request.council), public_id=revision)
    try:
        undoing = acts.undo_revision(by=request.member, revision=found)
    except KenesError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Revision %(undone)s is undone, as revision %(number)s.") % {"undone": found.number, "number": undoing.number}
        )
    return redirect("imports", request.council.slug)


@council_page(Access.SECRETARIAT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_indicator(request: MemberRequest, code: str) -> HttpResponse:
    """Change what is known about an indicator."""
    indicator = one(Indicator.objects.filter(council=request.council), code=code)
    language = indicator.producer.original
    form = MetadataForm(request.POST or None, initial={**metadata.typed(indicator), "language": language})
    if request.method == "POST" and form.is_valid():
        try:
            spoken = form.cleaned_data.get("language") or (get_language() or "kk")[:2]
            acts.change_indicator(by=request.member, indicator=indicator, typed=form.typed(), language=spoken)
        except UnreadableMetadata as error:
            form.wrong = dict(error.wrong)
            form.show_wrong()
        else:
            messages.success(request, _("Saved."))
            return redirect("indicator", request.council.slug, indicator.code)
    form.mark_needed()
    return render(request, "situation/change_indicator.html", {"indicator": indicator, "form": form}, status=form.status)
