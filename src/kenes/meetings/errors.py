"""What the acts of this room refuse."""

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import Conflict, Invalid, NotAllowed

# Topics and the agenda


class AgendaOpenAlready(Conflict):
    code = "agenda_open_already"
    message = _("This meeting has an agenda in the making already.")


class MeetingNotPlanned(Conflict):
    code = "meeting_not_planned"
    message = _("This meeting is held, under way or cancelled: its agenda cannot be formed or changed any more.")


class ProposalsOver(Conflict):
    code = "proposals_over"
    message = _("Topics are no longer proposed for this meeting: the time for it is over.")


class OtherRule(Conflict):
    code = "other_rule"
    message = _("The rule of this meeting was changed meanwhile. Please open the page again: it says who will see what you write.")


class TopicsHeld(Conflict):
    code = "topics_held"
    message = _("Topics are still held back. Close the list first: what can be released is, the rest goes back to its authors.")


class ModerationFirst(Conflict):
    code = "moderation_first"
    message = _("Topics still wait for moderators. Each is first accepted in all working languages, or returned to its author.")


class ProposalsOpen(Conflict):
    code = "proposals_open"
    message = _("Members may still propose topics until the date that they were told. Approving opens after it.")


class RuleFixed(Conflict):
    code = "rule_fixed"
    message = _("Approving has begun: topics and the rule of the agenda are fixed.")


class TopicNotProposed(Conflict):
    code = "topic_not_proposed"
    message = _("This topic is no longer among those proposed: it was joined, withdrawn or not admitted.")


class TopicTooLong(Invalid):
    code = "topic_too_long"
    message = _("This topic is longer than the meeting can give it: at most %(most)s minutes. Please shorten it, or split it in two.")


class TopicTooShort(Invalid):
    code = "topic_too_short"
    message = _("A topic takes at least %(least)s minutes.")


class UnknownSpeaker(Invalid):
    code = "unknown_speaker"
    message = _("There is no member with the number %(numbers)s in this council.")


class NotTwoTopics(Invalid):
    code = "not_two_topics"
    message = _("Choose another topic of this agenda that is still proposed.")


class OfferedAlready(Conflict):
    code = "offered_already"
    message = _("It was already offered to join these two topics.")


class OfferOver(Conflict):
    code = "offer_over"
    message = _("This offer is no longer open.")


class NotAProposer(NotAllowed):
    code = "not_a_proposer"
    message = _("Only those who proposed the two topics answer this offer.")


class NotJoined(Conflict):
    code = "not_joined"
    message = _("This topic is not joined with another.")


class BadSessions(Invalid):
    code = "bad_sessions"
    message = _("The sessions must follow each other without overlapping, within the time of the meeting.")


class BadMinutes(Invalid):
    code = "bad_minutes"
    message = _("There is room for %(least)s to %(most)s minutes in these sessions.")


class BadDates(Invalid):
    code = "bad_dates"
    message = _("First topics are proposed, then members approve, then the meeting begins: each date must be later than the one before.")


class DateTooNear(Invalid):
    code = "date_too_near"
    message = _("Topics come here without names: the date is moved to a day from now or later, so that it tells nobody who wrote when.")


class NamedUnderChatham(Invalid):
    code = "named_under_chatham"
    message = _("Approvals cannot be published by name for a meeting that is not open: choose confidential ones.")


class NothingToApprove(Conflict):
    code = "nothing_to_approve"
    message = _("No topic is proposed yet, so there is nothing to approve.")


class NobodyToApprove(Conflict):
    code = "nobody_to_approve"
    message = _("A side has no member who could approve topics.")


class NotApproving(Conflict):
    code = "not_approving"
    message = _("Topics are not being approved now: it has not begun, or it is over.")


class NotOnAgendaRoster(NotAllowed):
    code = "not_on_agenda_roster"
    message = _("Your seat is not on the roster of this agenda. It was fixed when approving began.")


class UnknownTopic(Invalid):
    code = "unknown_topic"
    message = _("One of these topics is not on this agenda’s list. Please reload the page.")


class ApprovalsOpen(Conflict):
    code = "approvals_open"
    message = _("Members may still approve topics. The agenda is formed when the time is over, or when everybody has answered.")


class AgendaFormed(Conflict):
    code = "agenda_formed"
    message = _("The agenda is formed already.")


class AgendaNotFormed(Conflict):
    code = "agenda_not_formed"
    message = _("The agenda is not formed yet.")


class AgendaConfirmed(Conflict):
    code = "agenda_confirmed"
    message = _("All sides have confirmed this agenda.")


class NotOnAgenda(Invalid):
    code = "not_on_agenda"
    message = _("This topic is not on the agenda.")


class OnAgendaAlready(Invalid):
    code = "on_agenda_already"
    message = _("This topic is on the agenda already.")


class NoSuchPlace(Invalid):
    code = "no_such_place"
    message = _("Choose a place from 1 to %(most)s.")


class AgendaMoved(Conflict):
    code = "agenda_moved"
    message = _("The agenda was changed while you were reading. Please look at it again.")


