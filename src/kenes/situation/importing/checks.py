"""What can be wrong with figures taken together: territories, repeated cells, double counting, mixed frequencies.

Nothing is ever summed or guessed here: a person says what is kept.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.situation import periods
from kenes.situation.boards import Territories, Territory
from kenes.situation.importing.choices import Choices
from kenes.situation.importing.figures import Figure, Reading
from kenes.situation.importing.findings import decision, note

NAMED = 20  # cells with two values that are named one by one


@dataclass(frozen=True)
class Change:
    """A region that was made out of another on a day."""

    source: str
    target: str
    day: date


def check(reading: Reading, territories: Territories, changes: Sequence[Change], choices: Choices) -> None:
    """Look at a reading's figures together; take out what was decided to leave out. Findings are added to the reading."""
    one_frequency(reading, choices)
    own_territory(reading, territories, changes, choices)
    repeated(reading, choices)
    counted_twice(reading, territories, changes, choices)


def one_frequency(reading: Reading, choices: Choices) -> None:
    """An indicator has one frequency: ask which of several is meant."""
    seen: dict[str, Counter[str]] = {}
    cached: dict[str, str] = {}
    for figure in reading.figures:
        often = cached.get(figure.period) or cached.setdefault(figure.period, periods.frequency(figure.period))
        seen.setdefault(figure.indicator, Counter())[often] += 1
    for indicator, counts in seen.items():
        if len(counts) == 1:
            continue
        asked = decision(
            "frequency",
            _("%(indicator)s has values of several frequencies. Each needs an indicator of its own.") % {"indicator": indicator},
            [(often, _("Only the %(often)s ones (%(n)s)") % {"often": words_of(often), "n": n}) for often, n in counts.most_common()],
            choices.answers,
            where=reading.where(next(figure for figure in reading.figures if figure.indicator == indicator)),
            about=indicator,
        )
        reading.findings.append(asked)
        if asked.chosen:
            reading.figures[:] = [
                figure for figure in reading.figures if figure.indicator != indicator or cached[figure.period] == asked.chosen
            ]


def words_of(often: str) -> str:
    return {"A": _("yearly"), "S": _("half-yearly"), "Q": _("quarterly"), "M": _("monthly")}[often]


def was_there(territories: Sequence[Territory], period: str) -> bool:
    """Return whether a code stood for some territory during at least a part of a period."""
    first, last = periods.first_day(period), periods.last_day(period)
    return any((there.since is None or there.since <= last) and (there.until is None or first < there.until) for there in territories)


def own_territory(reading: Reading, territories: Territories, changes: Sequence[Change], choices: Choices) -> None:
    """Ask about values of regions for times at which they did not exist."""
    there: dict[tuple[str, str], bool] = {}
    outside: dict[str, list[Figure]] = {}
    waiting = {finding.about for finding in reading.findings if finding.code == "footnote-region" and finding.blocks}
    for figure in reading.figures:
        key = figure.place, figure.period
        if key not in there:
            there[key] = figure.place not in territories or was_there(territories[figure.place], figure.period)
        if not there[key] and figure.place not in waiting:
            outside.setdefault(figure.place, []).append(figure)
    alike: dict[tuple[str, ...], list[str]] = {}
    for place, figures in sorted(outside.items()):
        alike.setdefault(tuple(sorted({figure.period for figure in figures})), []).append(place)
    for spans, places in alike.items():
        sources = {place: origin(place, outside[place], changes, territories) for place in places}
        taken = [*sources.values(), *(figure.place for figure in reading.figures if figure.period in spans and figure.value is not None)]
        can_move = all(source and taken.count(source) == 1 for source in sources.values())
        figures = [figure for place in places for figure in outside[place]]
        settle_territory(reading, figures, sources if can_move else {}, choices)


def origin(place: str, figures: Sequence[Figure], changes: Sequence[Change], territories: Territories) -> str:
    """Return the region that a place was made out of, if it was there in all these periods."""
    sources = {change.source for change in changes if change.target == place}
    sources = {source for source in sources if all(was_there(territories.get(source, ()), figure.period) for figure in figures)}
    return sources.pop() if len(sources) == 1 else ""


