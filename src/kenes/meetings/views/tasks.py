"""Decisions and tasks: the list, one of them, and what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kenes.base.errors import NotFound
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed
from kenes.councils.access import Access, MemberRequest, council_page
from kenes.councils.queries import seat_label
from kenes.issues.queries import entries_about
from kenes.issues.views.shown import tabs
from kenes.meetings.acts.tasks import close_task, drop_task, move_task
from kenes.meetings.forms.meetings import DropForm, Filters, MoveForm, OutcomeForm
from kenes.meetings.models import Task
from kenes.meetings.queries.questions import TaskFilter, owners_of, state_counts, task_for, tasks_list, today_of
from kenes.meetings.views.shown import BADGES
from kenes.record.history import in_words


def standing(task: Task, late: bool) -> str:
    """Return the badge of a task."""
    return "overdue" if late else BADGES.get(task.state, "talk")


@require_GET
@council_page(Access.MEMBER)
def tasks(request: MemberRequest) -> HttpResponse:
    """What the council's meetings gave to somebody to do: the open ones first, by their day."""
    form = Filters(request.GET, states=Task.State.choices, types=Task.Kind.choices)
    wanted = form.wanted()
    mine, late = request.GET.get("mine") == "1", request.GET.get("late") == "1"
    rows = tasks_list(request.council, request.member, TaskFilter(**wanted, mine=mine, late=late))
    if request.GET.get("format") == "csv":
        return tasks_csv(owners_of(list(rows[:CSV_LIMIT]), request.council))
    counts = state_counts(tasks_list(request.council, request.member, TaskFilter(**{**wanted, "state": ""}, mine=mine, late=late)))
    page = page_of(request, rows)
    today = today_of(request.member)
    context = {
        "form": form,
        "page": page,
        "rows": [with_standing(row, today) for row in owners_of(list(page.object_list), request.council)],
        "tabs": tabs(list(Task.State.choices), counts),
        "counts": counts,
        "all": sum(counts.values()),
        "filtered": any(wanted.values()) or mine or late,
        "mine": mine,
        "late": late,
    }
    return render(request, "meetings/tasks.html", context)


def with_standing(task: Task, today: Any) -> tuple[Task, str, str, bool]:
    """Return a task with its owner in words, its badge, and whether its day has passed."""
    late = task.state == Task.State.OPEN and task.due_on < today
    return task, seat_label(task.owner) if task.owner else "", standing(task, late), late


def tasks_csv(rows: list[Task]) -> HttpResponse:
    head = [_("No."), _("Kind"), _("Text"), _("Owner"), _("By which day"), _("State"), _("Meeting"), _("What came of it")]

    def cells(row: Task) -> list[object]:
        owner = seat_label(row.owner) if row.owner else ""
        words = [row.get_type_display(), str(row.text), owner, row.due_on.isoformat(), row.get_state_display()]
        return [row.number, *words, row.meeting.number, str(row.outcome) if row.outcome else ""]

    return csv_response("tasks", head, rows, cells)


@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def task(request: MemberRequest, task: str) -> HttpResponse:
    """One decision or task: its owner says what was done, the secretariat moves or drops it."""
    found = task_for(request.council, request.member, task)
    if found is None:
        raise NotFound
    forms = offered(request, found)
    bound = None
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action not in forms:
            raise NotFound
        bound = bound_form(request, found, action)
        if bound.takes(lambda: act_of(request, found, action, bound)):
            messages.success(request, _("Done. Those concerned were told."))
            return redirect(found)
        forms[action] = bound
    _row, owner, badge, late = with_standing(found, today_of(request.member))
    context = {"task": found, "owner": owner, "badge": badge, "late": late, "forms": forms, "bound": bound}
    context["history"] = in_words(entries_about(found.ref))
    return render(request, "meetings/task.html", context, status=bound.status if bound else 200)


def offered(request: MemberRequest, found: Task) -> dict[str, Any]:
    """Return the forms that the reader may fill in."""
    if found.state != Task.State.OPEN:
        return {}
    forms: dict[str, Any] = {}
    if allowed("meetings.close_task", request.member, found):
        forms["outcome"] = OutcomeForm()
    if allowed("meetings.open_task", request.member, found):
        forms |= {"move": MoveForm(council=request.council, task=found), "drop": DropForm()}
    return forms


def bound_form(request: MemberRequest, found: Task, action: str) -> Any:
    if action == "move":
        return MoveForm(request.POST, council=request.council, task=found)
    return OutcomeForm(request.POST) if action == "outcome" else DropForm(request.POST)


def act_of(request: MemberRequest, found: Task, action: str, form: Any) -> object:
    if action == "outcome":
        return close_task(by=request.member, task=found, outcome=form.text("outcome"))
    if action == "drop":
        return drop_task(by=request.member, task=found, reason=form.text("reason"))
    data = form.cleaned_data
    return move_task(by=request.member, task=found, owner=form.chosen("owner"), due_on=data["due_on"], reason=data["reason"])
