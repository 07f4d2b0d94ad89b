"""Sending a brief to a body, and the private link that it answers through."""

import hashlib
from datetime import date, timedelta

from django.db import transaction

from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.errors import Invalid, NotFound
from kenes.base.ids import new_token, token_hash
from kenes.base.models import Job
from kenes.base.permissions import require
from kenes.councils.models import Member
from kenes.notices.acts import tell
from kenes.promotion.acts.briefs import adopted_now
from kenes.promotion.audience import people_behind_all, secretariat_of
from kenes.promotion.briefs.content import Sending, contents_of
from kenes.promotion.calendar import due_day, working_days_between
from kenes.promotion.errors import AlreadyDispatched, DueTooEarly
from kenes.promotion.models import Body, Brief, Dispatch
from kenes.record import acts as record
from kenes.record.canonical import canonical

REMIND_EVERY = timedelta(days=7)
DOCUMENTS = "brief documents"


@act
def dispatch_brief(*, by: Member, brief: Brief, body: Body, registration: str, due_on: date | None = None) -> tuple[Dispatch, str]:
    """Send a brief to a body: the content is kept as sent, the clock starts. Returns the dispatch and the link's token, shown once."""
    require("promotion.dispatch_brief", by, body)
    brief = Brief.objects.select_for_update(of=("self",), no_key=True).select_related("council").get(pk=brief.pk)
    if brief.council_id != by.council_id or body.council_id != by.council_id:
        raise NotFound
    if not registration:
        raise Invalid(field="registration")
    if Dispatch.objects.filter(brief=brief, body=body).exists():
        raise AlreadyDispatched(field="body")
    recommendations = adopted_now(brief.council, list(brief.recommendations.order_by("brief_items__order")))
    sent_on = clock.today(body.side.timezone)
    due = due_on or due_day(body.side, sent_on, brief.council.answer_days)
    if due <= sent_on:
        raise DueTooEarly(field="due_on")
    token, now = new_token(), clock.now()
    dispatch = Dispatch.objects.create(
        brief=brief,
        body=body,
        registration=registration,
        sent_at=now,
        due_on=due,
        working_days=working_days_between(body.side, sent_on, due),
        content=contents_of(brief, Sending(body, registration, sent_on, due)),
        link_hash=token_hash(token),
        link_made_at=now,
        sent_by=by,
    )
    council = brief.council.public_id
    details = {
        "brief": brief.ref,
        "body": body.ref,
        "registration": registration,
        "due_on": due.isoformat(),
        "content_hash": hashlib.sha256(canonical(dispatch.content)).hexdigest(),
    }
    record.append(council, "dispatch.sent", dispatch.ref, actor=by.ref, details=details)
    search.index(dispatch, council=council, title=brief.title, body=body.name, visible_to="public")
    search.index(brief, council=council, title=brief.title, body=brief.summary, visible_to="public")
    people = people_behind_all(recommendations)
    tell(people, "dispatch.sent", dispatch.ref, council=council, details={"registration": registration, "due_on": due.isoformat()})
    start_documents(dispatch, by)
    return dispatch, token


def start_documents(dispatch: Dispatch, by: Member | None) -> Job:
    """Queue the making of the PDFs and DOCX of a dispatch: a pure function of the content that was just kept."""
    from kenes.promotion.tasks import make_documents

    job = Job.objects.create(
        council=dispatch.brief.council.public_id,
        subject=dispatch.ref,
        name=DOCUMENTS,
        owner_id=by.user_id if by else None,
        total=2 * len(dispatch.content),
        created_at=clock.now(),
    )
    transaction.on_commit(lambda: make_documents.enqueue(dispatch.pk, job.pk))
    return job


@act
def renew_link(*, by: Member, dispatch: Dispatch) -> str:
    """Make a new private link; the old one dies at once. Returns the token, shown once."""
    require("promotion.manage_dispatch", by, dispatch)
    there = Dispatch.objects.select_for_update(of=("self",), no_key=True).get(pk=dispatch.pk)
    token = new_token()
    there.link_hash, there.link_made_at = token_hash(token), clock.now()
    there.save(update_fields=["link_hash", "link_made_at"])
    record.append(by.council.public_id, "dispatch.link_renewed", dispatch.ref, actor=by.ref)
    return token


@act
def remind_of_dispatch(*, dispatch: Dispatch) -> bool:
    """Remind the secretariat of a dispatch whose time has passed; at most once a week. Returns whether it did."""
    there = Dispatch.objects.select_for_update(of=("self",), no_key=True).select_related("brief__council", "body__side").get(pk=dispatch.pk)
    now = clock.now()
    is_over = there.state == Dispatch.State.SENT and there.due_on < clock.today(there.body.side.timezone)
    if not is_over or (there.reminded_at and now - there.reminded_at < REMIND_EVERY):
        return False
    there.reminded_at = now
    there.save(update_fields=["reminded_at"])
    council = there.brief.council.public_id
    details = {"registration": there.registration, "due_on": there.due_on.isoformat()}
    tell(secretariat_of(there), "dispatch.overdue", there.ref, council=council, details=details)
    return True
