"""Pages of texts: the list, one recommendation, drafting, versions, evidence, withdrawal."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.base.diff import word_diff
from kenes.base.errors import KenesError, NotFound
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed, require
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page, one
from kenes.councils.models import Council, Member
from kenes.councils.queries import thread
from kenes.issues.models import Issue
from kenes.issues.queries import open_issues
from kenes.library.views.shown import papers_block
from kenes.promotion.queries.ahead import ahead
from kenes.promotion.queries.chain import Chain, chain, chains_for, steps
from kenes.promotion.queries.governments import governments
from kenes.promotion.views.shown import dispatch_badge, response_badge
from kenes.recommendations import acts, queries
from kenes.recommendations.forms import DraftForm, FilterForm, SourceForm, StatementsForm, VersionForm, WithdrawForm, written
from kenes.recommendations.models import Recommendation, Version
from kenes.recommendations.offers import Offer, offers
from kenes.recommendations.rules import MINUTES_A_BALLOT
from kenes.recommendations.views.shown import badge_of, bars_of, evidence_lines, opinions, result_bar, seat_of_author
from kenes.sides.queries import Standing, standing
from kenes.site.queries import parity

ISSUES_OFFERED = 40
PARTS = ("title", "text", "rationale")


@council_page(Access.PUBLIC)
def recommendations(request: CouncilRequest) -> HttpResponse:
    """All recommendations: members see drafts too, visitors what was adopted."""
    form = FilterForm(request.GET)
    query, state = request.GET.get("q", "").strip()[:200], request.GET.get("state", "")
    rows = queries.recommendations_list(request.council, request.member, query=query, state=state, issue=request.GET.get("issue", ""))
    if request.GET.get("format") == "csv":
        return as_csv(rows[:CSV_LIMIT])
    page = page_of(request, rows)
    found = list(page.object_list)
    chains = [steps(one_chain) for one_chain in chains_for(found, request.member, request.council)]
    context = {
        "form": form,
        "page": page,
        "rows": [(row, badge_of(row.state), latest_vote(row), line) for row, line in zip(found, chains, strict=True)],
        "filtered": bool(query or state or request.GET.get("issue")),
        "may_draft": request.member is not None and allowed("recommendations.draft", request.member),
        "parity": parity.of_list(request.council, request.member, parity.recommendations),
    }
    return render(request, "recommendations/list.html", context)


def latest_vote(recommendation: Recommendation) -> Any:
    return next(iter(recommendation.adoptions.all()), None)


def as_csv(rows: Any) -> HttpResponse:
    def cells(row: Recommendation) -> list[object]:
        vote = latest_vote(row)
        tally = vote.tally if vote else {}
        counts = [tally.get(name, "") for name in ("yes", "no", "abstain", "voted", "roster")]
        return [row.number, row.title, row.state, row.version_number, row.changed_at.isoformat(), *counts, row.public_id]  # type: ignore[attr-defined]

    head = ["number", "title", "state", "version", "changed_at", "yes", "no", "abstain", "voted", "roster", "id"]
    return csv_response("recommendations", head, rows, cells)


@council_page(Access.PUBLIC)
def recommendation(request: CouncilRequest, recommendation: str) -> HttpResponse:
    """One recommendation: state, what happens next, text, evidence, votes, dissent, versions, chain, discussion, history."""
    row = found(request.council, request.member, recommendation)
    dossier = queries.dossier(row, request.member)
    latest = dossier.latest
    links = chain(row, request.member)
    agreed = sides_on(row, dossier.version) if request.member else []
    context = {
        "recommendation": row,
        "dossier": dossier,
        "ahead": ahead(links),
        "minutes": MINUTES_A_BALLOT,
        "version": dossier.version,
        "badge": badge_of(row.state),
        "state": latest,
        "bars": bars_of(latest) if latest else [],
        "result": result_bar(latest) if latest else None,
        "opinions": opinions(dossier),
        "evidence": evidence_lines(queries.evidence_of(row), request.member),
        "issues": issues_of(row, request.member),
        "steps": steps(links),
        "governments": answers_by_side(links, row),
        "thread": thread(row.ref, request.member) if request.member else None,
        **papers_block(row, request.council, request.member),
        "author": seat_of_author(dossier.versions[-1].created_by) if request.member else "",
        "standing": agreed,
        **may(request.member, row, agreed),
    }
    return render(request, "recommendations/recommendation.html", context)


def answers_by_side(links: Chain, row: Recommendation) -> list[Any]:
    """Return each side's government with its bodies and a badge for what each said, or for where its answer stands."""
    return [
        (one, [(word, response_badge(word.reply) if word.reply else dispatch_badge(word.dispatch)) for word in one.words])
        for one in governments(links, row)
    ]


