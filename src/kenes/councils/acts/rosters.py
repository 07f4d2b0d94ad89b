"""Taking a whole roster in at once."""

from kenes.base.act import act
from kenes.base.permissions import require
from kenes.base.sheets import Table
from kenes.councils.acts.joining import invite
from kenes.councils.acts.seats import put_seat
from kenes.councils.errors import BadRoster
from kenes.councils.models import Council, Member
from kenes.councils.roster import RosterReader
from kenes.record import acts as record


@act
def import_roster(*, by: Member, table: Table) -> list[tuple[Member, str]]:
    """Seat a whole roster, or none of it. Return each seat with the token of its link; links with an e-mail are mailed."""
    require("councils.manage_members", by)
    council = Council.objects.select_for_update().get(pk=by.council_id)
    read = RosterReader(council, by, table)
    if read.faults:
        raise BadRoster(read.faults)
    seated = []
    for row in sorted(read.rows, key=lambda row: row.number is None):  # given numbers first: a next one must not take them
        assert row.side is not None  # noqa: S101  # RosterReader has refused a row without
        member = put_seat(
            council,
            side=row.side,
            region=row.region,
            professions=row.professions,
            topics=row.topics,
            role=row.role,
            term=(row.term_from, row.term_to),
            number=row.number,
            by=by,
        )
        _, token = invite(by=by, member=member, email=row.email, name=row.name)
        seated.append((member, token))
    record.append(council.public_id, "roster.imported", council.ref, actor=by.ref, details={"seats": len(seated)})
    return seated
