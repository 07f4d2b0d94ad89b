"""Signals: the list, one signal, and the form on the phone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.base.dates import long_day
from kenes.base.errors import KenesError, NotFound, NotSignedIn
from kenes.base.files import files_of
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page
from kenes.councils.queries import seat_label, seats
from kenes.issues import acts
from kenes.issues.forms import AnswerForm, FilterForm, SignalForm
from kenes.issues.models import Signal
from kenes.issues.queries import SignalRow, current_issue, entries_about_signal, signal_for, signal_rows, signals_list, state_counts
from kenes.issues.rules import LOOKED_AT_WITHIN
from kenes.issues.views.shown import BADGES, Counted, chain_context, filters_state, tabs, wants_json
from kenes.record.history import in_words
from kenes.site.queries import parity
from kenes.situation import periods


@require_GET
@council_page(Access.PUBLIC)
def signals(request: CouncilRequest) -> HttpResponse:
    """The signals of a council that the reader may see."""
    states = [choice for choice in Signal.State.choices if choice[0] != Signal.State.WITHDRAWN or request.member]
    form = FilterForm(request.GET, council=request.council, states=states)
    wanted = form.wanted()
    mine = request.GET.get("mine") == "1"
    rows = signals_list(request.council, request.member, mine=mine, **wanted)
    if request.GET.get("format") == "csv":
        return signals_csv(request, rows[:CSV_LIMIT])
    counts = state_counts(signals_list(request.council, request.member, mine=mine, **{**wanted, "state": ""}))
    page = page_of(request, Counted(rows, counts.get(wanted["state"], 0) if wanted["state"] else sum(counts.values())))
    context = {
        "form": form,
        "page": page,
        "rows": signal_rows(list(page.object_list)),
        "tabs": tabs(states, counts),
        "counts": counts,
        "all": sum(counts.values()),
        "filtered": filters_state(wanted) or mine,
        "mine": mine,
        "may_report": request.member and allowed("issues.report_signal", request.member),
        "parity": parity.of_list(request.council, request.member, parity.signals),
    }
    return render(request, "issues/signals.html", context)


def signals_csv(request: CouncilRequest, rows: Any) -> HttpResponse:
    head = [_("No."), _("Region"), _("State"), _("Reported"), _("What"), _("Where"), _("Since when"), _("Who is affected"), _("How known")]

    def cells(row: SignalRow) -> list[object]:
        texts = [str(row.what), row.place, row.since, row.affected, row.basis]
        return [row.number, row.region, row.state_label, row.created_at.isoformat(timespec="minutes"), *texts]

    return csv_response("signals", head, signal_rows(rows), cells)


@require_GET
@council_page(Access.PUBLIC)
def signal(request: CouncilRequest, signal: str) -> HttpResponse:
    """One signal."""
    return render(request, "issues/signal.html", signal_context(request, readable(request, signal)))


def readable(request: CouncilRequest | MemberRequest, public_id: str) -> Signal:
    """Return the signal if the reader may see it. A visitor is asked to sign in whether or not there is one."""
    found = signal_for(request.council, request.member, public_id)
    if found is None:
        raise NotFound if request.user.is_authenticated else NotSignedIn
    return found


def signal_context(request: CouncilRequest | MemberRequest, found: Signal, answer_form: AnswerForm | None = None) -> dict[str, Any]:
    reader = request.member
    triages = bool(reader and reader.moderates)
    is_author = bool(reader and found.author_id == reader.pk)
    undecided = found.state in (Signal.State.RECEIVED, Signal.State.ASKED)
    issue = current_issue(found)
    files = files_of(found.ref)
    return {
        "signal": found,
        "badge": BADGES.get(found.state),
        "figure": figure_words({"indicator": found.indicator, "figure_period": found.figure_period}),
        "issue": issue if issue and (reader or issue.is_public) else None,
        "files": [file for file in files if reader or file.visible_to == "public"],
        "clarifications": list(found.clarifications.all()) if triages or is_author else [],
        "answer_form": answer_form or AnswerForm(),
        "is_author": is_author,
        "triages": triages,
        "seat_words": seat_label(found.author) if reader else "",
        "undecided": undecided,
        "may_withdraw": is_author and undecided,
        "may_publish": triages and not found.is_public and found.state not in (Signal.State.DECLINED, Signal.State.WITHDRAWN),
        "look_by": long_day((found.changed_at + LOOKED_AT_WITHIN).date()),
        **chain_context(found, reader),
        "history": in_words(entries_about_signal(found)),
        "own_reason": found.state == Signal.State.DECLINED and (triages or is_author),
    }


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def report_signal(request: MemberRequest) -> HttpResponse:
    """The form on the phone. A POST that asks for JSON comes from static/issues/drafts.js."""
    if not allowed("issues.report_signal", request.member):
        raise NotFound
    bound = [request.POST, request.FILES] if request.method == "POST" else []
    about = {name: request.GET[name] for name in ("question", "indicator", "region") if name in request.GET}
    about["figure_period"] = request.GET.get("period", "")
    form = SignalForm(*bound, council=request.council, member=request.member, initial=about)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.report_signal(by=request.member, **form.act())
        except KenesError as error:
            form.refuse(error)
        else:
            url = reverse("signal-received", args=[request.council.slug, made.public_id])
            return JsonResponse({"url": url, "number": made.number}, status=201) if wants_json(request) else redirect(url)
    if request.method == "POST" and wants_json(request):
        return JsonResponse({"errors": {name: list(words) for name, words in form.errors.items()}}, status=form.status)
    context = {"form": form, "own_seat": seat_words(request), "files_again": bool(request.FILES), "figure": figure_words(form.figure())}
    return render(request, "issues/report_signal.html", context, status=form.status)


def figure_words(figure: dict[str, Any]) -> str:
    """Return which figure a signal speaks about: "Unemployment, 2023"."""
    if not figure.get("indicator"):
        return ""
    try:
        period = periods.words(periods.parse(figure["figure_period"]))
    except ValueError:
        return str(figure["indicator"].name)
    return _("%(indicator)s, %(period)s") % {"indicator": figure["indicator"].name, "period": period}


def seat_words(request: MemberRequest) -> str:
    return seat_label(seats(request.council).get(pk=request.member.pk))


@never_cache
@require_GET
@council_page(Access.PUBLIC)
def offline_signal(request: CouncilRequest) -> HttpResponse:
    """The form as the service worker keeps it for use without a line: no reader, no token, nothing personal."""
    request.member = None
    form = SignalForm(council=request.council)
    return render(request, "issues/offline_signal.html", {"form": form, "member": None, "user": None})


@never_cache
@require_GET
@council_page(Access.MEMBER)
def token(request: MemberRequest) -> HttpResponse:
    """Who is signed in, and a fresh CSRF token: asked for before a kept draft is sent."""
    return JsonResponse({"seat": request.member.public_id, "token": get_token(request)})


@require_GET
@council_page(Access.MEMBER)
def signal_received(request: MemberRequest, signal: str) -> HttpResponse:
    """What the author reads after sending: number, time, who looks next, by when."""
    found = own_signal(request, signal)
    context = {"signal": found, "look_by": long_day((found.created_at + LOOKED_AT_WITHIN).date()), "files": files_of(found.ref)}
    return render(request, "issues/signal_received.html", context)


def own_signal(request: MemberRequest, public_id: str) -> Signal:
    found = signal_for(request.council, request.member, public_id)
    if found is None or found.author_id != request.member.pk:
        raise NotFound
    return found


@require_POST
@council_page(Access.MEMBER)
def answer_signal(request: MemberRequest, signal: str) -> HttpResponse:
    """The author's answer to the secretariat."""
    found = own_signal(request, signal)
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            acts.answer_secretariat(by=request.member, signal=found, answer=form.text("answer"), uploads=form.cleaned_data["uploads"])
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your answer has arrived. The secretariat was told."))
            return redirect(found)
    return render(request, "issues/signal.html", signal_context(request, found, form), status=form.status)


@require_POST
@council_page(Access.MEMBER)
def withdraw_signal(request: MemberRequest, signal: str) -> HttpResponse:
    """The author takes the signal back."""
    found = own_signal(request, signal)
    return done(request, found, lambda: acts.withdraw_signal(by=request.member, signal=found), _("You have withdrawn the signal."))


@require_POST
@council_page(Access.MODERATOR)
def publish_signal(request: MemberRequest, signal: str) -> HttpResponse:
    """Show a signal to everyone."""
    found = readable(request, signal)
    with_files = request.POST.get("with_files") == "1"
    words = _("The signal is public now. Its author was told.")
    return done(request, found, lambda: acts.publish_signal(by=request.member, signal=found, with_files=with_files), words)


def done(request: HttpRequest, there: Signal, act: Any, words: str) -> HttpResponse:
    """Do one act and say so on the object's page, or say why not."""
    try:
        act()
    except KenesError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect(there)
