"""What the acts of this room refuse."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import Conflict, Invalid, NotAllowed

# Practices


class NotAmongThem(NotAllowed):
    code = "not_among_them"
    message = _("Whether a practice works is said by other members of its region, not by its author.")


class PracticeChanged(Conflict):
    code = "practice_changed"
    message = _("The author changed the practice while you were reading. Please read it again.")


class PracticeWithdrawn(Conflict):
    code = "practice_withdrawn"
    message = _("Its author has withdrawn this practice.")


class PeriodStillOpen(Conflict):
    code = "period_still_open"
    message = _("Members are already asked about another period. Close it first.")


class PeriodKnown(Conflict):
    code = "period_known"
    message = _("Members have been asked about this period before.")


class ClosesTooSoon(Invalid):
    code = "closes_too_soon"
    message = _("Give members at least one day and at most 90.")


class NobodyToReport(Conflict):
    code = "nobody_to_report"
    message = _("No member with a region and a vote is there to be asked.")


class PeriodOver(Conflict):
    code = "period_over"
    message = _("This period is closed: what was written by then counts, nothing can be changed any more.")


class PeriodNotClosed(Conflict):
    code = "period_not_closed"
    message = _("Only results of a closed period can be published.")


class NoRegion(Conflict):
    code = "no_region"
    message = _("Your seat has no region: only members from a region assess it.")


class NotYourRegion(Invalid):
    code = "not_your_region"
    message = _("Only members from this region write about its figures.")


class NoSuchFigure(Invalid):
    code = "no_such_figure"
    message = _("There is no figure of this indicator for this region and period.")


class QuestionDropped(Conflict):
    code = "question_dropped"
    message = _("This question is no longer asked. You can still write a note beside the indicator.")


# Importing figures


class ImportBlocked(Conflict):
    code = "import_blocked"
    message = _("Nothing was imported: something has to be decided or put right first.")


class PreviewChanged(Conflict):
    """What is stored, or what was answered, is no longer what the preview was made of."""

    code = "preview_changed"
    message = _("Something changed since this was shown. Nothing is imported yet: look once more.")


class DraftGone(Conflict):
    code = "draft_gone"
    message = _("This file was imported or removed in the meantime.")


class NothingNew(Conflict):
    code = "nothing_new"
    message = _("Nothing was imported: all of it is stored already.")


class RevisionUndone(Conflict):
    code = "revision_undone"
    message = _("This import is undone already.")


class RevisionFollowed(Conflict):
    code = "revision_followed"
    message = _("A later import changed the same figures. Undo that one first.")


class UnreadableMetadata(Invalid):
    """What was typed about an indicator cannot be kept. `wrong` names each field."""

    code = "unreadable_metadata"

    def __init__(self, wrong: Mapping[str, str]) -> None:
        self.wrong = wrong
        super().__init__(field=next(iter(wrong)))
