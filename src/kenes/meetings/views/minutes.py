"""Pages of the minutes: the whole text; one paragraph with its languages, brackets and history."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kenes.base.diff import word_diff
from kenes.base.errors import NotFound
from kenes.base.forms import KenesForm
from kenes.base.text import LANGUAGE_NAMES, LANGUAGES, Text
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page, one
from kenes.councils.models import Council, Member
from kenes.councils.queries import seat_label
from kenes.meetings.acts import brackets as bracket_acts
from kenes.meetings.acts import minutes as acts
from kenes.meetings.forms.minutes import BracketForm, DecisionForm, ObjectionForm, ParagraphForm, SendForm, WordingForm, WordsForm
from kenes.meetings.models import Bracket, Meeting, Minutes, Paragraph, Wording
from kenes.meetings.queries import minutes as queries
from kenes.meetings.queries.meetings import readable_meetings
from kenes.meetings.queries.questions import follow_up
from kenes.meetings.views.doing import done
from kenes.record.history import history

BADGES = {
    Minutes.State.DRAFT: "draft",
    Minutes.State.AGREEING: "talk",
    Minutes.State.AD_REFERENDUM: "some",
    Minutes.State.AGREED: "verified",
}


@council_page(Access.PUBLIC)
def minutes(request: CouncilRequest, meeting: str) -> HttpResponse:
    """The minutes of a meeting: state, what is to be done, the text by items of the agenda, history."""
    row = queries.visible_minutes(request.council, request.member).filter(meeting__public_id=meeting).first()
    return undrafted(request, meeting) if row is None else whole_page(request, row)


def whole_page(request: CouncilRequest | MemberRequest, row: Minutes, sending: SendForm | None = None) -> HttpResponse:
    page = queries.minutes_page(row, request.member)
    writes = bool(request.member and request.member.is_secretariat) and row.state != Minutes.State.AGREED
    context = {
        "meeting": row.meeting,
        "minutes": row,
        "page": page,
        "badge": BADGES[Minutes.State(row.state)],
        "writes": writes,
        "send_form": sending or SendForm(initial={"silence_days": row.silence_days}),
        "carried_over": follow_up(row.meeting, request.member) if request.member else [],
        "history": history(row.ref),
    }
    return render(request, "meetings/minutes.html", context, status=sending.status if sending else 200)


def undrafted(request: CouncilRequest, public_id: str) -> HttpResponse:
    """Before the draft: the secretariat may make it, members read that there is none yet."""
    if request.member is None:
        raise NotFound
    meeting = one(readable_meetings(request.council, request.member), public_id=public_id)
    begun = meeting.state in (Meeting.State.RUNNING, Meeting.State.HELD)
    context = {"meeting": meeting, "may_draft": begun and request.member.is_secretariat, "begun": begun}
    return render(request, "meetings/minutes_none.html", context)


@require_POST
@council_page(Access.SECRETARIAT)
def draft_minutes(request: MemberRequest, meeting: str) -> HttpResponse:
    """Draft the minutes from the agenda."""
    row = one(Meeting.objects.filter(council=request.council), public_id=meeting)
    words = _("The minutes are drafted from the agenda. Complete them here, then send them to the sides.")
    there = reverse("minutes", args=[request.council.slug, meeting])
    return done(request, there, lambda: acts.draft_minutes(by=request.member, meeting=row), words)


@require_POST
@council_page(Access.SECRETARIAT)
def send_minutes(request: MemberRequest, meeting: str) -> HttpResponse:
    """Ask the sides to agree."""
    row = found(request, meeting)
    form = SendForm(request.POST)
    if not form.takes(lambda: acts.send_minutes(by=request.member, minutes=row, silence_days=form.cleaned_data["silence_days"])):
        return whole_page(request, row, form)
    messages.success(request, _("The sides are asked to agree. They read by when silence counts as agreement."))
    return redirect(row)


@require_POST
@council_page(Access.SECRETARIAT)
def agree_minutes(request: MemberRequest, meeting: str) -> HttpResponse:
    """Agree to the paragraphs that were read: each comes with the revision that stood on the page."""
    seen = {}
    for value in request.POST.getlist("paragraph"):
        public_id, _sep, revision = value.partition(":")
        if revision.isdecimal() and len(revision) < 9:
            seen[public_id] = int(revision)
    row = found(request, meeting)

    def words(n: int) -> str:
        return ngettext("Your side agrees to %(n)s paragraph.", "Your side agrees to %(n)s paragraphs.", n) % {"n": n}

    return done(request, row, lambda: acts.agree_paragraphs(by=request.member, minutes=row, seen=seen), words)


@require_POST
@council_page(Access.SECRETARIAT)
def confirm_minutes(request: MemberRequest, meeting: str) -> HttpResponse:
    """Confirm at home the text that was agreed ad referendum."""
    row, seen = found(request, meeting), request.POST.get("seen", "")
    act = partial(acts.confirm_minutes, by=request.member, minutes=row, seen_hash=seen)
    return done(request, row, act, _("Your side has confirmed the minutes."))


@council_page(Access.SECRETARIAT)
def new_paragraph(request: MemberRequest, meeting: str) -> HttpResponse:
    """Add a paragraph, below the one that ?after= names."""
    row = found(request, meeting)
    after = row.paragraphs.filter(public_id=request.GET.get("after", "")).first()
    form = ParagraphForm(request.POST or None, council=request.council)

    def add() -> None:
        cleaned = form.cleaned_data
        text = KenesForm.text(form, "text")
        acts.add_paragraph(
            by=request.member,
            minutes=row,
            text=text,
            after=after,
            type=cleaned["type"],
            owner=form.people.get(cleaned["owner"]),
            due_on=cleaned["due_on"],
        )

    if request.method == "POST" and form.takes(add):
        return redirect("minutes", request.council.slug, meeting)
    return render(request, "meetings/paragraph_new.html", {"form": form, "meeting": row.meeting, "after": after}, status=form.status)


@council_page(Access.PUBLIC)
def minutes_paragraph(request: CouncilRequest, meeting: str, paragraph: str) -> HttpResponse:
    """One paragraph in all languages, its brackets, what the sides say, and how it came about."""
    row = paragraph_found(request.council, request.member, meeting, paragraph)
    writes = may_write(request.member, row)
    bound: dict[str, WordsForm] = {}
    if request.method == "POST":
        if not writes:
            raise NotFound
        if "owner" in request.POST and row.type == Paragraph.Kind.DECISION:
            return decision_changed(request, row)
        language = request.POST.get("language", "")
        form = WordsForm(request.POST, revision=row.revision)

        def change() -> None:
            cleaned = form.cleaned_data
            acts.change_paragraph(
                by=request.member,  # type: ignore[arg-type]
                paragraph=row,
                language=cleaned["language"],
                text=cleaned["text"],
                seen=cleaned["seen"],
            )

        if form.takes(change):
            messages.success(request, _("Saved. The sides are asked again, and the other languages are to follow."))
            return redirect("minutes-paragraph", request.council.slug, meeting, paragraph)
        bound = {language: form}
    return paragraph_page(request, row, writes=writes, bound=bound)


def decision_changed(request: CouncilRequest | MemberRequest, row: Paragraph) -> HttpResponse:
    """Give a decision another owner or another day, in this form of its page."""
    form = decision_form(request, row, request.POST)

    def act() -> None:
        owner, due_on = form.chosen("owner"), form.cleaned_data["due_on"]
        acts.change_decision(by=request.member, paragraph=row, owner=owner, due_on=due_on, seen=form.cleaned_data["seen"])  # type: ignore[arg-type]

    if not form.takes(act):
        return paragraph_page(request, row, writes=True, bound={}, decision=form)
    messages.success(request, _("Saved. The sides are asked again."))
    return redirect("minutes-paragraph", request.council.slug, row.minutes.meeting.public_id, row.public_id)


def decision_form(request: CouncilRequest | MemberRequest, row: Paragraph, data: Any = None) -> DecisionForm:
    initial = {"owner": row.owner.public_id if row.owner else "", "due_on": row.due_on}
    return DecisionForm(data, council=request.council, revision=row.revision, initial=initial)


def paragraph_page(
    request: CouncilRequest | MemberRequest,
    row: Paragraph,
    *,
    writes: bool,
    bound: dict[str, WordsForm],
    offered: "Offered | None" = None,
    decision: DecisionForm | None = None,
) -> HttpResponse:
    page = queries.minutes_page(row.minutes, request.member)
    shown = next((shown for _title, group in page.groups for shown in group if shown.paragraph.pk == row.pk), None)
    forms = [*bound.values(), *([offered.form] if offered else []), *([decision] if decision else [])]
    if writes and row.type == Paragraph.Kind.DECISION and decision is None:
        decision = decision_form(request, row)
    context = {
        "meeting": row.minutes.meeting,
        "minutes": row.minutes,
        "paragraph": row,
        "shown": shown,
        "languages": [language_block(row, code, writes, bound) for code in request.council.languages],
        "brackets": bracket_blocks(row, offered) if request.member else [],  # how the sides came to the text is for members
        "objections": [answered.given for answered in shown.answers if answered.objects] if shown and request.member else [],
        "revisions": revisions_of(row, request.member),
        "owner": seat_label(row.owner) if row.owner and request.member else "",
        "writes": writes,
        "decision": decision,
        "forms": forms,
    }
    status = max([form.status for form in forms], default=200)
    return render(request, "meetings/paragraph.html", context, status=status)


def language_block(row: Paragraph, code: str, writes: bool, bound: dict[str, WordsForm]) -> dict[str, Any]:
    """Return one language of a paragraph: its words, whether it is behind, and its form."""
    text = str(row.text.texts[code]["text"]) if code in row.text.texts else ""
    form = bound.get(code) or WordsForm(revision=row.revision, initial={"language": code, "text": text}, auto_id=f"id_{code}_%s")
    form.fields["text"].label = LANGUAGE_NAMES[code]
    form.fields["text"].widget.attrs["lang"] = code
    return {
        "code": code,
        "name": LANGUAGE_NAMES[code],
        "text": text,
        "behind": row.text.is_outdated(code),
        "missing": code not in row.text.texts,
        "form": form if writes else None,
    }


@dataclass(frozen=True)
class Offered:
    """A wording that was typed and refused: for which bracket, in place of which wording (0: a new one)."""

    number: int
    place: int
    form: WordingForm


def bracket_blocks(row: Paragraph, offered: Offered | None) -> list[dict[str, Any]]:
    """Return the brackets with their wordings, numbered in their order, which sides would take each, and a form for each."""

    def form_at(number: int, place: int) -> WordingForm:
        if offered and (offered.number, offered.place) == (number, place):
            return offered.form
        return WordingForm(auto_id=wording_id(number, place))

    rows = row.brackets.prefetch_related("wordings__accepted_by", "wordings__side")
    return [
        {
            "bracket": bracket,
            "wordings": [(place, made, form_at(bracket.number, place)) for place, made in enumerate(bracket.wordings.all(), start=1)],
            "form": form_at(bracket.number, 0),
        }
        for bracket in rows
    ]


def wording_id(number: int, place: int) -> str:
    """Return how the fields of one form of a bracket are called: a page holds many of them."""
    return f"id_{number}_{place}_%s"


def revisions_of(row: Paragraph, member: Member | None) -> list[dict[str, Any]]:
    """Return how the paragraph came about, the newest first, with what changed in each language."""
    if member is None:
        return []
    revisions = list(row.revisions.select_related("side"))
    changes = []
    for before, after in zip([None, *revisions], revisions, strict=False):
        pieces = [
            (LANGUAGE_NAMES[code], word_diff(words(before.text, code) if before else "", words(after.text, code)), True)
            for code in LANGUAGES
            if words(after.text, code) != (words(before.text, code) if before else "")
        ]
        changes.append({"revision": after, "changes": pieces})
    return changes[::-1]


def words(text: Text, code: str) -> str:
    return str(text.texts[code]["text"]) if code in text.texts else ""


@require_POST
@council_page(Access.SECRETARIAT)
def remove_paragraph(request: MemberRequest, meeting: str, paragraph: str) -> HttpResponse:
    """Take a paragraph out."""
    row = paragraph_found(request.council, request.member, meeting, paragraph)
    act = partial(acts.remove_paragraph, by=request.member, paragraph=row, seen=whole(request.POST.get("seen", "")))
    return done(request, row.minutes, act, _("The paragraph is taken out. Its history can still be read."))


@council_page(Access.SECRETARIAT)
def object_paragraph(request: MemberRequest, meeting: str, paragraph: str) -> HttpResponse:
    """Break the silence, with the reason."""
    row = paragraph_found(request.council, request.member, meeting, paragraph)
    form = ObjectionForm(request.POST or None, revision=row.revision)

    def act() -> None:
        acts.object_to_paragraph(by=request.member, paragraph=row, reason=form.text("reason"), seen=form.cleaned_data["seen"])

    if request.method == "POST" and form.takes(act):
        messages.success(request, _("Your side's objection stands beside the paragraph. The other side is told."))
        return redirect("minutes-paragraph", request.council.slug, meeting, paragraph)
    context = {"form": form, "paragraph": row, "meeting": row.minutes.meeting, "title": _("Object to this paragraph")}
    return render(request, "meetings/paragraph_form.html", context, status=form.status)


@council_page(Access.SECRETARIAT)
def bracket_paragraph(request: MemberRequest, meeting: str, paragraph: str) -> HttpResponse:
    """Put words in brackets."""
    row = paragraph_found(request.council, request.member, meeting, paragraph)
    form = BracketForm(request.POST or None, revision=row.revision)

    def act() -> None:
        cleaned = form.cleaned_data
        bracket_acts.open_bracket(
            by=request.member,
            paragraph=row,
            language=cleaned["language"],
            words=cleaned["words"],
            own=cleaned["own"],
            seen=cleaned["seen"],
        )

    if request.method == "POST" and form.takes(act):
        messages.success(request, _("The words stand in brackets. In the other languages, put the mark where they belong."))
        return redirect("minutes-paragraph", request.council.slug, meeting, paragraph)
    context = {"form": form, "paragraph": row, "meeting": row.minutes.meeting, "title": _("Put words in brackets")}
    return render(request, "meetings/paragraph_form.html", context, status=form.status)


@require_POST
@council_page(Access.SECRETARIAT)
def offer_wording(request: MemberRequest, meeting: str, paragraph: str, number: int) -> HttpResponse:
    """Offer one's side's wording, or give one in another language where ?of= names it."""
    row, bracket = bracket_found(request, meeting, paragraph, number)
    of = whole(request.GET.get("of", ""))
    form = WordingForm(request.POST, auto_id=wording_id(number, of))

    def act() -> None:
        cleaned = form.cleaned_data
        if of:
            made = wording_at(bracket, of)
            bracket_acts.translate_wording(by=request.member, made=made, language=cleaned["language"], text=cleaned["own"])
        else:
            bracket_acts.offer_wording(by=request.member, bracket=bracket, language=cleaned["language"], own=cleaned["own"])

    if not form.takes(act):
        return paragraph_page(request, row, writes=True, bound={}, offered=Offered(number, of, form))
    messages.success(request, _("The wording is added. It replaces the mark once every side takes it."))
    return redirect("minutes-paragraph", request.council.slug, meeting, paragraph)


@require_POST
@council_page(Access.SECRETARIAT)
def take_wording(request: MemberRequest, meeting: str, paragraph: str, number: int, place: int) -> HttpResponse:
    """Take a wording for one's side."""
    _row, bracket = bracket_found(request, meeting, paragraph, number)
    made = wording_at(bracket, place)
    there = reverse("minutes-paragraph", args=[request.council.slug, meeting, paragraph])

    def words(after: Bracket) -> str:
        settled = after.state == Bracket.State.RESOLVED
        return _("Every side takes this wording: it stands in the text.") if settled else _("Your side would take this wording.")

    return done(request, there, lambda: bracket_acts.accept_wording(by=request.member, made=made), words)


