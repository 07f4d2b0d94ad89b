"""Every real file through the page, in a browser: six tidy series, five workbooks of the statistics office."""

import math
import re

import openpyxl
import pytest
import xlrd
from django.urls import reverse
from playwright.sync_api import Page, expect

from kenes.councils.models import Council, Member
from tests.browser.conftest import Phone
from tests.browser.test_offline_signal import sign_in
from tests.situation.figures import SHARED
from tests.situation.importing.scenes import ABOUT, needs_regions, rows_of, values

pytestmark = [pytest.mark.browser, pytest.mark.in_run("first"), needs_regions]

TIDY = {
    "air-emissions.csv": "AIR_EMISSIONS",
    "environment-costs.csv": "ENV_COSTS",
    "hospitals.csv": "HOSPITALS",
    "life-expectancy.csv": "LIFE_EXP",
    "population.csv": "POP",
    "unemployment-quarterly.csv": "UNEMP_RATE",
}
# workbook -> words of the table, row and column of a value that another reader finds, its place and period
RAW = {
    "bns-air-emissions.xls": ("", "ООС", (21, 18), "KZ-63", "2022"),
    "bns-life-expectancy.xlsx": ("Женщины: .*Сельское население", "Женщины", (68, 24), "KZ-63", "2022"),
    "bns-population-2000-2023.xlsx": ("Мужчины: .*Мужчины", "Мужчины", (22, 23), "KZ-61", "2022"),
    "bns-population-bulletin-2023-01-01.xlsx": ("03: 3.*Все население$", "03", (7, 1), "KZ-10", "2023"),
    "bns-unemployment-quarterly.xlsx": ("2001-Q1", "Regions_quarter", (23, 114), "KZ-63", "2023-Q4"),
}


def look_again(page: Page) -> None:
    page.locator("p.actions").get_by_role("button", name="Look again").click()


def answer(page: Page) -> None:
    """Choose the first way of every decision, and say what is known of the new indicator."""
    for choice in page.locator("#decisions fieldset").all():
        choice.get_by_role("radio").first.check()
    for name, text in ABOUT.items():
        control = page.locator(f'[name^="about-"][name$="-{name}"]')
        if name in ("domain", "polarity", "measure", "language"):
            control.select_option(text)
        else:
            control.fill(text)


def imported(page: Page, council: Council, live: str, folder: str, name: str) -> None:
    page.goto(live + reverse("import-figures", args=[council.slug]))
    page.get_by_label("File").set_input_files(SHARED / folder / name)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What this file would change")


def committed(page: Page) -> None:
    ready = page.get_by_role("button", name="Import").filter(has_text="figure")
    for _ in range(3):  # an answer may bring another question
        expect(page.locator("#names")).to_have_count(0)  # every name was recognised
        if not ready.is_visible():
            answer(page)
            look_again(page)
    ready.click()
    expect(page.get_by_role("status")).to_contain_text("Imported as revision")


def cell(name: str, sheet: str, place: tuple[int, int]) -> float:
    row, column = place
    if name.endswith(".xls"):
        return float(xlrd.open_workbook(SHARED / "raw" / name).sheet_by_name(sheet).cell_value(row, column))
    return float(openpyxl.load_workbook(SHARED / "raw" / name)[sheet].cell(row + 1, column + 1).value)  # type: ignore[arg-type]


def test_every_file_of_the_statistics_office_is_imported_through_the_page(
    council: Council, secretary: Member, live_server: object, phone: Phone
) -> None:
    live = str(live_server.url)  # type: ignore[attr-defined]
    page = phone(viewport={"width": 1280, "height": 900}, is_mobile=False, has_touch=False).new_page()
    page.goto(live + reverse("import-figures", args=[council.slug]))
    sign_in(page, secretary)
    for name, code in TIDY.items():
        imported(page, council, live, "indicators", name)
        committed(page)
        expected = {(row["region_code"], row["period"]): float(row["value"]) for row in rows_of(name)}
        assert values(council, code) == expected
    for number, (name, (words, sheet, place, region, period)) in enumerate(RAW.items()):
        code = f"RAW_{number}"
        imported(page, council, live, "raw", name)
        if words:
            option = page.get_by_label("Table").locator("option").filter(has_text=re.compile(words)).first
            page.get_by_label("Table").select_option(option.get_attribute("value"))
        page.get_by_label("Code of a new indicator").fill(code)
        look_again(page)
        committed(page)
        assert math.isclose(values(council, code)[(region, period)], cell(name, sheet, place), rel_tol=1e-12)
    page.goto(live + reverse("indicator", args=[council.slug, "LIFE_EXP"]))
    expect(page.locator("main")).to_contain_text("72.37")
