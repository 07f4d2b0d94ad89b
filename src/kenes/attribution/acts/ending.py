"""The end of holding: what is left goes back, authors are forgotten, the key is destroyed."""

from django.db import transaction
from django.utils.translation import gettext, override

from kenes.attribution import keys
from kenes.attribution.acts.holding import Contribution, chosen, let_out, passed, unreleased
from kenes.attribution.acts.moderating import give_back
from kenes.attribution.models import Held, Holding, KeptAuthor
from kenes.base import clock
from kenes.base.act import act
from kenes.base.refs import PublicModel
from kenes.councils.models import Council
from kenes.notices.acts import forget
from kenes.record.acts import append


@act
def close_holding(*, subject: PublicModel, council: Council, last_batch: bool = True) -> list[Contribution]:
    """End a meeting's or deliberation's holding. What can still be released in batches is; everything else goes back to its authors.

    Fewer than the threshold are never released, at the end neither: that promise has no exception. `last_batch` is False where
    released contributions could no longer be answered.
    """
    holding = Holding.objects.select_for_update().filter(subject=subject.ref, closed_on__isnull=True).first()
    if holding is None:
        return []
    found: list[Contribution] = []
    while last_batch and (batch := chosen(passed(subject.ref), holding, council)):
        found += let_out(holding, council, batch)
    for held in sorted(unreleased(subject.ref), key=lambda held: held.public_id):
        with override(held.text.original):
            reason = gettext("It ended before enough others had written: released alone, your contribution could be told to be yours.")
        give_back(held, reason)
    holding.closed_on = clock.now().date()
    holding.save(update_fields=["closed_on"])
    details = {"batches": holding.batches, "returned": Held.objects.filter(subject=subject.ref, state=Held.State.RETURNED).count()}
    append(council.public_id, "contributions.closed", subject.ref, day_only=True, details=details)
    return found


@act
def archive_holding(*, holding: Holding) -> None:
    """Destroy the key and all that was kept besides: from here on nobody can find out whose a pseudonym was."""
    holding = Holding.objects.select_for_update().select_related("council").get(pk=holding.pk)
    if holding.archived_on:
        return
    holding.archived_on = clock.now().date()
    holding.closed_on = holding.closed_on or holding.archived_on
    holding.save(update_fields=["archived_on", "closed_on"])
    Held.objects.filter(subject=holding.subject).delete()
    KeptAuthor.objects.filter(subject=holding.subject).delete()
    forget(object=holding.subject, kind="contribution.returned")
    append(holding.council.public_id, "contributions.archived", holding.subject, day_only=True)
    transaction.on_commit(lambda: keys.destroy(holding.subject))  # the tick tries again where this fails


@act
def purge_authors() -> int:
    """Forget the authors whose day has come; return how many."""
    gone, _by_model = KeptAuthor.objects.filter(purge_on__lte=clock.now().date()).delete()
    return gone
