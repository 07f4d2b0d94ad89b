"""The brief as PDF and DOCX: every language, every character, tagged and archivable, each sentence with its source."""

import io
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from kenes.base.text import Text
from kenes.councils.models import Member
from kenes.deliberation.models import Release, Statement
from kenes.deliberation.queries.figures import Cell, Figure
from kenes.promotion.briefs.content import Sending, contents_of
from kenes.promotion.briefs.figures import figure_words
from kenes.promotion.briefs.gaps import marks
from kenes.promotion.briefs.glyphs import MARK, covered, missing, printable
from kenes.promotion.briefs.pdf import pdf_of
from kenes.promotion.briefs.word import docx_of
from kenes.promotion.models import Brief
from kenes.promotion.queries.sources import sources_of
from tests import factories
from tests.factories import text
from tests.promotion import world

AT = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)
LETTERS = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі"


def words_of(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.fixture
def brief(secretary: Member, member: Member) -> Brief:
    made = world.recommendation(secretary.council, issues=[world.issue(secretary.council, [member])])
    world.outside_evidence(made, text("Ambulances take 47 minutes on average (n = 212)."))
    world.dissent(made, member, text("It will cost too much."))
    return world.brief(secretary, [made])


def content(**changes: Any) -> dict[str, Any]:
    """The smallest brief that has every part."""
    said = {"text": "Su", "lang": "en", "note": ""}
    item = {
        "id": "x",
        "label": "Recommendation 1",
        "number": "1",
        "title": said,
        "text": said,
        "rationale": said,
        "decision": "In favour 3.",
        "votes": "3 / 4",
        "votes_words": "3 of 4",
        "bar": {"yes": 3, "all": 4, "needed": 3},
        "sides": {"caption": "By side", "head": ["Side", "a", "b", "c"], "rows": [["KZ", "1", "2", "3"]]},
        "evidence": [{"text": "x", "lang": "en", "figures": "n = 5", "source": "s", "url": ""}],
        "issues": [{"title": said, "summary": said, "origin": "1 signal"}],
        "dissents": [{"by": "Member 014", "text": said}],
    }
    names = ["to", "registration", "date", "asked", "recommends", "number", "recommendation", "decision", "votes", "rationale"]
    names += ["evidence", "fact", "source", "issues", "dissents", "check_title"]
    whole = {
        "language": "en",
        "labels": {name: name for name in names},
        "sample": "",
        "kind": "Brief",
        "council": "Council",
        "institutes": ["Institute"],
        "sending": {"to": "Ministry", "registration": "1", "date": "today", "due": "soon", "by": "end of the day"},
        "title": said,
        "summary": said,
        "asked": "Please answer.",
        "recommendations": [item],
        "check": "Check it.",
    }
    return whole | changes


def test_the_brief_says_where_each_sentence_comes_from(brief: Brief) -> None:
    item = contents_of(brief)["en"]["recommendations"][0]

    assert item["evidence"][0]["source"] == "Bureau of National Statistics, 2025"
    assert item["decision"].startswith("In favour 68, against 9, abstained 4. 81 of 96 members voted.")
    assert re.match(r"1 signal from 1 region: .+\.", item["issues"][0]["origin"])
    assert item["dissents"][0]["text"]["text"] == "It will cost too much."


def test_no_personal_text_of_a_signal_gets_into_a_brief(brief: Brief) -> None:
    assert "It took an hour" not in str(contents_of(brief))


def test_a_brief_of_two_sides_shows_who_voted_on_each(db: None) -> None:
    council = factories.council(countries=("KZ", "RU"))
    by = factories.member(council, role=Member.Role.SECRETARY)

    sides = contents_of(world.brief(by, [world.recommendation(council)]))["ru"]["recommendations"][0]["sides"]

    assert [row[1:] for row in sides["rows"]] == [["50", "42", "25"]] * 2


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_pdf_is_archivable_tagged_and_keeps_kazakh_letters(brief: Brief, language: str) -> None:
    brief.title = Text.of("kk", f"Су құбыры {LETTERS} ₸ №")
    pdf = pdf_of(contents_of(brief)[language], AT)

    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    shown = words_of(pdf)
    for letter in LETTERS.split():
        assert letter in shown
    assert MARK not in shown


def test_the_same_brief_gives_the_same_bytes(brief: Brief) -> None:
    one = contents_of(brief)["kk"]
    assert pdf_of(one, AT) == pdf_of(one, AT)


def test_what_the_fonts_lack_becomes_a_visible_mark_and_is_named(secretary: Member) -> None:
    made = world.recommendation(secretary.council, title=text("Water 漢字 \U0001f600 pipes"))
    contents = contents_of(world.brief(secretary, [made]))

    shown = words_of(pdf_of(contents["en"], AT))

    assert "Water ▯▯ ▯ pipes" in shown
    assert marks(contents) == dict.fromkeys(("en", "kk", "ru"), "字漢😀")


def test_markup_in_a_text_stays_text(secretary: Member) -> None:
    evil = '#panic("x") $sum_(x)$ *bold* [link] <label> @ref `raw` \\ {{7*7}} <script>'
    made = world.recommendation(secretary.council, title=text(evil), body=text(evil))

    assert words_of(pdf_of(contents_of(world.brief(secretary, [made]))["en"], AT)).count(evil) >= 2


def test_every_character_of_the_coverage_table_is_in_the_fonts() -> None:
    everything = "".join(map(chr, sorted(covered())))
    chunks = " ".join(everything[place : place + 60] for place in range(0, len(everything), 60))

    shown = words_of(pdf_of(content(summary={"text": chunks, "lang": "en", "note": ""}), AT))

    assert MARK in shown  # it is one of them
    assert not missing(LETTERS + "№₸₽€«»“”–—…−≥≤→•§°±×")
    assert printable("a\tb\u3000c\u200d") == "a b c"


# Slow runners: a PDF takes 30 ms.
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60), st.sampled_from(["kk", "ru", "en"]))
def test_no_text_stops_a_brief(words: str, language: str) -> None:
    said = {"text": words, "lang": language, "note": words}
    whole = content(title=said, summary=said, council=words, language=language)
    whole["recommendations"][0] |= {"title": said, "text": said, "dissents": [{"by": words, "text": said}]}
    whole["recommendations"][0]["evidence"] = [{"text": words, "lang": language, "figures": words, "source": words, "url": words}]

    assert pdf_of(whole, AT).startswith(b"%PDF-")
    Document(io.BytesIO(docx_of(whole, AT)))


