"""Joining, applying, and a person's own account."""

from typing import cast

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kenes.base.errors import KenesError
from kenes.base.limits import address_of
from kenes.councils import acts, doors, queries
from kenes.councils.access import Access, CouncilRequest, council_page, one, open_page
from kenes.councils.forms.entry import AccountForm, ApplyForm, JoinForm, PasswordForm
from kenes.councils.models import Application, User
from kenes.councils.views.entry import enter, page_of_council, speak
from kenes.councils.zones import clocks_of


def own_account(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


@open_page(Access.LINK)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the seat and changes nothing (mail scanners open links); POST takes it, once."""
    found = queries.invitation_behind(token)
    user = own_account(request)
    form = JoinForm(request.POST or None, initial={"name": found.name, "email": found.email})
    if request.method == "POST" and (user or form.is_valid()):
        try:
            doors.open_link(address=address_of(request))
            given = {} if user else form.cleaned_data
            member = acts.accept_invitation(token=token, user=user, **given)
        except KenesError as error:
            if user or error.field not in form.fields:
                raise
            form.refuse(error)
        else:
            return welcome(request, member.council.slug, cast(User, member.user))
    context = {
        "invitation": found,
        "council": found.member.council,
        "seat": queries.seat_label(found.member),
        "form": form,
        "is_open": queries.is_open(found),
        "account": user,
        "clocks": clocks_of(found.member),
    }
    return render(request, "councils/invitation.html", context, status=form.status if not user else 200)


def welcome(request: HttpRequest, slug: str, user: User) -> HttpResponse:
    if not request.user.is_authenticated:
        enter(request, user, way="invitation")
    messages.success(request, _("Welcome. The seat is yours."))
    seat = user.seats.select_related("council").get(council__slug=slug)
    return speak(redirect(page_of_council(seat.council)), user)


@council_page(Access.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: CouncilRequest) -> HttpResponse:
    """An open application."""
    form = ApplyForm(request.council, request.POST or None, initial={"region": request.GET.get("region", "")})
    if request.method == "POST" and form.is_valid():
        facts = {key: form.cleaned_data[key] for key in ("side", "region", "profession", "name", "contact")}
        try:
            made = doors.apply(council=request.council, reason=form.text("reason"), address=address_of(request), **facts)
        except KenesError as error:
            form.refuse(error)
        else:
            return redirect("application-state", request.council.slug, made.public_id)
    return render(request, "councils/apply.html", {"form": form}, status=form.status)


@council_page(Access.LINK)
@never_cache
@require_safe
def application_state(request: CouncilRequest, public_id: str) -> HttpResponse:
    """What became of an application, for whoever has its address."""
    found = one(Application.objects.select_related("region", "profession", "side"), council=request.council, public_id=public_id)
    return render(request, "councils/application_state.html", {"application": found, "address": request.build_absolute_uri()})


@open_page(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """A person's name, language, ways to sign in, seats."""
    user = cast(User, request.user)
    form = AccountForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            facts = {key: form.cleaned_data.get(key, "") for key in ("name", "email", "password")}
            acts.change_account(user=user, **facts)
            acts.set_language(user=user, language=form.cleaned_data["language"])
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            user.language = form.cleaned_data["language"]
            return speak(redirect("account"), user)
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "form": form,
        "seats": [(seat, queries.seat_label(seat)) for seat in queries.seats_of(user)],
        "has_app": Authenticator.Type.TOTP in kinds,
        "keys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "has_password": user.has_usable_password(),
    }
    return render(request, "councils/account.html", context, status=form.status)


@open_page(Access.SIGNED_IN)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Set or change the password. Who came in with a code or a link just now need not know the old one."""
    user = cast(User, request.user)
    needs_current = user.has_usable_password() and not did_recently_reauthenticate(request)
    form = PasswordForm(request.POST or None, needs_current=needs_current)
    if request.method == "POST" and form.is_valid():
        try:
            current = form.cleaned_data["current"] if needs_current else None
            changed = acts.choose_password(user=user, password=form.cleaned_data["password"], current=current)
        except KenesError as error:
            form.refuse(error)
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, _("The password is set. All your other devices are signed out."))
            return redirect("account")
    return render(
        request, "councils/password.html", {"form": form, "email": user.email, "back_url": reverse("account")}, status=form.status
    )
