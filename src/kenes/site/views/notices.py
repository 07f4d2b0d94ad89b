"""A person's notices: newest first, grouped by object; how they come; a test mail."""

import smtplib

from django import forms
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kenes.base.forms import KenesForm
from kenes.base.limits import count_attempt
from kenes.base.pages import page_of
from kenes.councils.access import Access, MemberRequest, council_page, open_page
from kenes.councils.models import Member
from kenes.notices.acts import mark_read, set_notices
from kenes.notices.mail import test_mail
from kenes.notices.models import NoticeSetting
from kenes.notices.queries import groups, objects, setting, unread_count


class SettingForm(KenesForm):
    """How notices come."""

    in_app = forms.BooleanField(
        label=gettext_lazy("Show notices here"),
        help_text=gettext_lazy("Off means off: nothing is written for you, and no mail is sent either."),
        required=False,
    )
    digest = forms.ChoiceField(
        label=gettext_lazy("By mail"),
        choices=NoticeSetting.Digest.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("One mail with all that is new, newest first, grouped by what it is about."),
    )


def me(request: HttpRequest) -> int:
    """Return the primary key of the signed-in person."""
    return int(request.user.pk or 0)


def at_home(request: HttpRequest) -> str | None:
    """Give the page its council's header where the person has one seat only; return the time zone they live in."""
    seats = list(Member.objects.serving().filter(user=request.user.pk).select_related("council", "side", "region")[:2])
    if len(seats) == 1:
        request.council, request.member = seats[0].council, seats[0]  # type: ignore[attr-defined]
    return seats[0].side.timezone if seats else None


@open_page(Access.SIGNED_IN)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Show a person's notices."""
    zone = at_home(request)
    user_id = me(request)
    page = page_of(request, objects(user_id), 20)
    response = render(
        request,
        "site/notices.html",
        {"page": page, "groups": groups(user_id, list(page)), "unread_total": unread_count(user_id), "zone": zone},
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@open_page(Access.SIGNED_IN)
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark notices as read: those about one object, or all."""
    about = request.POST.get("object", "").replace("\0", "")
    mark_read(user_id=me(request), objects=[about] if about else None)
    return redirect("notices")


@open_page(Access.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Let a person say how notices come."""
    at_home(request)
    user_id = me(request)
    now = setting(user_id)
    form = SettingForm(request.POST or None, initial={"in_app": now.in_app, "digest": now.digest})
    if request.method == "POST" and form.is_valid():
        set_notices(user_id=user_id, in_app=form.cleaned_data["in_app"], digest=form.cleaned_data["digest"])
        messages.success(request, _("Saved."))
        return redirect("notice-settings")
    return render(request, "site/notice_settings.html", {"form": form, "email": getattr(request.user, "email", "")}, status=form.status)


@council_page(Access.SECRETARIAT)
@require_http_methods(["GET", "HEAD", "POST"])
def test(request: MemberRequest) -> HttpResponse:
    """Send the secretary a test mail and say what happened, before anything depends on mail."""
    email = str(getattr(request.user, "email", "") or "")
    context: dict[str, object] = {"email": email}
    if request.method == "POST" and email:
        count_attempt("test-mail", str(request.user.pk), most=5, minutes=10)
        try:
            context["sent"] = bool(test_mail(email).send())
        except (OSError, smtplib.SMTPException, ImproperlyConfigured) as error:
            context |= {"failed": True, "why": type(error).__name__}
    return render(request, "site/test_mail.html", context)
