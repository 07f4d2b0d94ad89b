"""Which regions a recommendation concerns, and figures about them as they may be shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from kenes.councils.models import Council, Region
from kenes.councils.queries import regions_of
from kenes.councils.trees import protected
from kenes.recommendations.models import Recommendation

ANSWERS = ("done", "in_part", "not_done", "cannot_tell")


def regions_concerned(recommendation: Recommendation) -> list[Region]:
    """Return the regions of the recommendation's issues; all of the council's where its issues name none."""
    concerned = Region.objects.filter(pk__in=recommendation.issues.values("regions")).order_by("code")
    return list(concerned) or list(regions_of(recommendation.council))


def protected_table(council: Council, counts: Mapping[int, Sequence[int]], regions: Sequence[Region]) -> dict[str, Any]:
    """Pass counts of answers by region (region id -> one count per ANSWERS) through the gate; return what may be shown."""
    return {"answers": list(ANSWERS), "threshold": council.threshold, "rows": protected(council, counts, regions)}
