"""Acts of this room: the only writers."""

from kenes.sides.acts.consents import give_consent, withdraw_consents

__all__ = ["give_consent", "withdraw_consents"]
