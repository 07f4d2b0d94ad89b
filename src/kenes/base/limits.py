"""Rate limits for what outsiders can try: sign-in codes, links, applications."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from kenes.base import clock
from kenes.base.errors import TooMany
from kenes.base.models import Limit


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from: the address that the server saw or, behind the proxy that ends TLS, the one it saw."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.HTTPS else ""
    return str(told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))


def count_attempt(what: str, who: str, *, most: int, minutes: int) -> None:
    """Count one attempt of `who` (an address, a code's owner) at `what`; raise TooMany beyond `most` in `minutes`."""
    key = hashlib.sha256(f"{what}\0{who}".encode()).hexdigest()
    now = clock.now()
    with transaction.atomic():
        limit, _ = Limit.objects.select_for_update().get_or_create(key=key, defaults={"since": now})
        if now - limit.since > timedelta(minutes=minutes):
            limit.since, limit.count = now, 0
            limit.save()
        Limit.objects.filter(pk=limit.pk).update(count=F("count") + 1)
        reached = limit.count + 1 > most
    if reached:
        raise TooMany
