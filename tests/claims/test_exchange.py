"""ClaimReview: what we publish keeps the rules of the fields; what others publish is read, and comes out as it came in."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.base.errors import BadFile
from kenes.claims.exchange import Own, Rating, built, problems, read, script
from kenes.claims.exchange.claimreview import has_rating_inside, shortened, without_rating

OWN = Own(
    url="https://kenes.example/c/two/claims/abc/",
    claim="A border crossing is closed for trucks",
    language="en",
    rating=Rating("False", 1, explanation="It was open on all days of the month."),
    published=datetime(2026, 3, 2, 9, tzinfo=UTC),
    changed=datetime(2026, 3, 4, 9, tzinfo=UTC),
    council="Two sides",
    council_url="https://kenes.example/c/two/",
    first_seen=date(2026, 2, 20),
    appearances=("https://news.example/a", "https://news.example/b"),
)
FOREIGN = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://checker.example/1",
    "claimReviewed": "Wheat is no longer bought",
    "author": {"@type": "Organization", "name": "A checker"},
    "datePublished": "2026-01-05",
    "inLanguage": "ru",
    "reviewRating": {"@type": "Rating", "ratingValue": "2", "bestRating": "5", "worstRating": "1", "alternateName": "Скорее ложь"},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "A blog"},
        "appearance": ["https://a.example/", {"@type": "CreativeWork", "url": "https://b.example/"}],
    },
    "sdLicense": "https://creativecommons.org/licenses/by/4.0/",
}


STORABLE = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


def as_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def test_what_we_publish_keeps_the_rules_of_the_fields() -> None:
    review = built(OWN)
    assert problems(review, host="kenes.example") == []
    assert review["reviewRating"] == {
        "@type": "Rating",
        "ratingValue": 1,
        "bestRating": 5,
        "worstRating": 1,
        "alternateName": "False",
        "ratingExplanation": "It was open on all days of the month.",
    }
    assert review["itemReviewed"]["firstAppearance"] == {"@type": "CreativeWork", "url": "https://news.example/a"}


def test_sides_that_differ_are_words_without_a_number() -> None:
    review = built(Own(**{**OWN.__dict__, "rating": Rating("The sides differ")}))
    assert review["reviewRating"] == {"@type": "Rating", "alternateName": "The sides differ"}
    assert problems(review) == []


def test_our_own_review_is_read_again_as_it_was_written() -> None:
    review = built(OWN)
    (back,) = read(as_bytes(review))
    assert back.raw == review
    assert (back.claim, back.rating, back.reviewer, back.appearances) == (OWN.claim, "False", "Two sides", tuple(OWN.appearances))


def test_another_s_review_is_read_and_nothing_of_it_is_lost() -> None:
    (found,) = read(as_bytes(FOREIGN))
    assert found.raw == FOREIGN
    shown = (found.claim, found.language, found.rating, found.reviewer, found.claimant, found.appearances)
    assert shown == ("Wheat is no longer bought", "ru", "Скорее ложь", "A checker", "A blog", ("https://a.example/", "https://b.example/"))


@pytest.mark.parametrize(
    "wrapped",
    [
        [FOREIGN],
        {"@graph": [{"@type": "WebPage"}, FOREIGN]},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [FOREIGN]}]},
    ],
)
def test_reviews_are_found_in_lists_graphs_and_feeds(wrapped: Any) -> None:
    assert [found.raw for found in read(as_bytes(wrapped))] == [FOREIGN]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "This is no JSON"),
        (b'{"@type": "ClaimReview",\n "url": }', "line 2, column 9"),
        (b"[" * 200_000, "nested too deeply"),
        (b"[1]", "no ClaimReview"),
        (b'{"@type": "ClaimReview", "url": NaN}', "NaN"),
        (b'{"@type": "ClaimReview", "url": "a", "url": "b"}', "stands twice"),
        (b"\xff\xfe", "not UTF-8"),
        (b" " * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        (as_bytes([FOREIGN, {**FOREIGN, "claimReviewed": ""}]), "Review 2 has no “claimReviewed”"),
        (as_bytes({**FOREIGN, "url": "javascript:alert(1)"}), "no web address"),
        (as_bytes({**FOREIGN, "url": "http://127.0.0.1/admin"}), "no web address"),
        (as_bytes({**FOREIGN, "extra": [{"deep": "a\u0000b"}]}), "“deep” of review 1 holds characters that cannot be stored"),
        (as_bytes(FOREIGN)[:-1] + b', "extra": "\\ud800"}', "cannot be stored"),
        (as_bytes(FOREIGN)[:-1] + b', "extra": 1e999}', "1e999 is no value"),
        (as_bytes(FOREIGN)[:-1] + b', "extra": ' + b"9" * 5000 + b"}", "is no value"),
        (as_bytes(FOREIGN)[:-1] + b', "extra": ' + b"[" * 100 + b"]" * 100 + b"}", "nested too deeply"),
        (as_bytes({**FOREIGN, "claimReviewed": "a\u0000b"}), "cannot be stored"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_place(data: bytes, told: str) -> None:
    with pytest.raises(BadFile) as caught:
        read(data)
    assert told in str(caught.value)


def test_no_text_in_it_can_end_the_script_that_holds_it() -> None:
    text = "</script><script>alert(1)</script><!-- &lt; \u2028"
    written = script({"claimReviewed": text})
    assert not set("<>&\u2028") & set(written)
    assert json.loads(written)["claimReviewed"] == text


@pytest.mark.parametrize(
    "claim", ["FALSE: the crossing is closed", "Fact check: wheat", "Фейк! Пшеницу не покупают", "ЖАЛҒАН: өткел жабық"]
)
def test_a_rating_inside_the_claim_is_seen(claim: str) -> None:
    assert has_rating_inside(claim)
    assert problems({**FOREIGN, "claimReviewed": claim}) == ["claimReviewed: holds a rating"]


def test_what_we_publish_does_not_begin_with_the_rating_of_an_imported_claim() -> None:
    assert without_rating("FALSE: the crossing is closed") == "the crossing is closed"
    assert without_rating("It is true that it was closed") == "It is true that it was closed"


def test_an_ordinary_claim_holds_no_rating() -> None:
    assert not has_rating_inside("It is true that the crossing was closed")
    assert shortened("word " * 40).endswith("word…")
    assert len(shortened("word " * 40)) <= 76


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(STORABLE, max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(STORABLE, max_size=5), inner, max_size=3),
        max_leaves=8,
    )
)
def test_whatever_else_a_review_holds_survives(extra: Any) -> None:
    row = {**FOREIGN, "x-extra": extra}
    assert read(as_bytes(row))[0].raw == row
