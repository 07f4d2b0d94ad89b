"""Signing in and out, through the pages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from kenes.councils import acts
from kenes.councils.models import Council, Member, Session, User
from tests import factories
from tests.councils.browsers import browser

PASSWORD = "steppe-wind-7"


@pytest.fixture
def person(member: Member) -> User:
    """A member who has a password."""
    assert member.user is not None
    member.user.set_password(PASSWORD)
    member.user.language = "ru"
    member.user.save()
    return member.user


def signed_in(client: Client) -> int | None:
    return Session.objects.get(session_key=client.session.session_key).user_id if client.session.session_key else None


def test_the_page_offers_all_three_ways_without_script(client: Client, council: Council) -> None:
    page = client.get(reverse("sign-in")).content.decode()
    assert page.count("<form") >= 3
    assert ('name="password"' in page, 'name="code"' in page, "Enter with a passkey" in page) == (True, True, True)


def test_a_password_signs_in_and_leads_on_in_the_persons_language(client: Client, person: User) -> None:
    reply = client.post(reverse("sign-in"), {"email": person.email.upper(), "password": PASSWORD, "next": "/account/"})  # type: ignore[union-attr]
    assert (reply.status_code, reply["Location"], reply.cookies["django_language"].value) == (302, "/account/", "ru")
    assert signed_in(client) == person.pk


def test_a_foreign_address_is_not_led_to(client: Client, person: User) -> None:
    reply = client.post(reverse("sign-in"), {"email": person.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert reply["Location"] == "/"


def test_a_wrong_password_says_so_keeps_the_address_and_stops_after_ten(client: Client, person: User) -> None:
    for _ in range(10):
        reply = client.post(reverse("sign-in"), {"email": person.email, "password": "wrong"})
    page = reply.content.decode()
    assert (reply.status_code, "do not belong together" in page, f'value="{person.email}"' in page) == (422, True, True)
    reply = client.post(reverse("sign-in"), {"email": person.email, "password": PASSWORD})
    assert (reply.status_code, "Too many attempts" in reply.content.decode()) == (422, True)
    assert signed_in(client) is None


def test_a_code_signs_in_once(client: Client, secretary: Member, member: Member) -> None:
    _, code = acts.issue_code(by=secretary, member=member)
    reply = client.post(reverse("sign-in"), {"code": code})
    assert (reply.status_code, signed_in(client)) == (302, member.user_id)
    again = browser().post(reverse("sign-in"), {"code": code})
    assert (again.status_code, "used already" in again.content.decode()) == (422, True)


@pytest.mark.parametrize("typed", ["", "\x00", "‮abc", "a" * 500, "\ud800", "<script>"])
def test_whatever_is_typed_as_a_code_is_answered(client: Client, council: Council, typed: str) -> None:
    reply = client.post(
        reverse("sign-in"), b"code=" + typed.encode("utf-8", "surrogatepass"), content_type="application/x-www-form-urlencoded"
    )
    assert reply.status_code == 422
    assert b"<script>alert" not in reply.content


def test_sign_out_has_the_device_forget_and_get_does_nothing(client: Client, person: User) -> None:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("sign-out")).status_code == 405
    reply = client.post(reverse("sign-out"))
    assert (reply["Location"], reply["Clear-Site-Data"]) == (reverse("signed-out"), '"storage"')
    assert Session.objects.filter(user=person).count() == 0
    assert "councils/signed-out.js" in client.get(reverse("signed-out")).content.decode()


def test_signing_in_needs_the_pages_token(person: User) -> None:
    strict = browser(enforce_csrf_checks=True)
    reply = strict.post(reverse("sign-in"), {"email": person.email, "password": PASSWORD})
    assert (reply.status_code, Session.objects.filter(user=person).count()) == (403, 0)


def test_a_suspended_members_next_request_is_a_visitors(client: Client, council: Council, secretary: Member, person: User) -> None:
    client.post(reverse("sign-in"), {"email": person.email, "password": PASSWORD})
    page = reverse("members", args=[council.slug])
    assert client.get(page).status_code == 200
    acts.suspend_member(by=secretary, member=person.seats.get(), reason="Pause")
    assert client.get(page)["Location"].startswith(reverse("sign-in"))


def secretary_with_password(council: Council) -> Member:
    member = factories.member(council, role=Member.Role.SECRETARY)
    assert member.user is not None
    member.user.set_password(PASSWORD)
    member.user.save()
    return member


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_secretary_with_a_password_sets_up_a_second_factor_before_the_secretariats_pages_open(
    client: Client, council: Council, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    member = secretary_with_password(council)
    elsewhere = browser()
    for one in (client, elsewhere):
        one.post(reverse("sign-in"), {"email": member.user.email, "password": PASSWORD})  # type: ignore[union-attr]
    page = reverse("council-settings", args=[council.slug])
    for closed in (page, reverse("members", args=[council.slug]), reverse("council", args=[council.slug])):
        assert client.get(closed)["Location"].startswith(reverse("second-factor")), "names stand on members' pages, too"

    activate = reverse("mfa_activate_totp")
    assert client.get(activate)["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": activate})
    secret = re.search(r'id="secret" value="([A-Z2-7]+)"', client.get(activate).content.decode())
    assert secret is not None
    with django_capture_on_commit_callbacks(execute=True):
        reply = client.post(activate, {"code": code_of(secret[1])})
    assert reply["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(page).status_code == 200
    assert elsewhere.get(page)["Location"].startswith(reverse("sign-in")), "a session without the second factor has ended"

    reply = elsewhere.post(reverse("sign-in"), {"email": member.user.email, "password": PASSWORD, "next": page})  # type: ignore[union-attr]
    assert reply["Location"] == reverse("mfa_authenticate")
    assert elsewhere.get(page)["Location"].startswith(reverse("sign-in"))
    shown = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    recovery = re.search(r'class="mono">(\d+)<', shown)
    assert recovery is not None
    reply = elsewhere.post(reverse("mfa_authenticate"), {"code": recovery[1]})
    assert reply["Location"] == page
    assert elsewhere.get(page).status_code == 200

    _, code = acts.issue_code(by=factories.member(council, role=Member.Role.SECRETARY), member=member)
    third = browser()
    assert third.post(reverse("sign-in"), {"code": code})["Location"] == reverse("mfa_authenticate"), "a code is one factor of two"
    assert third.get(page)["Location"].startswith(reverse("sign-in"))
    acts.drop_second_factor(member=member)
    _, code = acts.issue_code(by=None, member=member)
    assert third.post(reverse("sign-in"), {"code": code})["Location"] == reverse("my-page", args=[council.slug])


def test_a_secretary_without_a_password_enters_with_a_code_of_another_secretary(
    client: Client, council: Council, secretary: Member
) -> None:
    other = factories.member(council, role=Member.Role.SECRETARY)
    _, code = acts.issue_code(by=secretary, member=other)
    client.post(reverse("sign-in"), {"code": code})
    assert client.get(reverse("council-settings", args=[council.slug])).status_code == 200


def test_a_forgotten_password_is_set_anew_by_mail_and_only_for_who_has_an_account(client: Client, person: User) -> None:
    reset = reverse("account_reset_password")
    client.post(reset, {"email": "nobody@example.org"})
    assert mail.outbox == []
    client.post(reset, {"email": person.email})
    link = re.search(rf"{settings.BASE_URL}(\S+)", str(mail.outbox[0].body))
    assert link is not None
    page = client.get(link[1], follow=True)
    form = page.redirect_chain[-1][0]
    reply = client.post(form, {"password1": "a-new-wind-8", "password2": "a-new-wind-8"}, follow=True)
    person.refresh_from_db()
    assert (reply.status_code, person.check_password("a-new-wind-8")) == (200, True)
    assert "can no longer be used" in browser().get(link[1], follow=True).content.decode()


def test_the_password_is_changed_by_who_knows_it_or_came_with_a_code(client: Client, secretary: Member, person: User) -> None:
    page = reverse("password")
    client.post(reverse("sign-in"), {"email": person.email, "password": PASSWORD})
    reply = client.post(page, {"current": "wrong", "password": "a-new-wind-8"})
    assert (reply.status_code, "id_current_error" in reply.content.decode()) == (422, True)
    assert client.post(page, {"current": PASSWORD, "password": "a-new-wind-8"})["Location"] == reverse("account")

    _, code = acts.issue_code(by=secretary, member=person.seats.get())
    other = browser()
    other.post(reverse("sign-in"), {"code": code})
    assert other.post(page, {"password": "forgotten-it-9"})["Location"] == reverse("account")
    person.refresh_from_db()
    assert person.check_password("forgotten-it-9")
    assert client.get(page)["Location"].startswith(reverse("sign-in")), "other devices are signed out"


def test_the_account_keeps_language_and_guards_the_mail(client: Client, person: User) -> None:
    client.post(reverse("sign-in"), {"email": person.email, "password": PASSWORD})
    page = reverse("account")
    given = {"name": "Ғалым", "language": "kk", "email": "new@example.org", "password": "", "is_staff": "1"}
    reply = client.post(page, given)
    assert (reply.status_code, "id_password_error" in reply.content.decode()) == (422, True)
    reply = client.post(page, given | {"password": PASSWORD})
    person.refresh_from_db()
    assert (person.name, person.language, person.email, person.is_staff) == ("Ғалым", "kk", "new@example.org", False)
    assert reply.cookies["django_language"].value == "kk"


def test_an_old_address_sets_no_password_any_more(client: Client, person: User) -> None:
    reset, old = reverse("account_reset_password"), person.email
    client.post(reset, {"email": old})
    acts.change_account(user=person, name="", email="new@example.org", password=PASSWORD)
    mail.outbox.clear()
    client.post(reset, {"email": old})
    assert mail.outbox == []
    client.post(reset, {"email": "new@example.org"})
    assert [message.to for message in mail.outbox] == [["new@example.org"]]
