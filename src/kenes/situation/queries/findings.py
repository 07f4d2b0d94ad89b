"""What figures say, in whole sentences: names stand after a colon, so that no language has to bend them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.base.dates import long_day
from kenes.councils.queries import plain
from kenes.situation.queries.among import Comparison, Position
from kenes.situation.queries.figures import Atlas, Figure

NAMED = 3
SIGNS = {"above": "▲", "below": "▼", "same": "="}  # never without the words


def lead_of(positions: Sequence[Position]) -> str:
    """Return in what a region differs from the median of the regions: what is furthest from it is named first."""
    told = sorted((row for row in positions if row.judged in ("better", "worse")), key=lambda row: -row.distance)
    worse = listed([row for row in told if row.judged == "worse"])
    better = listed([row for row in told if row.judged == "better"])
    if worse and better:
        return _("Worse than the median of regions: %(worse)s. Better: %(better)s.") % {"worse": worse, "better": better}
    if worse:
        return _("Worse than the median of regions: %(worse)s.") % {"worse": worse}
    if better:
        return _("Better than the median of regions: %(better)s.") % {"better": better}
    apart = sorted((row for row in positions if row.judged == "neutral" and row.verdict), key=lambda row: -row.distance)
    above, below = (listed([row for row in apart if row.verdict == side]) for side in ("above", "below"))
    if above and below:
        return _("Above the median of regions: %(above)s. Below it: %(below)s.") % {"above": above, "below": below}
    if above:
        return _("Above the median of regions: %(above)s.") % {"above": above}
    if below:
        return _("Below the median of regions: %(below)s.") % {"below": below}
    judged = sum(1 for row in positions if row.judged == "same")
    if not judged:
        return ""
    return ngettext(
        "In the one figure that can be judged, the region is not distinguishable from the median of regions.",
        "In none of %(n)d figures that can be judged does the region differ from the median of regions.",
        judged,
    ) % {"n": judged}


def listed(positions: Sequence[Position]) -> str:
    """Return up to three figures by name, and how many more there are."""
    names = ", ".join(lowered(row.name) for row in positions[:NAMED])
    more = len(positions) - NAMED
    if more <= 0:
        return names
    return ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", more) % {"names": names, "n": more}


def lowered(name: str) -> str:
    """Return a name as it stands inside a sentence; abbreviations keep their letters."""
    return name[:1].lower() + name[1:] if len(name) > 1 and not name[1].isupper() else name


def finding_of(name: str, comparison: Comparison, atlas: Atlas) -> str:
    """Return what the regions show together: lowest, highest, median."""
    low = min(comparison.values, key=lambda place: (comparison.values[place], place))
    high = max(comparison.values, key=lambda place: (comparison.values[place], place))
    return _("%(name)s: from %(low)s (%(lowest)s) to %(high)s (%(highest)s), median %(middle)s") % {
        "name": name,
        "low": comparison.shown(comparison.values[low]),
        "lowest": plain(atlas.places[low].short),
        "high": comparison.shown(comparison.values[high]),
        "highest": plain(atlas.places[high].short),
        "middle": comparison.shown(comparison.middle),
    }


def verdict_words(position: Position) -> str:
    """Return where a value lies, in words."""
    match position.verdict:
        case "above":
            return _("above the median")
        case "below":
            return _("below the median")
        case "same":
            return _("not distinguishable from the median")
    return _("not compared: depends on the size of the region")


def judged_words(position: Position) -> str:
    """Return what that means, where more or less is better."""
    return {"better": _("better"), "worse": _("worse")}.get(position.judged, "")


def source_of(figure: Figure) -> str:
    """Return where values come from, as it stands under each chart."""
    indicator = figure.indicator
    if indicator.accessed:
        told = {"producer": indicator.producer, "licence": figure.licence, "day": long_day(indicator.accessed)}
        return _("Source: %(producer)s; licence: %(licence)s; accessed %(day)s") % told
    return _("Source: %(producer)s; licence: %(licence)s") % {"producer": indicator.producer, "licence": figure.licence}