def found(request: MemberRequest, meeting: str) -> Minutes:
    return one(queries.visible_minutes(request.council, request.member), meeting__public_id=meeting)


def paragraph_found(council: Council, member: Member | None, meeting: str, paragraph: str) -> Paragraph:
    """Return the paragraph where the reader may see its minutes."""
    minutes = one(queries.visible_minutes(council, member), meeting__public_id=meeting)
    rows = queries.paragraph_of(council, meeting, paragraph).filter(minutes=minutes).select_related("owner__region")
    return one(rows if member else rows.filter(removed_at__isnull=True))


def bracket_found(request: MemberRequest, meeting: str, paragraph: str, number: int) -> tuple[Paragraph, Bracket]:
    row = paragraph_found(request.council, request.member, meeting, paragraph)
    bracket = one(row.brackets.all(), number=number)
    bracket.paragraph = row
    return row, bracket


def wording_at(bracket: Bracket, place: int) -> Wording:
    """Return the wording by its place among those of the bracket."""
    rows = list(bracket.wordings.all())
    if not 1 <= place <= len(rows):
        raise NotFound
    rows[place - 1].bracket = bracket
    return rows[place - 1]


def may_write(member: Member | None, row: Paragraph) -> bool:
    return bool(member and member.is_secretariat) and row.minutes.state != Minutes.State.AGREED and row.removed_at is None


def whole(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 9 else 0
