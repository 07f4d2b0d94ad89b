"""What is going on in the regions: official figures, members' assessments, practices."""

from kenes.situation.models.domains import Domain
from kenes.situation.models.figures import Board, Geometry, ImportDraft, Indicator, Observation, Revision, Shape, Status
from kenes.situation.models.practices import Confirmation, Practice
from kenes.situation.models.reports import FigureQuestion, ReportPeriod, SituationNote, SituationRelease, SituationReport

__all__ = [
    "Board",
    "Confirmation",
    "Domain",
    "FigureQuestion",
    "Geometry",
    "ImportDraft",
    "Indicator",
    "Observation",
    "Practice",
    "ReportPeriod",
    "Revision",
    "Shape",
    "SituationNote",
    "SituationRelease",
    "SituationReport",
    "Status",
]
