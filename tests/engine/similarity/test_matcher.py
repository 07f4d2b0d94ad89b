"""Similar texts are suggested, by letters and words, links and numbers."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.similarity import Entry, Matcher, Suggestion
from tests.engine.similarity.sentences import BY_LANGUAGE, EN, KK, RU


def register(**more: str) -> Matcher:
    """Return a register of sentences in three languages, ids such as "kk-dam"."""
    made = Matcher()
    made.add(*(Entry(f"{code}-{name}", text, language=code) for code, texts in BY_LANGUAGE.items() for name, text in texts.items()))
    made.add(*(Entry(name, text) for name, text in more.items()))
    return made


def ids(found: list[Suggestion]) -> list[str]:
    return [suggestion.id for suggestion in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Сырдариядағы бөгеттер су тасқынын көктемде тоқтатпайды екен", "kk-dam"),
        ("Школы Кызылординской области закрываются, ремонта двенадцати школ не было!", "ru-school"),
        ("BREAD PRICES to double in the new year", "en-bread"),
    ],
)
def test_another_wording_is_found_with_a_low_rate_of_false_alarms(text: str, expected: str) -> None:
    best, *rest = register().search(text)
    assert best.id == expected
    assert best.false_alarm_rate < 0.01
    assert best.methods == ("words",)
    name = expected.removeprefix(expected[:3])
    assert all(other.false_alarm_rate > 0.1 or other.id.endswith(name) for other in rest)


def test_an_unrelated_text_raises_no_alarm() -> None:
    assert register().search("The choir won first prize at the festival in Turin", most=0.05) == []


def test_a_new_text_is_found_by_the_next_search_and_a_removed_one_no_more() -> None:
    matcher = register()
    matcher.add(Entry("new", "Балқаш көлінің суы екі метрге төмендеді"))
    assert matcher.search("Балқаш көлінің суы төмендеп кетті")[0].id == "new"
    assert "new" in matcher
    matcher.remove("new", "new", "never there")
    assert "new" not in matcher
    assert "new" not in ids(matcher.search("Балқаш көлінің суы төмендеп кетті", top=50))
    assert len(matcher) == sum(index.texts for index in matcher.lexical.values()) == 24


def test_a_text_that_is_added_again_replaces_itself() -> None:
    matcher = register()
    matcher.add(Entry("en-bus", "The tram line along the river was extended."))
    assert len(matcher) == 24
    assert matcher.search(EN["bus"])[0].false_alarm_rate > 0.05
    assert matcher.search("tram line along the river")[0].id == "en-bus"


def test_an_item_with_several_texts_is_suggested_once_by_the_best_of_them() -> None:
    matcher = Matcher()
    matcher.add(*(Entry("dam", texts["dam"], part=code, language=code) for code, texts in BY_LANGUAGE.items()), Entry("bus", RU["bus"]))
    found = matcher.search(RU["dam"])
    assert (found[0].id, found[0].part) == ("dam", "ru")
    assert ids(found).count("dam") == 1
    matcher.remove("dam")
    assert len(matcher) == 1


def test_the_same_link_comes_first_and_is_shown_whatever_the_words() -> None:
    matcher = register(linked="Айтылған сөз жалған https://news.example/a/1?utm_source=x")
    found = matcher.search(f"{RU['bread']} http://www.news.example/a/1/", most=0.01)
    assert ids(found) == ["linked", "ru-bread"]
    assert ["link" in hint.methods for hint in found] == [True, False]
    assert matcher.search("", links=["https://news.example/a/1"])[0].methods == ("link",)


def test_shared_numbers_bring_texts_closer_across_languages() -> None:
    matcher = register(counted="Биыл 48 350 отбасы көшті, бұл 2019 жылғыдан 17,4 % көп")
    found = matcher.search("In 2019, 17.4 % fewer: 48,350 families moved this year")[0]
    assert found.id == "counted"
    assert "numbers" in found.methods


def test_only_what_the_reader_may_see_is_found() -> None:
    matcher = register()
    assert ids(matcher.search(RU["dam"], among={"ru-bus", "ru-milk", "gone"}, top=9)) in (["ru-bus", "ru-milk"], ["ru-milk", "ru-bus"])
    assert matcher.search(RU["dam"], among=set()) == []


def test_more_texts_make_the_same_similarity_a_false_alarm_more_often() -> None:
    small, large = Matcher(), register()
    small.add(Entry("ru-dam", RU["dam"]))
    text = "Плотина на реке весной"
    assert small.search(text)[0].false_alarm_rate < large.search(text)[0].false_alarm_rate


def test_an_empty_register_and_an_empty_text_find_nothing() -> None:
    assert Matcher().search("anything") == []
    assert register().search(" !?… ") == []
    assert register().search("") == []


def test_a_language_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="uz"):
        register().search("matn", language="uz")
    with pytest.raises(ValueError, match="uz"):
        register().add(Entry("x", "matn", language="uz"))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["", "x"]), st.text(max_size=40), st.booleans()), max_size=12),
    st.text(max_size=60),
)
def test_any_texts_in_any_order_leave_an_index_like_a_fresh_one(steps: list[tuple[str, str, str, bool]], query: str) -> None:
    lived, there = Matcher(), dict[tuple[str, str], Entry]()
    for id, part, text, stays in steps:
        entry = Entry(id, text, part=part)
        lived.add(entry)
        there[id, part] = entry
        if not stays:
            lived.remove(id)
            there = {key: kept for key, kept in there.items() if key[0] != id}
    fresh = Matcher()
    fresh.add(*there.values())
    assert len(lived) == len(fresh) == len(there)
    ours = {found.id: found.score for found in lived.search(query, top=9)}
    assert ours == pytest.approx({found.id: found.score for found in fresh.search(query, top=9)}, rel=1e-6, abs=1e-6)


def test_searching_while_texts_come_and_go_disturbs_nobody() -> None:
    matcher = register()
    failures: list[Exception] = []

    def search() -> None:
        try:
            for text in list(KK.values()) * 5:
                assert matcher.search(text)
        except Exception as error:  # whatever it is, the test names it
            failures.append(error)

    readers = [threading.Thread(target=search) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(60):
        matcher.add(Entry(f"n{number}", f"Жаңа хабар {number} шықты"))
        matcher.remove(f"n{number - 5}")
    for reader in readers:
        reader.join()
    assert failures == []
    assert np.count_nonzero(matcher.languages >= 0) == len(matcher) == 24 + 5
