"""Browsers for tests of pages."""

from typing import Any

from django.test import Client

from kenes.councils.models import Member


def browser(**kwargs: Any) -> Client:
    """A visitor who reads English."""
    return Client(headers={"accept-language": "en"}, **kwargs)


def enter(member: Member) -> Client:
    """A member, signed in."""
    client = browser()
    assert member.user is not None
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client
