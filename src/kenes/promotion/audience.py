"""Whom the acts of this room tell."""

from collections.abc import Iterable

from kenes.councils.queries import secretariat_ids
from kenes.promotion.models import Dispatch
from kenes.recommendations.audience import contributors_of, drafters_of
from kenes.recommendations.models import Recommendation


def people_behind(recommendation: Recommendation) -> list[int | None]:
    """Return the user ids of the authors of the signals behind a recommendation and of those who wrote its text."""
    return [*contributors_of(recommendation), *drafters_of(recommendation)]


def people_behind_all(recommendations: Iterable[Recommendation]) -> list[int | None]:
    return [user for recommendation in recommendations for user in people_behind(recommendation)]


def secretariat_of(dispatch: Dispatch) -> list[int | None]:
    """Return the user ids of the secretariat that deals with a dispatch: that of the body's side."""
    return secretariat_ids(dispatch.brief.council, side=dispatch.body.side_id)
