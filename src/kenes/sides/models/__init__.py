"""A council of several parties: private rooms, what both must agree to, parity."""

from kenes.sides.models.consents import Consent
from kenes.sides.models.room import RoomNote, RoomText, RoomThread

__all__ = ["Consent", "RoomNote", "RoomText", "RoomThread"]
