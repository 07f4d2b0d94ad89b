"""Pages: thin, they call queries and acts."""

from kenes.promotion.views.bodies import bodies, calendar, clear_day, new_body
from kenes.promotion.views.briefs import brief, brief_document, briefs, new_brief, send_brief
from kenes.promotion.views.commitments import ask_verdict, commitment, commitments, judge, report_progress, verdict
from kenes.promotion.views.dispatches import decide_answer, dispatch, dispatches, renew_link
from kenes.promotion.views.official import official, official_document, official_progress

__all__ = [
    "ask_verdict",
    "bodies",
    "brief",
    "brief_document",
    "briefs",
    "calendar",
    "clear_day",
    "commitment",
    "commitments",
    "decide_answer",
    "dispatch",
    "dispatches",
    "judge",
    "new_body",
    "new_brief",
    "official",
    "official_document",
    "official_progress",
    "renew_link",
    "report_progress",
    "send_brief",
    "verdict",
]
