"""Why a recommendation, an adoption or a ballot is refused.

KenesError
├── Invalid
│   ├── TextMissing            a part of the text is empty
│   ├── TextTooLong
│   ├── BadChoice              a ballot says something else than yes, no, abstain
│   ├── BadClosing             the closing time is past or too far off
│   └── BadShare               quorum or majority is not a share that can decide
└── Conflict
    ├── NotADraft              the text can no longer change
    ├── SameText               a version that changes nothing
    ├── NewerVersion           somebody wrote a version meanwhile
    ├── OlderVersion           the same, seen by who puts the text to the vote
    ├── AlreadyCited           the statement is among the evidence
    ├── NotReleased            the statement's deliberation has no results yet
    ├── AlreadyVoting          adoption is open or done
    ├── SidesMissing           a side has not agreed that this text is put to the vote
    ├── NobodyToVote           the roster, or one side of it, is empty
    ├── VotingOver / VotingOpen / AlreadyClosed
    ├── NotOnRoster            joined after the roster was frozen
    ├── AlreadyVoted           a secret ballot cannot be changed
    ├── TextChanged            the text is not the one that voting opened on
    ├── CountsDiffer           ballots and voters do not add up
    ├── DissentOver / AlreadyDissented
    └── QuorumNotReached
        └── SideQuorumNotReached
"""

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import Conflict, Invalid


class TextMissing(Invalid):
    code = "text_missing"
    message = _("This part of the text is still empty.")


class TextTooLong(Invalid):
    code = "text_too_long"
    message = _("This text is too long: %(most)s characters fit.")


class BadChoice(Invalid):
    code = "bad_choice"
    message = _("Choose one of the three answers.")


class BadClosing(Invalid):
    code = "bad_closing"
    message = _("Voting must close in the future, at most a year from now.")


class BadShare(Invalid):
    code = "bad_share"
    message = _("Enter a whole number from %(least)s to %(most)s.")


class NotADraft(Conflict):
    code = "not_a_draft"
    message = _("The text can no longer be changed: voting on it is open, or it was adopted or withdrawn.")


class SameText(Conflict):
    code = "same_text"
    message = _("This is word for word the present version. Change something first.")


class NewerVersion(Conflict):
    code = "newer_version"
    message = _("Somebody has written a newer version meanwhile. Your text is still here: compare it with the newer one and send it again.")


class OlderVersion(Conflict):
    code = "older_version"
    message = _("Somebody has written a newer version meanwhile. Read version %(number)s first; then you can put it to the vote.")


class AlreadyCited(Conflict):
    code = "already_cited"
    message = _("This statement is already among the evidence.")


class SaidInClosed(Conflict):
    code = "said_in_closed"
    message = _("This was said in a closed deliberation: only those who took part may read it.")


class NotReleased(Conflict):
    code = "not_released"
    message = _("This deliberation has no published results yet, so its statements cannot be cited.")


class AlreadyVoting(Conflict):
    code = "already_voting"
    message = _("Only a draft can be put to the vote: this text is being voted on, was decided or was withdrawn.")


class SidesMissing(Conflict):
    code = "sides_missing"
    message = _("Every side agrees to a text before it is put to the vote. Still missing: %(sides)s.")


class NobodyToVote(Conflict):
    code = "nobody_to_vote"
    message = _("Voting cannot open: the roster, or one side of it, has nobody who votes.")


class VotingOver(Conflict):
    code = "voting_over"
    message = _("Voting is over: this ballot was not counted.")


class VotingOpen(Conflict):
    code = "voting_open"
    message = _("Voting is still open. It ends at its stated time, or when everybody on the roster has voted.")


class AlreadyClosed(Conflict):
    code = "already_closed"
    message = _("This vote was already closed and counted.")


class NotOnRoster(Conflict):
    code = "not_on_roster"
    message = _("You are not on the roster of this vote. It was fixed when voting opened.")


class AlreadyVoted(Conflict):
    code = "already_voted"
    message = _("You have already voted. A secret ballot cannot be changed: nobody can tell which one is yours.")


class TextChanged(Conflict):
    code = "text_changed"
    message = _("The text is no longer the one that voting opened on. No ballot is taken and nothing is decided until this is settled.")


class CountsDiffer(Conflict):
    code = "counts_differ"
    message = _("The ballots and the voters marked on the roster do not add up. Nothing is decided until this is settled.")


class DissentOver(Conflict):
    code = "dissent_over"
    message = _("A dissenting opinion can be added until seven days after the vote closed. That time has passed.")


class AlreadyDissented(Conflict):
    code = "already_dissented"
    message = _("Your dissenting opinion is already beside the text.")


class QuorumNotReached(Conflict):
    code = "quorum_not_reached"
    message = _("The quorum was not reached: %(voted)s of %(roster)s voted, %(needed)s were needed.")


class SideQuorumNotReached(QuorumNotReached):
    code = "side_quorum_not_reached"
    message = _("%(side)s: the quorum was not reached: %(voted)s of %(roster)s voted, %(needed)s were needed.")
