"""The tags of the design system, rendered as pages render them."""

import gzip
import re
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from kenes.base import charts
from kenes.base.chain import Step
from kenes.base.forms import KenesForm, LineField, ProseField
from kenes.base.text import Text


def rendered(source: str, request: HttpRequest | None = None, **context: Any) -> str:
    return re.sub(r"\s+", " ", engines["django"].from_string(source).render(context, request)).strip()


class Signal(KenesForm):
    title = LineField(label="Title", help_text="One sentence")
    body = ProseField(label="Text", required=False)
    since = forms.DateField(label="Since", required=False)
    answer = forms.ChoiceField(label="Answer", choices=[("a", "Accept"), ("d", "Decline")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I am sure")


# Fields


def test_a_field_ties_label_hint_and_control_together() -> None:
    html = rendered("{% field form.title %}", form=Signal())
    assert '<label class="label" for="id_title">Title <span class="need">required</span></label>' in html
    assert '<p class="hint" id="id_title_hint">One sentence</p>' in html
    assert 'aria-describedby="id_title_hint"' in html
    assert 'class="control"' in html


def test_an_error_stands_between_the_label_and_the_field() -> None:
    html = rendered("{% field form.title %}", form=Signal({"title": ""}))
    assert html.index("</label>") < html.index("This field is required.") < html.index("<input")
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_title_hint id_title_error"' in html


def test_what_was_typed_is_still_there_beside_the_error() -> None:
    form = Signal({"title": "<b>Ауыл</b>", "body": 'a "quote"'})
    assert 'value="&lt;b&gt;Ауыл&lt;/b&gt;"' in rendered("{% field form.title %}", form=form)
    assert "a &quot;quote&quot;</textarea>" in rendered("{% field form.body %}", form=form)


def test_a_date_uses_the_browsers_own_control_and_iso() -> None:
    html = rendered("{% field form.since %}", form=Signal(initial={"since": date(2026, 2, 1)}))
    assert 'type="date"' in html
    assert 'value="2026-02-01"' in html
    assert html.count("type=") == 1


def test_a_choice_of_cards_is_a_group_with_a_legend() -> None:
    html = rendered("{% choices form.answer %}", form=Signal({"answer": "d"}))
    assert html.startswith("<fieldset")
    assert '<legend class="label">Answer' in html
    assert html.count('<label class="choice') == 2
    assert html.count("choice on") == html.count("checked") == 1


def test_a_checkbox_has_its_words_behind_it() -> None:
    html = rendered("{% field form.sure %}", form=Signal())
    assert html.index("<input") < html.index("I am sure")


def test_the_error_summary_links_to_each_field_in_order() -> None:
    html = rendered("{% form_errors form %}", form=Signal({"title": "", "since": "31.04.2026x"}))
    assert re.findall(r'href="#(\w+)"', html) == ["id_title", "id_since", "id_answer_0", "id_sure"]
    assert "4 things need to be put right" in html
    assert 'role="alert"' in html


def test_the_error_summary_of_a_good_form_is_empty() -> None:
    assert rendered("{% form_errors form %}", form=Signal()) == ""


# Chain


def chain(done: int, *, now: bool = False) -> list[Step]:
    labels = ["Signal", "Issue", "Deliberation", "Recommendation", "Dispatch", "Answer", "Implementation", "Verified on the ground"]
    steps = []
    for index, label in enumerate(labels):
        state: Any = "done" if index < done else "now" if now and index == done else "ahead"
        shape: Any = "square" if index in (5, 6) else "verified" if index == 7 else "circle"
        steps.append(Step(label.lower(), label, state, shape, date(2025 + index // 4, 1, 14) if state == "done" else None))
    return steps


def test_a_short_chain_says_in_words_what_it_draws() -> None:
    html = rendered("{% chain_short steps %}", steps=chain(6))
    assert "<title>6 of 8 steps, last: Answer</title>" in html
    assert (html.count("ch-done"), html.count("ch-body"), html.count('"ch-ahead"')) == (5, 1, 2)


def test_numbers_in_drawings_keep_their_point_in_every_language() -> None:
    with translation.override("ru"):
        html = rendered("{% chain_short steps %}{% quorum_bar 2 3 2 'x' %}{% progress 1 3 'x' %}", steps=chain(2))
    assert not re.search(r'="\d+,\d', html)


def test_a_full_chain_names_the_year_only_where_it_changes() -> None:
    html = rendered("{% chain_full steps legend=True %}", steps=chain(5, now=True))
    days = re.findall(r'<time datetime="([\d-]+)">([^<]+)', html)
    assert days == [("2025-01-14", "14 January 2025"), *[("2025-01-14", "14 January")] * 3, ("2026-01-14", "14 January 2026")]
    assert html.count('aria-current="step"') == 1
    assert "words of a government body" in html


def test_a_chain_of_nothing_is_still_a_chain() -> None:
    assert "Nothing yet" in rendered("{% chain_short steps %}{% chain_full steps %}", steps=[])


# Dates, numbers, texts


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("kk", "2026\u00a0ж. 12 желтоқсан", "2026\u00a0ж. 12 желтоқсан, 18:00\u00a0(UTC+5)"),
        ("ru", "12 декабря 2026\u00a0г.", "12 декабря 2026\u00a0г., 18:00\u00a0(UTC+5)"),
        ("en", "12 December 2026", "12 December 2026, 18:00\u00a0(UTC+5)"),
    ],
)
def test_dates_are_long_and_local_and_times_name_their_zone(language: str, day: str, moment: str) -> None:
    at = datetime(2026, 12, 12, 13, 0, tzinfo=UTC)
    with translation.override(language):
        template = engines["django"].from_string('{% day d %}|{% moment at "Asia/Almaty" %}')
        shown = template.render({"d": date(2026, 12, 12), "at": at})
    assert shown == f'<time datetime="2026-12-12">{day}</time>|<time datetime="2026-12-12T18:00+05:00">{moment}</time>'


def test_a_time_without_a_known_zone_says_that_it_is_utc() -> None:
    assert "13:00\u00a0(UTC)" in engines["django"].from_string("{% moment at %}").render({"at": datetime(2026, 12, 12, 13, 0, tzinfo=UTC)})


def test_a_page_sets_the_zone_of_its_times() -> None:
    html = (
        engines["django"].from_string("{% moment at %}").render({"at": datetime(2026, 12, 12, 13, 0, tzinfo=UTC), "zone": "Europe/Moscow"})
    )
    assert "16:00\u00a0(UTC+3)" in html


def test_numbers_read_as_each_language_writes_them() -> None:
    source = "{{ big|number }} {{ small|number:2 }} {{ below|number:1 }}"
    found = {}
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            found[language] = engines["django"].from_string(source).render({"big": 4812, "small": 0.913, "below": -0.4})
    assert found == {"kk": "4\u00a0812 0,91 −0,4", "ru": "4\u00a0812 0,91 −0,4", "en": "4,812 0.91 −0.4"}


def test_a_translation_says_so_and_shows_its_original() -> None:
    text = Text.in_all("kk", kk="Көпір жабылды\n\nЕкінші бөлік", en="The bridge is closed")
    html = rendered("{% written text %}", text=text)
    assert "Translated from Kazakh." in html
    assert '<div class="written" lang="kk"><p>Көпір жабылды</p><p>Екінші бөлік</p></div>' in html
    assert "older than the original" not in html


def test_an_outdated_translation_says_so() -> None:
    text = Text.in_all("kk", kk="Көпір жабылды", en="The bridge is closed").rewritten("Көпір ашылды")
    assert "This translation is older than the original." in rendered("{% written text %}", text=text)


def test_a_text_without_translation_keeps_its_language() -> None:
    html = rendered("{% written text %}", text=Text.of("kk", "Көпір"))
    assert (
        html
        == '<div class="written" lang="kk"><p>Көпір</p></div> <div class="written-note">Not translated yet: this is the original.</div>'
    )


def test_a_text_in_the_readers_language_has_no_note() -> None:
    assert rendered("{% written text %}", text=Text.of("en", "Plain")) == '<div class="written"><p>Plain</p></div>'


BAD = "<script>alert(1)</script><svg onload=x>"


def test_what_people_write_is_inert_in_every_tag() -> None:
    steps = [Step("x", BAD, "done", text=BAD, by=BAD)]
    tile = charts.Tile("x", BAD, 1.0, BAD, "/x", 1, 1)
    html = rendered(
        "{% written text %}{% badge 'talk' bad %}{% asked bad bad bad '/' bad %}{% empty bad bad '/' bad %}{% progress 1 2 bad bad %}"
        "{% segments 1 3 bad bad %}{% quorum_bar 1 2 1 bad %}{% chain_short steps %}{% chain_full steps %}{% stat bad bad bad %}"
        "{% tile_map map bad bad bad %}",
        text=Text.of("en", BAD),
        bad=BAD,
        steps=steps,
        map=charts.tile_map([tile]),
    )
    assert "<script" not in html
    assert "<svg onload" not in html


# Charts


def test_a_tile_map_links_its_tiles_and_gives_its_numbers() -> None:
    tiles = [
        charts.Tile("KZ-55", "Pavlodar", 8.3, "8.3", "/regions/KZ-55", 6, 2),
        charts.Tile("KZ-62", "Ulytau", 4.4, "4.4", "/regions/KZ-62", 3, 3, True),
    ]
    html = rendered(
        "{% tile_map map title='The north reports more' unit='per 100,000' source='The record' threshold=5 %}", map=charts.tile_map(tiles)
    )
    assert '<li class="col-6 row-2"><a class="seq-3" href="/regions/KZ-55"><b>8.3</b> Pavlodar</a></li>' in html
    assert '<a class="hatch" href="/regions/KZ-62">' in html
    assert "withheld (fewer than 5)" in html
    assert '<th scope="row">Ulytau</th><td class="num">withheld</td>' in html
    assert "4.4" not in html


def test_an_agreement_cell_says_share_count_and_finding() -> None:
    html = rendered("{% agreement_cell cell %}", cell=charts.agreement_cell(0.64, 0.4, 0.8, 14, lowest=True))
    assert 'aria-label="64 % agree, n = 14: not clear"' in html
    assert 'class="agree ag-open lowest"' in html
    assert "<b>64</b> <small>n&nbsp;14</small>" in html


def test_a_withheld_cell_says_only_that() -> None:
    cell = charts.agreement_cell(0.64, 0.4, 0.8, 4, withheld=True)
    assert rendered("{% agreement_cell cell %}", cell=cell) == '<span class="agree hatch"><em>withheld</em></span>'


# Lists and progress


def test_pages_keep_the_rest_of_the_query() -> None:
    request = RequestFactory().get("/?state=open&page=2")
    html = rendered("{% pagination page %}", request, page=Paginator(range(90), 30).get_page(2))
    assert re.findall(r'href="([^"]+)"', html) == [
        "?state=open&amp;page=1",
        "?state=open&amp;page=1",
        "?state=open&amp;page=3",
        "?state=open&amp;page=3",
    ]
    assert "31–60 of 90" in html


def test_one_page_needs_no_links() -> None:
    assert rendered("{% pagination page %}", RequestFactory().get("/"), page=Paginator(range(3), 30).get_page(1)) == ""


def test_vote_progress_marks_the_current_statement() -> None:
    html = rendered("{% segments 6 24 %}")
    assert (html.count('"done"'), html.count('"now"'), html.count("<i")) == (6, 1, 24)
    assert "7 of 24" in html


def test_very_many_statements_become_a_bar() -> None:
    html = rendered("{% segments 157 314 %}")
    assert "<i" not in html
    assert 'width="50.0%"' in html


def test_work_with_nothing_to_do_divides_by_nothing() -> None:
    assert 'width="0.0%"' in rendered("{% progress 0 0 'Waiting' %}{% quorum_bar 0 0 0 'None' %}")


# Pages


def visit(path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


PAGE = '{% extends "base/page.html" %}{% block title %}Issues{% endblock %}{% block heading %}<h1>Issues</h1>{% endblock %}'


@pytest.mark.django_db
@pytest.mark.parametrize("skeleton", ["base/page.html", "base/plain.html"])
def test_every_page_offers_three_languages_and_keeps_the_place(skeleton: str) -> None:
    html = rendered(PAGE.replace("base/page.html", skeleton), visit("/issues/?state=open"))
    assert '<html lang="en">' in html
    assert re.findall(r'name="language" value="(\w+)"', html) == ["kk", "ru", "en"]
    assert html.count('aria-current="true"') == 1
    assert 'name="next" value="/issues/?state=open"' in html
    assert html.count("<h1") == 1
    assert 'href="#main"' in html


@pytest.mark.django_db
def test_the_sample_banner_comes_first_and_only_on_samples(council: Any) -> None:
    request = visit("/")
    assert "Sample data" not in rendered(PAGE, request, council=council)
    council.is_sample = True
    html = rendered(PAGE, request, council=council)
    assert html.index("Sample data") < html.index("<header")


@pytest.mark.django_db
def test_navigation_marks_where_one_is() -> None:
    html = rendered(PAGE, visit("/"), nav=[("Signals", "/s", False), ("Issues", "/i", True)])
    assert html.count('<a href="/i" aria-current="page">Issues</a>') == 2  # the bar and the phone's menu


@pytest.mark.django_db
def test_no_page_carries_inline_style_or_script() -> None:
    html = rendered(PAGE, visit("/"))
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", html)


def test_the_stylesheet_stays_small() -> None:
    css = files("kenes.base").joinpath("static/base/kenes.css").read_bytes()
    assert len(gzip.compress(css, 9)) <= 9 * 1024
