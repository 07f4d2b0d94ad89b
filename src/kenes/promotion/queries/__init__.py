"""What pages and other rooms read about bodies, briefs, dispatches, answers, commitments and verdicts."""

from kenes.promotion.queries.dispatches import AnsweredState, answered_state, answered_states, is_overdue
from kenes.promotion.queries.sources import Sources, sources_of
from kenes.promotion.queries.verdicts import verdicts_asked

__all__ = ["AnsweredState", "Sources", "answered_state", "answered_states", "is_overdue", "sources_of", "verdicts_asked"]
