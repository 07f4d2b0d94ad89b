"""What the acts of this room refuse."""

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import BadFile, Conflict, Invalid


class TextNeeded(Invalid):
    code = "text_needed"
    message = _("Please write this in at least one language.")


class ReasonNeeded(Invalid):
    code = "reason_needed"
    message = _("Write why you return it: its author will read this.")


class NotALanguage(Invalid):
    code = "not_a_language"
    message = _("This is not a working language of the council.")


class AlreadyOver(Conflict):
    code = "already_over"
    message = _("This is over: nothing is taken any more.")


class EnoughHeld(Conflict):
    code = "enough_held"
    message = _("You have written %(most)s contributions here; that is the most.")


class NotWaiting(Conflict):
    code = "not_waiting"
    message = _("This contribution does not wait any more: somebody was faster.")


class TextChanged(Conflict):
    code = "text_changed"
    message = _("Somebody else has just changed this text. Your words are still here: compare them with what is there now.")


class Traceable(BadFile):
    code = "traceable"
    message = _(
        "Of this file it cannot be promised that nothing in it tells who made it. Pictures, PDF, plain text and simple DOCX and XLSX "
        "files can be cleaned of that."
    )
    LOCKED = _("This PDF is protected by a password or against changes, so it cannot be cleaned. Save it without protection.")
    UNREADABLE = _("This PDF cannot be cleaned of what tells who made it: it is damaged, or too large inside. Print it to a new PDF file.")
