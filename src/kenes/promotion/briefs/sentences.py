"""The system's own sentences in a brief, in the language that is active. Numbers carry n, date and source."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.base.dates import long_day, offset, zone_of
from kenes.base.text import Text
from kenes.councils.models import Region, Side
from kenes.councils.queries import plain
from kenes.promotion.queries.places import Places
from kenes.promotion.queries.sources import IssueSource
from kenes.recommendations.models import Adoption, Evidence


def region_names(regions: Sequence[Region]) -> str:
    """Return the names of regions in one line."""
    return ", ".join(plain(str(region.name)) for region in regions)


def origin(source: IssueSource, where: Places) -> str:
    """Return how many signals an issue was made of and from where; never what any of them said, or who sent it.

    A region with few members is named with its neighbours, as in the chain: alone it would name its member.
    """
    if not source.signals:
        return _("Regions concerned: %(names)s.") % {"names": region_names(source.regions)} if source.regions else ""
    signals = ngettext("%(n)d signal", "%(n)d signals", source.signals) % {"n": source.signals}
    count = len(source.signal_regions)
    regions = ngettext("from %(n)d region", "from %(n)d regions", count) % {"n": count}
    names = ", ".join(dict.fromkeys(name for region in source.signal_regions if (name := where.name(region.pk))))
    return _("%(signals)s %(regions)s: %(names)s.") % {"signals": signals, "regions": regions, "names": names}


def decision(adoption: Adoption) -> str:
    """Return how the council decided, in one sentence."""
    tally = adoption.tally
    day = long_day(adoption.closed_at.date()) if adoption.closed_at else ""
    counts = {
        "method": adoption.get_method_display(),
        "day": day,
        "yes": tally.get("yes", 0),
        "no": tally.get("no", 0),
        "abstain": tally.get("abstain", 0),
        "voted": tally.get("voted", 0),
        "roster": tally.get("roster", 0),
    }
    return (
        _("In favour %(yes)s, against %(no)s, abstained %(abstain)s. %(voted)s of %(roster)s members voted. %(method)s, %(day)s.") % counts
    )


def sides_table(adoption: Adoption, names: Mapping[str, str]) -> dict[str, Any] | None:
    """Return turnout by side as a table, where the council has two sides or more."""
    sides = adoption.tally.get("sides") or []
    if len(sides) < 2:
        return None
    return {
        "caption": _("Who voted, by side"),
        "head": [_("Side"), _("On the roster"), _("Voted"), _("Quorum")],
        "rows": [
            [names.get(row["side"], row["side"]), str(row["roster"]), str(row["voted"]), str(row.get("needed", "–"))] for row in sides
        ],
    }


def side_names(sides: Sequence[Side]) -> dict[str, str]:
    return {side.public_id: str(side.name) for side in sides}


def statement_source(evidence: Evidence) -> str:
    """Return where a figure from a deliberation comes from: question, release, day."""
    if evidence.statement is None or evidence.release is None:
        return evidence.source
    deliberation = evidence.statement.deliberation
    parts = {
        "question": shown(deliberation.question),
        "number": evidence.release.number,
        "day": long_day(evidence.release.created_at.date()),
    }
    source = _("Deliberation “%(question)s”, release %(number)s of %(day)s") % parts
    if deliberation.imported_from:
        source += _("; imported from %(source)s") % {"source": deliberation.imported_from}
    if deliberation.is_simulated:
        source += _("; the votes are simulated")
    return source


def shown(text: Text) -> str:
    return text.render().text


def end_of_day(due: date, side: Side) -> str:
    """Return "end of the day, UTC+5"."""
    return _("end of the day, %(zone)s") % {"zone": offset(datetime.combine(due, time(23, 59), tzinfo=zone_of(side.timezone)))}


def deadline(due: date, side: Side) -> str:
    """Return "12 December 2026 (end of the day, UTC+5)"."""
    return f"{long_day(due)} ({end_of_day(due, side)})"
