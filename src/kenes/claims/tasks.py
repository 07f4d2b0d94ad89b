"""What happens by itself: pools are frozen, draws end, seats pass on, panels close, findings open again when their figures change."""

from kenes.base import clock
from kenes.base.act import attempt
from kenes.claims import acts
from kenes.claims.acts.register import keep_meaning
from kenes.claims.models import Panel
from kenes.claims.queries.figures import outdated
from kenes.claims.queries.register import without_meaning
from kenes.claims.queries.tables import is_complete
from kenes.claims.similar import compares_meaning, meaning_of

WORDED_AT_ONCE = 50  # imported claims whose meaning is computed in one minute


def tick() -> None:
    """Take every step whose time has come."""
    now, states = clock.now(), Panel.State
    for panel in Panel.objects.filter(state=states.CONFLICTS, declare_by__lte=now):
        attempt(acts.freeze_pool, panel=panel)
    for panel in Panel.objects.filter(state__in=[states.COMMITTING, states.REVEALING], draw_by__lte=now):
        attempt(acts.void_draw, panel=panel)
    for panel in Panel.objects.filter(state=states.REVIEWING).select_related("claim"):
        if panel.closes_at <= now or is_complete(panel):
            attempt(acts.close_panel, panel=panel)
        else:
            attempt(acts.replace_seats, panel=panel)
            attempt(acts.remind_reviewers, panel=panel)
    for finding, figures in outdated():
        attempt(acts.reopen_for_figures, finding=finding, changed_figures=figures)
    if compares_meaning():
        for claim in without_meaning(WORDED_AT_ONCE):
            attempt(keep_meaning, claim=claim, vector=meaning_of(claim.wording.original_text))
