"""Figures that findings rest on: as they were bound, and as they are now."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import F, Q

from kenes.claims.models import Finding, FindingFigure
from kenes.situation.models import Indicator, Observation


class Fact(NamedTuple):
    """A value as text, exact, and the revision that brought it."""

    value: str
    revision_id: int


def current_facts(indicator: Indicator, places: Collection[str], periods: Collection[str]) -> dict[tuple[str, str], Fact]:
    """Return (place, period) -> the value that is published now, of these places and periods. One query."""
    rows = Observation.objects.filter(indicator=indicator, place__in=places, period__in=periods)
    found = rows.filter(ended_by__isnull=True, value__isnull=False).values_list("place", "period", "value", "revision")
    return {(place, period): Fact(repr(value), revision) for place, period, value, revision in found}


def changed_in(figures: Iterable[FindingFigure]) -> dict[int, str]:
    """Return figure's key -> the value that it has now ("" where it is gone), of those that have another. One query an indicator."""
    by_indicator: dict[int, list[FindingFigure]] = defaultdict(list)
    for figure in figures:
        by_indicator[figure.indicator_id].append(figure)
    changed = {}
    for rows in by_indicator.values():
        facts = current_facts(rows[0].indicator, {row.place for row in rows}, {row.period for row in rows})
        for figure in rows:
            now = facts.get((figure.place, figure.period))
            if now is None or now.value != figure.value:
                changed[figure.pk] = now.value if now else ""
    return changed


def outdated() -> list[tuple[Finding, list[FindingFigure]]]:
    """Return the published findings of which a figure has another value now, with these figures.

    Only indicators that were revised since a figure was bound are looked at, and of these only what findings rest on.
    """
    figures = FindingFigure.objects.filter(finding__state=Finding.State.PUBLISHED, indicator__board__isnull=False)
    older = figures.filter(Q(vintage__isnull=True) | ~Q(indicator__board__revision=F("vintage")))
    moved = list(older.select_related("finding", "indicator"))
    changed = changed_in(moved)
    by_finding: dict[int, list[FindingFigure]] = defaultdict(list)
    for figure in moved:
        if figure.pk in changed:
            by_finding[figure.finding_id].append(figure)
    return [(rows[0].finding, rows) for rows in by_finding.values()]
