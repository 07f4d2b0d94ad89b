"""What this room's record entries and notices say."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kenes.councils.models import Member


def seat(details: Mapping[str, Any]) -> str:
    number = details.get("number")
    return f"{number:03d}" if isinstance(number, int) else "…"


def role(code: object) -> str:
    return str(dict(Member.Role.choices).get(str(code), code))


def joined(details: Mapping[str, Any]) -> str:
    ways = {
        "founding": _("Seat %(seat)s was taken at the founding of the council."),
        "invitation": _("The person invited to seat %(seat)s joined by the link."),
        "code": _("The person of seat %(seat)s joined with a one-time code."),
    }
    return ways.get(str(details.get("way")), _("Seat %(seat)s was taken.")) % {"seat": seat(details)}


def numbered(sentence: Any) -> Any:
    """Return a sentence about a seat, filled with its number as it is written: 014."""
    return lambda details: str(sentence) % {"seat": seat(details)}


def role_changed(details: Mapping[str, Any]) -> str:
    return _("The role of seat %(seat)s changed: %(before)s → %(after)s.") % {
        "seat": seat(details),
        "before": role(details.get("from")),
        "after": role(details.get("to")),
    }


def imported(details: Mapping[str, Any]) -> str:
    count = int(details.get("seats", 0))
    return ngettext("A roster with %(count)s seat was imported.", "A roster with %(count)s seats was imported.", count) % {"count": count}


ENTRIES = {
    "council.created": gettext_lazy("The council was founded."),
    "council.changed": gettext_lazy("The settings of the council were changed."),
    "side.added": gettext_lazy("A side was added: %(country)s."),
    "seat.added": numbered(gettext_lazy("Seat %(seat)s was made.")),
    "seat.joined": joined,
    "seat.changed": numbered(gettext_lazy("The data of seat %(seat)s were changed.")),
    "seat.role_changed": role_changed,
    "seat.suspended": numbered(gettext_lazy("Seat %(seat)s was suspended.")),
    "seat.restored": numbered(gettext_lazy("Seat %(seat)s was restored.")),
    "seat.ended": numbered(gettext_lazy("Seat %(seat)s was ended.")),
    "invitation.made": numbered(gettext_lazy("An invitation link for seat %(seat)s was made.")),
    "invitation.withdrawn": numbered(gettext_lazy("The invitation link for seat %(seat)s was withdrawn.")),
    "seat.second_factor_dropped": numbered(
        gettext_lazy("Who runs the installation took the second factor off the account of seat %(seat)s.")
    ),
    "code.issued": numbered(gettext_lazy("A one-time sign-in code for seat %(seat)s was issued.")),
    "code.used": numbered(gettext_lazy("Somebody signed in to seat %(seat)s with a one-time code.")),
    "application.received": gettext_lazy("An application to join was received from the region %(region)s."),
    "application.accepted": numbered(gettext_lazy("An application to join was accepted: seat %(seat)s.")),
    "application.declined": gettext_lazy("An application to join was declined; the applicant knows the reason."),
    "roster.imported": imported,
    "comment.added": gettext_lazy("Somebody contributed to a discussion."),
    "comment.hidden": gettext_lazy("A contribution to a discussion was hidden; its author knows the reason."),
    "comment.shown": gettext_lazy("A hidden contribution to a discussion was shown again."),
}

NOTICES = {
    "council_changed": gettext_lazy("Secretary %(seat)s changed the settings of the council."),
    "seat_joined": gettext_lazy("Seat %(seat)s is taken: its person has joined."),
    "seat_changed": gettext_lazy("The secretariat changed the data of your seat %(seat)s."),
    "role_changed": gettext_lazy("The secretariat gave your seat %(seat)s another role."),
    "seat_suspended": gettext_lazy("Your seat %(seat)s is suspended. Reason: %(reason)s"),
    "seat_restored": gettext_lazy("Your seat %(seat)s is yours again."),
    "seat_ended": gettext_lazy("Your seat %(seat)s has ended. Reason: %(reason)s"),
    "code_issued": gettext_lazy(
        "A one-time sign-in code for your seat %(seat)s was issued. If you did not ask for one, tell the secretariat at once."
    ),
    "second_factor_dropped": gettext_lazy(
        "The second factor of your account was taken off, at your request. If you did not ask for it, tell the secretariat at once."
    ),
    "application_received": gettext_lazy("Somebody asks to join the council. Accept or decline the application."),
    "comment_added": gettext_lazy("Member %(seat)s contributed to the discussion."),
    "comment_hidden": gettext_lazy("Your contribution to the discussion was hidden. Reason: %(reason)s"),
    "comment_shown": gettext_lazy("Your contribution to the discussion is shown again."),
}
