"""Importing through the pages: nothing is lost, nothing is written before it is agreed to, all of it can be taken back."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kenes.councils.models import Council, Member
from kenes.record.queries import verify
from kenes.situation.models import ImportDraft, Indicator, Observation, Revision
from tests import factories
from tests.councils.browsers import enter
from tests.situation.importing.scenes import ABOUT, drafted, imported, tidy, values

WIDE = (
    "Life expectancy, years\n;2021;2022\nРеспублика Казахстан;70,2;74,4\nАкмолинская;68,9;73,5\nОбласть Жетысу;-;74,4\nЗаоблачная;1,0;2,0\n"
)


def uploaded(client: Client, council: Council, content: bytes, name: str = "figures.csv") -> str:
    answer = client.post(reverse("import-figures", args=[council.slug]), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.url)


def fields(html: str) -> dict[str, str]:
    """Return the fields of the preview form as a browser would send them."""
    form = html[html.index('id="preview"') :]
    sent = dict(re.findall(r'<input type="(?:text|hidden)" name="([^"]+)"(?: value="([^"]*)")?', form))
    for name, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        sent[name] = chosen[1] if chosen else ""
    sent |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)"[^>]*checked', form))
    return sent


def about(html: str, **more: str) -> dict[str, str]:
    prefix = re.search(r'name="(about-[0-9a-f]+)-name_en"', html)
    assert prefix
    return {f"{prefix[1]}-{name}": value for name, value in {**ABOUT, **more}.items()}


def test_an_office_sheet_is_imported_in_three_steps(council: Council, secretary: Member) -> None:
    client = enter(secretary)
    page = uploaded(client, council, WIDE.encode("cp1251"), "Жизнь.csv")

    html = client.get(page).content.decode()
    assert "Заоблачная" in html
    assert "Import 5" not in html
    sent = {**fields(html), "indicator": "+", "code": "LIFE_EXP"}
    sent[next(name for name in sent if name.startswith("name-"))] = "KZ-10"

    html = client.post(page, sent, follow=True).content.decode()
    assert "New indicator LIFE_EXP" in html
    assert "This is needed. If it is not known, write" in html
    assert "KZ-10 did not exist in the time of 1 value (2021)." in html
    keep = dict.fromkeys(re.findall(r'name="(decide-[0-9a-f]+)"', html), "keep")
    html = client.post(page, {**fields(html), **about(html), **keep}, follow=True).content.decode()
    assert "Import 7 figures" in html
    assert not Observation.objects.exists()

    done = client.post(page.partition("?")[0] + "commit/", fields(html) | about(html), follow=True).content.decode()
    assert "Imported as revision 1: 7 figures." in done
    assert values(council)[("KZ-11", "2022")] == 73.5
    assert values(council)[("KZ-10", "2021")] == 1.0
    assert ("KZ-33", "2021") not in values(council)
    assert Revision.objects.get().decisions == ["territory:KZ-10=keep", "name:Заоблачная=KZ-10"]
    assert not ImportDraft.objects.exists()
    assert verify(council.public_id) is None


def test_what_was_typed_stays_when_something_is_wrong(council: Council, secretary: Member) -> None:
    client = enter(secretary)
    page = uploaded(client, council, tidy([{"region_code": "KZ-63", "period": "2022", "value": "72.4"}]))
    html = client.get(page).content.decode()

    wrong = about(html, link="javascript:alert(1)", published="yesterday", name_en="<script>alert(1)</script>")
    html = client.post(page, {**fields(html), **wrong}, follow=True).content.decode()
    assert "yesterday" in html
    assert "This is no day." in html
    assert "This is no web address." in html
    assert "<script>alert" not in html
    answer = client.post(page, {**fields(html), **about(html, method="a\0b", producer="Kept")})
    assert answer.status_code == 422
    assert "cannot be stored" in answer.content.decode()
    assert "Kept" in answer.content.decode()


def test_what_would_be_removed_is_seen_before_it_goes(council: Council, secretary: Member) -> None:
    imported(secretary, tidy([{"region_code": "KZ-63", "period": "2022", "value": "72.4"}]))
    client = enter(secretary)
    page = uploaded(client, council, tidy([{"region_code": "KZ-63", "period": "2023", "value": "73"}]))
    html = client.post(page + "commit/", {"replace": "on"}, follow=True).content.decode()
    assert "look once more" in html
    assert "<del>72.4</del>" in html
    assert values(council) == {("KZ-63", "2022"): 72.4}
    assert "2 figures" in client.post(page + "commit/", {"replace": "on"}, follow=True).content.decode()
    assert values(council) == {("KZ-63", "2023"): 73.0}


def test_a_commit_with_something_open_writes_nothing(council: Council, secretary: Member) -> None:
    client = enter(secretary)
    page = uploaded(client, council, tidy([{"region_code": "KZ-63", "period": "2022", "value": "72.4"}]))
    answer = client.post(page + "commit/", {}, follow=True)
    assert "something has to be decided or put right first" in answer.content.decode()
    assert not Revision.objects.exists()


def test_another_import_in_between_is_shown_before_anything_is_written(council: Council, secretary: Member) -> None:
    imported(secretary, tidy([{"region_code": "KZ-63", "period": "2022", "value": "72.4"}]))
    client = enter(secretary)
    page = uploaded(client, council, tidy([{"region_code": "KZ-63", "period": "2022", "value": "72.5"}]))
    sent = fields(client.get(page).content.decode())
    imported(secretary, tidy([{"region_code": "KZ-63", "period": "2022", "value": "80"}]))
    html = client.post(page + "commit/", sent, follow=True).content.decode()
    assert "Something changed since this was shown." in html
    assert values(council) == {("KZ-63", "2022"): 80}
    client.post(page + "commit/", fields(html))
    assert values(council) == {("KZ-63", "2022"): 72.5}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "submitted file is empty"),
        ("a.xlsx", b"PK\x03\x04", "This is no workbook"),
        ("a.csv", b"a\x00b\x01", "This file is no table"),
        ("a.xml", b"<html></html>", "no data set in SDMX-ML"),
    ],
)
def test_a_file_that_is_none_says_why(council: Council, secretary: Member, name: str, content: bytes, words: str) -> None:
    answer = enter(secretary).post(reverse("import-figures", args=[council.slug]), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportDraft.objects.exists()


def test_undo_and_cancel_are_buttons_that_only_a_post_presses(council: Council, secretary: Member) -> None:
    revision = imported(secretary, tidy([{"region_code": "KZ-63", "period": "2022", "value": "72.4"}]))
    draft = drafted(secretary, tidy([{"region_code": "KZ-63", "period": "2023", "value": "72.5"}]))
    client = enter(secretary)
    undo, cancel = (
        reverse("import-undo", args=[council.slug, revision.public_id]),
        reverse("import-cancel", args=[council.slug, draft.public_id]),
    )
    assert [client.get(url).status_code for url in (undo, cancel)] == [405, 405]
    assert "Revision 1 is undone, as revision 2." in client.post(undo, follow=True).content.decode()
    assert "is undone already" in client.post(undo, follow=True).content.decode()
    assert "The file is removed" in client.post(cancel, follow=True).content.decode()
    assert not ImportDraft.objects.exists()
    assert values(council) == {}


def test_drafts_and_revisions_of_another_council_are_not_there(council: Council, secretary: Member) -> None:
    other = factories.member(factories.council(), role=Member.Role.SECRETARY)
    content = tidy([{"region_code": "KZ-63", "period": "2022", "value": "72.4"}])
    draft, revision = drafted(other, content), imported(other, content)
    client = enter(secretary)
    for name, public_id in (("import-preview", draft.public_id), ("import-commit", draft.public_id), ("import-undo", revision.public_id)):
        assert client.post(reverse(name, args=[council.slug, public_id])).status_code == 404
    assert enter(factories.member(council)).get(reverse("imports", args=[council.slug])).status_code == 404


def test_what_is_known_of_an_indicator_can_be_changed(council: Council, secretary: Member) -> None:
    imported(secretary, tidy([{"region_code": "KZ-63", "period": "2022", "value": "72.4"}]))
    client, url = enter(secretary), reverse("change-indicator", args=[council.slug, "LIFE_EXP"])
    typed: dict[str, Any] = {**ABOUT, "name_ru": "Ожидаемая продолжительность жизни", "next_release": "31.03.2027"}

    assert client.post(url, {**typed, "next_release": "31.04.2027"}).status_code == 422
    assert client.post(url, typed).status_code == 302
    indicator = Indicator.objects.get()
    assert indicator.name.texts["ru"]["text"] == "Ожидаемая продолжительность жизни"
    assert str(indicator.next_release) == "2027-03-31"
    assert indicator.link == "https://stat.gov.kz/"
    assert indicator.published is None


def test_another_table_of_the_same_file_can_follow(council: Council, secretary: Member) -> None:
    body = "\n".join(f"{name};1;2" for name in ("Абай", "Акмолинская", "Атырауская"))
    client = enter(secretary)
    page = uploaded(client, council, f"Численность\n;2021;2022\nМужчины;;\n{body}\nЖенщины;;\n{body}\n".encode())
    html = client.get(page).content.decode()
    key = re.search(r'<option value="([^"]+)">[^<]*Мужчины', html)
    assert key
    html = client.post(page, {**fields(html), "table": key[1], "indicator": "+", "code": "MEN"}, follow=True).content.decode()
    decide = dict.fromkeys(re.findall(r'name="(decide-[0-9a-f]+)"', html), "keep")
    sent = {**fields(html), **about(html), **decide}
    html = client.post(page + "commit/", {**sent, "keep": "1"}, follow=True).content.decode()
    assert "Nothing is imported yet: look once more." in html
    assert "Import, then another table" in html
    html = client.post(page + "commit/", {**fields(html), **about(html), "keep": "1"}, follow=True).content.decode()
    assert "Imported as revision 1: 6 figures." in html
    assert "Choose one." in html
    assert ImportDraft.objects.count() == 1
