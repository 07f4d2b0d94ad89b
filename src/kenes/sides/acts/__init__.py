"""Acts of this room: the only writers."""

from kenes.sides.acts.consents import give_consent, withdraw_consents
from kenes.sides.acts.room import hide_note, open_thread, write_note, write_text

__all__ = ["give_consent", "hide_note", "open_thread", "withdraw_consents", "write_note", "write_text"]
