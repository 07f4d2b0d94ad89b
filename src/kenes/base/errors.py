"""Errors that a person can act on.

KenesError
├── Invalid            400  what was sent cannot be used; `field` names where
│   └── BadFile        400  a file cannot be used; row, column name the place
├── NotSignedIn        401
├── NotAllowed         403  the rule says no
├── NotFound           404  not there, or not for this reader: both look the same
├── Conflict           409  the state does not allow it (closed, already adopted ...)
└── TooMany            429  a limit was reached

Acts raise subclasses from their app's errors.py. `ErrorMiddleware` turns them into a page, a fragment or JSON.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Message = str | Promise


class KenesError(Exception):
    """An error with a code for machines and a message for the reader, in the reader's language."""

    code = "error"
    status = 500
    message: Message = _("Something went wrong on our side. Nothing was changed.")

    def __init__(self, message: Message | None = None, *, field: str | None = None, **params: object) -> None:
        self.field = field
        self.params: Mapping[str, object] = params
        if message is not None:
            self.message = message
        super().__init__(self.code)

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.params if self.params else text


class Invalid(KenesError):
    code, status = "invalid", 400
    message = _("Please check what you entered.")


class BadFile(Invalid):
    code = "bad_file"
    message = _("This file cannot be used.")


class NotSignedIn(KenesError):
    code, status = "not_signed_in", 401
    message = _("Please sign in first.")


class NotAllowed(KenesError):
    code, status = "not_allowed", 403
    message = _("Your role does not allow this.")


class NotFound(KenesError):
    code, status = "not_found", 404
    message = _("There is no such page, or it is not open to you.")


class Conflict(KenesError):
    code, status = "conflict", 409
    message = _("This is no longer possible: somebody was faster or the time has passed.")


class TooMany(KenesError):
    code, status = "too_many", 429
    message = _("Too many attempts. Please wait a few minutes.")
