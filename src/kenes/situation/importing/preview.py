"""An uploaded file, what was decided about it so far, and what would come of it: all that the preview shows and the commit needs."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kenes.base import clock
from kenes.base.text import Text
from kenes.councils.models import Council
from kenes.situation import periods
from kenes.situation.importing import checks, metadata, sdmx, tidy, wide
from kenes.situation.importing.checks import shown
from kenes.situation.importing.choices import Choices
from kenes.situation.importing.extract import read_wide
from kenes.situation.importing.figures import LEAVE_OUT, Figure, Reading, Unmatched
from kenes.situation.importing.findings import Finding, Level, decision, error, note
from kenes.situation.importing.plan import Diff, diff, stored_of
from kenes.situation.importing.schema import IS_INDICATOR
from kenes.situation.importing.source import SDMX, TIDY, WIDE, Source
from kenes.situation.importing.world import Atlas, atlas_of
from kenes.situation.models import Indicator

MOST_NAME = 200
Table = wide.WideTable | sdmx.SdmxTable


@dataclass
class About:
    """An indicator of the file: the one that is stored, or what is known of the new one."""

    code: str
    stored: Indicator | None
    frequency: str
    values: int
    typed: dict[str, str] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)  # to be written: all of a new one, what is taken of a stored one
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.stored is None


@dataclass
class Preview:
    """What a file would change."""

    form: str
    atlas: Atlas
    choices: Choices
    tables: Sequence[Table] = ()
    table: Table | None = None
    reading: Reading = field(default_factory=Reading)
    indicators: list[About] = field(default_factory=list)
    diff: Diff = field(default_factory=Diff)

    def of_level(self, level: Level) -> list[Finding]:
        return [finding for finding in self.reading.findings if finding.level == level]

    @property
    def errors(self) -> list[Finding]:
        return self.of_level(Level.ERROR)

    @property
    def decisions(self) -> list[Finding]:
        return self.of_level(Level.DECISION)

    @property
    def notes(self) -> list[Finding]:
        return self.of_level(Level.NOTE)

    @property
    def strangers(self) -> list[Unmatched]:
        """Names that wait for an answer."""
        return [name for name in self.reading.unmatched if not name.chosen]

    @cached_property
    def blocked(self) -> bool:
        """Whether something has to be answered or put right before this can be committed."""
        waiting = any(finding.blocks for finding in self.reading.findings) or bool(self.strangers)
        return waiting or any(about.wrong for about in self.indicators) or not self.reading.figures

    @property
    def decided(self) -> list[str]:
        """Return what was decided, in codes, for the revision."""
        answers = [f"{finding.key}={finding.chosen}" for finding in self.decisions if finding.chosen]
        names = [f"name:{name.name}={name.chosen}" for name in self.reading.unmatched if name.chosen]
        return [*answers, *names, *(["replace"] if self.choices.replace else [])]

    @property
    def fingerprint(self) -> str:
        """Return a digest of what would be written, as far as others can change it: which rows, by which answers."""
        changed, removed = (sorted(before.pk for _, before in rows) for rows in (self.diff.changed, self.diff.removed))
        known = [(about.code, about.is_new, sorted(about.fields) if about.stored else ()) for about in self.indicators]
        answers = replace(self.choices, metadata={}).as_json()
        written = json.dumps([changed, removed, len(self.diff.added), known, answers], sort_keys=True)  # databases order keys anew
        return sha256(written.encode()).hexdigest()

    @property
    def periods(self) -> list[str]:
        return sorted({figure.period for figure in self.reading.figures})


def preview_of(council: Council, source: Source, choices: Choices) -> Preview:
    """Work out what a file would change, with the answers given so far."""
    atlas = atlas_of(council)
    made = Preview(source.form, atlas, choices)
    if source.form == TIDY:
        found = tidy.find(source.sheets)
        if found:
            made.reading = tidy.read_tidy(found, atlas.codes, choices)
    else:
        read_table(made, source)
    stored = {row.code.casefold(): row for row in Indicator.objects.filter(council=council)}
    spellings = {key: indicator.code for key, indicator in stored.items()}
    made.reading.figures[:] = [with_code(figure, spellings) for figure in made.reading.figures]
    made.reading.units = {spellings.get(code.casefold(), code): unit for code, unit in made.reading.units.items()}
    checks.check(made.reading, atlas.territories, atlas.changes, choices)
    made.indicators = indicators_of(made, stored)
    known = [about.stored for about in made.indicators if about.stored]
    made.diff = diff(made.reading.figures, stored_of(known), replace=choices.replace, says_all=source.form == TIDY)
    if made.reading.figures and made.diff.is_empty and not any(about.fields for about in made.indicators):
        made.reading.findings.append(note("nothing-new", _("All these values are stored already: there is nothing to import.")))
    elif not made.reading.figures and not made.errors and not any(asked.blocks for asked in made.decisions):
        made.reading.findings.append(error("no-values", _("No values were found in this file.")))
    return made


def with_code(figure: Figure, spellings: dict[str, str]) -> Figure:
    """Return a figure under its indicator's code as it is stored, or stands first in the file: codes differ by more than case."""
    code = spellings.setdefault(figure.indicator.casefold(), figure.indicator)
    return figure if code == figure.indicator else figure._replace(indicator=code)


