"""A person's own account."""

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.text import LANGUAGES, fold
from kenes.councils.errors import EmailTaken
from kenes.councils.models import Session, User


@act
def set_language(*, user: User, language: str) -> None:
    """Remember the language in which a person reads, for pages on other devices, notices and mail."""
    if language not in LANGUAGES:
        raise Invalid(_("Kenes does not speak this language."), field="language")
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])


@act
def change_account(*, user: User, name: str, email: str, password: str = "") -> User:
    """Change a person's name and mail. Who has a password types it to change the mail: it could open the account."""
    user = User.objects.select_for_update().get(pk=user.pk)
    email = email.strip().lower()
    if email != (user.email or ""):
        if user.has_usable_password() and not user.check_password(password):
            raise Invalid(_("Type your password to change the e-mail."), field="password")
        check_email(email)
        if email and User.objects.filter(email=email).exclude(pk=user.pk).exists():
            raise Invalid(_("Another account has this e-mail."), field="email")
        if not email and user.has_usable_password():
            raise Invalid(_("You sign in with this e-mail and your password. Keep one."), field="email")
        # allauth notes the address of a reset: left there, the old mailbox could still ask for a new password.
        EmailAddress.objects.filter(user=user).delete()
    user.name, user.email = name, email or None
    user.folded = fold(f"{user.name} {user.email or ''}")
    try:
        with transaction.atomic():
            user.save(update_fields=["name", "email", "folded"])
    except IntegrityError:
        raise Invalid(_("Another account has this e-mail."), field="email") from None
    return user


@act
def choose_password(*, user: User, password: str, current: str | None = None) -> User:
    """Set a person's password. `current` is None for who has just proved themselves another way (a code, a passkey)."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.email:
        raise Invalid(_("Enter your e-mail first: you sign in with both."), field="password")
    if current is not None and user.has_usable_password() and not user.check_password(current):
        raise Invalid(_("This is not your current password."), field="current")
    check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@act
def end_sessions(*, user: User, keep: str | None = None) -> int:
    """Sign a person out everywhere, except from the session `keep`."""
    ended, _kinds = Session.objects.filter(user=user).exclude(session_key=keep or "").delete()
    return ended


def new_user(*, name: str = "", email: str = "", password: str = "", language: str = "") -> User:
    """Make an account for somebody who joins: e-mail and password are optional, a password alone is not."""
    email = email.strip().lower()
    check_email(email)
    if email and User.objects.filter(email=email).exists():
        raise EmailTaken(field="email")
    if password and not email:
        raise Invalid(_("A password needs an e-mail to sign in with."), field="email")
    if password:
        check_password(password, User(name=name, email=email))
    try:
        with transaction.atomic():
            return User.objects.create_user(
                email=email or None,
                password=password or None,
                name=name,
                language=language if language in LANGUAGES else "",
                folded=fold(f"{name} {email}"),
            )
    except IntegrityError:  # somebody was faster with the same address
        raise EmailTaken(field="email") from None


def check_email(email: str) -> None:
    if not email:
        return
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(_("This is not an e-mail address."), field="email") from None


def check_password(password: str, user: User) -> None:
    if faults := password_faults(password, user):
        raise Invalid(" ".join(faults), field="password")


def password_faults(password: str, user: User | None) -> list[str]:
    """Return what speaks against a password, in our words."""
    words = {
        "password_too_short": gettext("This password is too short: at least %(least)s characters.") % {"least": 10},
        "password_too_common": gettext("This password is among the most common ones. Choose another."),
        "password_too_similar": gettext("This password is too much like your name or e-mail."),
    }
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [words.get(str(fault.code), fault.messages[0]) for fault in error.error_list]
    return []
