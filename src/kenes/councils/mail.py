"""Mail of this room. It leaves after the act is safe, and no act fails because mail does."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from kenes.councils.models import Application, Invitation
from kenes.councils.queries import plain

log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, token: str) -> None:
    """Send the link to a seat, in the council's first working language."""
    council = invitation.member.council
    address = settings.BASE_URL + reverse("invitation", args=[token])
    context = {"council": council, "invitation": invitation, "address": address}
    with override(council.languages[0]):
        subject = _("Invitation to the %(council)s") % {"council": plain(str(council.name))}
        send(subject, "councils/mail/invitation.txt", context, invitation.email)


def send_declined(application: Application) -> None:
    """Tell an applicant that, and why, they were declined."""
    council = application.council
    with override(application.reason.original):
        subject = _("Your application to the %(council)s") % {"council": plain(str(council.name))}
        send(subject, "councils/mail/declined.txt", {"council": council, "application": application}, application.contact)


def send(subject: str, template: str, context: dict[str, Any], to: str) -> None:
    text = render_to_string(template, context)
    transaction.on_commit(lambda: quietly(" ".join(subject.split()), text, to))


def quietly(subject: str, text: str, to: str) -> None:
    try:
        send_mail(subject, text, None, [to])
    except OSError:
        log.warning("A mail could not be sent; the mail settings may be wrong.", exc_info=True)
