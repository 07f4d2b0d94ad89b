"""Topics and agendas in plain words. Nothing here says what anybody approves, and under confidential approvals nothing counts them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


def approving_opened(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 0))
    words = ngettext(
        "Approving of topics began: topics and rule are fixed, %(n)s seat is on the roster",
        "Approving of topics began: topics and rule are fixed, %(n)s seats are on the roster",
        n,
    )
    return words % {"n": n}


def formed(details: Mapping[str, Any]) -> str:
    n = int(details.get("count", 0))
    words = ngettext("The agenda was formed: %(n)s topic", "The agenda was formed: %(n)s topics", n)
    return words % {"n": n}


def changed(details: Mapping[str, Any]) -> str:
    words = {
        "added": _("The chairs put topic No. %(number)s onto the agenda; the sides are asked again"),
        "removed": _("The chairs took topic No. %(number)s off the agenda; the sides are asked again"),
        "moved": _("The chairs moved topic No. %(number)s to place %(after)s; the sides are asked again"),
    }
    found = words.get(str(details.get("change")), _("The agenda was changed by hand"))
    return found % {"number": details.get("topic_number", "…"), "after": details.get("after", "…")}


ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {
    # topics
    "topic.proposed": gettext_lazy("Topic No. %(number)s was proposed"),
    "topic.changed": gettext_lazy("Its author changed topic No. %(number)s"),
    "topic.withdrawn": gettext_lazy("Topic No. %(number)s was withdrawn by its author"),
    "topic.declined": gettext_lazy("Topic No. %(number)s was not admitted; its author was told why"),
    "topic.readmitted": gettext_lazy("Topic No. %(number)s was admitted after all"),
    "topic.join_offered": gettext_lazy("It was offered to join topic No. %(number)s with No. %(into_number)s"),
    "topic.join_agreed": gettext_lazy("A proposer agreed to join topic No. %(number)s with No. %(into_number)s"),
    "topic.join_refused": gettext_lazy("A proposer refused to join topic No. %(number)s with No. %(into_number)s"),
    "topic.joined": gettext_lazy("Topic No. %(number)s became a part of No. %(into_number)s"),
    "topic.unjoined": gettext_lazy("Topic No. %(number)s stands apart from No. %(into_number)s again"),
    "topic.mandatory": gettext_lazy("Topic No. %(number)s is mandatory: the sides agreed"),
    "topic.not_mandatory": gettext_lazy("Topic No. %(number)s is not mandatory"),
    # the agenda
    "agenda.opened": gettext_lazy("The agenda of meeting No. %(meeting_number)s was opened: members propose topics"),
    "agenda.rule_changed": gettext_lazy("The rule or the dates of the agenda were changed"),
    "agenda.approving_opened": approving_opened,
    "agenda.formed": formed,
    "agenda.replayed": gettext_lazy("The agenda was computed anew: the same approvals gave the same agenda"),
    "agenda.replay_failed": gettext_lazy("The agenda was computed anew: the approvals that are kept do not give it"),
    "agenda.confirmed": gettext_lazy("The agenda is confirmed by the sides"),
    "agenda.changed": changed,
}

NOTICES: dict[str, str | Promise] = {
    # topics
    "topic.received": gettext_lazy("Your topic No. %(number)s is proposed: %(title)s"),
    "topic.new": gettext_lazy("New topic No. %(number)s: %(title)s"),
    "topic.withdrawn": gettext_lazy("Topic No. %(number)s was withdrawn by its author."),
    "topic.declined": gettext_lazy("Your topic No. %(number)s is not admitted. Reason: %(reason)s"),
    "topic.readmitted": gettext_lazy("Your topic No. %(number)s is admitted after all."),
    "topic.join_offered": gettext_lazy("It is offered to join topics No. %(number)s and No. %(into_number)s. Do you agree?"),
    "topic.join_refused": gettext_lazy("Topics No. %(number)s and No. %(into_number)s are not joined: a proposer refused."),
    "topic.joined": gettext_lazy("Topic No. %(part_number)s is now a part of topic No. %(number)s: %(title)s"),
    "topic.unjoined": gettext_lazy("Topic No. %(number)s stands apart from topic No. %(into_number)s again."),
    "topic.mandatory_proposed": gettext_lazy("A side wants topic No. %(number)s on the agenda in any case: %(title)s"),
    "topic.mandatory": gettext_lazy("Topic No. %(number)s is mandatory, the sides agreed: %(title)s"),
    "topic.not_mandatory": gettext_lazy("Topic No. %(number)s is not mandatory: members’ approvals decide."),
    "agenda.topics": gettext_lazy("New topics without their authors, to be read together: %(title)s"),
    # the agenda
    "agenda.opened": gettext_lazy("Topics for the next meeting are asked for: %(title)s"),
    "agenda.rule_changed": gettext_lazy("The rule or the dates of the agenda were changed: %(title)s"),
    "agenda.opening_agreed": gettext_lazy("The other side agrees to begin approving of topics, yours is asked: %(title)s"),
    "agenda.approve": gettext_lazy("Which topics do you want discussed? Please mark them: %(title)s"),
    "agenda.reminder": gettext_lazy("You have not marked your topics yet, one day is left: %(title)s"),
    "agenda.confirm": gettext_lazy("The agenda is formed, your side is asked to confirm it: %(title)s"),
    "agenda.confirm_again": gettext_lazy("The agenda was changed by hand, your side is asked again: %(title)s"),
    "agenda.formed": gettext_lazy("The agenda is formed, with a reason for each topic: %(title)s"),
    "agenda.agreed": gettext_lazy("The other side has confirmed the agenda, yours is asked: %(title)s"),
    "agenda.confirmed": gettext_lazy("The agenda is confirmed by the sides: %(title)s"),
    "agenda.replay_failed": gettext_lazy("Computed anew, the approvals that are kept do not give the agenda: %(title)s"),
    "agenda.added_by_hand": gettext_lazy("The chairs put your topic No. %(topic_number)s onto the agenda. Reason: %(reason)s"),
    "agenda.removed_by_hand": gettext_lazy("The chairs took your topic No. %(topic_number)s off the agenda. Reason: %(reason)s"),
    "agenda.moved_by_hand": gettext_lazy("The chairs moved your topic No. %(topic_number)s on the agenda. Reason: %(reason)s"),
}
