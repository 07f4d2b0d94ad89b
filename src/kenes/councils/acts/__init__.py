"""What people do with councils and their seats. The only writers of this room."""

from kenes.councils.acts.accounts import change_account, choose_password, end_sessions, set_language
from kenes.councils.acts.codes import drop_second_factor, issue_code, sign_in_with_code
from kenes.councils.acts.founding import add_side, change_council, create_council, first_secretary, found_council
from kenes.councils.acts.joining import (
    accept_application,
    accept_invitation,
    apply,
    decline_application,
    invite,
    withdraw_invitation,
)
from kenes.councils.acts.rosters import import_roster
from kenes.councils.acts.seats import change_role, change_seat, end_seat, restore_member, seat_member, suspend_member
from kenes.councils.acts.threads import comment, hide_comment, show_comment

restore = restore_member

__all__ = [
    "accept_application",
    "accept_invitation",
    "add_side",
    "apply",
    "change_account",
    "change_council",
    "change_role",
    "change_seat",
    "choose_password",
    "comment",
    "create_council",
    "decline_application",
    "drop_second_factor",
    "end_seat",
    "end_sessions",
    "first_secretary",
    "found_council",
    "hide_comment",
    "import_roster",
    "invite",
    "issue_code",
    "restore",
    "restore_member",
    "seat_member",
    "set_language",
    "show_comment",
    "sign_in_with_code",
    "suspend_member",
    "withdraw_invitation",
]