@pytest.mark.parametrize(
    "words", ["\u0301", "e\u0301\u0301\u0301", "\u05d0\u05b0\u202e", "\ufdd0\uffff", "а" * 5000, "https://" + "x" * 900, "\n\n\n", " "]
)
def test_hard_texts_do_not_stop_a_brief(words: str) -> None:
    said = {"text": words, "lang": "kk", "note": ""}
    whole = content(title=said, summary=said)
    whole["recommendations"][0] |= {"title": said, "text": said}

    assert pdf_of(whole, AT).startswith(b"%PDF-")
    assert docx_of(whole, AT).startswith(b"PK")


def test_a_word_longer_than_a_line_stays_on_the_page() -> None:
    pdf = pdf_of(content(summary={"text": "ұ" * 400, "lang": "kk", "note": ""}), AT)

    shown = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert shown.count("ұ") == 400
    assert max(line.count("ұ") for line in shown.splitlines()) < 120


@pytest.mark.parametrize(("language", "locale"), [("kk", "kk-KZ"), ("ru", "ru-RU"), ("en", "en-GB")])
def test_the_docx_has_headings_a_language_and_header_rows(brief: Brief, language: str, locale: str) -> None:
    document = Document(io.BytesIO(docx_of(contents_of(brief)[language], AT)))

    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert {"Title", "Heading 1", "Heading 2"} <= set(styles)
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert defaults.find(qn("w:lang")).get(qn("w:val")) == locale
    assert document.core_properties.language == locale
    assert all(table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None for table in document.tables)