def sides_on(row: Recommendation, version: Version) -> list[Standing]:
    """Return which sides agree that a draft is put to the vote; nothing where the council has one side or the draft is decided."""
    if row.state != Recommendation.State.DRAFT:
        return []
    rows = standing(row.council, row.ref, queries.ADOPTION, version.hash)
    return rows if len(rows) > 1 else []


def may(member: Member | None, row: Recommendation, agreed: Sequence[Standing]) -> dict[str, bool]:
    """Return what the reader may do with a recommendation as it stands."""
    rules = ("write", "withdraw", "open_adoption")
    can = {rule: member is not None and allowed(f"recommendations.{rule}", member, row) for rule in rules}
    draft, rejected = row.state == Recommendation.State.DRAFT, row.state == Recommendation.State.REJECTED
    return {
        "may_write": can["write"] and (draft or rejected),
        "may_cite": can["write"] and draft,
        "may_withdraw": can["withdraw"] and (draft or rejected),
        "may_open": can["open_adoption"] and draft and all(side.agrees for side in agreed),
    }


def found(council: Council, member: Member | None, public_id: str) -> Recommendation:
    return one(queries.visible(council, member).select_related("council"), public_id=public_id)


def issues_of(row: Recommendation, member: Member | None) -> list[Issue]:
    """Return the issues that the reader may see, for the "answers" line."""
    issues = [issue for issue in row.issues.all() if member or issue.is_public]
    for issue in issues:
        issue.council = row.council
    return issues


@council_page(Access.MEMBER)
def new_recommendation(request: MemberRequest) -> HttpResponse:
    """Draft a recommendation; ?issue= and ?deliberation= come with the links of those pages."""
    require("recommendations.draft", request.member)
    issue, talk = request.GET.get("issue", ""), request.GET.get("deliberation", "")
    offered = list(open_issues(request.council)[:ISSUES_OFFERED])
    if issue and issue not in [row.public_id for row in offered]:
        offered += open_issues(request.council).filter(public_id=issue)
    statements = offers(request.council, issue=issue, deliberation=talk)
    form = DraftForm(request.POST or None, initial={"issues": [issue]}, issues=offered, offers=statements)
    if request.method == "POST" and form.is_valid():
        try:
            made = draft(request.member, form)
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The draft is saved. The authors of the signals behind it are told."))
            return redirect(made)
    return render(request, "recommendations/new.html", {"form": form}, status=form.status)


def draft(by: Member, form: DraftForm) -> Recommendation:
    texts = {name: written(form, name) for name in PARTS}
    return acts.draft_recommendation(
        by=by, **texts, issues=form.chosen_issues(), statements=form.chosen_statements(), sources=form.chosen_sources()
    )


@council_page(Access.MEMBER)
def new_version(request: MemberRequest, recommendation: str) -> HttpResponse:
    """Write a new wording; the changes can be looked at before they are saved."""
    row = found(request.council, request.member, recommendation)
    require("recommendations.write", request.member, row)
    latest = row.versions.latest("number")
    form = VersionForm(request.POST or None, version=latest)
    changes: list[Any] = []
    if request.method == "POST" and form.is_valid():
        changes = changed({name: getattr(latest, name).original_text for name in PARTS}, {name: form.cleaned_data[name] for name in PARTS})
        if "preview" not in request.POST:
            try:
                texts = {name: form.rewritten(name) for name in PARTS}
                acts.write_version(by=request.member, recommendation=row, **texts, after=form.cleaned_data["after"])
            except KenesError as error:
                form.refuse(error)
                form.rebase()
            else:
                messages.success(request, _("The new version is saved. Everybody who contributed is told."))
                return redirect(row)
    context = {"form": form, "recommendation": row, "version": latest, "changes": changes, "labels": labels()}
    return render(request, "recommendations/new_version.html", context, status=form.status)


