"""Whom the acts of this room tell."""

from kenes.issues.queries import contributors
from kenes.recommendations.models import Adoption, Recommendation, Version, Voter


def contributors_of(recommendation: Recommendation) -> list[int | None]:
    """Return the user ids of the authors of the signals behind a recommendation."""
    return list(contributors(list(recommendation.issues.all())))


def drafters_of(recommendation: Recommendation) -> list[int | None]:
    """Return the user ids of all who wrote a version."""
    versions = Version.objects.filter(recommendation=recommendation)
    return list(versions.order_by().values_list("created_by__user_id", flat=True).distinct())


def roster_of(adoption: Adoption, *, has_voted: bool | None = None) -> list[int | None]:
    """Return the user ids of the roster, or of those on it who have voted or have not."""
    voters = Voter.objects.filter(adoption=adoption)
    if has_voted is not None:
        voters = voters.filter(has_voted=has_voted)
    return list(voters.values_list("member__user_id", flat=True))
