"""Situation reports: the periods, what a period shows, and a member's own assessment, one domain a page."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.base import clock
from kenes.base.errors import KenesError, NotFound, NotSignedIn
from kenes.base.pages import page_of
from kenes.base.sorting import sort_key
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page, one
from kenes.councils.queries import plain, regions_of
from kenes.issues.views.shown import wants_json
from kenes.situation import acts
from kenes.situation.errors import NoRegion
from kenes.situation.forms.reports import LABELS, PeriodForm, PlaceForm, ReportForm, given
from kenes.situation.models import Domain, ReportPeriod, SituationReport
from kenes.situation.queries import reports as found_by
from kenes.situation.queries.rated import Rated, rated
from kenes.situation.queries.reports import Results

USUAL = timedelta(days=14)
TEXTS = 10  # a page: they are read, not scanned
Reader = CouncilRequest | MemberRequest


@require_GET
@council_page(Access.PUBLIC)
def report_periods(request: CouncilRequest) -> HttpResponse:
    """The periods that members were asked about."""
    page = page_of(request, found_by.periods_of(request.council, request.member))
    staff = bool(request.member and request.member.is_secretariat)
    has_open = ReportPeriod.objects.filter(council=request.council, state=ReportPeriod.State.OPEN).exists()
    return render(request, "situation/report_periods.html", {"page": page, "may_open": staff and not has_open})


@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def open_period(request: MemberRequest) -> HttpResponse:
    """Ask the members about a period."""
    known = list(ReportPeriod.objects.filter(council=request.council).values_list("period", flat=True))
    side = request.member.side
    usual = clock.today(side.timezone) + USUAL
    form = PeriodForm(request.POST or None, side=side, known=known, initial={"closes_on": usual})
    if request.method == "POST" and form.is_valid():
        try:
            opened = acts.open_period(by=request.member, period=form.cleaned_data["period"], closes_at=form.closes_at)
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The period is open. Its members were told."))
            return redirect(opened)
    people = len(acts.reports.who_reports(request.council))
    return render(request, "situation/open_period.html", {"form": form, "people": people}, status=form.status)


def readable(request: Reader, public_id: str) -> ReportPeriod:
    """Return a period that the reader may know of. A visitor is asked to sign in whether or not there is one."""
    found = found_by.periods_of(request.council, request.member).filter(public_id=public_id).first()
    if found is None:
        raise NotFound if request.user.is_authenticated else NotSignedIn
    return found


@never_cache
@require_GET
@council_page(Access.PUBLIC)
def report_period(request: CouncilRequest, period: str) -> HttpResponse:
    """One period: how far it is while it is open, its results once it is closed."""
    found = readable(request, period)
    staff = bool(request.member and request.member.is_secretariat)
    context: dict[str, Any] = {"period": found, "is_staff": staff, "opens": found_by.takes_reports(found)}
    results = found_by.results_of(found)
    if results is None:
        own = found_by.own_reports(found, request.member)
        context |= {"progress": found_by.progress(found), "own": len(own), "domains": len(Domain), "may_write": may_write(request)}
        return render(request, "situation/report_open.html", context)
    return render(request, "situation/report_results.html", context | results_context(request, found, results))


def may_write(request: Reader) -> bool:
    return bool(request.member and request.member.has_vote and request.member.region_id)


@dataclass(frozen=True)
class Line:
    """How one domain (of one place) or one place (in one domain) is rated."""

    name: str
    url: str
    rated: Rated
    accord: str
    directions: list[tuple[str, int]]
    leaning: str
    directions_of: str
    no_basis: int | None
    hidden: str = ""  # of a larger place: its regions that are not shown by themselves


def results_context(request: Reader, period: ReportPeriod, results: Results) -> dict[str, Any]:
    """Return the results of all domains for one place, or of one domain for all places."""
    regions = sorted(((region.code, plain(str(region.name))) for region in regions_of(request.council)), key=lambda row: sort_key(row[1]))
    answered = results.answered()
    form = PlaceForm(request.GET, regions=regions, domains=[(domain.value, domain.label) for domain in answered])
    region, domain = form.wanted("region"), form.wanted("domain")
    if domain and not region:
        lines = [line(results, domain, None, _("All regions"), ""), *region_lines(results, domain, regions)]
    else:
        shown = [one for one in answered if not domain or one == domain]
        lines = [line(results, one.value, region or None, str(one.label), f"?domain={one.value}") for one in shown]
    texts = found_by.written(period, request.member, region=region, domain=domain)
    return {
        "form": form,
        "lines": lines,
        "place": dict(regions).get(region, ""),
        "domain": Domain(domain).label if domain else "",
        "page": page_of(request, texts, TEXTS),
        "threshold": results.threshold,
    }


def region_lines(results: Results, domain: str, regions: list[tuple[str, str]]) -> list[Line]:
    """Return each region that is shown by itself, then each larger place that the others are shown in, once, with their names."""
    own, inside = [], defaultdict(list)
    larger: dict[str, Line] = {}
    for code, name in regions:
        one = line(results, domain, code, name, f"?region={code}")
        if one.rated.is_shown and one.rated.ratings.is_own:
            own.append(one)
        elif one.rated.is_shown and one.rated.ratings.kind != "all":
            place = one.rated.ratings.name
            larger[place] = one
            inside[place].append(name)
    for place in sorted(larger, key=sort_key):
        one = larger[place]
        shown = rated(replace(one.rated.ratings, is_own=True))
        own.append(replace(one, name=place, url="", rated=shown, no_basis=None, hidden=", ".join(inside[place])))
    return own


def line(results: Results, domain: str, region: str | None, name: str, url: str) -> Line:
    ratings, going = results.ratings(domain, region), results.directions(domain, region)
    words = {"agree": _("The members mostly agree"), "lean": _("The members lean one way"), "divided": _("The members are divided")}
    labels = [str(direction.label) for direction in SituationReport.Direction]
    return Line(
        name,
        url,
        rated(ratings),
        words.get(ratings.accord, ""),
        list(zip(labels, going.counts, strict=False)),
        labels[going.most] if going.state == "band" else "",
        "" if going.name == ratings.name or going.state == "withheld" else going.name,
        None if region else results.without_basis(domain),
    )


@dataclass(frozen=True)
class Task:
    """One domain in a member's list."""

    domain: Domain
    label: Any
    report: SituationReport | None

    @property
    def words(self) -> str:
        if self.report is None:
            return ""
        return str(LABELS[self.report.rating]) if self.report.rating is not None else _("No basis to judge")


