"""What the acts of this room refuse."""

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import Conflict, Invalid


class SignalNeeded(Invalid):
    code = "signal_needed"
    message = _("Choose at least one signal.")


class AlreadyHandled(Conflict):
    code = "already_handled"
    message = _("Somebody has already decided about this signal. Reload the page to see what.")


class NotAsked(Conflict):
    code = "not_asked"
    message = _("The secretariat is not waiting for an answer to this signal.")


class LastSignal(Conflict):
    code = "last_signal"
    message = _("An issue needs at least one signal. Close the issue instead.")


class IssueNotOpen(Conflict):
    code = "issue_not_open"
    message = _("This issue is closed or merged: it takes no more signals.")


class NotLinked(Conflict):
    code = "not_linked"
    message = _("This practice is not linked to the issue any more.")


class NotMergeable(Conflict):
    code = "not_mergeable"
    message = _("Only an open issue that nobody deliberates yet can be merged into another open one. Try it the other way round.")


class MergeNotUndoable(Conflict):
    code = "merge_not_undoable"
    message = _("This merge can no longer be undone: it is older than 30 days, is undone already, or the issue moved on.")
