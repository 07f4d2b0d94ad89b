"""Taking official figures in: an uploaded file waits as a draft, its agreed preview becomes one revision, a revision can be undone.

Nothing is overwritten: a revision ends the rows that it replaces and adds its own, so that what was published before can be read.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Max

from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Council, Member
from kenes.record import acts as record
from kenes.situation.acts.questions import ask_about
from kenes.situation.boards import Row, values_of
from kenes.situation.errors import (
    DraftGone,
    ImportBlocked,
    NothingNew,
    PreviewChanged,
    RevisionFollowed,
    RevisionUndone,
    UnreadableMetadata,
)
from kenes.situation.importing import metadata
from kenes.situation.importing.choices import Choices
from kenes.situation.importing.preview import About, Preview, preview_of
from kenes.situation.importing.source import Source
from kenes.situation.models import Board, ImportDraft, Indicator, Observation, Revision
from kenes.situation.queries.places import countries_of, territories_of

KEPT = timedelta(days=14)  # a draft that nobody came back to
COLUMNS = ("indicator_id", "place", "period", "value", "status", "note", "source", "lower", "upper", "n")
BATCH = 900  # keys in one statement: SQLite counts its parameters


@act
def keep_import_draft(*, by: Member, file_name: str, sha256: str, source: Source) -> ImportDraft:
    """Keep what an uploaded file holds until its preview is agreed to. Drafts that nobody came back to go."""
    require("situation.import_figures", by)
    now = clock.now()
    ImportDraft.objects.filter(council_id=by.council_id, created_at__lt=now - KEPT).delete()
    return ImportDraft.objects.create(
        council_id=by.council_id,
        by=by,
        file_name=checks.line(file_name[-200:], "file", most=200),
        sha256=sha256,
        form=source.form,
        cells=source.pack(),
        choices=Choices().as_json(),
        created_at=now,
    )


@act
def decide_import(*, by: Member, draft: ImportDraft, choices: Choices) -> ImportDraft:
    """Keep what was answered about an uploaded file so far."""
    require("situation.import_figures", by, draft)
    draft = locked(draft)
    draft.choices = choices.as_json()
    draft.save(update_fields=["choices"])
    return draft


def locked(draft: ImportDraft) -> ImportDraft:
    """Return a draft as it is now, for this act alone. Another secretary may have imported or removed it."""
    found = ImportDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if found is None:
        raise DraftGone
    return found


@act
def cancel_import(*, by: Member, draft: ImportDraft) -> None:
    """Forget an uploaded file."""
    require("situation.import_figures", by, draft)
    ImportDraft.objects.filter(pk=draft.pk).delete()


@act
def commit_import(*, by: Member, draft: ImportDraft, keep: bool = False, seen: str = "") -> Revision:
    """Write what the preview of a file shows, as one revision. `keep`: the draft stays, for another table of the file.

    `seen`: the fingerprint of the preview that was looked at, where somebody looked. Nothing else is written in its name.
    """
    require("situation.import_figures", by, draft)
    council = Council.objects.select_for_update().get(pk=by.council_id)
    draft = locked(draft)
    preview = preview_of(council, Source.unpack(draft.form, bytes(draft.cells)), Choices.of(draft.choices))
    if preview.blocked:
        raise ImportBlocked
    if seen not in ("", preview.fingerprint):
        raise PreviewChanged
    diff = preview.diff
    if diff.is_empty and not any(about.fields for about in preview.indicators):
        raise NothingNew
    before = {about.code: metadata.as_json(about.stored) if about.stored else None for about in preview.indicators if about.fields}
    revision = Revision.objects.create(
        council=council,
        number=next_number(council),
        by=by,
        at=clock.now(),
        file_name=draft.file_name,
        sha256=draft.sha256,
        form=draft.form,
        added=len(diff.added),
        changed=len(diff.changed),
        removed=len(diff.removed),
        decisions=preview.decided,
        metadata_before=before,
    )
    indicators = {about.code: settled(revision, about) for about in preview.indicators}
    write(revision, preview, indicators)
    rewrite_boards(revision, [indicators[code] for code in sorted(diff.indicators() | before.keys())])
    if keep:
        draft.choices = Choices().as_json()
        draft.save(update_fields=["choices"])
    else:
        draft.delete()
    told(council, revision, "figures.imported", by, {"indicators": sorted(diff.indicators() | before.keys())})
    ask_about(revision=revision)
    return revision


def next_number(council: Council) -> int:
    last = Revision.objects.filter(council=council).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def settled(revision: Revision, about: About) -> Indicator:
    """Return an indicator of the file: made, changed or as it is."""
    now = revision.at
    if about.stored is None:
        made = Indicator.objects.create(council=revision.council, code=about.code, created_at=now, changed_at=now, **about.fields)
        index(made)
        return made
    if about.fields:
        for name, value in about.fields.items():
            setattr(about.stored, name, value)
        about.stored.changed_at = now
        about.stored.save()
        index(about.stored)
    return about.stored


def write(revision: Revision, preview: Preview, indicators: Mapping[str, Indicator]) -> None:
    """End the rows that the preview replaces or removes, and add its own."""
    diff = preview.diff
    end_rows(revision, [before.pk for _, before in diff.changed] + [before.pk for _, before in diff.removed])
    keys = {code: indicator.pk for code, indicator in indicators.items()}
    figures = [*diff.added, *(figure for figure, _ in diff.changed)]
    add_rows(revision, ((keys[figure.indicator], *(getattr(figure, name) for name in COLUMNS[1:])) for figure in figures))


def add_rows(revision: Revision, rows: Iterable[tuple[Any, ...]]) -> None:
    """Add rows, values in the order of COLUMNS. In plain SQL: bulk_create needs five times as long, and a file may have 100,000."""
    columns = (*COLUMNS, "revision_id")
    names, places = ", ".join(columns), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {Observation._meta.db_table} ({names}) VALUES ({places})"  # noqa: S608  # names of our own
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*row, revision.pk) for row in rows])


def end_rows(revision: Revision, keys: Sequence[int]) -> None:
    for start in range(0, len(keys), BATCH):
        Observation.objects.filter(pk__in=keys[start : start + BATCH], ended_by__isnull=True).update(ended_by=revision)


def rewrite_boards(revision: Revision, indicators: Iterable[Indicator]) -> None:
    """Lay the current values of some indicators out anew, as pages read them."""
    territories = territories_of(countries_of(revision.council))
    names = ("place", "period", "value", "lower", "upper", "n", "status")
    for indicator in indicators:
        rows = Observation.objects.filter(indicator=indicator, ended_by__isnull=True).order_by("place", "period").values_list(*names)
        values = values_of((Row(*row) for row in rows), territories)
        Board.objects.update_or_create(indicator=indicator, defaults={"data": dict(values.data), "revision": revision})


def told(council: Council, revision: Revision, kind: str, by: Member | None, more: Mapping[str, Any]) -> None:
    """Enter a revision into the record."""
    details = {
        "number": revision.number,
        "sha256": revision.sha256,
        "added": revision.added,
        "changed": revision.changed,
        "removed": revision.removed,
        **more,
    }
    record.append(council.public_id, kind, revision.ref, actor=by.ref if by else "", details=details)


@act
def undo_revision(*, by: Member, revision: Revision) -> Revision:
    """Put back what was stored before a revision, as a revision of its own. Refused when a later one built on it."""
    require("situation.import_figures", by, revision)
    council = Council.objects.select_for_update().get(pk=by.council_id)
    if Revision.objects.filter(undoes=revision).exists():
        raise RevisionUndone
    brought = list(Observation.objects.filter(revision=revision).values_list("pk", "indicator_id", "place", "period", "ended_by_id"))
    ended = list(Observation.objects.filter(ended_by=revision).values_list(*COLUMNS))
    if any(row[4] is not None for row in brought) or is_followed(revision, ended, {row[1:4] for row in brought}):
        raise RevisionFollowed
    undoing = Revision.objects.create(
        council=council,
        number=next_number(council),
        by=by,
        at=clock.now(),
        form=revision.form,
        file_name=revision.file_name,
        undoes=revision,
    )
    end_rows(undoing, [row[0] for row in brought])
    add_rows(undoing, ended)
    cells = {row[1:4] for row in brought}
    restored = {row[:3] for row in ended}
    undoing.added, undoing.changed, undoing.removed = len(restored - cells), len(restored & cells), len(cells - restored)
    undoing.metadata_before = restore_metadata(undoing, revision)
    undoing.save()
    touched = {cell[0] for cell in cells | restored}
    indicators = list(Indicator.objects.filter(council=council, pk__in=touched).order_by("code"))
    rewrite_boards(undoing, indicators)
    codes = sorted({indicator.code for indicator in indicators} | revision.metadata_before.keys())
    told(council, undoing, "figures.undone", by, {"indicators": codes, "undoes": revision.number})
    ask_about(revision=undoing)
    return undoing


def is_followed(revision: Revision, ended: Sequence[tuple[Any, ...]], brought: set[Any]) -> bool:
    """Return whether a later revision wrote to a cell that this one emptied, or changed what it had said about an indicator."""
    emptied = {row[:3] for row in ended} - brought
    if emptied:
        rows = Observation.objects.filter(
            indicator__in={cell[0] for cell in emptied}, ended_by__isnull=True, revision__number__gt=revision.number
        )
        if emptied & set(rows.values_list("indicator_id", "place", "period")):
            return True
    later = Revision.objects.filter(council=revision.council_id, number__gt=revision.number).values_list("metadata_before", flat=True)
    return any(revision.metadata_before.keys() & changed.keys() for changed in later)


def restore_metadata(undoing: Revision, revision: Revision) -> dict[str, Any]:
    """Put back what was known of indicators; return what was known until now. One that the revision made stays, without values."""
    until_now = {}
    for code, before in revision.metadata_before.items():
        indicator = Indicator.objects.filter(council=undoing.council, code=code).first()
        if indicator is None or before is None or indicator.changed_at > revision.at:  # changed by hand since: that stays
            continue
        until_now[code] = metadata.as_json(indicator)
        for name, value in metadata.from_json(before).items():
            setattr(indicator, name, value)
        indicator.changed_at = undoing.at
        indicator.save()
        index(indicator)
    return until_now


@act
def change_indicator(*, by: Member, indicator: Indicator, typed: Mapping[str, str], language: str) -> Indicator:
    """Change what is known about an indicator. Its code, its frequency and its values stay."""
    require("situation.import_figures", by, indicator)
    Council.objects.select_for_update().get(pk=by.council_id)  # as imports do, which change the same fields
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    fields, wrong = metadata.read(typed, language=language)
    if wrong:
        raise UnreadableMetadata(wrong)
    changed = []
    for name, value in fields.items():
        before = getattr(indicator, name)
        if not metadata.says_same(before, value):
            setattr(indicator, name, value)
            changed.append(name)
    if changed:
        indicator.changed_at = clock.now()
        indicator.save()
        index(indicator)
        details = {"code": indicator.code, "fields": sorted(changed)}
        record.append(by.council.public_id, "indicator.changed", indicator.ref, actor=by.ref, details=details)
    return indicator


def index(indicator: Indicator) -> None:
    """Make an indicator findable by its name, unit, method and code."""
    told = [indicator.unit, indicator.method, indicator.producer, Text.of("en", indicator.code)]
    search.index(indicator, council=indicator.council.public_id, title=indicator.name, more=told, visible_to="public")
