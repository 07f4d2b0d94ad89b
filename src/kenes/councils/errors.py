"""What acts of this room refuse, and why.

KenesError
├── Invalid
│   ├── TextNeeded           a text that must say something is empty
│   ├── TextTooLong
│   ├── ForeignRegion        a region that does not take part in the council
│   ├── TooManyFiles
│   ├── UnusableKey          a client key that no form of ours made
│   └── EmailTaken           an account with this address exists
├── NotFound
│   └── UnknownLink          no invitation with this token
├── Conflict
│   ├── InvitationClosed     used, withdrawn or expired
│   ├── CodeRefused          wrong, used or expired: all look the same
│   ├── AlreadySeated        this person has a seat in the council
│   ├── WrongState           the seat, application or comment is not in the state that this needs
│   ├── ReachesFurther       a code would open other councils, too
│   ├── OwnSeat              nobody manages their own seat
│   ├── NotEmpty             only an empty installation is set up without an account
│   └── NoApplications       the council takes no applications
└── BadFile
    └── BadRoster            a roster with faults: `faults` names row and column of each
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import BadFile, Conflict, Invalid, NotFound


class TextNeeded(Invalid):
    code = "text_needed"
    message = _("Please write this in a few words.")


class TextTooLong(Invalid):
    code = "text_too_long"
    message = _("This text is too long: at most %(most)s characters.")


class ForeignRegion(Invalid):
    code = "foreign_region"
    message = _("This region does not take part in the council.")


class TooManyFiles(Invalid):
    code = "too_many_files"
    message = _("At most %(most)s files can be attached.")


class UnusableKey(Invalid):
    code = "unusable_key"
    message = _("This form is damaged. Please reload the page and send it again.")


class EmailTaken(Invalid):
    code = "email_taken"
    message = _("There is an account with this e-mail already. Sign in to it first, then open the link again.")


class UnknownLink(NotFound):
    code = "unknown_link"
    message = _("This link is not complete or never existed. Ask the secretariat for a new one.")


class InvitationClosed(Conflict):
    code = "invitation_closed"
    message = _("This invitation can no longer be used. Ask the secretariat for a new one.")


class CodeRefused(Conflict):
    code = "code_refused"
    message = _("This code is wrong, was used already or has expired. Check it, or ask your secretariat for a new one.")


class AlreadySeated(Conflict):
    code = "already_seated"
    message = _("You already have a seat in this council.")


class Unattributed(Conflict):
    code = "unattributed"
    message = _("Under the Chatham House Rule there is no discussion here: comments carry the seat of their author.")


class WrongState(Conflict):
    code = "wrong_state"
    message = _("This is no longer possible: the state has changed meanwhile.")


class ReachesFurther(Conflict):
    code = "reaches_further"
    message = _(
        "This person's account opens more than your council, and has no second factor. "
        "Only who runs this installation can issue a code for it."
    )


class OwnSeat(Conflict):
    code = "own_seat"
    message = _("You cannot do this with your own seat. Ask another secretary.")


class NotEmpty(Conflict):
    code = "not_empty"
    message = _("This installation is already in use. Only those who run it may add a council.")


class NoApplications(Conflict):
    code = "no_applications"
    message = _("This council takes no applications at present.")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one cell of a roster, in the reader's language. Row 1 is the first line of the file."""

    row: int
    column: str
    what: str


class BadRoster(BadFile):
    code = "bad_roster"
    message = _("The roster has faults. Nothing was imported.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = list(faults)
