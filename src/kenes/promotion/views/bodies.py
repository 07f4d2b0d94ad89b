"""Bodies, and the days of a side."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.base import clock
from kenes.base.errors import KenesError, NotFound
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.councils.access import Access, MemberRequest, council_page
from kenes.promotion import acts
from kenes.promotion.calendar import due_day, published_days_off
from kenes.promotion.forms import BodyForm, DayField, DayForm
from kenes.promotion.models import DayOverride
from kenes.promotion.queries import dispatches as queries


@require_GET
@council_page(Access.MEMBER)
def bodies(request: MemberRequest) -> HttpResponse:
    """The institutions that recommendations are sent to."""
    rows = queries.bodies_of(request.council)
    if request.GET.get("format") == "csv":
        head = [_("Body"), _("Side"), _("Sent"), _("Answered")]
        return csv_response("bodies", head, rows[:CSV_LIMIT], lambda row: [str(row.name), str(row.side.name), row.sent, row.answered])
    several = request.council.sides.count() > 1
    return render(request, "promotion/bodies.html", {"page": page_of(request, rows), "several_sides": several})


@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def new_body(request: MemberRequest) -> HttpResponse:
    """Enter a body of one's own side."""
    form = BodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.register_body(by=request.member, side=request.member.side, name=form.name, contact=form.cleaned_data["contact"])
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The body is entered. Briefs can be sent to it from now on."))
            return redirect("bodies", request.council.slug)
    return render(request, "promotion/new_body.html", {"form": form}, status=form.status)


@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def calendar(request: MemberRequest) -> HttpResponse:
    """Which days count for one's own side."""
    side = request.member.side
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            acts.set_day(by=request.member, side=side, day=data["day"], works=data["works"], note=data["note"])
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The day is set. Due dates of what was already sent do not move."))
            return redirect("calendar", request.council.slug)
    today = clock.today(side.timezone)
    context = {
        "form": form,
        "side": side,
        "overrides": DayOverride.objects.filter(side=side).order_by("-day"),
        "days_off": published_days_off(side.country_id, today, (get_language() or "kk")[:2]),
        "example": due_day(side, today, request.council.answer_days),
        "today": today,
    }
    return render(request, "promotion/calendar.html", context, status=form.status)


@require_POST
@council_page(Access.SECRETARIAT)
def clear_day(request: MemberRequest) -> HttpResponse:
    """Let a day count by the published calendar again."""
    try:
        day = DayField().clean(request.POST.get("day"))
    except ValidationError:
        raise NotFound from None
    acts.clear_day(by=request.member, side=request.member.side, day=day)
    messages.success(request, _("The day counts by the published calendar again."))
    return redirect("calendar", request.council.slug)
