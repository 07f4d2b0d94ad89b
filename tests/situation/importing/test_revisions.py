"""Revisions: nothing is overwritten, an import and its undoing leave everything as it was."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kenes.base import clock
from kenes.base.errors import NotAllowed
from kenes.councils.models import Council, Member
from kenes.record.queries import entries, verify
from kenes.situation.acts import figures as acts
from kenes.situation.errors import DraftGone, ImportBlocked, NothingNew, PreviewChanged, RevisionFollowed, RevisionUndone
from kenes.situation.importing.choices import Choices
from kenes.situation.models import ImportDraft, Indicator, Observation, Revision
from tests import factories
from tests.situation.importing.scenes import ABOUT, board, drafted, imported, looked_at, tidy, values

PLACES, YEARS = ("KZ", "KZ-63", "KZ-11", "KZ-55"), ("2020", "2021", "2022")


def file(cells: dict[tuple[str, str], Any]) -> bytes:
    return tidy({"region_code": place, "period": period, "value": value} for (place, period), value in cells.items())


def test_a_revision_keeps_what_was_published_before(council: Council, secretary: Member) -> None:
    first = imported(secretary, file({("KZ-63", "2021"): 69.3, ("KZ-63", "2022"): 72.4}))
    second = imported(secretary, file({("KZ-63", "2022"): 72.37, ("KZ-11", "2022"): 73.5}))

    assert (second.number, second.added, second.changed, second.removed) == (2, 1, 1, 0)
    assert values(council) == {("KZ-63", "2021"): 69.3, ("KZ-63", "2022"): 72.37, ("KZ-11", "2022"): 73.5}
    vintages = Observation.objects.filter(place="KZ-63", period="2022").order_by("pk").values_list("value", "revision", "ended_by")
    assert list(vintages) == [(72.4, first.pk, second.pk), (72.37, second.pk, None)]
    assert verify(council.public_id) is None
    recorded = [json.loads(entry.body)["details"]["sha256"] for entry in entries(council.public_id).filter(type="figures.imported")]
    assert set(recorded) == {first.sha256, second.sha256}


def test_replacing_a_series_removes_what_is_not_in_the_file(council: Council, secretary: Member) -> None:
    imported(secretary, file({("KZ-63", "2021"): 69.3, ("KZ-63", "2022"): 72.4}))
    revision = imported(secretary, file({("KZ-63", "2022"): 72.4}), replace=True)
    assert (revision.added, revision.changed, revision.removed) == (0, 0, 1)
    assert values(council) == {("KZ-63", "2022"): 72.4}
    acts.undo_revision(by=secretary, revision=revision)
    assert values(council) == {("KZ-63", "2021"): 69.3, ("KZ-63", "2022"): 72.4}


def test_nothing_new_is_no_revision(council: Council, secretary: Member) -> None:
    imported(secretary, file({("KZ-63", "2022"): 72.4}))
    with pytest.raises(NothingNew):
        imported(secretary, file({("KZ-63", "2022"): "72,40"}), metadata={})
    assert Revision.objects.count() == 1


def test_a_blocked_import_leaves_no_trace(council: Council, secretary: Member) -> None:
    for content in (file({("KZ-63", "2022"): "NaN", ("KZ-11", "2022"): 1}), file({("KZ-10", "2010"): 1, ("KZ-11", "2022"): 1})):
        with pytest.raises(ImportBlocked):
            imported(secretary, content)
    assert not Indicator.objects.exists()
    assert not Revision.objects.exists()
    assert entries(council.public_id).count() == 0


def test_only_the_last_word_about_a_cell_can_be_undone(council: Council, secretary: Member) -> None:
    first = imported(secretary, file({("KZ-63", "2022"): 72.4, ("KZ-11", "2022"): 70}))
    second = imported(secretary, file({("KZ-63", "2022"): 72.5}))
    third = imported(secretary, file({("KZ-55", "2022"): 71}))
    with pytest.raises(RevisionFollowed):
        acts.undo_revision(by=secretary, revision=first)
    undoing = acts.undo_revision(by=secretary, revision=second)
    assert (undoing.undoes_id, undoing.changed) == (second.pk, 1)
    assert values(council)[("KZ-63", "2022")] == 72.4
    with pytest.raises(RevisionUndone):
        acts.undo_revision(by=secretary, revision=second)
    acts.undo_revision(by=secretary, revision=undoing)  # and so done again
    assert values(council)[("KZ-63", "2022")] == 72.5
    acts.undo_revision(by=secretary, revision=third)
    assert ("KZ-55", "2022") not in values(council)


def test_a_cell_that_was_emptied_and_filled_again_stays(council: Council, secretary: Member) -> None:
    imported(secretary, file({("KZ-63", "2021"): 1, ("KZ-63", "2022"): 2}))
    emptied = imported(secretary, file({("KZ-63", "2022"): 2}), replace=True)
    imported(secretary, file({("KZ-63", "2021"): 9}))
    with pytest.raises(RevisionFollowed):
        acts.undo_revision(by=secretary, revision=emptied)


def test_undoing_puts_metadata_back_unless_it_was_changed_by_hand(council: Council, secretary: Member) -> None:
    imported(secretary, file({("KZ-63", "2022"): 1}))
    content = tidy([{"region_code": "KZ-63", "period": "2022", "value": 2, "unit": "months"}])
    taken = imported(secretary, content, answers={"metadata": "take"}, metadata={})
    acts.undo_revision(by=secretary, revision=taken)
    assert str(Indicator.objects.get().unit) == "years"

    taken = imported(secretary, content, answers={"metadata": "take"}, metadata={})
    with clock.at(clock.now() + timedelta(hours=1)):
        acts.change_indicator(by=secretary, indicator=Indicator.objects.get(), typed={**ABOUT, "unit_en": "years of life"}, language="en")
        acts.undo_revision(by=secretary, revision=taken)
    assert str(Indicator.objects.get().unit) == "years of life"
    assert values(council) == {("KZ-63", "2022"): 1}


def test_an_undone_undo_brings_metadata_back_too(council: Council, secretary: Member) -> None:
    imported(secretary, file({("KZ-63", "2022"): 1}))
    content = tidy([{"region_code": "KZ-63", "period": "2022", "value": 2, "unit": "months"}])
    taken = imported(secretary, content, answers={"metadata": "take"}, metadata={})
    undone = acts.undo_revision(by=secretary, revision=taken)
    acts.undo_revision(by=secretary, revision=undone)
    assert str(Indicator.objects.get().unit) == "months"
    assert values(council) == {("KZ-63", "2022"): 2}


def test_only_what_was_seen_is_written(council: Council, secretary: Member) -> None:
    content = file({("KZ-63", "2022"): 1, ("KZ-11", "2022"): 2})
    draft, other = drafted(secretary, content), drafted(secretary, file({("KZ-63", "2022"): 9}))
    seen = looked_at(council, content, metadata={"LIFE_EXP": ABOUT}).fingerprint
    acts.commit_import(by=secretary, draft=other)
    with pytest.raises(PreviewChanged):
        acts.commit_import(by=secretary, draft=draft, seen=seen)
    assert values(council) == {("KZ-63", "2022"): 9}
    seen = looked_at(council, content, metadata={"LIFE_EXP": ABOUT}).fingerprint
    assert acts.commit_import(by=secretary, draft=draft, seen=seen).changed == 1


def test_a_file_is_imported_once(council: Council, secretary: Member) -> None:
    draft = drafted(secretary, file({("KZ-63", "2022"): 1}))
    again = ImportDraft.objects.get(pk=draft.pk)
    acts.commit_import(by=secretary, draft=draft)
    with pytest.raises(DraftGone):
        acts.commit_import(by=secretary, draft=again)
    with pytest.raises(DraftGone):
        acts.decide_import(by=secretary, draft=again, choices=Choices())


def test_changing_what_is_known_keeps_translations_that_say_the_same(council: Council, secretary: Member) -> None:
    imported(secretary, file({("KZ-63", "2022"): 1}))
    indicator = Indicator.objects.get()
    named = {**ABOUT, "name_kk": "Өмір сүру ұзақтығы", "name_ru": "Продолжительность жизни"}
    acts.change_indicator(by=secretary, indicator=indicator, typed=named, language="en")
    changed_at = Indicator.objects.get().changed_at
    acts.change_indicator(by=secretary, indicator=indicator, typed={**named, "language": "en"}, language="en")
    indicator = Indicator.objects.get()
    assert indicator.changed_at == changed_at
    assert {code: entry["text"] for code, entry in indicator.name.texts.items()}["kk"] == "Өмір сүру ұзақтығы"


def test_only_the_secretariat_of_the_council_imports(council: Council, secretary: Member, member: Member) -> None:
    content = file({("KZ-63", "2022"): 1})
    revision = imported(secretary, content)
    stranger = factories.member(factories.council(), role=Member.Role.SECRETARY)
    with pytest.raises(NotAllowed):
        drafted(member, content)
    for act, arguments in (
        (acts.undo_revision, {"revision": revision}),
        (acts.commit_import, {"draft": drafted(secretary, content)}),
        (acts.cancel_import, {"draft": ImportDraft.objects.get()}),
        (acts.change_indicator, {"indicator": Indicator.objects.get(), "typed": ABOUT, "language": "en"}),
    ):
        with pytest.raises(NotAllowed):
            act(by=stranger, **arguments)


def test_drafts_that_nobody_came_back_to_go(council: Council, secretary: Member) -> None:
    content = file({("KZ-63", "2022"): 1})
    drafted(secretary, content)
    with clock.at(clock.now() + timedelta(days=15)):
        drafted(secretary, content)
    assert ImportDraft.objects.count() == 1


CELLS = st.dictionaries(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(YEARS)), st.integers(-999, 999).map(lambda n: n / 10), min_size=1
)


@settings(
    max_examples=10, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=CELLS, after=CELLS, replace=st.booleans(), order=st.randoms())
def test_import_then_undo_restores_the_board_whatever_the_order_of_rows(
    council: Council, before: dict[Any, float], after: dict[Any, float], replace: bool, order: Any
) -> None:
    by = factories.member(factories.council(), role=Member.Role.SECRETARY)
    imported(by, file(before))
    kept = board(by.council)
    lines = list(after.items())
    order.shuffle(lines)
    try:
        revision = imported(by, file(dict(lines)), replace=replace)
    except NothingNew:
        assert all(before.get(cell) == value for cell, value in after.items())
        return
    expected = dict(after) if replace else {**before, **after}
    assert values(by.council) == expected
    acts.undo_revision(by=by, revision=revision)
    assert board(by.council) == kept
