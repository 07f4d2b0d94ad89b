"""The search index: what is found, and by whom."""

import pytest

from kenes.base import search
from kenes.base.models import SearchDocument
from kenes.base.text import Text
from kenes.councils.models import Council


def found(council: Council, query: str, *visible_to: str) -> list[str]:
    return [
        document.title.original_text
        for document in search.find(query, council=council.public_id, visible_to=list(visible_to) or ["members"])
    ]


@pytest.mark.parametrize("query", ["ӘЛЕУМЕТ", "әлеумет", "Ғимарат қала", "ЁЛКИ", "елки", "Дорог"])
def test_letters_match_in_either_case_and_any_language(council: Council, query: str) -> None:
    title = Text.of("kk", "Әлеуметтік ғимарат, Қала").translated("ru", "Дорога и ёлки", by="m")
    search.index(council, council=council.public_id, title=title)
    assert found(council, query) == ["Әлеуметтік ғимарат, Қала"]


def test_every_word_must_be_there(council: Council) -> None:
    search.index(council, council=council.public_id, title=Text.of("en", "Bridge"), body=Text.of("en", "closed in spring"))
    assert (found(council, "spring bridge"), found(council, "autumn bridge")) == (["Bridge"], [])


def test_what_is_not_for_the_reader_is_not_found(council: Council) -> None:
    search.index(council, council=council.public_id, title=Text.of("en", "Bridge"), visible_to="secretariat")
    assert (found(council, "bridge"), found(council, "bridge", "members", "secretariat")) == ([], ["Bridge"])


def test_signs_of_like_are_ordinary_letters(council: Council) -> None:
    search.index(council, council=council.public_id, title=Text.of("en", "100 % of roads_a"))
    assert (found(council, "%"), found(council, "roads_a"), found(council, "roads%a")) == (["100 % of roads_a"], ["100 % of roads_a"], [])


def test_an_object_indexed_again_is_there_once_under_its_new_text(council: Council) -> None:
    for name in ("Old", "New"):
        search.index(council, council=council.public_id, title=Text.of("en", name))
    assert (found(council, "old"), found(council, "new"), SearchDocument.objects.count()) == ([], ["New"], 1)


def test_what_is_forgotten_is_not_found(council: Council) -> None:
    search.index(council, council=council.public_id, title=Text.of("en", "Bridge"))
    search.forget(council)
    assert found(council, "bridge") == []
