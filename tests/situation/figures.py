"""Short ways to put figures into a test. Pages read boards: these are laid out from the same rows as the observations."""

import os
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from kenes.base import clock
from kenes.base.text import Text
from kenes.councils.models import Council
from kenes.site.sample.figures import Figures
from kenes.situation import periods
from kenes.situation.boards import Row, values_of
from kenes.situation.models import Board, Indicator, Observation, Revision
from kenes.situation.queries.places import countries_of, territories_of

SHARED = Path(os.environ.get("KENES_REGIONS", Path(__file__).resolve().parents[3] / "shared/data/regions"))
DEFAULTS: dict[str, Any] = {"domain": "economy", "polarity": "neutral", "measure": "rate", "decimals": 1}


def indicator(council: Council, code: str, rows: Iterable[Row], **told: Any) -> Indicator:
    """Put an indicator with its values into a council, as one revision."""
    rows = list(rows)
    fields = {**DEFAULTS, "name": code.replace("_", " ").capitalize(), "unit": "%", **told}
    texts = {name: Text.of("en", fields.pop(name)) for name in ("name", "unit") if isinstance(fields.get(name), str)}
    now = clock.now()
    made = Indicator.objects.create(
        council=council,
        code=code,
        frequency=periods.frequency(rows[0].period),
        producer=Text.of("en", "Bureau of National Statistics"),
        link="https://stat.gov.kz/",
        licence="PDDL 1.0",
        method=Text.of("en", "Counted at the end of the year."),
        accessed=date(2026, 11, 1),
        created_at=now,
        changed_at=now,
        **texts,
        **fields,
    )
    revise(made, rows)
    return made


def revise(indicator: Indicator, rows: Iterable[Row], notes: Mapping[tuple[str, str], str] | None = None) -> Revision:
    """Bring values of an indicator as a new revision: those that were there before are ended, not overwritten."""
    council, rows = indicator.council, list(rows)
    number = Revision.objects.filter(council=council).count() + 1
    revision = Revision.objects.create(council=council, number=number, at=clock.now(), file_name=f"{indicator.code}.csv", added=len(rows))
    current = {(row.place, row.period): row for row in Observation.objects.filter(indicator=indicator, ended_by__isnull=True)}
    replaced = [current[row.place, row.period].pk for row in rows if (row.place, row.period) in current]
    Observation.objects.filter(pk__in=replaced).update(ended_by=revision)
    Observation.objects.bulk_create(
        Observation(
            indicator=indicator,
            place=row.place,
            period=row.period,
            value=row.value,
            lower=row.lower,
            upper=row.upper,
            n=row.n,
            status=row.status,
            note=(notes or {}).get((row.place, row.period), ""),
            revision=revision,
        )
        for row in rows
    )
    kept = Observation.objects.filter(indicator=indicator, ended_by__isnull=True).order_by("place", "period")
    laid = values_of(
        (Row(one.place, one.period, one.value, one.lower, one.upper, one.n, one.status) for one in kept),
        territories_of(countries_of(council)),
    )
    Board.objects.update_or_create(indicator=indicator, defaults={"data": dict(laid.data), "revision": revision})
    return revision


@cache
def facts() -> Figures:
    """The real figures that the repository holds (tests/site compares them with what was published)."""
    return Figures()


def rows_of(code: str) -> list[Row]:
    """Return a real series."""
    return [Row(place, period, fact.value, status=fact.status) for (place, period), fact in facts().facts(code).items()]


def real(council: Council, *codes: str) -> list[Indicator]:
    """Put real figures into a council."""
    return [told(council, facts().sheet(code)) for code in codes]


def told(council: Council, sheet: Mapping[str, Any]) -> Indicator:
    texts = {name: Text.in_all("ru", **sheet[name]) for name in ("name", "unit")}
    plain = {name: sheet[name] for name in ("domain", "polarity", "measure", "decimals", "order")}
    return indicator(council, sheet["code"], rows_of(sheet["code"]), **texts, **plain)
