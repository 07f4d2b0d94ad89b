"""Telling people. Called by the acts of all rooms, inside their transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.notices.models import Notice, NoticeSetting


def tell(user_ids: Iterable[int | None], kind: str, object: str, *, council: str, details: Mapping[str, Any] | None = None) -> None:
    """Write one notice to each of these users (by primary key; None, a seat nobody holds yet, is passed over).

    `kind` is a key of NOTICES in an app's words.py; `object` a reference. Who switched notices off gets none.
    """
    wanted = {user_id for user_id in user_ids if user_id is not None}
    silent = set(NoticeSetting.objects.filter(user__in=wanted, in_app=False).values_list("user_id", flat=True))
    now = clock.now()
    Notice.objects.bulk_create(
        Notice(to_id=user_id, council=council, kind=kind, object=object, details=dict(details or {}), created_at=now)
        for user_id in sorted(wanted - silent)
    )


def forget(*, object: str, kind: str) -> int:
    """Remove all notices of one kind about one object, where having got one would tell who acted; return how many."""
    gone, _by_model = Notice.objects.filter(object=object, kind=kind).delete()
    return gone


@act
def mark_read(*, user_id: int, objects: Iterable[str] | None = None) -> int:
    """Mark a person's notices as read: those about some objects, or all. Return how many were unread."""
    unread = Notice.objects.filter(to=user_id, read_at__isnull=True)
    if objects is not None:
        unread = unread.filter(object__in=list(objects))
    return unread.update(read_at=clock.now())


@act
def set_notices(*, user_id: int, in_app: bool, digest: str) -> NoticeSetting:
    """Keep how a person wants notices. What came while mail was off is not mailed later."""
    if digest not in NoticeSetting.Digest.values:
        raise Invalid(field="digest")
    setting = setting_of(user_id)
    if setting.digest == NoticeSetting.Digest.OFF and digest != setting.digest:
        Notice.objects.filter(to=user_id, mailed_at__isnull=True).update(mailed_at=clock.now())
    setting.in_app, setting.digest = in_app, digest
    setting.save(update_fields=["in_app", "digest"])
    return setting


def setting_of(user_id: int) -> NoticeSetting:
    """Return a person's setting, locked; the default where they never chose."""
    setting, _created = NoticeSetting.objects.select_for_update().get_or_create(user_id=user_id)
    return setting


@act
def claim_digest(*, user_id: int, most: int) -> list[Notice]:
    """Return the notices that are to be mailed now, and count them as mailed: no two mails ever hold the same one."""
    setting, now = setting_of(user_id), clock.now()
    if not is_due(setting, now):
        return []
    waiting = list(Notice.objects.filter(to=user_id, mailed_at__isnull=True, read_at__isnull=True)[:most])
    if waiting:
        # What came before the mail's newest notice counts as mailed; what an act writes at this moment waits for the next mail.
        told = Notice.objects.filter(to=user_id, mailed_at__isnull=True, created_at__lt=waiting[0].created_at)
        told.update(mailed_at=now)
        Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(mailed_at=now)
        setting.last_digest_at = now
        setting.save(update_fields=["last_digest_at"])
    return waiting


@act
def return_digest(*, user_id: int, notices: Iterable[Notice], before: datetime | None) -> None:
    """Let notices wait for the next mail: this one could not be sent."""
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=None)
    NoticeSetting.objects.filter(user_id=user_id).update(last_digest_at=before)


def is_due(setting: NoticeSetting, now: datetime) -> bool:
    """Return whether a person's next mail may be sent: never when off, and never sooner than a day or a week after the last."""
    if setting.digest == NoticeSetting.Digest.OFF or not setting.in_app:
        return False
    pause = timedelta(days=7 if setting.digest == NoticeSetting.Digest.WEEKLY else 1)
    return setting.last_digest_at is None or now - setting.last_digest_at >= pause
