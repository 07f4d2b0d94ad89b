"""What pages and acts read of the sides."""

from kenes.sides.queries.consents import Standing, Wanted, all_agree, letter, standing, wanted_of

__all__ = ["Standing", "Wanted", "all_agree", "letter", "standing", "wanted_of"]
