"""The catalogues: every string that a user can reach, in Kazakh and Russian, with the placeholders of the original."""

from babel.messages.catalog import Message

from kenes.config import catalogue


def test_every_string_is_there_in_kazakh_and_russian() -> None:
    assert catalogue.problems() == []


def test_a_lost_or_foreign_placeholder_is_seen() -> None:
    assert catalogue.misplaced(Message("%(n)s signals", "хабарлама"))
    assert catalogue.misplaced(Message("Answered", "%(n)s"))
    assert not catalogue.misplaced(Message(("one signal", "%(n)s signals"), ("бір хабарлама", "%(n)s хабарлама")))


def test_a_fuzzy_or_half_translated_string_counts_as_missing() -> None:
    catalog = catalogue.blank("ru")
    catalog.add("Answered", "Ответ получен", flags=["fuzzy"])
    catalog.add(("%(n)s vote", "%(n)s votes"), ("%(n)s голос", "", "", ""))
    assert [catalogue.key_of(message)[1] for message in catalogue.untranslated(catalog)] == ["Answered", "%(n)s vote"]


def test_writing_a_catalogue_again_changes_nothing() -> None:
    for code in catalogue.CODES:
        before = catalogue.po_path(code).read_bytes()
        with catalogue.locked():
            catalogue.write(code, catalogue.read(code))
        assert catalogue.po_path(code).read_bytes() == before


def test_templates_and_code_are_both_read() -> None:
    found = {
        (path.rpartition(".")[2], message) for path, message, _ in catalogue.found(catalogue.PACKAGE / "base") if isinstance(message, str)
    }
    assert {("py", "Please sign in first."), ("html", "Sample data")} <= found