def test_a_text_without_translation_keeps_its_language_and_says_so(brief: Brief) -> None:
    title = contents_of(brief)["kk"]["title"]

    assert title["lang"] == "en"
    assert title["note"]


def test_sending_adds_number_dates_and_deadline(brief: Brief, secretary: Member) -> None:
    body = world.body(secretary)
    sending = Sending(body, "2026/204", AT.date(), datetime(2026, 2, 23, tzinfo=UTC).date())

    shown = words_of(pdf_of(contents_of(brief, sending)["ru"], AT))

    assert "2026/204" in shown
    assert "23 февраля 2026" in shown
    assert "UTC+5" in shown


def test_a_sample_councils_brief_says_so_on_every_page(brief: Brief) -> None:
    brief.council.is_sample = True

    one = contents_of(brief)["en"]
    for page in PdfReader(io.BytesIO(pdf_of(one, AT))).pages:
        assert one["sample"] in " ".join(page.extract_text().split())


def test_sources_take_as_many_queries_for_five_recommendations_as_for_one(secretary: Member, member: Member) -> None:
    def queries(brief: Brief) -> int:
        with CaptureQueriesContext(connection) as captured:
            sources_of(brief)
            contents_of(brief)
        return len(captured)

    def rich() -> Any:
        made = world.recommendation(secretary.council, issues=[world.issue(secretary.council, [member]) for _ in range(2)])
        world.outside_evidence(made, text("A fact."))
        world.dissent(made, member, text("No."))
        return made

    assert queries(world.brief(secretary, [rich()])) == queries(world.brief(secretary, [rich() for _ in range(5)]))


def figure(*cells: Cell) -> Figure:
    """A figure of a release with one region a cell after the first."""
    nodes = [{"key": "all", "kind": "all", "parent": -1, "name": None}]
    nodes += [{"key": f"r{n}", "kind": "region", "parent": 0, "name": text(f"Region {n}").as_json()} for n in range(1, len(cells))]
    return Figure(Statement(text=text("Yes.")), Release(table={"nodes": nodes}), cells, range(1, len(cells)))


def test_an_exact_figure_near_the_end_is_printed_as_the_results_page_prints_it() -> None:
    words = figure_words(figure(Cell("exact", 48, 2, 1, 51, 48 / 51, 0.84, 0.98))).replace("\u00a0", " ")
    assert words == "94 % agree (n = 51; 95 % interval 84–98 %)."


def test_a_brief_names_no_region_whose_few_members_it_would_single_out(secretary: Member, member: Member) -> None:
    made = world.recommendation(secretary.council, issues=[world.issue(secretary.council, [member])])
    (item,) = contents_of(world.brief(secretary, [made]))["en"]["recommendations"]
    assert str(member.region.name) not in item["issues"][0]["origin"]
    factories.members(secretary.council, 40, region=member.region.code)
    (item,) = contents_of(world.brief(secretary, [made]))["en"]["recommendations"]
    assert str(member.region.short) in item["issues"][0]["origin"]


def test_a_figure_carries_n_interval_and_its_lowest_region() -> None:
    high = Cell("exact", 9, 3, 0, 12, 0.75, 0.47, 0.91)
    low = Cell("exact", 5, 7, 0, 12, 5 / 12, 0.19, 0.68)
    whole = Cell("exact", 14, 10, 0, 24, 14 / 24, 0.39, 0.76)

    words = figure_words(figure(whole, high, low, Cell("withheld"))).replace("\u00a0", " ")

    assert words == (
        "58 % agree (n = 24; 95 % interval 39–76 %). A majority agrees in 1 of 2 regions shown. "
        "Lowest: Region 2, 42 % agree (n = 12; 95 % interval 19–68 %)."
    )


def test_a_unanimous_figure_is_a_band_and_a_withheld_one_has_no_number() -> None:
    band = figure_words(figure(Cell("band", n=24, share=0.95, low=0.9, high=1.0))).replace("\u00a0", " ")

    assert band == "> 90 % agree (n = 24)."
    assert figure_words(figure(Cell("withheld"))) == "The figures are withheld (small cell)."