def settle_territory(reading: Reading, figures: list[Figure], sources: Mapping[str, str], choices: Choices) -> None:
    """Ask about values of regions that were not there in the same periods. `sources`: what each was a part of, where it can go there."""
    spans, places = sorted({figure.period for figure in figures}), sorted({figure.place for figure in figures})
    words = ngettext(
        "%(places)s did not exist in the time of %(n)s value (%(span)s).",
        "%(places)s did not exist in the time of %(n)s values (%(span)s).",
        len(figures),
    )
    words = words % {"places": ", ".join(places), "n": len(figures), "span": span_of(spans)}
    notes = dict.fromkeys(reading.footnotes[place] for place in places if reading.footnotes.get(place))
    if notes:
        words = _("%(words)s A footnote: “%(text)s”") % {"words": words, "text": "; ".join(notes)[:300]}
    options = [("keep", _("Keep them as published: worked out for today's territory")), ("leave", _("Leave them out"))]
    if sources:
        options.insert(
            1,
            ("origin", _("Keep them under %(codes)s, as a part of which it was counted") % {"codes": ", ".join(sorted(sources.values()))}),
        )
    about, where = "+".join(places), reading.where(figures[0])
    asked = decision("territory", words, options, choices.answers, where=where, about=about, more=len(figures) - 1)
    reading.findings.append(asked)
    if asked.chosen in ("leave", "origin"):
        wrong = set(figures)
        kept = []
        for figure in reading.figures:
            if figure not in wrong:
                kept.append(figure)
            elif asked.chosen == "origin":
                kept.append(figure._replace(place=sources[figure.place]))
        reading.figures[:] = kept


def span_of(spans: Sequence[str]) -> str:
    return spans[0] if len(spans) == 1 else f"{spans[0]}–{spans[-1]}"


def repeated(reading: Reading, choices: Choices) -> None:
    """Keep one value a cell: quietly where all are the same, by decision where they differ."""
    first: dict[tuple[str, str, str], Figure] = {}
    same: list[Figure] = []
    other: list[tuple[Figure, Figure]] = []
    for figure in reading.figures:
        before = first.setdefault(figure.cell, figure)
        if before is not figure:
            alike = before[3:10] == figure[3:10]
            (same if alike else other).append(figure if alike else (before, figure))  # type: ignore[arg-type]
    if same:
        words = ngettext(
            "%(n)s value stands here twice, each time the same.", "%(n)s values stand here twice, each time the same.", len(same)
        )
        reading.findings.append(note("repeated", words % {"n": len(same)}, reading.where(same[0]), more=len(same) - 1))
    chosen = "first"
    if other:
        told = []
        for one, two in other[:NAMED]:
            words = _("%(place)s, %(period)s stands here twice: %(one)s and %(two)s.")
            told.append(words % {"place": two.place, "period": two.period, "one": shown(one.value), "two": shown(two.value)})
        where = "; ".join(reading.where(two) for _one, two in other[:NAMED])
        options = [("first", _("The first one counts")), ("last", _("The last one counts"))]
        asked = decision("duplicate", " ".join(told), options, choices.answers, where=where, more=len(other) - len(told))
        reading.findings.append(asked)
        chosen = asked.chosen or "first"
    if same or other:
        kept = {figure.cell: figure for figure in reading.figures} if chosen == "last" else first
        reading.figures[:] = kept.values()


def shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.15g}"


def counted_twice(reading: Reading, territories: Territories, changes: Sequence[Change], choices: Choices) -> None:
    """Ask about a former region that stands beside its parts for the same period."""
    parts: dict[str, set[str]] = {}
    for change in changes:
        parts.setdefault(change.source, set()).add(change.target)
    gone = {source: targets for source, targets in parts.items() if all(there.until for there in territories.get(source, ()))}
    spans = periods_of(reading.figures, {*gone, *(target for targets in gone.values() for target in targets)})
    for (indicator, source), own in sorted(spans.items()):
        targets = gone.get(source, set())
        both = own & set().union(*(spans.get((indicator, target), set()) for target in targets))
        if not both or not targets:
            continue
        settle_twice(reading, indicator, source, targets, both, choices)


def periods_of(figures: Iterable[Figure], places: set[str]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for figure in figures:
        if figure.place in places and figure.value is not None:
            found.setdefault((figure.indicator, figure.place), set()).add(figure.period)
    return found


def settle_twice(reading: Reading, indicator: str, source: str, targets: set[str], both: set[str], choices: Choices) -> None:
    names: Mapping[str, object] = {
        "indicator": indicator,
        "source": source,
        "parts": ", ".join(sorted(targets)),
        "span": span_of(sorted(both)),
    }
    asked = decision(
        "double-count",
        _("%(indicator)s has values of %(source)s beside those of its parts %(parts)s for %(span)s.") % names,
        [
            ("keep", _("Keep all as published; medians count each territory once, nothing is summed")),
            ("parts", _("Leave %(source)s out in these periods") % names),
            ("whole", _("Leave %(parts)s out in these periods") % names),
        ],
        choices.answers,
        where=reading.where(next(figure for figure in reading.figures if figure.place == source and figure.period in both)),
        about=f"{indicator}/{source}",
    )
    reading.findings.append(asked)
    out = {"parts": {source}, "whole": targets}.get(asked.chosen, set())
    if out:
        reading.figures[:] = [
            figure for figure in reading.figures if not (figure.indicator == indicator and figure.place in out and figure.period in both)
        ]
