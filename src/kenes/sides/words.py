"""This room's acts in plain words: entries of the record and notices."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def agreed(details: Mapping[str, Any]) -> str:
    # The purposes of the rooms above, by the names that their acts write: the record outlives the code that wrote it.
    words = {
        "agenda-rule": _("A side agreed to the rule of the agenda and to begin approving of topics"),
        "agenda": _("A side agreed to the agenda"),
        "meeting-public": _("A side agreed that everyone may see the meeting"),
        "mandatory": _("A side agreed that the topic is mandatory"),
        "minutes": _("A side confirmed the minutes"),
        "finding": _("A side agreed to the finding"),
        "appeal": _("A side agreed to the answer to an appeal"),
        "adoption": _("A side agreed to put the text to the vote"),
    }
    return words.get(str(details.get("purpose")), _("A side agreed to the text"))


ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {
    "side.agreed": agreed,
}
# Without a title: a notice is also a mail, and no word of the room leaves it.
NOTICES: dict[str, str | Promise] = {
    "room.thread_opened": gettext_lazy("Somebody opened a conversation in the private room of your side."),
    "room.note_written": gettext_lazy("There is a new note in a conversation of your side that you take part in."),
    "room.text_written": gettext_lazy("There is a new draft of your side’s position in a conversation that you take part in."),
    "room.note_hidden": gettext_lazy("A note of yours in the private room of your side was hidden, with a reason."),
}
