"""What strangers can try, with its limits. An attempt counts even when the act refuses it and takes all else back."""

from typing import Any

from kenes.base.limits import count_attempt
from kenes.councils import acts
from kenes.councils.acts.codes import normal
from kenes.councils.models import Application, Member


def enter_with_code(*, code: str, address: str, language: str = "") -> Member:
    """Sign in with a one-time code. Limited by address, and by the code's first half: whoever tries many second halves
    is stopped, wherever from."""
    count_attempt("code from", address, most=10, minutes=10)
    count_attempt("code for", normal(code)[:4], most=5, minutes=60)
    return acts.sign_in_with_code(code=code, language=language)


def check_password_attempt(*, email: str, address: str) -> None:
    """Count an attempt to sign in with a password, by address and by account."""
    count_attempt("password from", address, most=30, minutes=10)
    count_attempt("password for", email.lower(), most=10, minutes=10)


def apply(*, address: str, **facts: Any) -> Application:
    """Apply to join a council."""
    count_attempt("application", address, most=5, minutes=60)
    return acts.apply(**facts)


def open_link(*, address: str) -> None:
    """Count an attempt to take a seat by a link."""
    count_attempt("invitation", address, most=20, minutes=10)
