"""The live page of a meeting on a line that breaks."""

import pytest
from playwright.sync_api import expect

from kenes.councils.models import Council, Member
from kenes.meetings.acts.running import begin_item
from tests.browser.conftest import Line, Phone
from tests.browser.test_offline_signal import sign_in
from tests.meetings.meeting_scenes import running, url

pytestmark = pytest.mark.browser


def test_the_live_page_keeps_what_it_has_while_the_line_is_cut_and_goes_on_by_itself(
    council: Council, secretary: Member, member: Member, phone: Phone, line: Line
) -> None:
    meeting, items = running(secretary)
    begin_item(by=secretary, item=items[0])
    page = phone().new_page()
    page.goto(f"{line.url}{url('live', council, meeting.public_id)}")
    sign_in(page, member)
    expect(page.locator(".now-item")).to_contain_text("Topic 1")

    line.cut()
    expect(page.locator("#lost")).to_be_visible()
    expect(page.locator(".now-item")).to_contain_text("Topic 1")
    begin_item(by=secretary, item=items[1])
    line.mend()

    expect(page.locator(".now-item")).to_contain_text("Topic 2")
    expect(page.locator("#lost")).to_be_hidden()
