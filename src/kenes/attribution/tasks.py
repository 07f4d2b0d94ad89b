"""What happens by itself: moderators hear what waits, authors are forgotten, keys are destroyed."""

from kenes.attribution import keys
from kenes.attribution.acts import archive_holding, purge_authors, remind_moderators
from kenes.attribution.models import Holding
from kenes.attribution.rules import KEY_KEPT
from kenes.base import clock


def tick() -> None:
    """Remind, purge, archive; and destroy keys whose archiving was cut off before it came to them."""
    remind_moderators()
    purge_authors()
    day = clock.now().date()
    for holding in Holding.objects.filter(closed_on__lte=day - KEY_KEPT, archived_on__isnull=True):
        archive_holding(holding=holding)
    for subject in Holding.objects.filter(archived_on__isnull=False, archived_on__gte=day - KEY_KEPT).values_list("subject", flat=True):
        keys.destroy(subject)
