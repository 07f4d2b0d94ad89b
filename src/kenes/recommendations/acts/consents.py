"""Where a council has several sides, each agrees that a text is put to the vote: a vote binds them all."""

from collections.abc import Sequence

from kenes.base.act import act
from kenes.base.permissions import require
from kenes.councils.models import Member
from kenes.councils.queries import secretariat_ids
from kenes.notices.acts import tell
from kenes.recommendations.acts.drafts import locked
from kenes.recommendations.errors import AlreadyVoting, SidesMissing
from kenes.recommendations.models import Recommendation, Version
from kenes.recommendations.queries import ADOPTION
from kenes.sides.acts import give_consent
from kenes.sides.models import Consent
from kenes.sides.queries import Standing, standing


@act
def agree_to_adoption(*, by: Member, recommendation: Recommendation, seen: str) -> Consent:
    """Agree for one's side that the latest version, whose hash one has `seen`, is put to the vote. The others are told what is missing."""
    require("recommendations.open_adoption", by, recommendation)
    there = locked(recommendation)
    if there.state != Recommendation.State.DRAFT:
        raise AlreadyVoting
    version = there.versions.latest("number")
    consent = give_consent(by=by, subject=there.ref, purpose=ADOPTION, text_hash=version.hash, seen_hash=seen)
    missing = lacking(there, version)
    kind = "adoption.consent_asked" if missing else "adoption.sides_agree"
    wanted = {row.side.pk for row in missing}
    staff = there.council.members.filter(user__in=secretariat_ids(there.council)).values_list("side_id", "user_id")
    told = {user_id for side_id, user_id in staff if not wanted or side_id in wanted}
    tell(told - {by.user_id}, kind, there.ref, council=there.council.public_id, details={"number": there.number})
    return consent


def lacking(recommendation: Recommendation, version: Version) -> Sequence[Standing]:
    """Return the sides that have not agreed to this version; none where the council has one side."""
    rows = standing(recommendation.council, recommendation.ref, ADOPTION, version.hash)
    return [row for row in rows if not row.agrees] if len(rows) > 1 else []


def check_sides(recommendation: Recommendation, version: Version) -> None:
    """Raise SidesMissing unless every side of a council of several agreed to this version."""
    missing = lacking(recommendation, version)
    if missing:
        raise SidesMissing(sides=", ".join(str(row.side.name) for row in missing))
