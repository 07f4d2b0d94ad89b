"""The list of members, seats, the roster, coverage."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kenes.base.errors import Conflict, KenesError, NotFound
from kenes.base.forms import KenesForm
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed
from kenes.base.sheets import Table, read_table
from kenes.councils import acts, queries
from kenes.councils.access import Access, MemberRequest, council_page, one
from kenes.councils.errors import BadRoster
from kenes.councils.forms.seats import InviteForm, MemberFilters, ReasonForm, RoleForm, RosterForm, SeatForm
from kenes.councils.models import Member
from kenes.councils.roster import RosterReader
from kenes.site.queries import parity

SALT = "councils.roster"


@council_page(Access.MEMBER)
@require_safe
def members(request: MemberRequest) -> HttpResponse:
    """The council's seats: search, filters, CSV of exactly what is shown."""
    form = MemberFilters(request.council, request.GET, all_states=request.member.is_secretariat)
    found = queries.members_list(request.council, form.chosen(), reader=request.member)
    if request.GET.get("format") == "csv":
        return members_csv(request, found)
    page = page_of(request, found)
    rows = [(seat, queries.seat_label(seat)) for seat in page]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "filtered": bool(form.chosen()),
        "many_sides": "side" in form.fields,
        "parity": parity.of_list(request.council, request.member, parity.members) if "side" in form.fields else None,
    }
    return render(request, "councils/members.html", context)


def members_csv(request: MemberRequest, found: Any) -> HttpResponse:
    head = ["number", "side", "region", "professions", "role", "state", "topics", "term_from", "term_to"]
    named = request.member.is_secretariat

    def cells(seat: Member) -> list[object]:
        row: list[object] = [
            seat.number,
            seat.side.order + 1,
            seat.region.code if seat.region else "",
            ", ".join(profession.code for profession in seat.professions.all()),
            seat.role,
            seat.state,
            ", ".join(seat.topics),
            seat.term_from or "",
            seat.term_to or "",
        ]
        if not named:
            return row
        person = seat.user if seat.side_id == request.member.side_id else None
        return [*row, person.name if person else "", (person.email or "") if person else ""]

    return csv_response(f"{request.council.slug}-members", [*head, "name", "email"] if named else head, found[:CSV_LIMIT], cells)


