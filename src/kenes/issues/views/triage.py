"""The queue: one signal at a time beside what resembles it; marked ones together; the last step can be undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.base.errors import KenesError, NotFound
from kenes.base.files import files_of
from kenes.base.forms import KenesForm
from kenes.base.models import File
from kenes.base.pages import page_of
from kenes.base.refs import PublicModel
from kenes.base.text import Text
from kenes.councils.access import Access, MemberRequest, council_page
from kenes.councils.queries import seat_label, seats
from kenes.issues import acts
from kenes.issues.forms import QuestionForm, ReasonForm, ShortIssueForm, TargetForm, WordsForm
from kenes.issues.models import Issue, Signal, beginning
from kenes.issues.queries import issue_for, queue, queue_counts, signal_for, signals_by_id
from kenes.issues.queries.similar import Pieces, Relation, Reported, Similarity, Suggestion, marked, relation, similarity, stems

UNDO = "triage_undo"  # key of the session: what the last step was


@dataclass(frozen=True)
class Waiting:
    """A signal in the queue and what resembles it most."""

    signal: Signal
    best: Suggestion[Reported] | None


@dataclass(frozen=True)
class Compared:
    """One question and both answers."""

    label: str
    one: str
    other: str
    relation: Relation


@dataclass(frozen=True)
class Beside:
    """A signal (A) beside what may be about the same (B)."""

    suggestion: Suggestion[Reported]
    shared: int  # words, in the language shown
    language: str
    pieces: Pieces
    other_language: str
    other_pieces: Pieces
    other_seat: str
    other_files: list[File]
    rows: list[Compared]


@require_GET
@council_page(Access.MODERATOR)
def triage(request: MemberRequest) -> HttpResponse:
    """The queue with one signal open."""
    return render(request, "issues/triage.html", triage_context(request))


def triage_context(request: MemberRequest, forms: dict[str, KenesForm] | None = None) -> dict[str, Any]:
    asked = request.GET.get("state") == Signal.State.ASKED
    page = page_of(request, queue(request.council, Signal.State.ASKED if asked else ""))
    index = similarity(request.council)
    rows = [Waiting(signal, next(iter(index.like(signal, 1)), None)) for signal in page.object_list]
    chosen = request.POST.get("signal") or request.GET.get("signal") or (rows[0].signal.public_id if rows else "")
    open_one = signal_for(request.council, request.member, chosen) if chosen else None
    return {
        "page": page,
        "rows": rows,
        "counts": queue_counts(request.council, request.member.side.timezone),
        "with_similar": sum(1 for row in rows if row.best),
        "asked_only": asked,
        "undo": undo_words(request),
        **(opened(request, open_one, index, [row.signal for row in rows], forms or {}) if open_one else {}),
    }


def opened(
    request: MemberRequest, signal: Signal, index: Similarity[Reported], listed: Sequence[Signal], forms: dict[str, KenesForm]
) -> dict[str, Any]:
    """Return what the right side shows of one signal."""
    suggestions = index.like(signal)
    wanted = request.POST.get("with") or request.GET.get("with")
    suggestion = next((s for s in suggestions if s.item.ref == wanted), suggestions[0] if suggestions and wanted != "none" else None)
    ids = [row.public_id for row in listed]
    place = ids.index(signal.public_id) if signal.public_id in ids else -1
    language = signal.what.render().language
    made = {"title": str(beginning(signal.what)).rstrip("…."), "summary": str(signal.what), "language": language}
    beside = compare(request, signal, suggestion) if suggestion else None
    return {
        "signal": signal,
        "seat": seat_label(signal.author),
        "files": files_of(signal.ref),
        "pieces": beside.pieces if beside else [(str(signal.what), False)],
        "language": beside.language if beside else language,
        "beside": beside,
        "suggestions": suggestions,
        "previous": ids[place - 1] if place > 0 else "",
        "next": ids[place + 1] if 0 <= place < len(ids) - 1 else "",
        "decided": signal.state not in (Signal.State.RECEIVED, Signal.State.ASKED),
        "issue_form": forms.get("issue") or ShortIssueForm(initial=made),
        "question_form": forms.get("question") or QuestionForm(),
        "reason_form": forms.get("reason") or ReasonForm(),
        "all_forms": list(forms.values()),
    }


def compare(request: MemberRequest, signal: Signal, suggestion: Suggestion[Reported]) -> Beside:
    """Set a signal beside a suggestion, shared words marked."""
    other = suggestion.item
    said = other.summary if isinstance(other, Issue) else other.what
    wanted = common_language(signal.what, said)
    own, theirs = signal.what.render(wanted), said.render(wanted)
    text = f"{other.title.render(wanted).text}. {theirs.text}" if isinstance(other, Issue) else theirs.text
    shared = len(stems(own.text) & stems(text))
    words = (suggestion, shared, own.language, marked(own.text, text), theirs.language, marked(text, own.text))
    if isinstance(other, Issue):
        return Beside(*words, "", [], [])
    author = seats(request.council).get(pk=other.author_id)
    pairs = [
        (_("Where"), signal.place, other.place),
        (_("Since when"), signal.since, other.since),
        (_("Who is affected"), signal.affected, other.affected),
        (_("How known"), signal.basis, other.basis),
    ]
    rows = [Compared(label, a, b, how) for label, a, b in pairs if (how := relation(a, b))]
    return Beside(*words, seat_label(author), files_of(other.ref), rows)


def common_language(one: Text, other: Text) -> str | None:
    """Return the language to compare two texts in: the reader's where both have it, else one that both have."""
    both = one.texts.keys() & other.texts.keys()
    reader = (get_language() or "")[:2]
    return reader if reader in both or not both else one.original if one.original in both else min(both)


