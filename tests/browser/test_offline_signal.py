"""A signal written where there is no line, on a phone that others use too."""

import io
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import BrowserContext, Error, Page, expect

from kenes.base.files import path_of
from kenes.base.models import File
from kenes.councils.acts import issue_code
from kenes.councils.models import Council, Member, Session
from kenes.issues.models import Signal
from tests import factories
from tests.browser.conftest import Line, Phone

pytestmark = [pytest.mark.browser, pytest.mark.in_run("first")]
KEPT = "async (shell) => Boolean(await caches.match(shell, { ignoreVary: true }))"
DRAFTS = """() => new Promise((resolve) => {
  const open = indexedDB.open('kenes', 1);
  open.onupgradeneeded = () => open.result.createObjectStore('drafts', { keyPath: 'id' });
  open.onsuccess = () => { const all = open.result.transaction('drafts').objectStore('drafts').getAll();
    all.onsuccess = () => { open.result.close(); resolve(all.result.length); }; };
})"""


@pytest.fixture(autouse=True)
def files_of_their_own(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo as phones take them: turned, with where it was taken, larger than it need be."""
    tags = Image.Exif()
    tags[0x0112] = 6
    tags[0x010F] = "Phone maker"
    path = tmp_path / "bridge.jpg"
    Image.effect_noise((2600, 1800), 80).convert("RGB").save(path, "JPEG", quality=90, exif=tags.tobytes())
    return path


def form_url(line: Line, council: Council) -> str:
    return line.url + reverse("report-signal", args=[council.slug])


def sign_in(page: Page, member: Member) -> None:
    _, code = issue_code(by=None, member=member)
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="Enter with the code").click()


def sign_out(page: Page, line: Line) -> None:
    page.goto(line.url + "/account/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: not url.endswith("/account/"))


def open_form(context: BrowserContext, line: Line, council: Council, member: Member) -> Page:
    """Open the form with a line, signed in, and wait until the phone has kept it."""
    page = context.new_page()
    page.goto(form_url(line, council))
    sign_in(page, member)
    expect(page.get_by_role("heading", name="Report a signal")).to_be_visible()
    shell = reverse("offline-signal", args=[council.slug])
    for _ in range(100):
        if page.evaluate(KEPT, shell):
            return page
        page.wait_for_timeout(100)
    raise AssertionError("the service worker kept nothing")


def write(page: Page, council: Council, photo: Path | None = None) -> None:
    page.get_by_label("Region").select_option("KZ-63")
    page.get_by_label("What is wrong?").fill("Көпір жабылды, ауыл жолсыз қалды")
    page.get_by_label("Where?").fill("Зайсан ауданы")
    if photo:
        page.locator("input[type=file]").set_input_files(photo)
        expect(page.locator("[data-kept-files]")).to_contain_text("bridge.jpg")
    expect(page.locator("[data-saved-note]")).to_contain_text("Saved on this phone,")
    page.wait_for_timeout(600)  # the last letters are kept 0.4 s after they are typed


def test_a_signal_written_offline_survives_a_restart_and_an_ended_session_and_arrives_once(
    council: Council, member: Member, line: Line, phone: Phone, photo: Path
) -> None:
    context = phone(memory="phone")
    open_form(context, line, council, member)

    line.cut()
    page = context.new_page()
    page.goto(form_url(line, council))
    expect(page.get_by_text("There is no connection.")).to_be_visible()
    write(page, council, photo)
    page.get_by_role("button", name="Send when there is a connection").click()
    expect(page.locator("[data-state]")).to_contain_text("kept on this phone and sends itself")
    context.close()

    context = phone(memory="phone")  # the phone is switched on again, still without a line
    page = context.new_page()
    page.goto(form_url(line, council))
    expect(page.get_by_label("What is wrong?")).to_have_value("Көпір жабылды, ауыл жолсыз қалды")
    expect(page.locator("[data-kept-files]")).to_contain_text("bridge.jpg")

    Session.objects.all().delete()  # meanwhile the session has ended
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-state]")).to_contain_text("You are signed out.")
    assert Signal.objects.count() == 0
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, member)
    expect(page.get_by_role("heading", name="The signal has arrived")).to_be_visible()

    page.goto(form_url(line, council))
    expect(page.get_by_label("What is wrong?")).to_have_value("")
    page.wait_for_timeout(500)
    made = Signal.objects.get()
    assert (made.author, made.region.code, made.place) == (member, "KZ-63", "Зайсан ауданы")
    assert made.what.original_text == "Көпір жабылды, ауыл жолсыз қалды"
    with Image.open(io.BytesIO(path_of(File.objects.get()).read_bytes())) as kept:
        assert (kept.format, kept.height > kept.width, dict(kept.getexif())) == ("JPEG", True, {})
    assert page.evaluate(DRAFTS) == 0


def test_a_shared_phone_shows_no_drafts_after_sign_out(council: Council, member: Member, line: Line, phone: Phone, photo: Path) -> None:
    context = phone()
    page = open_form(context, line, council, member)
    write(page, council, photo)
    assert page.evaluate(DRAFTS) == 1

    sign_out(page, line)
    page.goto(form_url(line, council))
    assert page.evaluate(DRAFTS) == 0
    sign_in(page, factories.member(council))
    expect(page.get_by_label("What is wrong?")).to_have_value("")
    sign_out(page, line)

    line.cut()
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):  # the browser was told to forget the kept page as well
        page.goto(form_url(line, council))


def test_who_signs_in_after_another_never_sees_or_sends_their_draft(council: Council, member: Member, line: Line, phone: Phone) -> None:
    context = phone()
    page = open_form(context, line, council, member)
    line.cut()
    write(page, council)
    page.get_by_role("button", name="Send the signal").click()
    expect(page.locator("[data-state]")).to_contain_text("kept on this phone and sends itself")

    Session.objects.all().delete()
    line.mend()
    page.goto(form_url(line, council))
    sign_in(page, factories.member(council))
    expect(page.get_by_label("What is wrong?")).to_have_value("")
    page.wait_for_timeout(500)
    assert Signal.objects.count() == 0

    Session.objects.all().delete()
    page.goto(form_url(line, council))
    sign_in(page, member)
    expect(page.get_by_role("heading", name="The signal has arrived")).to_be_visible()
    assert Signal.objects.get().author == member


def test_with_a_line_the_phone_sends_at_once_and_shows_what_is_wrong_beside_the_field(
    council: Council, member: Member, line: Line, phone: Phone, tmp_path: Path
) -> None:
    page = open_form(phone(), line, council, member)
    bad = tmp_path / "page.jpg"
    bad.write_text("<html><script>alert(1)</script>")

    page.get_by_label("What is wrong?").fill("Bridge")
    page.locator("input[type=file]").set_input_files(bad)
    page.get_by_role("button", name="Send the signal").click()
    expect(page.locator("#id_uploads_field")).to_contain_text("page.jpg: This kind of file is not taken")
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Send the signal").click()

    expect(page.get_by_role("heading", name="The signal has arrived")).to_be_visible()
    assert (Signal.objects.count(), File.objects.count()) == (1, 0)