class NoRoomLeft(Invalid):
    code = "no_room_left"
    message = _("The sessions have only %(left)s minutes left. Take another item off first.")


class MandatoryTooLong(Conflict):
    code = "mandatory_too_long"
    message = _("The mandatory topics take %(minutes)s minutes, the meeting gives out %(most)s.")


class TooFewForConfidential(Conflict):
    code = "too_few_for_confidential"
    message = _("A side has fewer than %(least)s members who approve: confidential approvals could be guessed. Choose named ones.")


class ApprovalsMoved(Conflict):
    code = "approvals_moved"
    message = _("Somebody changed an approval while the agenda was being computed. Please try again.")


# Minutes


class NotHeldYet(Conflict):
    code = "not_held_yet"
    message = _("Minutes are drafted once the meeting has begun.")


class AlreadyDrafted(Conflict):
    code = "already_drafted"
    message = _("The minutes of this meeting are drafted already.")


class MinutesAgreed(Conflict):
    code = "minutes_agreed"
    message = _("Every side has confirmed these minutes. They are not changed any more.")


class MinutesEmpty(Conflict):
    code = "minutes_empty"
    message = _("There is no paragraph yet that the sides could agree to.")


class AlreadySent(Conflict):
    code = "minutes_sent"
    message = _("The sides are agreeing these minutes already.")


class NotSentYet(Conflict):
    code = "minutes_not_sent"
    message = _("These minutes are a draft. The sides agree once it is sent to them.")


class ParagraphChanged(Conflict):
    code = "paragraph_changed"
    message = _("This paragraph was changed while you were reading. Please read it again; what you typed is still here.")


class NotReadyToAgree(Conflict):
    code = "not_ready_to_agree"
    message = _("Nobody can agree to this paragraph yet: words are in brackets, or a language is missing or behind.")


class NotConfirmable(Conflict):
    code = "not_confirmable"
    message = _("Minutes are confirmed at home once every side agrees to every paragraph.")


class BadSilence(Invalid):
    code = "bad_silence"
    message = _("Give the sides at least 1 day and at most 60.")


class DecisionNeedsOwner(Invalid):
    code = "decision_needs_owner"
    message = _("A decision names who carries it out, and by which day.")


class UnknownMark(Invalid):
    code = "unknown_mark"
    message = _("A number in square brackets stands for disputed words. There is no such open bracket in this paragraph.")


class WordsNotThere(Invalid):
    code = "words_not_there"
    message = _("These words must stand exactly once in the paragraph. Please copy them from its text.")


class LanguageBehind(Invalid):
    code = "language_behind"
    message = _("This language is behind the others. Please bring it into line first.")


class BracketResolved(Conflict):
    code = "bracket_resolved"
    message = _("The sides have settled this wording already.")


# Meetings


class BadTimes(Invalid):
    code = "bad_times"
    message = _("A meeting ends after it begins, and lasts at most %(days)s days.")


class InThePast(Invalid):
    code = "in_the_past"
    message = _("This time has passed. Please choose a later one.")


class UnknownZone(Invalid):
    code = "unknown_zone"
    message = _("There is no such time zone.")


class PlaceNeeded(Invalid):
    code = "place_needed"
    message = _("Name the place, or give a link for those who take part from afar.")


class UnusableLink(Invalid):
    code = "unusable_link"
    message = _("This is no web address. It begins with https://")


class ClosedIsNotPublic(Invalid):
    code = "closed_is_not_public"
    message = _("A closed meeting is seen by members only.")


class AttributionFixed(Conflict):
    code = "attribution_fixed"
    message = _("Something was or may have been said under this rule already: it cannot be changed for this meeting any more.")


class MeetingOver(Conflict):
    code = "meeting_over"
    message = _("This meeting is over or cancelled.")


class MeetingBegan(Conflict):
    code = "meeting_began"
    message = _("This meeting has begun: it cannot be cancelled, nor its beginning moved.")


class TooEarly(Conflict):
    code = "too_early"
    message = _("This meeting is planned for another day. Say that it is to begin now.")


class MeetingNotRunning(Conflict):
    code = "meeting_not_running"
    message = _("This meeting is not under way.")


class ItemNotRunning(Conflict):
    code = "item_not_running"
    message = _("This item is not being discussed now. Start it first.")


class NotOfThisCouncil(Invalid):
    code = "not_of_this_council"
    message = _("Choose an active member of this council.")


class NotOfThisMeeting(Invalid):
    code = "not_of_this_meeting"
    message = _("This item is not on the agenda of this meeting.")


class NotInvited(Invalid):
    code = "not_invited"
    message = _("This member is not invited to this closed meeting, and could not read the question.")


class NothingToInvite(Conflict):
    code = "nothing_to_invite"
    message = _("All members of your side are invited already.")


class QuestionClosed(Conflict):
    code = "question_closed"
    message = _("Somebody has already decided about this. Reload the page to see what.")


class NotASuggestion(Conflict):
    code = "not_a_suggestion"
    message = _("Only a suggestion becomes a task. A question is answered, or given to somebody to answer.")


class TaskClosed(Conflict):
    code = "task_closed"
    message = _("This task is closed already.")