def labels() -> dict[str, str]:
    return {"title": _("Title"), "text": _("What should be done, and by whom"), "rationale": _("Why")}


def changed(before: dict[str, str], after: dict[str, str]) -> list[Any]:
    """Return (label, pieces, whether anything changed) for each part of the text."""
    named = labels()
    return [(named[name], word_diff(before[name], after[name]), before[name] != after[name]) for name in PARTS]


@council_page(Access.PUBLIC)
def version(request: CouncilRequest, recommendation: str, number: int) -> HttpResponse:
    """One wording, with what changed since an earlier one: the one before it, or the one that ?with= names."""
    row = found(request.council, request.member, recommendation)
    dossier = queries.dossier(row, request.member)
    by_number = {version.number: version for version in dossier.versions}
    if request.member is None:
        adopted = {state.adoption.version_id for state in dossier.states}
        by_number = {number: version for number, version in by_number.items() if version.pk in adopted}
    shown = by_number.get(number)
    if shown is None:
        raise NotFound
    with_number = request.GET.get("with", "")
    other = by_number.get(int(with_number) if with_number.isdecimal() and len(with_number) < 9 else number - 1)
    context = {
        "recommendation": row,
        "version": shown,
        "other": other,
        "changes": changed(originals(other), originals(shown)) if other else [],
        "versions": sorted(by_number.values(), key=lambda version: version.number),
        "author": seat_of_author(shown.created_by) if request.member else "",
        "is_latest": shown.number == dossier.version.number,
    }
    return render(request, "recommendations/version.html", context)


def originals(version: Version) -> dict[str, str]:
    return {name: getattr(version, name).original_text for name in PARTS}


@council_page(Access.MEMBER)
def new_evidence(request: MemberRequest, recommendation: str) -> HttpResponse:
    """Rest a draft on statements of closed deliberations, or on an outside source."""
    row = found(request.council, request.member, recommendation)
    require("recommendations.write", request.member, row)
    known = {evidence.statement_id for evidence in queries.evidence_of(row)}
    talks = request.GET.get("deliberation", "")
    offered: list[Offer] = offers(request.council, deliberation=talks, but=known)
    which = request.POST.get("kind")
    statements = StatementsForm(request.POST if which == "statements" else None, offers=offered, prefix="cite")
    source = SourceForm(request.POST if which == "source" else None, prefix="source")
    form = source if which == "source" else statements
    if request.method == "POST" and form.is_valid():
        try:
            count = cite(request.member, row, form)
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, ngettext("%(n)s piece of evidence added.", "%(n)s pieces of evidence added.", count) % {"n": count})
            return redirect(row)
    context = {"recommendation": row, "statements": statements, "source": source}
    return render(request, "recommendations/new_evidence.html", context, status=form.status)


def cite(by: Member, row: Recommendation, form: StatementsForm | SourceForm) -> int:
    if isinstance(form, SourceForm):
        cleaned = form.cleaned_data
        acts.cite_source(by=by, recommendation=row, text=written(form, "text"), source=cleaned["source"], url=cleaned["url"])
        return 1
    return len(acts.cite_statements(by=by, recommendation=row, statements=form.chosen_statements()))


@council_page(Access.MEMBER)
def withdraw(request: MemberRequest, recommendation: str) -> HttpResponse:
    """Take a draft back, with a reason."""
    row = found(request.council, request.member, recommendation)
    require("recommendations.withdraw", request.member, row)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.withdraw_recommendation(by=request.member, recommendation=row, reason=form.cleaned_data["reason"])
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The recommendation is withdrawn. Everybody who contributed is told why."))
            return redirect(row)
    return render(request, "recommendations/withdraw.html", {"form": form, "recommendation": row}, status=form.status)
