"""What the acts of this room refuse."""

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import Conflict


class TextMoved(Conflict):
    code = "text_moved"
    message = _("The text was changed while you were reading. Please read it again before your side agrees.")


class AlreadyAgreed(Conflict):
    code = "already_agreed"
    message = _("Your side has agreed to this text already.")
