"""What the acts of this room refuse."""

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import BadFile, Conflict, Invalid, NotAllowed


class TextNeeded(Invalid):
    code = "text_needed"
    message = _("Please write this in a few words.")


class StatementTooLong(Invalid):
    code = "statement_too_long"
    message = _("A statement has at most %(most)s characters, so that it fits one screen.")


class SaidAlready(Conflict):
    code = "said_already"
    message = _("There is already a statement with these words.")


class ReasonNeeded(Invalid):
    code = "reason_needed"
    message = _("Write why you do not accept it: its author will read this.")


class ClosesInPast(Invalid):
    code = "closes_in_past"
    message = _("Voting must close in the future.")


class StatementsNeeded(Conflict):
    code = "statements_needed"
    message = _("Voting needs at least one statement.")


class NobodyOnRoster(Conflict):
    code = "nobody_on_roster"
    message = _("Nobody in the council can vote yet: no seat with a vote is active.")


class NotInPreparation(Conflict):
    code = "not_in_preparation"
    message = _("Voting is open or over: the question and its statements no longer change.")


class VotingNotOpen(Conflict):
    code = "voting_not_open"
    message = _("Voting has not been opened yet.")


class VotingClosed(Conflict):
    code = "voting_closed"
    message = _("Voting is closed. Your answer was not counted; those given before are.")


class NotClosedYet(Conflict):
    code = "not_closed_yet"
    message = _("Voting runs until the time that was promised. It can be closed then.")


class VotesChanged(Conflict):
    code = "votes_changed"
    message = _("An answer that was on its way when voting ended has arrived since: the results are worked out once more.")


class CountedAtClose(Invalid):
    code = "counted_at_close"
    message = _("Under the Chatham House Rule results are shown once, when voting closes: before, nobody knows how many took part.")


class VotesOnlyAtClose(Invalid):
    code = "votes_only_at_close"
    message = _("Individual votes can be published only where results are shown once, when voting closes.")


class NotOnRoster(NotAllowed):
    code = "not_on_roster"
    message = _("You are not on the roster of this deliberation: it was frozen when voting opened.")


class SeatNotActive(NotAllowed):
    code = "seat_not_active"
    message = _("Your seat is not active, so your answer cannot be counted.")


class StatementNotOpen(Conflict):
    code = "statement_not_open"
    message = _("This statement is not open for votes.")


class NotAVote(Invalid):
    code = "not_a_vote"
    message = _("An answer is agree, disagree or pass.")


class NothingToUndo(Conflict):
    code = "nothing_to_undo"
    message = _("There is no answer to undo.")


class AlreadyReleased(Conflict):
    code = "already_released"
    message = _("This answer is part of published results: you can change it, but no longer take it back.")


class VoteFirst(Conflict):
    code = "vote_first"
    message = _("Please answer at least %(needed)s statements first, so that you know what was said already.")


class EnoughWritten(Conflict):
    code = "enough_written"
    message = _("You have written %(most)s statements in this deliberation; that is the most.")


class AlreadyDecided(Conflict):
    code = "already_decided"
    message = _("Somebody has already decided about this statement.")


class NothingNew(Conflict):
    code = "nothing_new"
    message = _("Too few new votes: no figure could be shown that is not shown already.")


class UnreadablePolis(BadFile):
    """`code` of the reader says what; the message names file, line and column."""

    code = "unreadable_export"
