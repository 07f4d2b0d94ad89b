"""In which language a text is."""

import pytest

from kenes.engine.similarity import detect
from tests.engine.similarity.sentences import BY_LANGUAGE


def test_sentences_are_told_apart() -> None:
    assert {code for code, texts in BY_LANGUAGE.items() for text in texts.values() if detect(text) != code} == set()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ауылда бар балалар", "kk"),  # none of its letters are Kazakh only
        ("Жаз айында болады", "kk"),
        ("Автобус через границу", "ru"),
        ("Президент США Джордж Буш", "ru"),
        ("WHO сообщила о вспышке", "ru"),
        ("The word «қала» means city", "en"),
        ("12 345", "en"),
        ("", "en"),
    ],
)
def test_short_and_mixed_texts(text: str, language: str) -> None:
    assert detect(text) == language