@require_POST
@council_page(Access.MODERATOR)
def decide(request: MemberRequest) -> HttpResponse:
    """One decision about the signal that is open: together, separate, ask or decline."""
    signal = signal_for(request.council, request.member, request.POST.get("signal", ""))
    do = request.POST.get("do", "")
    if signal is None or do not in ("together", "separate", "ask", "decline"):
        raise NotFound
    if do == "together" and request.POST.get("with", "").startswith("issue/"):
        return add(request, signal)
    forms: dict[str, KenesForm] = {}
    if do in ("ask", "decline"):
        words = forms["question" if do == "ask" else "reason"] = (QuestionForm if do == "ask" else ReasonForm)(request.POST)
        step = partial(write_to_author, request, do, signal, words)
    else:
        stated = forms["issue"] = ShortIssueForm(request.POST)
        step = partial(make, request, [signal, *others(request, do)], stated)
    (form,) = forms.values()
    if form.is_valid():
        try:
            step()
        except KenesError as error:
            form.refuse(error)
        else:
            return redirect(next_page(request))
    return render(request, "issues/triage.html", triage_context(request, forms), status=form.status)


def add(request: MemberRequest, signal: Signal) -> HttpResponse:
    """Add the open signal to the issue beside it."""
    issue = issue_for(request.council, request.member, request.POST["with"].removeprefix("issue/"))
    if issue is None:
        raise NotFound
    try:
        acts.add_to_issue(by=request.member, signal=signal, issue=issue)
    except KenesError as error:
        messages.error(request, str(error))
    else:
        remember(request, "add", [signal])
    return redirect(next_page(request))


def others(request: MemberRequest, do: str) -> list[Signal]:
    """Return the signal beside the open one, where both are to become one issue."""
    if do == "separate":
        return []
    found = signals_by_id(request.council, [request.POST.get("with", "").removeprefix("signal/")])
    if not found:
        raise NotFound
    return found


def make(request: MemberRequest, signals: list[Signal], form: ShortIssueForm) -> None:
    issue = acts.make_issue(by=request.member, signals=signals, title=form.text("title"), summary=form.text("summary"))
    remember(request, "make", [issue])


def write_to_author(request: MemberRequest, do: str, signal: Signal, form: WordsForm) -> None:
    words = form.words_for(signal.author)
    if do == "ask":
        acts.ask_author(by=request.member, signal=signal, question=words)
    else:
        acts.decline_signal(by=request.member, signal=signal, reason=words)
    remember(request, do, [signal])


