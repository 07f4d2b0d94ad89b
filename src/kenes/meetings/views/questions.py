"""Questions and suggestions: the list, asking, one of them, supporting it, and what is decided about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.attribution.models import Attribution
from kenes.attribution.queries import own_held, own_pseudonym, signed
from kenes.attribution.table import Field, Occasion, Shown, sight_of
from kenes.base.errors import NotFound
from kenes.base.forms import KenesForm
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed
from kenes.councils.access import Access, MemberRequest, council_page
from kenes.councils.models import Member
from kenes.councils.queries import seat_label
from kenes.issues.queries import entries_about
from kenes.issues.views.shown import tabs, wants_json
from kenes.meetings.acts.questions import (
    answer_question,
    ask,
    assign_question,
    decline_question,
    reopen_question,
    support_question,
)
from kenes.meetings.acts.tasks import become_task
from kenes.meetings.forms.meetings import AskForm, AssignForm, DeclineForm, Filters, ReplyForm, TaskForm, UnattributedForm
from kenes.meetings.models import Meeting, Question
from kenes.meetings.queries.attendance import place_of
from kenes.meetings.queries.meetings import programme
from kenes.meetings.queries.questions import WAITS, question_for, questions_of, state_counts, with_seats
from kenes.meetings.views.doing import done, done_or_noted
from kenes.meetings.views.meetings import is_open, readable, sight
from kenes.meetings.views.shown import BADGES
from kenes.record.history import in_words


@dataclass(frozen=True)
class ShownQuestion:
    """A question as one reader sees it: whose it is only where the rule says so."""

    row: Question
    author: str
    is_own: bool
    day_only: bool

    @property
    def badge(self) -> str:
        return BADGES[self.row.state]


def readable_questions(request: MemberRequest, public_id: str) -> Meeting:
    """Return the meeting if the reader may read what is said there."""
    found = readable(request, public_id)
    if not sight(request, found, place_of(found, request.member)).shows(Field.TEXT):
        raise NotFound
    return found


def shown(request: MemberRequest, meeting: Meeting, rows: list[Question]) -> list[ShownQuestion]:
    """Return questions with what the meeting's rule lets the reader know of their authors."""
    with_seats(rows, request.council)
    name = own_pseudonym(meeting, request.member) if meeting.attribution == Attribution.CHATHAM else ""
    found = []
    for row in rows:
        row.meeting = meeting
        seen = sight_of(Occasion.MEETING, meeting.attribution, reader=request.member, author=row.author)
        own = row.author_id == request.member.pk if row.author_id else bool(name) and row.pseudonym == name
        label = signed(row.pseudonym) if seen.shows(Field.PSEUDONYM) else ""
        if row.author and seen.shows(Field.NAME):
            label = seat_label(row.author)
        found.append(ShownQuestion(row, label, own, seen.how(Field.TIME) == Shown.DAY))
    return found


def may_support(request: MemberRequest, meeting: Meeting, rows: list[Question]) -> bool:
    """Return whether the reader may support the questions of a meeting, or no longer."""
    return is_open(meeting) and bool(rows) and allowed("meetings.support", request.member, rows[0])


@never_cache
@require_GET
@council_page(Access.MEMBER)
def meeting_questions(request: MemberRequest, meeting: str) -> HttpResponse:
    """The questions and suggestions of a meeting, those that most members support first."""
    found = readable_questions(request, meeting)
    form = Filters(request.GET, states=Question.State.choices, types=Question.Kind.choices)
    wanted = form.wanted()
    mine = request.GET.get("mine") == "1" and found.attribution != Attribution.CHATHAM
    rows = questions_of(found, request.member, mine=mine, **wanted)
    if request.GET.get("format") == "csv":
        return questions_csv(request, found, list(rows[:CSV_LIMIT]))
    counts = state_counts(questions_of(found, request.member, mine=mine, **{**wanted, "state": ""}))
    page = page_of(request, rows)
    there = shown(request, found, list(page.object_list))
    context = {
        "meeting": found,
        "form": form,
        "page": page,
        "rows": there,
        "tabs": tabs(list(Question.State.choices), counts),
        "counts": counts,
        "all": sum(counts.values()),
        "filtered": any(wanted.values()) or mine,
        "mine": mine,
        "held": own_held(found, request.member) if found.attribution == Attribution.CHATHAM else [],
        "may_ask": is_open(found) and allowed("meetings.ask", request.member, found),
        "may_support": may_support(request, found, [one.row for one in there]),
    }
    return render(request, "meetings/questions.html", context)