@never_cache
@require_GET
@council_page(Access.VOTER)
def write_report(request: MemberRequest, period: str) -> HttpResponse:
    """A member's own assessment: the twelve domains, and what is done."""
    found = writable(request, period)
    if not isinstance(found, ReportPeriod):
        return found
    own = found_by.own_reports(found, request.member)
    tasks = [Task(domain, domain.label, own.get(domain.value)) for domain in Domain]
    ahead = next((task.domain.value for task in tasks if task.report is None), "")
    context = {"period": found, "tasks": tasks, "done": len(own), "ahead": ahead}
    return render(request, "situation/write_report.html", context)


def writable(request: MemberRequest, public_id: str) -> ReportPeriod | HttpResponse:
    """Return the period while it takes reports, else a way to its page."""
    found = readable(request, public_id)
    if found_by.takes_reports(found) and may_write(request):
        return found
    messages.info(request, _("Nothing can be written here now.") if may_write(request) else str(NoRegion()))
    return redirect(found)


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.VOTER)
def write_domain(request: MemberRequest, period: str, domain: str) -> HttpResponse:
    """One domain of one's own region. What was said last time stands beside the form, it does not fill it."""
    if domain not in Domain.values:
        raise NotFound
    found = readable(request, period)
    own = found_by.own_reports(found, request.member)
    form = ReportForm(request.POST or None, initial=given(own.get(domain)))
    if request.method == "POST" and form.is_valid():
        try:
            acts.report_domain(by=request.member, period=found, domain=domain, **form.act())
        except KenesError as error:
            form.refuse(error)
        else:
            there = to_next(request, found, domain)
            return JsonResponse({"url": there}, status=201) if wants_json(request) else redirect(there)
    if request.method == "POST" and wants_json(request):  # static/issues/drafts.js
        return JsonResponse({"errors": {name: list(words) for name, words in form.errors.items()}}, status=form.status)
    if request.method == "GET" and not isinstance(writable(request, period), ReportPeriod):
        return redirect(found)
    last = found_by.own_last(found, request.member, domain)
    context = {
        "period": found,
        "domain": Domain(domain),
        "number": Domain.values.index(domain) + 1,
        "of": len(Domain),
        "form": form,
        "own": own.get(domain),
        "last": last and Task(Domain(domain), Domain(domain).label, last),
    }
    return render(request, "situation/write_domain.html", context, status=form.status)


def to_next(request: MemberRequest, period: ReportPeriod, domain: str) -> str:
    """Return where to go on: the next domain that the member has not assessed, or the list when all are done."""
    own = found_by.own_reports(period, request.member)
    at = Domain.values.index(domain)
    waiting = [other for other in [*Domain.values[at + 1 :], *Domain.values[:at]] if other not in own]
    if waiting:
        words = _("Saved: %(domain)s. Next: %(next)s.")
        messages.success(request, words % {"domain": Domain(domain).label, "next": Domain(waiting[0]).label})
        return reverse("write-domain", args=[request.council.slug, period.public_id, waiting[0]])
    messages.success(request, _("All domains are assessed. You can change them until the end."))
    return reverse("write-report", args=[request.council.slug, period.public_id])


@require_POST
@council_page(Access.SECRETARIAT)
def close_period(request: MemberRequest, period: str) -> HttpResponse:
    """Close a period before its time."""
    return decided(request, period, acts.close_period, _("The period is closed, its results are there. Those who wrote were told."))


@require_POST
@council_page(Access.SECRETARIAT)
def publish_period(request: MemberRequest, period: str) -> HttpResponse:
    """Show a closed period's results to everyone."""
    return decided(request, period, acts.publish_period, _("The results are public now. Those who wrote were told."))


def decided(request: MemberRequest, public_id: str, act: Callable[..., ReportPeriod], words: str) -> HttpResponse:
    found = one(ReportPeriod.objects.filter(council=request.council), public_id=public_id)
    try:
        act(by=request.member, period=found)
    except KenesError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect(found)
