"""What pages and other rooms read about contributions that are held back."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kenes.attribution import keys
from kenes.attribution.models import Held, Holding
from kenes.base import clock
from kenes.base.refs import PublicModel
from kenes.councils.models import Council, Member


def holds_back(subject: PublicModel) -> bool:
    """Whether something is held back of a meeting or deliberation that has not ended: more may still be released."""
    return Holding.objects.filter(subject=subject.ref, closed_on__isnull=True).exists()


def is_over(subject: PublicModel) -> bool:
    """Whether nothing more is taken: what was held back is released or returned."""
    return Holding.objects.filter(subject=subject.ref, closed_on__isnull=False).exists()


def waits_for_moderators(subject: PublicModel) -> bool:
    """Whether something held back was not decided yet, or lacks a working language."""
    waiting = Held.objects.filter(subject=subject.ref).exclude(state=Held.State.RETURNED).select_related("council")
    return any(held.state == Held.State.WAITING or held.missing(held.council.languages) for held in waiting)


def own_pseudonym(subject: PublicModel, member: Member | None) -> str:
    """Return what this member is called there; nothing before anybody wrote and after the key was destroyed."""
    key = keys.read(subject.ref) if member else None
    return keys.pseudonym(key, member.ref) if key and member else ""


def signed(pseudonym: str) -> str:
    """Return in words what a contribution without author is signed with."""
    return _("pseudonym %(pseudonym)s") % {"pseudonym": pseudonym} if pseudonym else ""


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
    return [held for held in held_for_moderation(council) if held.state == Held.State.WAITING or held.missing(council.languages)]
