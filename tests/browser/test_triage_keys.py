"""The queue without a mouse."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from kenes.councils.models import Council, Member
from kenes.issues.models import Issue, Signal
from tests.browser.conftest import Phone
from tests.browser.test_offline_signal import sign_in
from tests.issues.test_triage import FLOOD, FLOOD_TOO, SCHOOL, said

pytestmark = [pytest.mark.browser, pytest.mark.in_run("first")]


def test_the_queue_is_worked_off_with_keys_alone(
    council: Council, secretary: Member, member: Member, live_server: object, phone: Phone
) -> None:
    for number, words in enumerate((SCHOOL, FLOOD, FLOOD_TOO)):
        said(member, words, number)
    page = phone(viewport={"width": 1280, "height": 900}, is_mobile=False, has_touch=False).new_page()
    page.goto(f"{live_server.url}{reverse('triage', args=[council.slug])}")  # type: ignore[attr-defined]
    sign_in(page, secretary)
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    page.wait_for_load_state()  # keys work once the scripts have run

    page.keyboard.press("x")
    expect(page.locator('[data-key="x"]')).to_be_checked()
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this one and the same issue?")
    page.wait_for_load_state()
    page.keyboard.press("m")
    expect(page.get_by_role("status")).to_contain_text("An issue was made.")
    assert Issue.objects.get().parts.count() == 2
    page.keyboard.press("u")
    expect(page.get_by_text("Undone. The authors were told.")).to_be_visible()
    assert set(Signal.objects.values_list("state", flat=True)) == {Signal.State.RECEIVED}

    page.keyboard.press("r")
    expect(page.locator("#id_reason-template_0")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label("Single keys work on this device").uncheck()
    page.keyboard.press("j")
    page.wait_for_timeout(300)
    assert "signal=" not in page.url
