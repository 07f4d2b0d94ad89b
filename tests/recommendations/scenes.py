"""Scenes that the tests of this room start from; everything goes through the acts."""

from datetime import datetime, timedelta

from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.recommendations.acts import agree_to_adoption, cast_ballot, close_adoption, draft_recommendation, open_adoption
from kenes.recommendations.models import Adoption, Recommendation
from tests import factories
from tests.factories import text


def draft(by: Member, title: str = "Publish the ambulance's arrival times", **more: object) -> Recommendation:
    return draft_recommendation(
        by=by,
        title=text(title),
        text=text("The ministry publishes the median time of arrival by district every month."),
        rationale=text("In winter an ambulance takes more than 40 minutes to a remote village."),
        **more,  # type: ignore[arg-type]
    )


def agreed(recommendation: Recommendation) -> Recommendation:
    """Let a secretary of each side agree that the text is put to the vote; a side without one gets one."""
    for side in recommendation.council.sides.all():
        staff = side.members.filter(role=Member.Role.SECRETARY).first()
        by = staff or factories.member(recommendation.council, role=Member.Role.SECRETARY, side=side.order)
        agree_to_adoption(by=by, recommendation=recommendation, seen=recommendation.versions.latest("number").hash)
    return recommendation


def voting(council: Council, *, method: str = "secret", voters: int = 5, **more: object) -> tuple[Adoption, list[Member]]:
    """A vote that closes in a week, and its roster."""
    members = factories.members(council, voters)
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    return opened(secretary, method=method, **more), members


def opened(secretary: Member, *, method: str = "secret", closes_at: datetime | None = None, **more: object) -> Adoption:
    made = draft(secretary)
    if made.council.sides.count() > 1:
        agreed(made)
    return open_adoption(
        by=secretary,
        recommendation=made,
        method=method,
        closes_at=closes_at or clock.now() + timedelta(days=7),
        **more,  # type: ignore[arg-type]
    )


def cast(adoption: Adoption, votes: dict[Member, str]) -> None:
    for member, value in votes.items():
        cast_ballot(by=member, adoption=adoption, value=value)


def closed(adoption: Adoption) -> Adoption:
    """Close a vote once its time has come."""
    with clock.at(adoption.closes_at):
        return close_adoption(adoption=adoption)


def adopted(council: Council, **more: object) -> Adoption:
    adoption, members = voting(council, **more)  # type: ignore[arg-type]
    cast(adoption, dict.fromkeys(members, "yes"))
    return closed(adoption)
