"""BibTeX in and out: what is written is read again, and what cannot be read is named with its place."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.base.text import Text, clean
from kenes.library.bibtex import found_in, read, written
from kenes.library.bibtex.latex import latex, plain
from kenes.library.details import Details
from kenes.library.errors import BadBibtex
from kenes.library.models import Paper

ENTRY = r"""
Exported on a Monday; this line is a comment.
@string{inst = "Institute of Water"}
@comment{jabref-meta: databaseType:bibtex;}
@TechReport{akhmetova2024,
  author = {Akhmetova, Aigul and M{\"u}ller, J{\"o}rg and {Ministry of Water and Forests} and others},
  title = "{Irtysh}: {\'E}tude of 100 \% of the wells -- part" # { one},
  institution = inst,
  year = 2024, month = may, day = 17,
  keywords = {water; wells, {soil, sand}},
  language = {russian},
  doi = {10.1234/ab\_c},
  url = {https://example.org/a?b=1\&c=2},
  number = {7}, abstract = {Wells
     were measured.},
}
@article(kaz, title = {Ертіс суы}, year = "2021", journal = {Хабаршы})
"""


def test_an_entry_becomes_a_paper() -> None:
    report, article = map(found_in, read(ENTRY))
    told = report.details
    assert report.title == Text.of("en", "Irtysh: Étude of 100 % of the wells – part one")
    assert told.creators == ["Akhmetova, Aigul", "Müller, Jörg", "Ministry of Water and Forests"]
    assert (told.publisher, told.date, told.type, told.languages) == ("Institute of Water", "2024-05-17", "report", ["ru"])
    assert (told.subjects, told.doi, told.link) == (["water", "wells", "soil, sand"], "10.1234/ab_c", "https://example.org/a?b=1&c=2")
    assert report.abstract.original_text == "Wells were measured."
    assert told.bibtex == {"type": "techreport", "key": "akhmetova2024", "fields": {"number": "7"}}
    assert (article.title, article.details.source, article.details.date) == (Text.of("kk", "Ертіс суы"), "Хабаршы", "2021")


@pytest.mark.parametrize(
    ("title", "said", "language"),
    [
        ("Ауыл шаруашылығы", "russian", "kk"),
        ("Балалар", "kazakh", "kk"),
        ("Балалар", "russian", "ru"),
        ("Дети", "kazakh and russian", "ru"),
        ("Агломерация of Almaty and its water", "russian", "en"),
    ],
)
def test_a_title_is_in_the_language_of_its_letters_or_else_in_the_one_that_is_said(title: str, said: str, language: str) -> None:
    entry = read(f"@article{{a, title = {{{title}}}, language = {{{said.replace(' and ', ', ')}}}}}")[0]
    assert found_in(entry).title.original == language


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (r"\'{\i}nd\'ice \v{S}koda \c{c}a \k{e} \H{o} \.z \aa \O{} stra{\ss}e", "índíce Škoda ça ę ő ż åØ straße"),
        (r"\cyra\cyrshch\cyrya{} {\CYRK}{\cyrschwa}{\cyrghcrs}", "ащя Кәғ"),
        (r"``A''~--- \emph{b} \textbf{c}\&d \LaTeX{} x", "“A” — b c&d \\LaTeX  x"),
        (r"Қ{а}зақстан {\textbackslash}o/ 50\% a_b", "Қазақстан \\o/ 50% a_b"),
    ],
)
def test_accents_and_commands_become_letters(value: str, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize(
    ("text", "line", "column", "why"),
    [
        ("@article{a,\n  title = {x{},\n  year = 2020\n}\n", 2, 3, "the braces of this field seem never to be closed"),
        ("@article{a,\n  title = {x{},\n  year = {2020}\n}\n@book{b, title = {y}}", 2, 3, "the braces of this field seem"),
        ("@article{a,\n  title = {x", 2, 11, "this brace is never closed"),
        ("@article{a, title = {x}}, year = 2020}", 1, 38, "a closing brace that nothing opened"),
        ("@article{a,\n title = {x}\n year = 2020}", 3, 2, "a comma or the end of the entry"),
        ("@article{a, title {x}}", 1, 19, "“=” is expected"),
        ("@article{a, title = x}", 1, 21, "a value in braces"),
        ('@article{a, title = "x}"}', 1, 23, "inside these quotation marks"),
        ('@article{a, title = "x}', 1, 23, "inside these quotation marks"),
        ('@article{a, title = "x', 1, 21, "this quotation mark is never closed"),
        ("@article{a, title = {x}", 1, 9, "this entry is never closed"),
        ("@article{a, title = {x}, TITLE = {y}}", 1, 26, "is there twice"),
        ("@article{a, title = }", 1, 21, "a value in braces"),
        ("\n\n@book{b, {x}}", 3, 10, "the name of a field"),
        ("".join(f"@misc{{k{n},}}\n" for n in range(301)), 301, 1, "too many entries"),
        ("@misc{k, " + ", ".join(f"f{n} = 1" for n in range(81)) + "}", 1, 720, "too many fields"),
        ("@misc{k, title = {" + "x" * 30_001 + "}}", 1, 18, "too long"),
        ("x" * 1_000_001, 1, 1_000_001, "the file is too long"),
    ],
)
def test_a_fault_is_named_with_line_and_column(text: str, line: int, column: int, why: str) -> None:
    with pytest.raises(BadBibtex) as refused:
        read(text)
    assert (refused.value.line, refused.value.column) == (line, column)
    assert why in str(refused.value)


@pytest.mark.parametrize("sign", ["{", "}", "@a{b,c={", '@a{b,c="', "\\", "{}", "@a{b,c=1#", "@", "@a{b,c={x}}"])
def test_a_long_row_of_signs_is_read_or_refused_in_no_time(sign: str) -> None:
    began = time.process_time()
    try:
        for entry in read((sign * 1_000_000)[:1_000_000]):
            plain("".join(entry.fields.values()))
    except BadBibtex:
        pass
    plain(sign * 10_000)
    assert time.process_time() - began < 3


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    places = []
    for given_text in (text, f"@a{{{text}", f"@article{{k, title = {{{text}}}}}"):
        try:
            for entry in read(given_text):
                found_in(entry)
        except BadBibtex as error:
            places.append((error.line, error.column, given_text.count("\n") + given_text.count("\r") + 1))
    assert all(1 <= line <= most and column >= 1 for line, column, most in places)


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp", "Zs", "Mn", "Me", "Mc"])
SIGNS = st.sampled_from([*"{}\\%$#&_^~\"'`-,;=@ ", "and", " and ", "--", "``", "ә", "Қ", "\\'", "é"])
LINES = st.lists(st.one_of(SIGNS, LETTERS), min_size=1, max_size=12).map(lambda parts: " ".join(clean("".join(parts)).split())).filter(bool)
NAMES = st.lists(LINES, max_size=4, unique=True)
DATES = st.one_of(st.just(""), st.dates().map(lambda day: f"{max(day.year, 1000):04d}-{day.month:02d}-{min(day.day, 28):02d}"))


@given(LINES)
def test_a_text_written_in_latex_is_the_same_when_read(text: str) -> None:
    assert plain(latex(text)) == text


@given(
    title=LINES,
    abstract=st.lists(LINES, max_size=3).map("\n".join),
    lists=st.fixed_dictionaries(dict.fromkeys(("creators", "contributors", "subjects", "relations"), NAMES)),
    texts=st.fixed_dictionaries({name: st.one_of(st.just(""), LINES) for name in ("publisher", "coverage", "source", "rights")}),
    date=st.one_of(DATES, DATES.map(lambda date: date[:7]), DATES.map(lambda date: date[:4])),
    kind=st.sampled_from(Paper.Type.values),
    languages=st.lists(st.sampled_from(["kk", "ru", "en", "de", "zho"]), unique=True),
    number=st.integers(0, 10**6),
)
def test_a_paper_that_is_written_and_read_is_the_same(
    title: str,
    abstract: str,
    lists: dict[str, list[str]],
    texts: dict[str, str],
    date: str,
    kind: str,
    languages: list[str],
    number: int,
) -> None:
    kept: dict[str, Any] = {"type": "", "key": f"key{number}", "fields": {"pages": f"{number}--{number + 1}", "note": "{A} \\'e"}}
    said = Details(
        **lists, **texts, date=date, type=kind, languages=languages, doi="10.1234/a_b", link="https://example.org/a_b?c=%20", bibtex=kept
    )
    paper = Paper(title=Text.of("en", title), abstract=Text.of("en", abstract), **said.__dict__)
    (entry,) = read(written(paper))
    again = found_in(entry)
    assert (again.title.original_text, again.abstract.original_text) == (title, abstract)
    assert {**again.details.__dict__, "bibtex": None} == {**said.__dict__, "bibtex": None}
    assert again.details.bibtex["fields"] == kept["fields"]
    assert again.details.bibtex["key"] == kept["key"]
