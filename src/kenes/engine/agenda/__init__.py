"""An agenda from the points of view of all: weighted Method of Equal Shares with minutes as cost. The rule: docs/methods/agenda.md."""

from kenes.engine.agenda.certificate import certify
from kenes.engine.agenda.forming import form_agenda, replay
from kenes.engine.agenda.model import Ballots, Election, Endowment, Topics
from kenes.engine.agenda.result import (
    METHOD,
    AgendaItem,
    AgendaResult,
    Certificate,
    Computation,
    LeftOut,
    Purse,
    Settings,
    Stage,
)

__all__ = [
    "METHOD",
    "AgendaItem",
    "AgendaResult",
    "Ballots",
    "Certificate",
    "Computation",
    "Election",
    "Endowment",
    "LeftOut",
    "Purse",
    "Settings",
    "Stage",
    "Topics",
    "certify",
    "form_agenda",
    "replay",
]
