"""Linking practices to issues, and unlinking them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kenes.base.errors import KenesError, NotFound
from kenes.base.permissions import allowed
from kenes.councils.access import Access, MemberRequest, council_page
from kenes.issues import acts
from kenes.issues.forms import UnlinkForm
from kenes.issues.queries import issue_for
from kenes.issues.views.issues import readable, with_reason
from kenes.situation.models import Practice
from kenes.situation.queries.practices import practice_for


@require_POST
@council_page(Access.MEMBER)
def link_practice(request: MemberRequest, practice: str) -> HttpResponse:
    """Show a practice with an issue; goes back to where it was asked: `from=issue`, or the practice."""
    found = linkable(request, practice)
    issue = issue_for(request.council, request.member, request.POST.get("target", "").replace("\0", ""))
    if issue is None:
        messages.error(request, _("Choose an issue."))
        return redirect(found)
    try:
        acts.link_practice(by=request.member, issue=issue, practice=found)
    except KenesError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The practice is shown with the issue now. Those concerned were told."))
    return redirect(issue if request.POST.get("from") == "issue" else found)


def linkable(request: MemberRequest, public_id: str) -> Practice:
    found = practice_for(request.council, request.member, public_id)
    if found is None or not allowed("issues.link_practice", request.member, found):
        raise NotFound
    return found


@require_http_methods(["GET", "POST"])
@council_page(Access.MODERATOR)
def unlink_practice(request: MemberRequest, issue: str, practice: str) -> HttpResponse:
    """No longer show a practice with an issue, with a reason."""
    found, shown = readable(request, issue), practice_for(request.council, request.member, practice)
    if shown is None:
        raise NotFound
    return with_reason(
        request,
        found,
        lambda reason: acts.unlink_practice(by=request.member, issue=found, practice=shown, reason=reason),
        title=_("Take practice No. %(number)s off this issue") % {"number": shown.number},
        button=_("Take the practice off"),
        ask=UnlinkForm,
    )