def reads_reason(reader: Member, one: ShownQuestion) -> bool:
    """Return whether a reader sees why a question is not taken up: its author and who decides; where no author is known, everybody."""
    anonymous = one.row.meeting.attribution == Attribution.CHATHAM
    return one.is_own or anonymous or allowed("meetings.decide_question", reader, one.row)


def reads_who_answers(reader: Member, row: Question) -> bool:
    """Return whether a reader sees to whom a question was given: where nobody is named, that seat and who decides."""
    named = row.meeting.attribution != Attribution.CHATHAM or row.assigned_to_id == reader.pk
    return named or allowed("meetings.decide_question", reader, row)


def questions_csv(request: MemberRequest, meeting: Meeting, rows: list[Question]) -> HttpResponse:
    head = [_("No."), _("Kind"), _("State"), _("Support"), _("Text"), _("Item"), _("Who"), _("Answer or reason")]

    def cells(one: ShownQuestion) -> list[object]:
        row = one.row
        item = str(row.item.topic.title) if row.item else ""
        words = str(row.answer) if row.answer else row.reason if reads_reason(request.member, one) else ""
        return [
            row.number,
            row.get_type_display(),
            row.get_state_display(),
            row.wanted,  # type: ignore[attr-defined]  # annotated
            str(row.text),
            item,
            one.author,
            words,
        ]

    return csv_response(f"questions-{meeting.number}", head, shown(request, meeting, rows), cells)


def ask_form(request: MemberRequest, meeting: Meeting, data: Any = None) -> AskForm | UnattributedForm:
    """Return the form with the key of the member's next question: a page loaded twice, or a weak line, keeps one."""
    lines, initial = programme(meeting), {"client_key": next_key(meeting, request), "type": Question.Kind.QUESTION}
    if meeting.attribution == Attribution.CHATHAM:
        return UnattributedForm(data, lines=lines, languages=request.council.languages, initial=initial)
    return AskForm(data, lines=lines, initial=initial)


def next_key(meeting: Meeting, request: MemberRequest) -> str:
    """Return the key of the member's next contribution: it stays the same until the server has that one."""
    if meeting.attribution == Attribution.CHATHAM:
        name = own_pseudonym(meeting, request.member)
        said = len(own_held(meeting, request.member)) + (meeting.questions.filter(pseudonym=name).count() if name else 0)
    else:
        said = meeting.questions.filter(author=request.member).count()
    return f"{meeting.public_id}-{said + 1}"


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def ask_page(request: MemberRequest, meeting: str) -> HttpResponse:
    """Ask or suggest. A POST that asks for JSON comes from static/issues/drafts.js, which kept it on the phone meanwhile."""
    found = readable_questions(request, meeting)
    if not allowed("meetings.ask", request.member, found):
        raise NotFound
    form = ask_form(request, found, request.POST or None)
    if request.method == "POST" and form.takes(lambda: ask(by=request.member, meeting=found, **form.act())):
        messages.success(request, words_of_arrival(found))
        there = "live" if request.POST.get("from") == "live" else "meeting-questions"
        url = reverse(there, args=[request.council.slug, found.public_id])
        return JsonResponse({"url": url}, status=201) if wants_json(request) else redirect(url)
    if request.method == "POST" and wants_json(request):
        return JsonResponse({"errors": {name: list(words) for name, words in form.errors.items()}}, status=form.status)
    return render(request, "meetings/ask.html", {"meeting": found, "form": form}, status=form.status)


def words_of_arrival(meeting: Meeting) -> str:
    if meeting.attribution == Attribution.CHATHAM:
        return _("It has arrived. It appears together with those of others, without names, so that nobody can tell whose it is.")
    return _("It has arrived. Members see it now and can support it.")


def question_of(request: MemberRequest, meeting: str, question: str) -> Question:
    there = readable_questions(request, meeting)
    found = question_for(request.council, request.member, there.public_id, question)
    if found is None:
        raise NotFound
    found.meeting = there
    return found


FORMS = {"answer": ReplyForm, "assign": AssignForm, "decline": DeclineForm, "task": TaskForm}
RULES = {
    "answer": "meetings.answer_question",
    "assign": "meetings.decide_question",
    "decline": "meetings.decide_question",
    "task": "meetings.open_task",
}


