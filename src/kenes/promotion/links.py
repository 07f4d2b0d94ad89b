"""The official's private link: whoever holds it may read one dispatch and answer it."""

from datetime import timedelta

from kenes.base import clock
from kenes.base.ids import token_hash
from kenes.promotion.errors import LinkUnknown
from kenes.promotion.models import Dispatch

VALID = timedelta(days=365)


def dispatch_of(token: str, *, lock: bool = False) -> Dispatch:
    """Return the dispatch that a private link opens; raise LinkUnknown for a wrong, replaced or expired one."""
    rows = Dispatch.objects.select_related("brief__council", "body__side")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    dispatch = rows.filter(link_hash=token_hash(token)).first()
    if dispatch is None or clock.now() - dispatch.link_made_at > VALID:
        raise LinkUnknown
    return dispatch
