"""Reading: the list, one deliberation, the file of votes (results and statements: results.py)."""

from math import ceil
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kenes.attribution.models import Attribution, Held
from kenes.attribution.queries import held_for_moderation, own_held, own_pseudonym
from kenes.attribution.table import Field, Occasion, Shown, sight_of
from kenes.base import clock
from kenes.base.errors import NotFound, NotSignedIn
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed
from kenes.councils.access import Access, CouncilRequest, council_page
from kenes.councils.queries import seat_label, thread
from kenes.deliberation import queries
from kenes.deliberation.forms import FilterForm, OpenForm
from kenes.deliberation.models import Deliberation, Release, Statement
from kenes.deliberation.published_votes import have_left, votes_file
from kenes.deliberation.queries.analyses import results_job
from kenes.deliberation.queries.ballot import card_by_user
from kenes.deliberation.queries.lists import roster_of, took_part
from kenes.deliberation.rules import SECONDS_A_STATEMENT
from kenes.deliberation.views.shown import BADGES, HELD_BADGES, drawn
from kenes.promotion.queries.ahead import ahead
from kenes.promotion.queries.chain import chain, chains_for, steps
from kenes.record.history import history


@require_GET
@council_page(Access.PUBLIC)
def deliberations(request: CouncilRequest) -> HttpResponse:
    """The deliberations that the reader may see."""
    query, state = request.GET.get("q", "").strip()[:200], request.GET.get("state", "")
    rows = queries.deliberations_list(request.council, request.member, query=query, state=state)
    if request.GET.get("format") == "csv":
        return list_csv(rows[:CSV_LIMIT])
    page = page_of(request, rows)
    found = list(page.object_list)
    chains = [steps(one) for one in chains_for(found, request.member, request.council)]
    reader = request.member
    context = {
        "form": FilterForm(request.GET),
        "page": page,
        "rows": [(row, BADGES[row.state], line) for row, line in zip(found, chains, strict=True)],
        "filtered": bool(query or state),
        "may_prepare": reader is not None and allowed("deliberation.prepare", reader),
        "waiting": queries.statements_waiting(request.council).count() if reader and reader.moderates else 0,
    }
    return render(request, "deliberation/deliberations.html", context)


def list_csv(rows: Any) -> HttpResponse:
    head = ["question", "state", "opened_at", "closes_at", "closed_at", "statements", "roster", "imported_from", "simulated", "id"]

    def cells(row: Any) -> list[object]:
        times = [moment.isoformat() if moment else "" for moment in (row.opened_at, row.closes_at, row.closed_at)]
        return [row.question, row.state, *times, row.statement_count, row.roster_count, row.imported_from, row.is_simulated, row.public_id]

    return csv_response("deliberations", head, rows, cells)


def readable(request: CouncilRequest, public_id: str) -> Deliberation:
    """Return a deliberation that the reader may see. A visitor is asked to sign in whether or not there is one."""
    try:
        return queries.deliberation_for(request.council, request.member, public_id)
    except NotFound:
        if request.user.is_authenticated:
            raise
        raise NotSignedIn from None


@require_GET
@council_page(Access.PUBLIC)
def deliberation(request: CouncilRequest, deliberation: str) -> HttpResponse:
    """One deliberation: state, what is asked of the reader, results, roster, chain, discussion, history."""
    row = readable(request, deliberation)
    response = render(request, "deliberation/deliberation.html", deliberation_context(request, row))
    if request.htmx and row.state == Deliberation.State.CLOSED:
        response["HX-Refresh"] = "true"  # it watched the results being worked out: now they are there
    return response


def deliberation_context(request: CouncilRequest, row: Deliberation, open_form: OpenForm | None = None) -> dict[str, Any]:
    reader = request.member
    release = queries.latest_release(row)
    card = card_by_user(reader.user_id or 0, request.council.slug, row.public_id) if reader else None
    prepares = reader is not None and allowed("deliberation.prepare", reader, row)
    due = bool(row.closes_at and row.closes_at <= clock.now())
    is_open = row.state == Deliberation.State.OPEN and not due
    total = row.statements.filter(state=Statement.State.ACCEPTED).count()
    voters = took_part(row)
    links = chain(row, reader)
    draft = prepares and row.state == Deliberation.State.DRAFT
    sight = sight_of(Occasion.DELIBERATION, row.attribution, reader=reader)
    over = row.state == Deliberation.State.CLOSED
    return {
        "deliberation": row,
        "badge": BADGES[row.state],
        "is_open": is_open,
        "is_due": row.state == Deliberation.State.OPEN and due,
        "job": results_job(row) if row.state == Deliberation.State.OPEN and due else None,
        "card": card if is_open else None,
        "left": card.total - card.answered if card else 0,
        "minutes": max(1, ceil((card.total - card.answered) * SECONDS_A_STATEMENT / 60)) if card else 0,
        "total": total,
        "voters": voters if over or sight.how(Field.ATTENDANCE) != Shown.AT_END else None,
        "shows_who": sight.shows(Field.ATTENDANCE),
        "votes_left": have_left(row, voters),
        "roster_size": row.participants.count(),
        "roster": [(seat_label(one.member), one.has_answered) for one in roster_of(row) if one.member] if reader else [],  # type: ignore[attr-defined]
        "release": release,
        "best": [(figure.statement, drawn(figure.whole)) for figure in queries.broadest_agreement(release, 3)] if release else [],
        "own": own_statements(request, row),
        "prepares": prepares,
        "open_form": (open_form or OpenForm(zone=reader.side.timezone)) if draft and reader else None,
        "seeds": list(row.statements.order_by("number")) if draft else [],
        "waiting": row.statements.filter(state=Statement.State.WAITING).count() if reader and reader.moderates else 0,
        "held": held_for_moderation(request.council).filter(subject=row.ref).count() if reader and reader.moderates else 0,
        "steps": steps(links),
        "ahead": ahead(links),
        "thread": thread(row.ref, reader) if reader and row.attribution != Attribution.CHATHAM else None,  # comments carry a seat
        "history": history(row.ref, *(one.ref for one in row.releases.defer("table"))),
        "issue": row.issue if row.issue and (reader or row.issue.is_public) else None,
    }


def own_statements(request: CouncilRequest, row: Deliberation) -> list[tuple[Statement | Held, str]]:
    """Return what the reader wrote, and where it stands."""
    if request.member is None:
        return []
    if row.attribution == Attribution.CHATHAM:
        own = own_pseudonym(row, request.member)
        released = row.statements.filter(pseudonym=own).order_by("number") if own else []
        return [*((one, BADGES[one.state]) for one in released), *((one, HELD_BADGES[one.state]) for one in own_held(row, request.member))]
    return [(statement, BADGES[statement.state]) for statement in row.statements.filter(author=request.member).order_by("number")]


@require_GET
@council_page(Access.PUBLIC)
def votes(request: CouncilRequest, deliberation: str) -> HttpResponse:
    """The individual votes as a file, where the council chose that before opening."""
    row = readable(request, deliberation)
    if not have_left(row, took_part(row)):
        raise NotFound
    response = HttpResponse(votes_file(row, request.build_absolute_uri(row.get_absolute_url())), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="votes-{row.public_id}.zip"'
    response["Cache-Control"] = "no-store"  # the next file has other pseudonyms
    return response


def wanted_release(request: CouncilRequest, row: Deliberation) -> Release | None:
    wanted = request.GET.get("release", "")
    if not wanted:
        return queries.latest_release(row)
    found = row.releases.filter(number=int(wanted)).first() if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else None
    if found is None:
        raise NotFound
    return found
