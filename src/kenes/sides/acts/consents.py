"""A side agrees. Called by the acts of the rooms whose texts bind all sides, inside their transaction."""

from collections.abc import Collection

from kenes.base import clock
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.councils.models import Council, Member
from kenes.record import acts as record
from kenes.sides.errors import AlreadyAgreed, TextMoved
from kenes.sides.models import Consent


@act
def give_consent(*, by: Member, subject: str, purpose: str, text_hash: str, seen_hash: str, named: bool = True) -> Consent:
    """Agree for the acting member's side to the text with `text_hash`; `seen_hash` is of the text that they read.

    The caller holds the lock on what is agreed to, and asks `queries.all_agree` afterwards whether it may go on.
    `named`: whether the record may say who agreed, and when; where a rule of attribution forbids it, it holds side and day.
    """
    require("sides.consent", by)
    if seen_hash != text_hash:
        raise TextMoved
    given = Consent.objects.filter(side=by.side_id, subject=subject, purpose=purpose, text_hash=text_hash, withdrawn_at__isnull=True)
    if given.exists():
        raise AlreadyAgreed
    consent = Consent.objects.create(
        council_id=by.council_id,
        side_id=by.side_id,
        subject=subject,
        purpose=purpose,
        text_hash=text_hash,
        given_by=by,
        given_at=clock.now(),
    )
    details = {"purpose": purpose, "side": by.side.ref, "text_hash": text_hash}
    actor = by.ref if named else ""
    record.append(by.council.public_id, "side.agreed", subject, actor=actor, details=details, day_only=not named)
    return consent


def withdraw_consents(*, council: Council, subject: str | Collection[str], purpose: str) -> int:
    """End what was agreed to, because the text has changed or nobody is asked about it any more; return how many consents it were.

    Part of the act that changes the text, or ends the question: else the other sides stay asked for what they can no longer give.
    """
    subjects = [subject] if isinstance(subject, str) else list(subject)
    given = Consent.objects.filter(council=council, subject__in=subjects, purpose=purpose, withdrawn_at__isnull=True)
    return given.update(withdrawn_at=clock.now())
