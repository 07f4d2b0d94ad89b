"""Forms of importing figures: the file, its preview with all that somebody has to answer, what is known of an indicator."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.base.text import fold
from kenes.situation.importing import metadata
from kenes.situation.importing.choices import Choices
from kenes.situation.importing.figures import LEAVE_OUT, Unmatched
from kenes.situation.importing.findings import Finding
from kenes.situation.importing.preview import About, Preview
from kenes.situation.importing.source import TIDY
from kenes.situation.models import Domain, Indicator

NEW = "+"


class FileForm(KenesForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX, XLS or SDMX-ML, at most 20 MB. Workbooks of a statistics office can be used as they are."),
    )


class MetadataForm(KenesForm):
    """What is known about an indicator. What is wrong with it is told by `importing.metadata`, here and on the command line alike."""

    name_kk = LineField(label=_("Name in Kazakh"), required=False)
    name_ru = LineField(label=_("Name in Russian"), required=False)
    name_en = LineField(label=_("Name in English"), required=False)
    unit_kk = LineField(label=_("Unit in Kazakh"), required=False, max_length=80)
    unit_ru = LineField(label=_("Unit in Russian"), required=False, max_length=80)
    unit_en = LineField(label=_("Unit in English"), required=False, max_length=80)
    domain = forms.ChoiceField(label=_("Domain"), required=False, choices=[("", _("Choose a domain")), *Domain.choices])
    polarity = forms.ChoiceField(
        label=pgettext_lazy("indicator", "What is better"), required=False, choices=[("", _("Please choose")), *Indicator.Polarity.choices]
    )
    measure = forms.ChoiceField(
        label=pgettext_lazy("indicator", "Kind of value"),
        required=False,
        choices=[("", _("Please choose")), *Indicator.Measure.choices],
        help_text=_("Only rates, shares and averages are coloured on maps; counts are drawn as circles."),
    )
    producer = LineField(label=_("Producer"), required=False, help_text=_("Who publishes it, such as a statistics office"))
    link = LineField(label=_("Address of the publication"), required=False, max_length=300, help_text=_("https://… or: unknown"))
    licence = LineField(label=_("Licence or terms"), required=False, max_length=100, help_text=_("If they are not known, write: unknown"))
    published = LineField(label=_("Published on"), required=False, max_length=20, help_text=_("Such as 2026-03-31, or: unknown"))
    accessed = LineField(label=_("Taken from there on"), required=False, max_length=20, help_text=_("Such as 2026-03-31, or: unknown"))
    next_release = LineField(label=_("Next release"), required=False, max_length=20, help_text=_("Such as 2026-03-31; may stay empty"))
    method = ProseField(
        label=_("How it is measured"),
        required=False,
        max_length=2000,
        rows=3,
        help_text=_("Survey or records, whom it counts, what it leaves out. Or: unknown"),
    )
    decimals = LineField(label=_("Decimals shown"), required=False, max_length=2)
    order = LineField(label=_("Place in lists"), required=False, max_length=4, help_text=_("Small numbers stand first; 100 when empty"))
    language = LanguageField(required=False, label=_("Language of producer and method"))

    def __init__(self, *args: Any, wrong: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wrong = wrong or {}

    def typed(self) -> dict[str, str]:
        """Return what was typed, field by field."""
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}

    def mark_needed(self) -> None:
        """Show which fields are needed. Not before cleaning: what is typed so far is kept even where something is missing."""
        for name in metadata.NEEDED:
            self.fields[name].required = True

    def show_wrong(self) -> None:
        """Put what `importing.metadata` refuses beside its fields."""
        for name, words in self.wrong.items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, words)


class AboutForm:
    """The form of one new indicator of a file."""

    def __init__(self, about: About, form: MetadataForm) -> None:
        self.about, self.form = about, form


def short(key: str) -> str:
    """Return a name for a field from what it asks about, which may hold any sign."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class PreviewForm(KenesForm):
    """All that a preview asks: which table, which indicator, unknown names, decisions; new indicators have forms of their own."""

    replace = forms.BooleanField(label=_("Replace the whole series: remove what is stored and not in this file"), required=False)

    def __init__(self, preview: Preview, known: list[Indicator], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preview, self.known = preview, known
        self.fields["replace"].initial = preview.choices.replace
        if preview.form != TIDY:
            self.ask_table()
            self.ask_indicator()
        for name in preview.reading.unmatched:
            self.fields[f"name-{short(fold(name.name))}"] = self.name_field(name)
        for finding in preview.decisions:
            self.fields[f"decide-{short(finding.key)}"] = self.decision_field(finding)
        data = args[0] if args else kwargs.get("data")
        self.abouts = [AboutForm(about, self.metadata_form(about, data)) for about in preview.indicators if about.is_new]

    def ask_table(self) -> None:
        tables = self.preview.tables
        if len(tables) > 1:
            options = [(table.key, self.words_of(table)) for table in tables]
            chosen = self.preview.choices.table
            self.fields["table"] = forms.ChoiceField(
                label=_("Table"), choices=[("", _("Choose a table")), *options], initial=chosen, required=False
            )
        if self.preview.table is not None and getattr(self.preview.table, "one_period", False):
            given = self.preview.choices.period or getattr(self.preview.table, "period", "")
            self.fields["period"] = LineField(
                label=_("Period of these values"),
                max_length=7,
                initial=given,
                required=False,
                help_text=_("2022, 2022-S1, 2022-Q3 or 2022-07"),
            )

    @staticmethod
    def words_of(table: Any) -> str:
        sheet = f"{table.sheet_name}: " if table.sheet_name and table.sheet_name != table.title else ""
        span = ""
        columns = getattr(table, "columns", None)
        if columns and columns[0].period and not table.dates:
            ends = sorted((columns[0].period, columns[-1].period))
            span = f" ({ends[0]}–{ends[1]})"
        hidden = f" [{_('hidden')}]" if table.hidden else ""
        title = table.title if len(table.title) <= 110 else f"{table.title[:50]} … {table.title[-55:]}"
        return f"{sheet}{title}{span}{hidden}"

    def ask_indicator(self) -> None:
        chosen = self.preview.choices.indicator
        stored = {indicator.code: indicator for indicator in self.known}
        options = [(code, f"{indicator.name} ({code})") for code, indicator in stored.items()]
        self.fields["indicator"] = forms.ChoiceField(
            label=_("Indicator"),
            choices=[(NEW, _("A new one")), *options],
            initial=chosen if chosen in stored else NEW,
            required=False,
        )
        self.fields["code"] = LineField(
            label=_("Code of a new indicator"),
            max_length=40,
            required=False,
            initial="" if chosen in stored else chosen,
            help_text=_("Short, in Latin letters, such as LIFE_EXP"),
        )

    def name_field(self, name: Unmatched) -> forms.ChoiceField:
        places = self.preview.atlas.labels
        first = [(code, f"{places.get(code, code)} ({code})") for code in name.candidates]
        rest = [(code, f"{label} ({code})") for code, label in places.items() if code not in name.candidates]
        options = [("", _("Please choose")), (LEAVE_OUT, _("No region: leave this row out")), *first, *rest]
        return forms.ChoiceField(label=name.name, choices=options, initial=name.chosen, required=False, help_text=name.where)

    @staticmethod
    def decision_field(finding: Finding) -> forms.ChoiceField:
        options = [(option.value, option.label) for option in finding.options]
        more = _("and %(n)s more") % {"n": finding.more} if finding.more else ""
        return forms.ChoiceField(
            label=finding.message,
            choices=options,
            initial=finding.chosen,
            required=False,
            help_text=f"{finding.where} {more}".strip(),
            widget=forms.RadioSelect,
        )

    def metadata_form(self, about: About, data: Any) -> MetadataForm:
        prefix = f"about-{short(about.code)}"
        sent = data is not None and any(key.startswith(prefix) for key in data)
        return MetadataForm(data if sent else None, initial=about.typed, prefix=prefix, wrong=about.wrong)

    def is_valid(self) -> bool:
        return super().is_valid() and all(made.form.is_valid() for made in self.abouts if made.form.is_bound)

    def asked(self, start: str) -> Iterator[BoundField]:
        yield from (self[name] for name in self.fields if name.startswith(start))

    def mark_needed(self) -> None:
        """Show what waits for an answer."""
        for name, field in self.fields.items():
            field.required = name.startswith(("name-", "decide-")) or name in ("table", "indicator", "period")
        for about in self.abouts:
            about.form.mark_needed()

    @property
    def names(self) -> list[BoundField]:
        return list(self.asked("name-"))

    @property
    def decided(self) -> list[BoundField]:
        return list(self.asked("decide-"))

    def choices(self) -> Choices:
        """Return everything that is answered now."""
        before, given = self.preview.choices, self.cleaned_data
        indicator = given.get("indicator", "")
        made = Choices(
            table=given.get("table") or before.table,
            indicator=(given.get("code", "") if indicator in (NEW, "") else indicator) or "",
            period=given.get("period") or before.period,
            names=dict(before.names),
            answers=dict(before.answers),
            metadata=dict(before.metadata),
            replace=bool(given.get("replace")),
        )
        for name in self.preview.reading.unmatched:
            made.names[fold(name.name)] = given.get(f"name-{short(fold(name.name))}", "")
        for finding in self.preview.decisions:
            made.answers[finding.key] = given.get(f"decide-{short(finding.key)}", "")
        for about in self.abouts:
            if about.form.is_bound:
                made.metadata[about.about.code] = about.form.typed()
        if made.table != before.table:  # another table asks anew
            made.names, made.answers, made.period = {}, {}, ""
        if made.indicator != before.indicator and before.indicator in made.metadata and made.indicator not in made.metadata:
            made.metadata[made.indicator] = made.metadata.pop(before.indicator)
        return made
