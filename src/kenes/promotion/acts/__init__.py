"""What people do with bodies, briefs, dispatches, answers, commitments and verdicts."""

from kenes.promotion.acts.answers import ReplyGiven, answer_dispatch, confirm_sender, refuse_sender
from kenes.promotion.acts.bodies import clear_day, register_body, set_day
from kenes.promotion.acts.briefs import compose_brief
from kenes.promotion.acts.commitments import remind_of_commitment, report_progress
from kenes.promotion.acts.dispatches import dispatch_brief, remind_of_dispatch, renew_link
from kenes.promotion.acts.documents import begin_documents, fail_documents, finish_documents, keep_document
from kenes.promotion.acts.verdicts import ask_verdict, close_verdict, judge, remind_of_verdict

__all__ = [
    "ReplyGiven",
    "answer_dispatch",
    "ask_verdict",
    "begin_documents",
    "clear_day",
    "close_verdict",
    "compose_brief",
    "confirm_sender",
    "dispatch_brief",
    "fail_documents",
    "finish_documents",
    "judge",
    "keep_document",
    "refuse_sender",
    "register_body",
    "remind_of_commitment",
    "remind_of_dispatch",
    "remind_of_verdict",
    "renew_link",
    "report_progress",
    "set_day",
]
