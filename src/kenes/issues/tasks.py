"""What happens by itself: signals that waited too long are brought back to mind, once."""

from kenes.base import clock, files
from kenes.councils.queries import secretariat_ids
from kenes.issues.models import Signal
from kenes.issues.rules import LOOKED_AT_WITHIN
from kenes.notices.acts import tell
from kenes.notices.models import Notice


def tick() -> None:
    """Remind the secretariat of signals that nobody looked at in time; remove files whose act failed."""
    late = Signal.objects.filter(state=Signal.State.RECEIVED, changed_at__lt=clock.now() - LOOKED_AT_WITHIN).select_related("council")
    waiting = {signal.ref: signal for signal in late}
    reminded = set(Notice.objects.filter(kind="signal.waiting", object__in=waiting).values_list("object", flat=True))
    for ref in waiting.keys() - reminded:
        signal = waiting[ref]
        tell(secretariat_ids(signal.council), "signal.waiting", ref, council=signal.council.public_id, details={"number": signal.number})
    files.sweep()
