"""What the acts of this room refuse."""

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import Conflict


class TextMoved(Conflict):
    code = "text_moved"
    message = _("The text was changed while you were reading. Please read it again before your side agrees.")


class AlreadyAgreed(Conflict):
    code = "already_agreed"
    message = _("Your side has agreed to this text already.")


class NewerText(Conflict):
    code = "newer_text"
    message = _("Somebody has written a newer draft meanwhile. Your text is still here: compare it with the newer one and send it again.")


class SameText(Conflict):
    code = "same_text"
    message = _("This is word for word the present draft. Change something first.")


class NoteHidden(Conflict):
    code = "note_hidden"
    message = _("This note is hidden already.")
