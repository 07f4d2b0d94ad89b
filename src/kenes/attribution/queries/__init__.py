"""What pages and other rooms read about contributions that are held back."""

from django.db.models import QuerySet

from kenes.attribution import keys
from kenes.attribution.models import Held, Holding
from kenes.base import clock
from kenes.base.refs import PublicModel
from kenes.councils.models import Council, Member


def has_holding(subject: PublicModel) -> bool:
    """Whether something was ever written under the rule: from then on the rule stays."""
    return Holding.objects.filter(subject=subject.ref).exists()


def own_pseudonym(subject: PublicModel, member: Member | None) -> str:
    """Return what this member is called there; nothing before anybody wrote and after the key was destroyed."""
    key = keys.read(subject.ref) if member else None
    return keys.pseudonym(key, member.ref) if key and member else ""


def own_held(subject: PublicModel, member: Member | None) -> list[Held]:
    """Return what this member wrote that still waits or was returned. Found by pseudonym: no row says whose it is."""
    name = own_pseudonym(subject, member)
    return list(Held.objects.filter(subject=subject.ref, pseudonym=name).order_by("pk")) if name else []


def held_for_moderation(council: Council) -> QuerySet[Held]:
    """Return what moderators may see of slots that are over, in an order that has nothing to do with time."""
    waiting = Held.objects.filter(council=council, ready_at__lte=clock.now()).exclude(state=Held.State.RETURNED)
    return waiting.order_by("public_id")


def held_waiting(council: Council) -> list[Held]:
    """Return what asks something of moderators: a decision, or a translation."""
    return [held for held in held_for_moderation(council) if held.state == Held.State.WAITING or lacking(held, council)]


def lacking(held: Held, council: Council) -> list[str]:
    """Return the working languages in which a contribution is not there yet."""
    missing: list[str] = held.text.missing(council.languages)
    return missing
