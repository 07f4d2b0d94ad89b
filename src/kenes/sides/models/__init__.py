"""A council of several parties: private rooms, what both must agree to, parity."""

from kenes.sides.models.consents import Consent

__all__ = ["Consent"]
