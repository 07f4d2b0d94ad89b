"""An agenda from the points of view of all: weighted Method of Equal Shares with minutes as cost. The rule: docs/methods/agenda.md."""

from kenes.engine.agenda.certificate import certify
from kenes.engine.agenda.forming import form_agenda
from kenes.engine.agenda.model import Ballots, Election, Endowment, Topics
from kenes.engine.agenda.pabulib import PbFile, UnreadablePb, read_pb
from kenes.engine.agenda.packing import Piece, Placed, Session, pack
from kenes.engine.agenda.release import OwnShare, own_share, release
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
    "OwnShare",
    "PbFile",
    "Piece",
    "Placed",
    "Purse",
    "Session",
    "Settings",
    "Stage",
    "Topics",
    "UnreadablePb",
    "certify",
    "form_agenda",
    "own_share",
    "pack",
    "read_pb",
    "release",
]