@require_GET
@council_page(Access.MEMBER)
def question(request: MemberRequest, meeting: str, question: str) -> HttpResponse:
    """One question."""
    return question_page(request, question_of(request, meeting, question))


def question_page(request: MemberRequest, found: Question, bound: Any = None) -> HttpResponse:
    """Show one question, a form that was refused among its forms."""
    one = shown(request, found.meeting, [found])[0]
    decides = allowed("meetings.decide_question", request.member, found)
    waits = found.state in WAITS
    offered: dict[str, Any] = {}
    if allowed("meetings.answer_question", request.member, found) and (waits or found.state == Question.State.ANSWERED):
        offered["answer"] = ReplyForm(initial={"answer": found.answer.original_text} if found.answer else {})
    if decides and waits:
        offered |= {"assign": AssignForm(council=request.council), "decline": DeclineForm()}
    is_suggestion = found.type == Question.Kind.SUGGESTION
    if is_suggestion and allowed("meetings.open_task", request.member, found.meeting) and not hasattr(found, "task"):
        offered["task"] = TaskForm(council=request.council, initial={"text": str(found.text), "language": found.text.render().language})
    if bound is not None:
        offered[bound.prefix] = bound
    context = {
        "meeting": found.meeting,
        "question": found,
        "one": one,
        "forms": offered,
        "bound": bound,
        "task": getattr(found, "task", None),
        "assigned": seat_label(found.assigned_to) if found.assigned_to and reads_who_answers(request.member, found) else "",
        "may_support": may_support(request, found.meeting, [found]),
        "may_reopen": decides and found.state == Question.State.DECLINED,
        "reads_reason": reads_reason(request.member, one),
        "history": in_words(entries_about(found.ref)),
    }
    return render(request, "meetings/question.html", context, status=bound.status if bound is not None else 200)


@require_POST
@council_page(Access.MEMBER)
def support_question_page(request: MemberRequest, meeting: str, question: str) -> HttpResponse:
    """Support a question, or no longer; the reader stays where they were."""
    found = question_of(request, meeting, question)
    wanted = request.POST.get("wanted", "1") == "1"
    pages = {"live": "live", "list": "meeting-questions"}
    name = pages.get(request.POST.get("from", ""))
    there = reverse(name, args=[request.council.slug, found.meeting.public_id]) if name else found.get_absolute_url()
    words = _("You support it.") if wanted else _("You no longer support it.")
    return done_or_noted(request, there, lambda: support_question(by=request.member, question=found, wanted=wanted), words)


@require_POST
@council_page(Access.MEMBER)
def answer_question_page(request: MemberRequest, meeting: str, question: str) -> HttpResponse:
    """Decide about a question: answer it, give it to somebody, take it no further, make a task of it, or take a refusal back."""
    found = question_of(request, meeting, question)
    action, by = request.POST.get("action", ""), request.member
    if action == "reopen":
        return done(request, found, lambda: reopen_question(by=by, question=found), _("It waits for an answer again."))
    about = found.meeting if action == "task" else found
    if action not in FORMS or not allowed(RULES[action], by, about):
        raise NotFound
    make: Any = FORMS[action]
    form = make(request.POST, council=request.council) if action in ("assign", "task") else make(request.POST)
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "answer": (lambda: answer_question(by=by, question=found, answer=form.text("answer")), _("The answer is there.")),
        "assign": (lambda: assign_question(by=by, question=found, to=form.chosen("to")), _("The member was told.")),
        "decline": (lambda: decline_question(by=by, question=found, reason=form.cleaned_data["reason"]), _("It is not taken up.")),
        "task": (lambda: task_of(request, found, form), _("It is a task now, with an owner and a day.")),
    }
    act, words = acts[action]
    if form.takes(act):
        messages.success(request, words)
        return redirect(found)
    return question_page(request, found, form)


def task_of(request: MemberRequest, found: Question, form: TaskForm) -> object:
    """Make a task: in the suggestion's own words and languages where they were not changed."""
    own = form.cleaned_data["text"] == str(found.text)
    text = found.text if own else KenesForm.text(form, "text")
    return become_task(by=request.member, question=found, owner=form.chosen("owner"), due_on=form.cleaned_data["due_on"], text=text)
