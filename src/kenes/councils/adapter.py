"""How allauth fits in: no open sign-up (people join a council), our own words for a user."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.base.limits import address_of
from kenes.councils.models import User


class AccountAdapter(DefaultAccountAdapter):
    """People get an account by joining a council, never by signing up."""

    def clean_password(self, password: str, user: Any = None) -> str:
        from kenes.councils.acts.accounts import password_faults

        if faults := password_faults(password, user):
            raise ValidationError(faults)
        return password

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of the mail: never under a host name that the request brought."""
        return settings.BASE_URL + reverse("account_reset_password_from_key", args=key.split("-", 1))

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def display(user: Any) -> str:
    """Return what allauth's pages call the user."""
    return user.name if isinstance(user, User) and user.name else _("member")
