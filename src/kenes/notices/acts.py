"""Telling people. Called by the acts of all rooms, inside their transaction."""

from collections.abc import Iterable, Mapping
from typing import Any

from kenes.base import clock
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
