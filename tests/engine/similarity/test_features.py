"""What of a text is compared: letters, words, links, numbers."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.similarity import features
from kenes.engine.similarity.stems import stem
from tests.engine.similarity.sentences import EN, KK, RU

WORDS = st.lists(st.text(alphabet="абқіa1 ", max_size=12), max_size=4)


def runs(text: str) -> Counter[str]:
    """char_wb in the slow, obvious way: runs of 3 to 5 characters of each word with a space on either side."""
    found: Counter[str] = Counter()
    for word in text.split():
        padded = f" {word} "
        for length in features.LENGTHS:
            found.update(padded[at : at + length] for at in range(len(padded) - length + 1))
    return found


@settings(max_examples=60)
@given(WORDS)
def test_letters_are_all_runs_within_words(texts: list[str]) -> None:
    folded = [features.folded(text) for text in texts]
    rows = features.letters(folded)
    for number, text in enumerate(folded):
        assert sorted(rows.counts[rows.texts == number].tolist()) == sorted(runs(text).values())
    assert (np.diff(rows.hashes.astype(np.int64)) >= 0).all()


def test_no_two_runs_of_real_sentences_share_a_hash() -> None:
    texts = [features.folded(text) for sentences in (KK, RU, EN) for text in sentences.values()]
    assert np.unique(features.letters(texts).hashes).size == len(set().union(*(runs(text) for text in texts)))


def test_case_marks_links_and_account_names_do_not_count() -> None:
    assert features.folded("«ЁЛКА», Ёлка! https://a.example/x?y @someone pic.twitter.com/Ab1") == "елка елка"
    assert features.folded("#BigNews2024 and #ҮлкенЖаңалық") == "big news 2024 and үлкен жаңалық"
    assert features.folded("и\u0306") == features.folded("й")


def test_a_link_is_compared_by_the_page_it_names() -> None:
    same = [
        "https://www.News.example/a/1/?utm_source=x#top",
        "http://news.example/a/1",
        "m.news.example/a/1/.",
        "news.example/a/1?fbclid=9",
    ]
    assert {features.same_form(link) for link in same} == {"news.example/a/1"}
    assert features.same_form("https://news.example/a?id=2") != features.same_form("https://news.example/a?id=3")


def test_a_front_page_or_what_is_no_link_names_no_page() -> None:
    assert [features.same_form(link) for link in ("https://news.example/", "", "http://[bad", "javascript:alert(1)")] == [""] * 4


def test_links_are_found_inside_a_text() -> None:
    assert features.links("Қараңыз: (https://news.example/a/1), t.me/chan/55.") == {"news.example/a/1", "t.me/chan/55"}


def test_numbers_are_one_however_they_are_written() -> None:
    assert features.numbers("1 000 000, 1,000,000 и 1\u00a0000\u00a0000 тенге") == {"1000000"}
    assert features.numbers("3,5 % or 3.5 %, 12 regions, 2019 2020, 7 days") == {"3.5", "12", "2019", "2020"}
    assert features.numbers("a1234b https://x.example/2024") == set()


def test_endings_of_a_language_do_not_tell_words_apart() -> None:
    assert len({stem(word, "kk") for word in ("мектептер", "мектепте", "мектептен", "мектептің")}) == 1
    assert len({stem(word, "ru") for word in ("плотина", "плотины", "плотиной", "плотину")}) == 1
    assert len({stem(word, "en") for word in ("closed", "closing", "closes", "close")}) == 1
    assert stem("s", "en") == "s"
