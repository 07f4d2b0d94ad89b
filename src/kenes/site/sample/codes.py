"""One-time codes for the sample roles, so that anyone can try each of them."""

from dataclasses import dataclass

from kenes.councils.acts import issue_code
from kenes.councils.models import Council, Member
from kenes.councils.queries import seat_label


@dataclass(frozen=True)
class SampleCode:
    """A role of a sample council, its seat, and the code that opens it once."""

    council: str
    seat: str
    code: str


def sample_codes() -> list[SampleCode]:
    """Issue one code for a seat of each role (and each side's secretary) of the sample councils."""
    return [code for council in Council.objects.filter(is_sample=True).order_by("pk") for code in codes_of(council)]


def codes_of(council: Council) -> list[SampleCode]:
    secretaries = list(council.members.filter(role=Member.Role.SECRETARY, state=Member.State.ACTIVE).order_by("number"))
    issued = []
    for side in council.sides.order_by("order"):
        by = next(seat for seat in secretaries if seat.side_id == side.pk)
        for role in Member.Role:
            seat = council.members.filter(side=side, role=role, state=Member.State.ACTIVE).order_by("number").last()
            if seat is not None:
                _, code = issue_code(by=None if seat == by else by, member=seat)  # nobody hands a code to themselves
                issued.append(SampleCode(council.slug, seat_label(seat), code))
    return issued
