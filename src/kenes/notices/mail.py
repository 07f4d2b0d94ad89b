"""The one mail: what is new, newest first, grouped by object, in the person's language."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.base.labels import labels
from kenes.notices.models import Notice
from kenes.notices.queries import grouped


def digest(email: str, language: str, notices: Sequence[Notice]) -> EmailMultiAlternatives:
    """Return the mail that tells one person of these notices."""
    with translation.override(language or settings.LANGUAGE_CODE):
        found = grouped(notices, labels({notice.object for notice in notices}))
        count = len(notices)
        subject = ngettext("Kenes: %(count)d notice", "Kenes: %(count)d notices", count) % {"count": count}
        return letter(email, subject, "notices/digest", {"groups": found})


def test_mail(email: str) -> EmailMultiAlternatives:
    """Return the mail by which a secretariat tries whether mail works."""
    return letter(email, _("Kenes: test mail"), "notices/test_mail", {})


def letter(email: str, subject: str, template: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    settings_url = settings.BASE_URL + reverse("notice-settings")
    context |= {"base_url": settings.BASE_URL, "settings_url": settings_url, "language": translation.get_language()}
    mail = EmailMultiAlternatives(
        " ".join(subject.split()),
        render_to_string(f"{template}.txt", context),
        to=[email],
        headers={"List-Unsubscribe": f"<{settings_url}>"},
    )
    mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return mail
