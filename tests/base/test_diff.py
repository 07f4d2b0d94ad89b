"""The word-level comparison of two texts."""

import time

from hypothesis import given
from hypothesis import strategies as st

from kenes.base.diff import Piece, word_diff

WORDS = st.lists(st.sampled_from(["road ", "school ", "мектеп\n", "қыс, ", "a", " ", "\n\n", "winter. "]), max_size=60).map("".join)


@given(st.one_of(st.text(max_size=200), WORDS), st.one_of(st.text(max_size=200), WORDS))
def test_what_stayed_with_what_went_or_came_gives_both_texts(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == after


@given(WORDS)
def test_a_text_does_not_differ_from_itself(same: str) -> None:
    assert {piece.kind for piece in word_diff(same, same)} <= {"same"}


def test_one_changed_word_is_one_word_out_and_one_in() -> None:
    assert word_diff("Open a road in winter", "Open a school in winter") == [
        Piece("same", "Open a"),
        Piece("out", " road"),
        Piece("in", " school"),
        Piece("same", " in winter"),
    ]


def test_a_sentence_added_after_a_full_stop_takes_no_word_out() -> None:
    assert word_diff("Жыл сайын.", "Жыл сайын. Мерзімі – наурыз.") == [Piece("same", "Жыл сайын."), Piece("in", " Мерзімі – наурыз.")]


def test_a_text_made_to_be_slow_is_compared_by_coarser_pieces() -> None:
    before, after = "a b " * 1250, "b a c " * 850
    began = time.perf_counter()
    pieces = word_diff(before, after)
    assert time.perf_counter() - began < 2
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == before