def next_page(request: MemberRequest) -> str:
    """Return the queue with the next signal open."""
    url = reverse("triage", args=[request.council.slug])
    following = request.POST.get("next", "")
    return f"{url}?signal={following}" if following.isalnum() else url


def remember(request: MemberRequest, how: str, items: Sequence[PublicModel]) -> None:
    """Keep the last step for "undo"."""
    request.session[UNDO] = {"council": request.council.public_id, "how": how, "ids": [item.public_id for item in items]}


def undo_words(request: MemberRequest) -> str:
    """Return the last step in words, or nothing where there is none in this council."""
    last = request.session.get(UNDO) or {}
    if last.get("council") != request.council.public_id:
        return ""
    n = len(last["ids"])
    if last["how"] == "decline":
        return ngettext("%(n)s signal was returned with a reason.", "%(n)s signals were returned with a reason.", n) % {"n": n}
    if last["how"] == "add":
        return ngettext("%(n)s signal was added to an issue.", "%(n)s signals were added to an issue.", n) % {"n": n}
    return _("An issue was made.") if last["how"] == "make" else _("The author was asked.")


@require_POST
@council_page(Access.MODERATOR)
def undo(request: MemberRequest) -> HttpResponse:
    """Undo the last step."""
    last = request.session.pop(UNDO, None) or {}
    where = reverse("triage", args=[request.council.slug])
    if last.get("council") != request.council.public_id:
        messages.error(request, _("There is nothing to undo."))
        return redirect(where)
    try:
        take_back(request, last["how"], last["ids"])
    except KenesError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Undone. The authors were told."))
        if last["how"] != "make":
            where += f"?signal={last['ids'][0]}"
    return redirect(where)


def take_back(request: MemberRequest, how: str, ids: list[str]) -> None:
    reason = _("The secretariat took this step back.")
    if how == "make":
        issue = issue_for(request.council, request.member, ids[0])
        if issue:
            acts.unmake_issue(by=request.member, issue=issue, reason=reason)
        return
    for signal in signals_by_id(request.council, ids):
        if how == "add":
            acts.take_out(by=request.member, signal=signal, reason=reason)
        else:
            acts.return_to_queue(by=request.member, signal=signal)


@require_http_methods(["GET", "POST"])
@council_page(Access.MODERATOR)
def decline_marked(request: MemberRequest) -> HttpResponse:
    """Return the marked signals with one reason."""
    chosen = chosen_signals(request)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return each(
            request,
            chosen,
            "decline",
            lambda signal: acts.decline_signal(by=request.member, signal=signal, reason=form.words_for(signal.author)),
        )
    return render(request, "issues/marked.html", {"signals": chosen, "form": form, "declining": True}, status=form.status)


@require_http_methods(["GET", "POST"])
@council_page(Access.MODERATOR)
def add_marked(request: MemberRequest) -> HttpResponse:
    """Add the marked signals to an issue that exists."""
    chosen = chosen_signals(request)
    form = TargetForm(request.POST if request.method == "POST" else None, council=request.council)
    if request.method == "POST" and form.is_valid():
        return each(request, chosen, "add", lambda signal: acts.add_to_issue(by=request.member, signal=signal, issue=form.chosen))
    return render(request, "issues/marked.html", {"signals": chosen, "form": form, "declining": False}, status=form.status)


def chosen_signals(request: MemberRequest) -> list[Signal]:
    """Return the signals that a page was opened for."""
    data = request.POST if request.method == "POST" else request.GET
    return signals_by_id(request.council, data.getlist("signal"))


def each(request: MemberRequest, chosen: list[Signal], how: str, act: Callable[[Signal], object]) -> HttpResponse:
    """Do one act for each of several signals, and say which of them could not take it."""
    done = []
    for signal in chosen:
        try:
            act(signal)
        except KenesError as error:
            messages.warning(request, f"№ {signal.number}: {error}")
        else:
            done.append(signal)
    if done:
        remember(request, how, done)
    return redirect("triage", request.council.slug)
