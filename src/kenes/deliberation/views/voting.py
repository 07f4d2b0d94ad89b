"""The vote: one statement a screen. The reply to a vote is the next card."""

from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kenes.base import clock
from kenes.base.errors import NotFound
from kenes.base.text import Rendering
from kenes.councils.access import Access, MemberRequest, council_page
from kenes.deliberation import acts, queries
from kenes.deliberation.errors import AlreadyReleased, NotAVote, NotOnRoster, StatementNotOpen
from kenes.deliberation.models import Deliberation, Statement
from kenes.deliberation.queries.ballot import Card, card_by_session, card_by_user, last_answered
from kenes.deliberation.rules import SECONDS_A_STATEMENT

MOST_SEGMENTS = 60
VALUES = {"1": 1, "0": 0, "-1": -1}


def vote(request: HttpRequest, council: str, deliberation: str) -> HttpResponse:
    """GET: the page with the first card. POST: a vote; with htmx the reply is the next card."""
    if request.method != "POST":
        return vote_page(request, council=council, deliberation=deliberation)
    statement, value = answer_of(request.POST)
    found = card_by_session(request, council, deliberation, statement)
    if found is None or found[1].now is None:
        return vote_slowly(request, council=council, deliberation=deliberation)
    user_id, card = found
    acts.cast_vote(statement=card.now or 0, value=value, user_id=user_id)
    return reply(request, council, deliberation, card, voted=1)


vote.access = Access.VOTER  # type: ignore[attr-defined]  # what council_page declares; the query of the card checks the same


@council_page(Access.VOTER)
def vote_slowly(request: MemberRequest, deliberation: str) -> HttpResponse:
    """A vote that the short way did not take: says why, or takes it after all (a session from before a change of the secret key)."""
    row = queries.deliberation_for(request.council, request.member, deliberation)
    statement, value = answer_of(request.POST)
    about = Statement.objects.filter(deliberation=row, public_id=statement).first()
    if about is None:
        raise StatementNotOpen
    acts.cast_vote(statement=about, value=value, by=request.member)
    card = card_by_user(request.user.pk or 0, request.council.slug, deliberation, statement)
    if card is None:
        raise NotOnRoster
    return reply(request, request.council.slug, deliberation, card, voted=1)


def answer_of(post: QueryDict) -> tuple[str, int]:
    """Return (statement, value) of a posted vote: each given once, or nothing is taken."""
    statements, values = post.getlist("statement"), post.getlist("value")
    if len(statements) != 1 or len(values) != 1 or values[0] not in VALUES or len(statements[0]) > 16 or not statements[0].isalnum():
        raise NotAVote
    return statements[0], VALUES[values[0]]


def reply(request: HttpRequest, council: str, deliberation: str, card: Card, voted: int) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect("vote", council, deliberation)
    shown = ShownCard(card, card.answered + voted)
    token = request.POST.get("csrfmiddlewaretoken") or get_token(request)  # it has just been checked
    context = shown.context(council, deliberation, token)
    response = HttpResponse(get_template("deliberation/card.html").render({**context, "swap": True}))
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@council_page(Access.VOTER)
def vote_page(request: MemberRequest, deliberation: str) -> HttpResponse:
    """The page around the cards. ?s= asks for one statement again."""
    row = queries.deliberation_for(request.council, request.member, deliberation)
    if row.state != Deliberation.State.OPEN or (row.closes_at and row.closes_at <= clock.now()):
        return redirect("deliberation", request.council.slug, deliberation)
    card = card_by_user(request.user.pk or 0, request.council.slug, deliberation)
    if card is None:
        raise NotOnRoster
    wanted = request.GET.get("s", "")[:16]
    again = Statement.objects.filter(deliberation=row, public_id=wanted, state=Statement.State.ACCEPTED).first() if wanted else None
    shown = ShownCard(card, card.answered, again)
    page = {"deliberation": row, "back_url": row.get_absolute_url(), "back_label": _("Deliberation")}
    context = shown.context(request.council.slug, deliberation, get_token(request))
    return render(request, "deliberation/vote.html", {**context, **page})


