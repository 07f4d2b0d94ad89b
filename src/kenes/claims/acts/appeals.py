"""Appeals: anyone says that a published finding is wrong; both sides answer, and appeal and answer are public."""

from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.claims.acts.findings import STANDING, locked_finding, reopen
from kenes.claims.acts.shared import noted, staff, told
from kenes.claims.errors import AppealDecided, FindingMovedOn
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


def waiting(by: Member, appeal: Appeal) -> Appeal:
    require("claims.answer_appeal", by, appeal)
    fresh = (
        Appeal.objects.select_for_update(of=("self",), no_key=True).select_related("finding__claim__council", "member").get(pk=appeal.pk)
    )
    if fresh.state != Appeal.State.RECEIVED:
        raise AppealDecided
    return fresh


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
