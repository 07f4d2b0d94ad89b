"""The pages of this room: the rules, and what is held for moderators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kenes.attribution import acts
from kenes.attribution.acts.moderating import MODERATION
from kenes.attribution.forms import HeldForm, ReturnForm
from kenes.attribution.models import Attribution, Held
from kenes.attribution.queries import held_for_moderation
from kenes.attribution.table import Occasion
from kenes.attribution.table_words import rule_in_words
from kenes.attribution.words import TYPES
from kenes.base.errors import KenesError
from kenes.base.labels import Label, labels
from kenes.base.pages import page_of
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page, one


@require_safe
@council_page(Access.PUBLIC)
def rules(request: CouncilRequest) -> HttpResponse:
    """The rules of attribution: who sees what, in deliberations and in meetings."""
    titles = {Occasion.DELIBERATION: _("In a deliberation"), Occasion.MEETING: _("In a meeting")}
    threshold = request.council.threshold
    occasions = [(title, [rule_in_words(occasion, rule, threshold) for rule in Attribution]) for occasion, title in titles.items()]
    return render(request, "attribution/rules.html", {"occasions": occasions})


@never_cache
@require_safe
@council_page(Access.MODERATOR)
def held(request: MemberRequest) -> HttpResponse:
    """What waits for a moderator or for translations: without author and time, in an order that tells nothing."""
    return shown(request)


def shown(request: MemberRequest, form: HeldForm | ReturnForm | None = None, at: str = "") -> HttpResponse:
    """Show the page; with a form that was refused in its place."""
    page = page_of(request, held_for_moderation(request.council))
    rows = list(page.object_list)
    known = labels(row.subject for row in rows)
    context = {"page": page, "rows": [entry(request, row, known.get(row.subject), form if row.public_id == at else None) for row in rows]}
    return render(request, "attribution/held.html", context, status=form.status if form else 200)


def entry(request: MemberRequest, row: Held, label: Label | None, form: HeldForm | ReturnForm | None) -> dict[str, object]:
    """Return one contribution as the template reads it."""
    languages = request.council.languages
    return {
        "held": row,
        "type": TYPES.get(row.type, row.type),
        "subject": label,
        "waits": row.state == Held.State.WAITING,
        "lacks": row.missing(languages),
        "said": said(row),
        "form": form if isinstance(form, HeldForm) else HeldForm(held=row, languages=languages),
        "return_form": form if isinstance(form, ReturnForm) else ReturnForm(prefix=row.public_id),
    }


def said(row: Held) -> list[tuple[str, str, str]]:
    """Return (language, title, text) of what the author wrote, in every language: whoever accepts it has read all of it."""
    own = [code for code, entry in row.text.texts.items() if entry.get("by") != MODERATION]
    return [(code, str(row.title.texts.get(code, {}).get("text", "")), str(row.text.texts[code]["text"])) for code in sorted(own)]


@require_POST
@council_page(Access.MODERATOR)
def decide(request: MemberRequest, held: str) -> HttpResponse:
    """Translate, accept or return one contribution."""
    row = one(held_for_moderation(request.council), public_id=held)
    decision = request.POST.get("decision", "")
    form: HeldForm | ReturnForm
    if decision == "return":
        form = ReturnForm(request.POST, prefix=row.public_id)
    else:
        form = HeldForm(request.POST, held=row, languages=request.council.languages)
    if form.is_valid():
        try:
            carry_out(request, row, form, decision)
        except KenesError as error:
            form.refuse(error)
        else:
            return redirect("held", request.council.slug)
    return shown(request, form, row.public_id)


def carry_out(request: MemberRequest, row: Held, form: HeldForm | ReturnForm, decision: str) -> None:
    if isinstance(form, ReturnForm):
        acts.return_held(by=request.member, held=row, reason=form.cleaned_data["reason"])
        messages.success(request, _("It goes back to its author, who alone reads the reason."))
        return
    accept = decision == "accept"
    acts.prepare_held(by=request.member, held=row, texts=form.typed(), seen=form.seen(), accept=accept)
    messages.success(request, _("Accepted: it waits for its batch.") if accept else _("The translations are saved."))