@require_POST
@council_page(Access.VOTER)
def undo(request: MemberRequest, deliberation: str) -> HttpResponse:
    """Take back the last answer, or, once results hold it, show its statement again so that it can be changed."""
    row = queries.deliberation_for(request.council, request.member, deliberation)
    try:
        statement = acts.undo_vote(by=request.member, deliberation=row)
    except AlreadyReleased:
        last = last_answered(request.member, row)
        if last is None:
            raise NotFound from None
        statement = last
    return redirect(f"{row.get_absolute_url()}vote/?s={statement.public_id}")


@dataclass(frozen=True)
class Buttons:
    """The parts of a card that are the same on every card of a language."""

    votes: SafeString
    undo: SafeString
    write: SafeString

    def __html__(self) -> str:
        return self.votes

    def __str__(self) -> str:
        return self.votes


@cache
def buttons(language: str) -> Buttons:
    """Return the buttons in the language that is active."""
    return Buttons(*(SafeString(get_template(f"deliberation/buttons.html#{part}").render()) for part in ("votes", "undo", "write")))


class ShownCard:
    """A card in words. `answered` is where the voter stands; `again` a statement that is asked once more."""

    def __init__(self, card: Card, answered: int, again: Statement | None = None) -> None:
        self.card, self.answered, self.total = card, answered, card.total
        self.text = again.text if again else card.text
        self.origin = again.origin if again else card.origin
        self.public_id = again.public_id if again else card.public_id or ""
        self.language = (get_language() or "")[:2]

    def context(self, council: str, deliberation: str, token: str) -> dict[str, Any]:
        """Return what card.html reads, flat: this is rendered for every vote."""
        shown = self.text.render(self.language) if self.text else None
        return {
            "base": SafeString(f"/c/{council}/deliberations/{deliberation}/"),  # slugs, as the URL pattern says
            "token": format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token),
            "position": _("%(current)s of %(total)s") % {"current": min(self.answered + 1, self.total), "total": self.total},
            "time_left": self.time_left(),
            "parts": self.parts(),
            "share": round(100 * self.answered / self.total) if self.total else 0,
            "words": shown.text if shown else "",
            "language": shown.language if shown and shown.language != self.language else "",
            "note": self.note(shown) if shown else "",
            "original": self.original(shown),
            "statement": SafeString(self.public_id),
            "buttons": buttons(self.language),
            "may_undo": self.answered > 0,
            "may_write": self.answered >= min(self.card.own_after, self.total),
        }

    def time_left(self) -> str:
        if self.answered >= self.total:
            return ""
        minutes = max(1, ceil((self.total - self.answered) * SECONDS_A_STATEMENT / 60))
        return ngettext("about %(n)s minute left", "about %(n)s minutes left", minutes) % {"n": minutes}

    def parts(self) -> str:
        """The segments: done, now, ahead. Empty where there are too many to draw."""
        if self.total > MOST_SEGMENTS:
            return ""
        now = '<i class="now"></i>' if self.answered < self.total else ""
        return SafeString('<i class="done"></i>' * self.answered + now + "<i></i>" * (self.total - self.answered - 1))

    def original(self, shown: Rendering | None) -> dict[str, str] | None:
        """The words that a translation was made from."""
        return {"text": self.text.original_text, "language": self.text.original} if self.text and shown and shown.translated else None

    def note(self, shown: Rendering) -> str:
        """Where the statement comes from, and from which language it was translated."""
        words = _("A member's statement.") if self.origin == Statement.Origin.MEMBER else _("A statement to begin with.")
        if shown.translated and self.text:
            words += " " + TRANSLATED.get(self.text.original, lambda: _("Translated."))()
        elif shown.language != self.language and self.text and self.text.has_original:
            words += " " + _("Not translated yet: this is the original.")
        return words


TRANSLATED = {
    "kk": lambda: _("Translated from Kazakh."),
    "ru": lambda: _("Translated from Russian."),
    "en": lambda: _("Translated from English."),
}
