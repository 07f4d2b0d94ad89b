"""Signing in and out."""

from typing import Any, cast

from allauth.account.forms import LoginForm
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import login as django_login
from django.contrib.auth import logout as django_logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kenes.base.errors import KenesError
from kenes.base.limits import address_of
from kenes.councils import doors
from kenes.councils.access import Access, open_page
from kenes.councils.forms.entry import CodeForm, SignInForm
from kenes.councils.models import Council, User
from kenes.councils.queries import has_second_factor

BACKEND = "django.contrib.auth.backends.ModelBackend"


def next_of(request: HttpRequest) -> str:
    """Return the page of this installation that ?next= names, or nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else ""


def page_of_council(council: Council) -> str:
    """Return where a member begins."""
    try:
        return reverse("my-page", args=[council.slug])
    except NoReverseMatch:
        return council.get_absolute_url()


def enter(request: HttpRequest, user: User, *, way: str) -> None:
    """Sign a person in who has proved themselves without a password. Counts as having just proved it (allauth)."""
    django_login(request, user, backend=BACKEND)
    record_authentication(request, user, method=way, reauthenticated=True)


def speak(response: HttpResponse, user: Any) -> HttpResponse:
    """Let the pages speak the person's language from now on."""
    from django.conf import settings

    if isinstance(user, User) and user.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


@open_page(Access.PUBLIC)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """One page for all ways in: e-mail and password, a passkey, a one-time code."""
    target = next_of(request)
    if request.user.is_authenticated and request.method != "POST":
        return redirect(target or "/")
    by_code = request.method == "POST" and "code" in request.POST
    form = SignInForm(request.POST if request.method == "POST" and not by_code else None)
    code = CodeForm(request.POST if by_code else None)
    if by_code and code.is_valid():
        response = with_code(request, code, target)
    elif form.is_bound and form.is_valid():
        response = with_password(request, form, target)
    else:
        response = None
    if response is not None:
        return response
    posted = code if by_code else form
    context = {"form": form, "code": code, "posted": posted, "next": target, "seen": "code" if by_code else "password"}
    return render(request, "councils/sign_in.html", context, status=posted.status)


def with_code(request: HttpRequest, form: CodeForm, target: str) -> HttpResponse | None:
    try:
        member = doors.enter_with_code(code=form.cleaned_data["code"], address=address_of(request), language=(get_language() or "kk")[:2])
    except KenesError as error:
        form.add_error("code", str(error))
        return None
    user, there = cast(User, member.user), target or page_of_council(member.council)
    if has_second_factor(user):  # allauth asks for it, as after a password
        return speak(perform_login(request, Login(user=user, redirect_url=there)), user)
    enter(request, user, way="code")
    return speak(redirect(there), user)


def with_password(request: HttpRequest, form: SignInForm, target: str) -> HttpResponse | None:
    """Hand over to allauth, which asks for the second factor where there is one."""
    email = form.cleaned_data["email"].lower()
    try:
        doors.check_password_attempt(email=email, address=address_of(request))
    except KenesError as error:
        form.refuse(error)
        return None
    login = LoginForm(data={"login": email, "password": form.cleaned_data["password"]}, request=request)
    if not login.is_valid():
        form.add_error(None, _("This e-mail and password do not belong together. Check both, or enter with a one-time code."))
        return None
    try:
        response = login.login(request, redirect_url=target or None)
    except ImmediateHttpResponse as answered:
        response = answered.response
    return speak(cast(HttpResponse, response), login.user)


@open_page(Access.PUBLIC)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and have the browser forget what this installation kept on the device: a shared phone shows no drafts."""
    django_logout(request)
    response = redirect("signed-out")
    response["Clear-Site-Data"] = '"storage"'
    return response


@open_page(Access.PUBLIC)
@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Its script deletes the drafts where the browser did not follow Clear-Site-Data."""
    return render(request, "councils/signed_out.html")


@open_page(Access.PUBLIC)
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Where allauth sends people who must sign in."""
    target = next_of(request)
    return HttpResponseRedirect(reverse("sign-in") + (f"?{urlencode({'next': target})}" if target else ""))


@open_page(Access.SIGNED_IN)
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a secretary needs a second factor, and the two ways to set one up."""
    return render(request, "councils/second_factor.html", {"next": next_of(request)})


@open_page(Access.SIGNED_IN)
def to_account(request: HttpRequest) -> HttpResponse:
    """Where allauth sends people to manage their second factor."""
    return redirect("account")
