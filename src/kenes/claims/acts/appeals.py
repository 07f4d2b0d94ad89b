"""Appeals: anyone says that a published finding is wrong; both sides answer, and appeal and answer are public."""

from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.claims.acts.findings import STANDING, locked_finding, reopen
from kenes.claims.acts.shared import noted, staff, told
from kenes.claims.errors import AppealDecided, AppealHidden, FindingMovedOn
from kenes.claims.models import Appeal, Finding
from kenes.claims.texts import hash_of_answer
from kenes.councils import checks
from kenes.councils.models import Member
from kenes.sides.acts import give_consent, withdraw_consents
from kenes.sides.queries import all_agree

PURPOSE = "appeal"  # of the sides' consents
DECISIONS = (Appeal.State.UPHELD, Appeal.State.REFUSED)


@act
def appeal(*, finding: Finding, text: Text, name: str = "", contact: str = "", by: Member | None = None) -> Appeal:
    """Say that a published finding is wrong. Anybody may; name and contact are read by the secretariats only."""
    finding = locked_finding(finding, *STANDING)
    if not finding.is_public:
        raise FindingMovedOn
    made = Appeal.objects.create(
        finding=finding,
        member=by,
        name=checks.line(name, "name", most=120),
        contact=checks.line(contact, "contact", most=200),
        text=checks.prose(text, "objection", most=5000),
        created_at=clock.now(),
    )
    noted(finding, "finding.appealed", sealed={"text": made.text.original_text}, appeal=made.ref)
    told(finding, staff(finding.claim.council), "finding.appealed")
    return made


@act
def answer_appeal(*, by: Member, appeal: Appeal, decision: str, answer: Text) -> Appeal:
    """Propose the answer to an appeal for one's side. It counts, and is public, once every side agrees to these words."""
    appeal = waiting(by, appeal)
    if decision not in DECISIONS:
        raise Invalid(field="decision")
    appeal.proposed, appeal.answer = decision, checks.prose(answer, "answer", most=5000)
    appeal.text_hash = hash_of_answer(appeal)
    appeal.save(update_fields=["proposed", "answer", "text_hash"])
    withdraw_consents(council=appeal.finding.claim.council, subject=appeal.ref, purpose=PURPOSE)
    return agreed(by, appeal, appeal.text_hash)


@act
def agree_answer(*, by: Member, appeal: Appeal, seen: str) -> Appeal:
    """Agree for one's side to the answer that another side proposed."""
    appeal = waiting(by, appeal)
    if not appeal.proposed:
        raise AppealDecided
    return agreed(by, appeal, seen)


@act
def hide_appeal(*, by: Member, appeal: Appeal, reason: str) -> Appeal:
    """Show an abusive appeal's words to the secretariats only, with the reason. That there is one stays seen; it can be answered."""
    require("claims.hide_appeal", by, appeal)
    why = checks.needed(reason, "reason", most=1000)
    appeal = locked(appeal)
    if appeal.hidden_because:
        raise AppealHidden
    return shown_or_hidden(by, appeal, why)


@act
def show_appeal(*, by: Member, appeal: Appeal) -> Appeal:
    """Show a hidden appeal again."""
    require("claims.hide_appeal", by, appeal)
    appeal = locked(appeal)
    return shown_or_hidden(by, appeal, "") if appeal.hidden_because else appeal


def shown_or_hidden(by: Member, appeal: Appeal, why: str) -> Appeal:
    """Tell the secretariats of all sides, of which one alone has hidden it, and the member whose appeal it is."""
    appeal.hidden_because = why
    appeal.save(update_fields=["hidden_because"])
    finding, type = appeal.finding, "finding.appeal_hidden" if why else "finding.appeal_shown"
    noted(finding, type, by=by, sealed={"reason": why} if why else None, appeal=appeal.ref)
    author = {appeal.member.user_id} if appeal.member else set()
    told(finding, (staff(finding.claim.council) | author) - {by.user_id}, type, **({"reason": why} if why else {}))
    return appeal


def waiting(by: Member, appeal: Appeal) -> Appeal:
    require("claims.answer_appeal", by, appeal)
    fresh = locked(appeal)
    if fresh.state != Appeal.State.RECEIVED:
        raise AppealDecided
    return fresh


def locked(appeal: Appeal) -> Appeal:
    rows = Appeal.objects.select_for_update(of=("self",), no_key=True).select_related("finding__claim__council", "member")
    return rows.get(pk=appeal.pk)


def agreed(by: Member, appeal: Appeal, seen: str) -> Appeal:
    """Give the side's yes; with the last one, decide."""
    give_consent(by=by, subject=appeal.ref, purpose=PURPOSE, text_hash=appeal.text_hash, seen_hash=seen)
    if not all_agree(appeal.finding.claim.council, appeal.ref, PURPOSE, appeal.text_hash):
        return appeal
    appeal.state, appeal.decided_at, appeal.decided_by = Appeal.State(appeal.proposed), clock.now(), by
    appeal.save(update_fields=["state", "decided_at", "decided_by"])
    finding = appeal.finding
    noted(finding, "finding.appeal_decided", appeal=appeal.ref, decision=appeal.state, text_sha256=appeal.text_hash)
    if appeal.state == Appeal.State.UPHELD and finding.state == Finding.State.PUBLISHED:
        reopen(locked_finding(finding, Finding.State.PUBLISHED), Finding.Reopened.APPEAL, appeal=appeal.ref)
    told(finding, [appeal.member.user_id] if appeal.member else [], "finding.appeal_decided")
    return appeal
