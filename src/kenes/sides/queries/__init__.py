"""What pages and acts read of the sides."""

from kenes.sides.queries.consents import Standing, all_agree, standing

__all__ = ["Standing", "all_agree", "standing"]
