"""Words are found in all their forms: sixty words of six forms each through the index, and regular Kazakh forms by a grammar's rules."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.base import search
from kenes.base.models import SearchDocument
from kenes.base.stems import index_of, kazakh, stems_of
from kenes.base.text import Text, fold
from kenes.councils.models import Council
from tests.base.declined import NOUNS, forms
from tests.base.word_forms import FORMS, NEAR


def indexed(council: Council) -> None:
    """Index each form, and each word that only resembles one, as an object of its own: its reference names the word."""
    words = [(number, language, form) for number, (language, its_forms) in enumerate(FORMS) for form in its_forms]
    words += [(1000 + number, language, word) for number, (language, word) in enumerate(NEAR)]
    SearchDocument.objects.bulk_create(
        SearchDocument(
            ref=f"word/{number}-{place}",
            kind="word",
            council=council.public_id,
            visible_to="public",
            title=Text.of(language, word),
            folded=fold(word),
            stems=index_of([(language, word)]),
            changed_at=council.created_at,
        )
        for place, (number, language, word) in enumerate(words)
    )


@pytest.mark.django_db
def test_a_word_finds_its_other_forms_and_hardly_any_other_word(council: Council) -> None:
    assert (len(FORMS), {len(set(its_forms)) for _language, its_forms in FORMS}) == (60, {6})
    indexed(council)
    right = wrong = 0
    for number, (_language, its_forms) in enumerate(FORMS):
        for form in its_forms[::5]:  # the first and the last: benchmarks/search_forms.py asks with all
            refs = search.find(form, council=council.public_id, visible_to=["public"]).values_list("ref", flat=True)
            found = [int(ref.removeprefix("word/").partition("-")[0]) for ref in refs]
            right += found.count(number)
            wrong += len(found) - found.count(number)
    assert right >= 0.95 * 6 * 2 * 60
    assert wrong <= 0.02 * right


def test_regular_forms_of_kazakh_nouns_have_the_stem_of_the_noun() -> None:
    missed = {noun: [form for form in forms(noun) if kazakh(form) != kazakh(noun)] for noun in NOUNS}
    assert not {noun: wrong for noun, wrong in missed.items() if wrong}


def test_different_nouns_keep_different_stems() -> None:
    stems = defaultdict(set)
    for noun in NOUNS:
        stems[kazakh(noun)].add(noun)
    assert not [nouns for nouns in stems.values() if len(nouns) > 1]


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі", min_size=1, max_size=70))
def test_any_row_of_letters_has_stems_that_stay_as_they_are(word: str) -> None:
    for stem in stems_of(word):
        assert stem.count(":") == 1
        assert " " not in stem
    assert kazakh(word)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("мектептерге", ["Мектептегі су"]),
        ("МЕКТЕПТЕРІМІЗ", ["Мектептегі су"]),
        ("суы мектептің", ["Мектептегі су"]),
        ("су", ["Мектептегі су"]),  # not Рассудок, though it has the letters
        ("суд", ["Рассудок"]),  # no form of this word is there: its letters are looked for
        ("көпірдің 77", ["Жабық көпір 77"]),
        ("әлеуметт", ["Әлеуметтік үй"]),  # the beginning of a word, where no form of it is there
        ("социально-экономического", ["Социально-экономическое положение"]),
        ("«положениями»,", ["Социально-экономическое положение"]),
        ("экономических", ["Социально-экономическое положение"]),
    ],
)
def test_what_is_asked_finds_words_not_letters(council: Council, query: str, found: list[str]) -> None:
    titles = {"Мектептегі су": "kk", "Жабық көпір 77": "kk", "Әлеуметтік үй": "kk", "Социально-экономическое положение": "ru"}
    made = [
        Council(slug=f"c-{number}", name=Text.of("en", "x"), purpose=Text.of("en", "x"), created_at=council.created_at)
        for number in range(4)
    ]
    for item, (title, language) in zip(Council.objects.bulk_create(made), titles.items(), strict=True):
        search.index(item, council=council.public_id, title=Text.of(language, title))
    search.index(council, council=council.public_id, title=Text.of("ru", "Рассудок"))
    asked = search.find(query, council=council.public_id, visible_to=["members"])
    assert [row.title.original_text for row in asked] == found


@pytest.mark.django_db
def test_a_word_is_looked_for_in_every_language_of_a_text(council: Council) -> None:
    title = Text.in_all("kk", kk="Мектептегі су", ru="Вода в школах", en="Water in schools")
    search.index(council, council=council.public_id, title=title)
    asked = ("мектептерге", "школе", "школы водой", "schools", "school", "суды")
    assert [search.find(query, council=council.public_id, visible_to=["members"]).count() for query in asked] == [1] * len(asked)
