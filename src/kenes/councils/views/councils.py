"""Founding a council, its settings, applications, and the threads of all objects."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kenes.base.errors import KenesError, NotFound, NotSignedIn
from kenes.base.forms import KenesForm, LanguageField, ProseField
from kenes.base.pages import page_of
from kenes.base.refs import PublicModel, resolve
from kenes.councils import acts, queries
from kenes.councils.access import Access, MemberRequest, council_page, one, open_page
from kenes.councils.acts.threads import MOST_CHARACTERS
from kenes.councils.forms.councils import FirstSecretaryForm, FoundForm, SettingsForm, SideForm
from kenes.councils.forms.seats import ReasonForm
from kenes.councils.models import Comment, Council, User
from kenes.councils.views.entry import enter, speak


class CommentForm(KenesForm):
    """A contribution to a thread."""

    said = ProseField(label=gettext_lazy("Your contribution"), max_length=MOST_CHARACTERS)
    language = LanguageField()


@open_page(Access.PUBLIC)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The first page of an empty installation; afterwards, where its staff adds a council."""
    user = request.user if request.user.is_authenticated else None
    if not queries.may_found(user):
        raise NotFound if user else NotSignedIn
    data = request.POST or None
    council, first = FoundForm(data, prefix="council"), SideForm(data, prefix="a", needed=True)
    second, person = SideForm(data, prefix="b", needed=False), FirstSecretaryForm(data, prefix="you")
    forms: list[KenesForm] = [council, first, second, *([] if user else [person])]
    valid = [form.is_valid() for form in forms]  # each one, so that all faults show at once
    if all(valid):
        sides = [side for side in (first.draft(), second.draft()) if side]
        try:
            made, secretary = acts.found_council(
                by_user=user, council=council.facts(), sides=sides, secretary={} if user else person.cleaned_data
            )
        except KenesError as error:
            next((form for form in (council, person) if error.field in form.fields), council).refuse(error)
        else:
            return founded(request, made, cast(User, secretary.user))
    wrong = request.method == "POST"
    context = {"council_form": council, "first": first, "second": second, "person": None if user else person, "forms": forms}
    return render(request, "councils/start.html", context, status=422 if wrong else 200)


def founded(request: HttpRequest, council: Council, user: User) -> HttpResponse:
    if not request.user.is_authenticated:
        enter(request, user, way="founding")
    messages.success(request, _("The council is founded. Seat its members next: one by one, or with a roster."))
    return speak(redirect("members", council.slug), user)


@council_page(Access.SECRETARIAT)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: MemberRequest) -> HttpResponse:
    """The council's texts and rules."""
    form = SettingsForm(request.council, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_council(by=request.member, council=request.council, **form.changes())
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved. The other secretaries are told."))
            return redirect("council-settings", request.council.slug)
    return render(request, "councils/settings.html", {"form": form, "sides": request.council.sides.all()}, status=form.status)


@council_page(Access.SECRETARIAT)
@require_safe
def applications(request: MemberRequest) -> HttpResponse:
    """The vetting queue of the reader's side, those waiting first."""
    page = page_of(request, queries.applications(request.council, reader=request.member))
    return render(request, "councils/applications.html", {"page": page})


@council_page(Access.SECRETARIAT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: MemberRequest, public_id: str) -> HttpResponse:
    """One application: accept it, or decline it with a reason."""
    found = one(queries.applications(request.council, reader=request.member), public_id=public_id)
    form = ReasonForm(request.POST if "decline" in request.POST else None)
    link = ""
    try:
        if "accept" in request.POST:
            seat, invitation, token = acts.accept_application(by=request.member, application=found)
            found.member, found.state = seat, found.State.ACCEPTED
            link = request.build_absolute_uri(reverse("invitation", args=[token]))
            return render(
                request, "councils/application.html", {"application": found, "form": form, "link": link, "sent": invitation.email}
            )
        if form.is_bound and form.is_valid():
            acts.decline_application(by=request.member, application=found, reason=form.cleaned_data["reason"])
            messages.success(request, _("Declined. The applicant reads the reason under their link."))
            return redirect("applications", request.council.slug)
    except KenesError as error:
        form = ReasonForm(request.POST)
        form.is_valid()
        form.refuse(error)
    return render(request, "councils/application.html", {"application": found, "form": form, "link": link}, status=form.status)


PEOPLE = ("member", "application")  # have pages, but no thread


def discussed(request: MemberRequest, kind: str, public_id: str) -> PublicModel:
    """Return an object of the reader's council that has a thread, or 404."""
    found = None if kind in PEOPLE else resolve([f"{kind}/{public_id}"]).get(f"{kind}/{public_id}")
    if found is None or getattr(found, "council_id", None) != request.council.pk or not hasattr(found, "get_absolute_url"):
        raise NotFound
    return found


def back_to(subject: PublicModel) -> HttpResponse:
    return redirect(f"{subject.get_absolute_url()}#thread")  # type: ignore[attr-defined]  # checked by `discussed`


@council_page(Access.MEMBER)
@require_POST
def comment(request: MemberRequest, kind: str, public_id: str) -> HttpResponse:
    """Contribute to an object's thread."""
    subject = discussed(request, kind, public_id)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            key = request.POST.get("key", "").replace("\0", "")[:40]
            acts.comment(by=request.member, subject=subject, text=form.text("said"), client_key=key)
        except KenesError as error:
            form.refuse(error)
        else:
            return back_to(subject)
    return render(request, "councils/comment.html", {"form": form, "subject": subject}, status=form.status)


@council_page(Access.MODERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def hide_comment(request: MemberRequest, public_id: str) -> HttpResponse:
    """Hide a contribution, with a reason."""
    found = one(Comment.objects.select_related("author"), council=request.council, public_id=public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.hide_comment(by=request.member, comment=found, reason=form.cleaned_data["reason"])
        except KenesError as error:
            form.refuse(error)
        else:
            return back_to_thread(found)
    return render(request, "councils/hide_comment.html", {"form": form, "comment": found}, status=form.status)


@council_page(Access.MODERATOR)
@require_POST
def show_comment(request: MemberRequest, public_id: str) -> HttpResponse:
    """Show a hidden contribution again."""
    found = one(Comment.objects.select_related("author"), council=request.council, public_id=public_id)
    acts.show_comment(by=request.member, comment=found)
    return back_to_thread(found)


def back_to_thread(comment: Comment) -> HttpResponse:
    subject = resolve([comment.subject]).get(comment.subject)
    return back_to(subject) if subject is not None else redirect(comment.council)
