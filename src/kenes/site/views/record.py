"""The record: entries in plain words, verification, download."""

from typing import cast

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kenes.base.forms import KenesForm, LineField
from kenes.base.limits import address_of, count_attempt
from kenes.base.pages import page_of
from kenes.councils.access import Access, CouncilRequest, council_page
from kenes.councils.models import Side
from kenes.record.acts import start_check, stop_check
from kenes.record.checks import Result, check_now, is_long, latest_check
from kenes.site.queries.home import record_head
from kenes.site.queries.record import exported, filtered, lines, rooms

# Shown on the page and in docs/user/record.md: all that is needed to check a downloaded record.
CHECKER = """import hashlib, sys

def h(data):
    return hashlib.sha256(data).digest()

tree = []                                   # [(number of entries, hash)]
for line in open(sys.argv[1], "rb"):
    node, size = h(b"\\x00" + line.rstrip(b"\\n")), 1
    while tree and tree[-1][0] == size:
        size, node = size * 2, h(b"\\x01" + tree.pop()[1] + node)
    tree.append((size, node))
root = tree.pop()[1] if tree else h(b"")
while tree:
    root = h(b"\\x01" + tree.pop()[1] + root)
print(root.hex())
"""


class FilterForm(KenesForm):
    """The list's filters."""

    type = forms.ChoiceField(label=gettext_lazy("Acts about"), required=False)
    about = LineField(label=gettext_lazy("About (reference)"), required=False, max_length=60)

    def __init__(self, data: object, found: list[tuple[str, str, int]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        choices = [(room, f"{words} ({count})") for room, words, count in found]
        self.fields["type"].choices = [("", _("Everything")), *choices]  # type: ignore[attr-defined]


@council_page(Access.PUBLIC)
@require_safe
def record(request: CouncilRequest) -> HttpResponse:
    """List what the council did, newest first."""
    return shown(request)


@council_page(Access.PUBLIC)
@require_POST
def verify(request: CouncilRequest) -> HttpResponse:
    """Recompute the log and say what was found; a long one in the background."""
    origin = request.council.public_id
    count_attempt("record.verify", address_of(request), most=20, minutes=10)
    if is_long(origin):
        start_check(origin=origin, owner_id=request.user.pk)
        return redirect("record", request.council.slug)
    return shown(request, check_now(origin))


@council_page(Access.MEMBER)
@require_POST
def stop(request: CouncilRequest) -> HttpResponse:
    """Stop the background check."""
    stop_check(origin=request.council.public_id)
    return redirect("record", request.council.slug)


@council_page(Access.PUBLIC)
@require_safe
def download(request: CouncilRequest) -> HttpResponse:
    """Give all entries as JSON lines, for checking offline."""
    head = record_head(request.council)
    response = StreamingHttpResponse(exported(request.council, head.size), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.council.slug}-record.jsonl"'
    response["X-Record-Size"], response["X-Record-Root"] = str(head.size), head.root
    return cast(HttpResponse, response)


def shown(request: CouncilRequest, result: Result | None = None) -> HttpResponse:
    """Show the page, with the result of a check where there is one."""
    form = FilterForm(request.GET or None, rooms(request.council))
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = page_of(request, filtered(request.council, wanted.get("type", ""), wanted.get("about", "")))
    side = Side.objects.filter(council=request.council).first()
    job = latest_check(request.council.public_id)
    context = {
        "form": form,
        "page": page,
        "lines": lines(list(page), request.council, request.member),
        "head": record_head(request.council),
        "result": result,
        "checker": CHECKER,
        "job": job,
        "fault": job.message.split(" ", 1) if job and " " in job.message else (),
        "zone": side.timezone if side else None,
    }
    return render(request, "site/record.html", context, status=form.status)
