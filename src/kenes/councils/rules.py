"""Who may, in a council. Predicates take the acting member and what it is about."""

import rules

from kenes.councils.models import Member


@rules.predicate
def is_active(by: Member) -> bool:
    """An active seat."""
    return by.is_active


@rules.predicate
def observes(by: Member) -> bool:
    """Observers read; they do not contribute."""
    return by.role == Member.Role.OBSERVER


@rules.predicate
def has_vote(by: Member) -> bool:
    """An active seat whose role deliberates and votes."""
    return by.has_vote


@rules.predicate
def moderates(by: Member) -> bool:
    """Moderators, secretaries and the chair."""
    return by.moderates


@rules.predicate
def is_secretariat(by: Member) -> bool:
    """Secretaries and the chair."""
    return by.is_secretariat


@rules.predicate
def same_council(by: Member, about: object) -> bool:
    """The object belongs to the acting member's council."""
    return about is None or getattr(about, "council_id", None) == by.council_id


@rules.predicate
def same_council_or_itself(by: Member, about: object) -> bool:
    """The acting member's council itself."""
    return about is None or getattr(about, "pk", None) == by.council_id


@rules.predicate
def own_side(by: Member, about: Member) -> bool:
    """Each secretariat vets only its own side's members; a side that nobody has joined yet is handed its first secretary.

    Once somebody of a side has joined, nobody of another side seats anyone there: whoever sits on a side reads its private room.
    """
    if about.side_id == by.side_id:
        return True
    joined = Member.objects.filter(side=about.side_id, joined_at__isnull=False)
    return getattr(about, "role", None) == Member.Role.SECRETARY and not joined.exists()


# A member speaks: comments, and what other rooms build on.
rules.add_rule("councils.comment", is_active & ~observes)
rules.add_rule("councils.moderate_comment", moderates & same_council)
rules.add_rule("councils.manage_members", is_secretariat & same_council)
rules.add_rule("councils.manage_seat", is_secretariat & same_council & own_side)
rules.add_rule("councils.change_council", is_secretariat & same_council_or_itself)