def read_table(made: Preview, source: Source) -> None:
    """Read the chosen table of an office's workbook or an SDMX message."""
    gazetteer, choices = made.atlas.gazetteer, made.choices
    made.tables = sdmx.tables_of(source.message, gazetteer) if source.form == SDMX else wide.tables_of(source.sheets, gazetteer)
    if not made.tables:
        made.reading.findings.append(
            error(
                "no-table", _("No table was found: a head with years or quarters (or measures), and below it at least 3 regions by name.")
            )
        )
        return
    by_key = {table.key: table for table in made.tables}
    made.table = by_key.get(choices.table) or (made.tables[0] if len(made.tables) == 1 else None)
    if made.table is None:
        made.reading.findings.append(error("table", _("This file holds several tables. Choose one.")))
        return
    if isinstance(made.table, sdmx.SdmxTable):
        made.reading = sdmx.read_sdmx(made.table, gazetteer, choices)
    else:
        made.reading = read_wide(made.table, source.sheets[made.table.sheet], gazetteer, choices)
    if not IS_INDICATOR.fullmatch(choices.indicator):
        words = _("Choose the indicator that these values belong to, or write a code for a new one.")
        made.reading.findings.append(error("indicator", words))
    for name in made.reading.unmatched:
        if name.chosen and name.chosen != LEAVE_OUT and name.chosen.casefold() not in made.atlas.codes:
            words = _("“%(code)s” is no code of a region here.") % {"code": name.chosen[:40]}
            made.reading.findings.append(error("name", words, name.where))


def indicators_of(made: Preview, stored: dict[str, Indicator]) -> list[About]:
    """Return the indicators of a file, in the order of the file."""
    groups: dict[str, list[Figure]] = {}
    for figure in made.reading.figures:
        if figure.indicator:
            groups.setdefault(figure.indicator, []).append(figure)
    found = []
    for code, figures in groups.items():
        about = About(code, stored.get(code.casefold()), periods.frequency(figures[0].period), len(figures))
        if about.stored is None:
            of_new(made, about, figures)
        else:
            of_stored(made, about, about.stored)
        found.append(about)
    return found


def of_new(made: Preview, about: About, figures: list[Figure]) -> None:
    """Read what was typed about a new indicator; offer what the file tells."""
    typed = made.choices.metadata.get(about.code)
    language = (typed or {}).get("language") or (get_language() or "kk")[:2]
    about.typed = typed if typed is not None else {**offered(made, about, figures), "language": language}
    about.fields, about.wrong = metadata.read(about.typed, language=language)
    about.fields["frequency"] = about.frequency


def offered(made: Preview, about: About, figures: list[Figure]) -> dict[str, str]:
    """Return what a file itself says about a new indicator."""
    title = made.table.title if made.table else ""
    unit = made.reading.units.get(about.code, "")
    digits = Counter(len(shown(figure.value).partition(".")[2]) for figure in figures[:1000] if figure.value is not None)
    usual = max(digits, key=lambda count: (digits[count], count), default=1)
    found = {"decimals": str(min(usual, 3)), "accessed": clock.now().date().isoformat()}
    if title:
        found[f"name_{language_of(title)}"] = title if len(title) <= MOST_NAME else f"… {title[2 - MOST_NAME :]}"
    if unit:
        found[f"unit_{language_of(unit)}"] = unit
    return found


def language_of(text: str) -> str:
    """Return which of our languages a short text looks like."""
    folded = text.casefold()
    if any(letter in folded for letter in "әғқңөұүһі"):
        return "kk"
    return "ru" if any("а" <= letter <= "я" for letter in folded) else "en"


def of_stored(made: Preview, about: About, indicator: Indicator) -> None:
    """Compare what the file, or somebody, says about an indicator with what is stored."""
    if indicator.frequency != about.frequency:
        words = _("%(code)s is stored as %(stored)s; these values are %(here)s. They need an indicator of their own.")
        frequencies = {"stored": checks.words_of(indicator.frequency), "here": checks.words_of(about.frequency)}
        made.reading.findings.append(error("frequency", words % {"code": indicator.code, **frequencies}))
    changed: dict[str, Any] = {}
    differences: list[str] = []
    unit = made.reading.units.get(about.code, "")
    if unit and made.form == TIDY and not metadata.has_unit(indicator, unit):
        changed["unit"] = Text.of(language_of(unit), unit)
        differences.append(metadata.difference("unit", indicator.unit, unit))
    elif unit and made.form == WIDE and not metadata.has_unit(indicator, unit):  # a sheet's unit is found, not written: it may be none
        words = _("The unit of these values seems to be “%(here)s”; that of %(code)s is “%(stored)s”. Nothing is converted.")
        made.reading.findings.append(note("unit", words % {"here": unit, "code": indicator.code, "stored": indicator.unit}))
    if typed := made.choices.metadata.get(about.code):
        before = metadata.typed(indicator)
        fields, about.wrong = metadata.read({**before, **typed}, language=typed.get("language") or indicator.producer.original)
        for name, value in fields.items():
            if not metadata.says_same(getattr(indicator, name), value):
                changed[name] = value
                differences.append(metadata.difference(name, getattr(indicator, name), value))
    if not differences:
        return
    words = _("What is known of %(code)s differs from what is stored: %(list)s")
    asked = decision(
        "metadata",
        words % {"code": indicator.code, "list": "; ".join(differences)},
        [("keep", _("Keep what is stored")), ("take", _("Take what is new"))],
        made.choices.answers,
        about=indicator.code,
    )
    made.reading.findings.append(asked)
    if asked.chosen == "take":
        about.fields = changed
