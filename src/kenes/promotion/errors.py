"""What can go wrong on the way to a body and back."""

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import Conflict, Invalid, NotFound


class NotAdopted(Conflict):
    code = "not_adopted"
    message = _("Only adopted recommendations can go to a body.")


class NothingChosen(Invalid):
    code = "nothing_chosen"
    message = _("Choose at least one adopted recommendation.")


class AlreadyDispatched(Conflict):
    code = "already_dispatched"
    message = _("This brief has already been sent to this body.")


class DueTooEarly(Invalid):
    code = "due_too_early"
    message = _("The due date must lie after the day of dispatch.")


class DayAlreadySet(Conflict):
    code = "day_already_set"
    message = _("This day is already in the list. Remove it first.")


class LinkUnknown(NotFound):
    code = "link_unknown"
    message = _("This link is not valid any more, or was copied incompletely. The institute that sent it can give you a new one.")


class AlreadyAnswered(Conflict):
    code = "already_answered"
    message = _("An answer to this dispatch has already been received. What you sent now was not stored.")


class NotAllAnswered(Invalid):
    code = "not_all_answered"
    message = _("Answer each recommendation of this dispatch, each once.")


class ReasonMissing(Invalid):
    code = "reason_missing"
    message = _("Write why: the members who worked on it will read this.")


class DayPast(Invalid):
    code = "day_past"
    message = _("This day has already passed.")


class AlreadyDecided(Conflict):
    code = "already_decided"
    message = _("Somebody has already decided about this answer.")


class NoteMissing(Invalid):
    code = "note_missing"
    message = _("Write how you know this.")


class VerdictOpen(Conflict):
    code = "verdict_open"
    message = _("Members are already being asked about this commitment.")


class PeriodTooShort(Invalid):
    code = "period_too_short"
    message = _("Members need between 1 and 90 days to answer.")


class RegionsLeftOut(Invalid):
    code = "regions_left_out"
    message = _("No region that the recommendation concerns can be left out.")


class NobodyToAsk(Conflict):
    code = "nobody_to_ask"
    message = _("No member of these regions can be asked yet.")


class NotAsked(Conflict):
    code = "not_asked"
    message = _("You are not among the members who were asked: the list was fixed when the question was put.")


class VerdictOver(Conflict):
    code = "verdict_over"
    message = _("The time for this verdict is over.")


class VerdictStillOpen(Conflict):
    code = "verdict_still_open"
    message = _("A verdict closes at its stated time, never earlier.")
