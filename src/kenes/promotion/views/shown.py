"""What several pages of this room show."""

import json
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kenes.base.models import File
from kenes.base.refs import PublicModel
from kenes.base.text import LANGUAGE_NAMES
from kenes.councils.access import CouncilRequest, MemberRequest
from kenes.councils.queries import thread
from kenes.promotion.documents import MAKERS
from kenes.promotion.models import Commitment, Dispatch, Reply, Verdict
from kenes.promotion.queries import dispatches as queries
from kenes.promotion.queries.ahead import ahead
from kenes.promotion.queries.chain import chain, steps
from kenes.record.queries import about
from kenes.record.words import sentence

Reader = CouncilRequest | MemberRequest

RESPONSES = {
    Reply.Response.ACCEPTED: "answered",
    Reply.Response.IN_PART: "answered",
    Reply.Response.DECLINED: "stopped",
    Reply.Response.NEED_INFORMATION: "asked",
}
OUTCOMES = {
    Verdict.Outcome.ASKED: "asked",
    Verdict.Outcome.DONE: "verified",
    Verdict.Outcome.IN_PART: "talk",
    Verdict.Outcome.NOT_DONE: "stopped",
    Verdict.Outcome.NOT_KNOWN: "neutral",
}


def dispatch_badge(dispatch: Dispatch) -> tuple[str, str]:
    """Return the kind and words of a dispatch's badge."""
    if queries.is_overdue(dispatch):
        return "overdue", _("Overdue")
    kind = {Dispatch.State.SENT: "asked", Dispatch.State.RECEIVED: "talk", Dispatch.State.ANSWERED: "answered"}
    return kind[Dispatch.State(dispatch.state)], dispatch.get_state_display()


def commitment_badge(commitment: Commitment) -> tuple[str, str]:
    """Return the kind and words of what the body says: never a tick, which is the council's."""
    if commitment.claimed_done_at:
        return "answered", _("Done, says the body")
    if queries.commitment_overdue(commitment):
        return "overdue", _("Overdue")
    return "neutral", _("Not done yet")


def verdict_badge(verdict: Verdict | None) -> tuple[str, str]:
    """Return the kind and words of the council's finding."""
    if verdict is None:
        return "neutral", _("Not asked yet")
    return OUTCOMES[Verdict.Outcome(verdict.outcome)], verdict.get_outcome_display()


def response_badge(reply: Reply) -> tuple[str, str]:
    return RESPONSES[Reply.Response(reply.response)], reply.get_response_display()


def object_page(request: Reader, item: PublicModel, *others: PublicModel) -> dict[str, Any]:
    """Return what every object page ends with: its chain, its thread, its history."""
    entries = [entry for subject in (item, *others) for entry in about(subject.ref)]
    links = chain(item, request.member)
    return {
        "ahead": ahead(links),
        "steps": steps(links),
        "thread": thread(item.ref, request.member),
        "history": [(entry.at, sentence(entry.type, details_of(entry.body))) for entry in sorted(entries, key=lambda entry: entry.seq)],
    }


def details_of(body: str) -> dict[str, Any]:
    details: dict[str, Any] = json.loads(body).get("details", {})
    return details


def link_url(path: str) -> str:
    """Return the address that is handed to an official."""
    return settings.BASE_URL + path


def documents_shown(found: Dispatch) -> list[tuple[str, list[tuple[str, File]]]]:
    """Return the documents by language, the reader's first: name of the language, then kind and file."""
    files = {file.name: file for file in found.documents.all()}
    reader = (get_language() or "kk")[:2]
    shown = []
    for code in sorted(found.content, key=lambda code: (code != reader, code)):
        mine = [(kind.upper(), file) for kind in MAKERS for name, file in files.items() if name.endswith(f"-{code}.{kind}")]
        if mine:
            shown.append((LANGUAGE_NAMES[code], mine))
    return shown