@council_page(Access.SECRETARIAT)
@require_http_methods(["GET", "HEAD", "POST"])
def new_seat(request: MemberRequest) -> HttpResponse:
    """Make one seat."""
    form = SeatForm(request.council, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.seat_member(by=request.member, side=request.member.side, **form.facts())
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Seat %(number)03d is made. Now invite its person.") % {"number": made.number})
            return redirect(made)
    return render(request, "councils/new_seat.html", {"form": form}, status=form.status)


def seat_for(request: MemberRequest, public_id: str) -> Member:
    """Return a seat of the council, or 404. Its person's name is for the secretariat of its side."""
    return one(queries.seats(request.council).select_related("region", "side", "user"), public_id=public_id)


@council_page(Access.MEMBER)
@never_cache
@require_safe
def seat(request: MemberRequest, public_id: str) -> HttpResponse:
    """A seat, and what the secretariat of its side can do with it."""
    return show_seat(request, seat_for(request, public_id))


def show_seat(request: MemberRequest, member: Member, *, wrong: KenesForm | None = None, action: str = "", **handed: Any) -> HttpResponse:
    manages = allowed("councils.manage_seat", request.member, member)
    own = member.pk == request.member.pk
    forms: dict[str, KenesForm] = {}
    if manages:
        initial = {
            "region": member.region.code if member.region else "",
            "professions": [profession.code for profession in member.professions.all()],
            "topics": ", ".join(member.topics),
            "term_from": member.term_from,
            "term_to": member.term_to,
        }
        forms = {
            "change": SeatForm(request.council, with_role=False, initial=initial, prefix="change"),
            "invite": InviteForm(prefix="invite"),
            "role": RoleForm(initial={"role": member.role}, prefix="role"),
            "suspend": ReasonForm(prefix="suspend"),
            "end": ReasonForm(prefix="end"),
        }
        if wrong is not None:
            forms[action] = wrong
    latest = queries.invitations_of(member).first() if manages else None
    context = {
        "seat_": member,
        "label": queries.seat_label(member),
        "own": own,
        "manages": manages,
        "manages_other": manages and not own,
        "forms": forms,
        "wrong": wrong,
        "invitation": latest,
        "invitation_open": latest is not None and queries.is_open(latest),
        "codes": list(queries.codes_of(member)[:5]) if manages or own else [],
        "history": queries.history(member) if manages or own else [],
        **handed,
    }
    return render(request, "councils/seat.html", context, status=wrong.status if wrong else 200)


def change(request: MemberRequest, member: Member, form: Any) -> HttpResponse:
    acts.change_seat(by=request.member, member=member, **form.facts())
    messages.success(request, _("Saved. The member is told."))
    return redirect(member)


def invite(request: MemberRequest, member: Member, form: KenesForm) -> HttpResponse:
    _invitation, token = acts.invite(by=request.member, member=member, email=form.cleaned_data["email"])
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    return show_seat(request, member, link=link, sent=form.cleaned_data["email"])


def code(request: MemberRequest, member: Member, form: KenesForm) -> HttpResponse:
    _row, issued = acts.issue_code(by=request.member, member=member)
    return show_seat(request, member, code=issued)


def role(request: MemberRequest, member: Member, form: KenesForm) -> HttpResponse:
    acts.change_role(by=request.member, member=member, role=form.cleaned_data["role"])
    messages.success(request, _("The role is changed. The member is told."))
    return redirect(member)


def suspend(request: MemberRequest, member: Member, form: KenesForm) -> HttpResponse:
    acts.suspend_member(by=request.member, member=member, reason=form.cleaned_data["reason"])
    messages.success(request, _("The seat is suspended. The member is signed out and told why."))
    return redirect(member)


def restore(request: MemberRequest, member: Member, form: KenesForm) -> HttpResponse:
    acts.restore_member(by=request.member, member=member)
    messages.success(request, _("The seat is restored. The member is told."))
    return redirect(member)


def end(request: MemberRequest, member: Member, form: KenesForm) -> HttpResponse:
    acts.end_seat(by=request.member, member=member, reason=form.cleaned_data["reason"])
    messages.success(request, _("The seat has ended. What its person contributed stays."))
    return redirect(member)


def withdraw(request: MemberRequest, member: Member, form: KenesForm) -> HttpResponse:
    found = queries.invitations_of(member).first()
    if found is None:
        raise NotFound
    acts.withdraw_invitation(by=request.member, invitation=found)
    messages.success(request, _("The link is withdrawn."))
    return redirect(member)


ACTIONS: dict[str, tuple[Callable[..., KenesForm], Callable[[MemberRequest, Member, Any], HttpResponse]]] = {
    "change": (SeatForm, change),
    "invite": (InviteForm, invite),
    "withdraw": (KenesForm, withdraw),
    "code": (KenesForm, code),
    "role": (RoleForm, role),
    "suspend": (ReasonForm, suspend),
    "restore": (KenesForm, restore),
    "end": (ReasonForm, end),
}


@council_page(Access.SECRETARIAT)
@never_cache
@require_POST
def seat_act(request: MemberRequest, public_id: str, action: str) -> HttpResponse:
    """One thing done with a seat."""
    member = seat_for(request, public_id)
    if action not in ACTIONS or not allowed("councils.manage_seat", request.member, member):
        raise NotFound
    make, perform = ACTIONS[action]
    given = {"council": request.council, "with_role": False} if action == "change" else {}
    form = make(data=request.POST, prefix=action, **given)
    if form.is_valid():
        try:
            return perform(request, member, form)
        except KenesError as error:
            if isinstance(error, NotFound):
                raise
            form.refuse(error)
    return show_seat(request, member, wrong=form, action=action)


@council_page(Access.SECRETARIAT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: MemberRequest) -> HttpResponse:
    """Import a roster: upload, look at what would happen, confirm."""
    if "table" in request.POST:
        return import_confirmed(request)
    form = RosterForm(request.POST or None, request.FILES or None)
    read, table = None, ""
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            cells = read_table(upload.name, upload.read())
            read = RosterReader(request.council, request.member, cells)
            table = signing.dumps([request.member.pk, cells], salt=SALT, compress=True)
        except KenesError as error:
            form.refuse(error)
    status = 422 if read is not None and read.faults else form.status
    return render(request, "councils/roster.html", {"form": form, "read": read, "table": table}, status=status)


def import_confirmed(request: MemberRequest) -> HttpResponse:
    try:
        owner, cells = signing.loads(request.POST["table"], salt=SALT, max_age=3600)
    except signing.BadSignature:
        raise Conflict(_("This preview is too old. Upload the file again.")) from None
    if owner != request.member.pk:
        raise NotFound
    table: Table = cells
    try:
        seated = acts.import_roster(by=request.member, table=table)
    except BadRoster as error:
        form = RosterForm()
        context = {"form": form, "read": {"faults": error.faults, "rows": []}, "table": "", "late": True}
        return render(request, "councils/roster.html", context, status=422)
    rows = [(member, request.build_absolute_uri(reverse("invitation", args=[token]))) for member, token in seated]
    if request.POST.get("format") == "csv":
        return csv_response(f"{request.council.slug}-links", ["number", "link"], rows, lambda row: [row[0].number, row[1]])
    return render(request, "councils/roster_done.html", {"rows": rows})


@council_page(Access.MEMBER)
@require_safe
def coverage(request: MemberRequest) -> HttpResponse:
    """Members by region and walk of life, the widest gaps first."""
    found = queries.coverage(request.council)
    if request.GET.get("format") == "csv":
        head = ["region", "members", "missing", *(profession.code for profession in found.professions)]
        return csv_response(
            f"{request.council.slug}-coverage", head, found.rows, lambda row: [row.region.code, row.members, row.missing, *row.cells]
        )
    return render(request, "councils/coverage.html", {"coverage": found})
