"""What happens by itself: pools are frozen, draws end, seats pass on, panels close, findings open again when their figures change."""

import logging
from collections.abc import Callable
from typing import Any

from kenes.base import clock
from kenes.base.errors import Conflict
from kenes.claims import acts
from kenes.claims.acts.register import keep_meaning
from kenes.claims.models import Panel
from kenes.claims.queries.figures import outdated
from kenes.claims.queries.register import without_meaning
from kenes.claims.queries.tables import is_complete
from kenes.claims.similar import compares_meaning, meaning_of

WORDED_AT_ONCE = 50  # imported claims whose meaning is computed in one minute
log = logging.getLogger(__name__)


def tick() -> None:
    """Take every step whose time has come."""
    now, states = clock.now(), Panel.State
    for panel in Panel.objects.filter(state=states.CONFLICTS, declare_by__lte=now):
        attempt(panel, acts.freeze_pool, panel=panel)
    for panel in Panel.objects.filter(state__in=[states.COMMITTING, states.REVEALING], draw_by__lte=now):
        attempt(panel, acts.void_draw, panel=panel)
    for panel in Panel.objects.filter(state=states.REVIEWING).select_related("claim"):
        if panel.closes_at <= now or is_complete(panel):
            attempt(panel, acts.close_panel, panel=panel)
        else:
            attempt(panel, acts.replace_seats, panel=panel)
            attempt(panel, acts.remind_reviewers, panel=panel)
    for finding, figures in outdated():
        attempt(finding, acts.reopen_for_figures, finding=finding, changed_figures=figures)
    if compares_meaning():
        for claim in without_meaning(WORDED_AT_ONCE):
            attempt(claim, keep_meaning, claim=claim, vector=meaning_of(claim.wording.original_text))


def attempt(item: object, act: Callable[..., Any], **arguments: Any) -> None:
    """Do one act; what cannot be done for one panel keeps no other from it."""
    try:
        act(**arguments)
    except Conflict:
        return  # somebody was faster, between the query and the lock
    except Exception:
        log.exception("%s could not be done for %s", act.__name__, item)
