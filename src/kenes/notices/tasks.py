"""The digest: once a day or a week, one mail to each person who wants it and has news."""

import logging
import smtplib
from datetime import timedelta

from django.contrib.auth import get_user_model

from kenes.base import clock
from kenes.notices.acts import claim_digest, return_digest
from kenes.notices.mail import digest
from kenes.notices.models import Notice, NoticeSetting

log = logging.getLogger(__name__)
AT_ONCE = 50  # people a minute
MOST = 100  # notices in one mail
SETTLE = timedelta(minutes=30)  # news may still come together


def tick() -> None:
    """Mail the digests that are due."""
    now = clock.now()
    waiting = Notice.objects.filter(mailed_at__isnull=True, read_at__isnull=True, created_at__lte=now - SETTLE)
    people = get_user_model().objects.filter(pk__in=waiting.values("to"), is_active=True, email__isnull=False).exclude(email="")
    people = people.exclude(notice_setting__digest=NoticeSetting.Digest.OFF).exclude(notice_setting__in_app=False)
    people = people.exclude(notice_setting__last_digest_at__gt=now - timedelta(days=1))
    people = people.exclude(notice_setting__digest=NoticeSetting.Digest.WEEKLY, notice_setting__last_digest_at__gt=now - timedelta(days=7))
    for user in people.select_related("notice_setting").order_by("pk")[:AT_ONCE]:
        send(user.pk, str(user.email), user.language)


def send(user_id: int, email: str, language: str) -> None:
    """Send one person's mail. Notices are claimed first, so that a crash can lose a mail but never send it twice."""
    before = NoticeSetting.objects.filter(user=user_id).values_list("last_digest_at", flat=True).first()
    notices = claim_digest(user_id=user_id, most=MOST)
    if not notices:
        return
    try:
        digest(email, language, notices).send()
    except (OSError, smtplib.SMTPException):
        log.warning("A digest could not be sent; it will be tried again.")
        return_digest(user_id=user_id, notices=notices, before=before)
