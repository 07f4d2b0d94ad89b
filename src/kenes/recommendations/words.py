"""This room's entries of the record and its notices, in plain words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def opened(details: Mapping[str, Any]) -> str:
    """An opening: what was fixed."""
    method = _("secret ballot") if details.get("method") == "secret" else _("roll call")
    return _("Voting opened on version %(version)s: %(method)s, %(roster)s on the roster, quorum %(quorum)s %%.") % {
        "version": details.get("version", "…"),
        "method": method,
        "roster": details.get("roster", "…"),
        "quorum": details.get("quorum_percent", "…"),
    }


def closed(details: Mapping[str, Any]) -> str:
    """A closing: the outcome and the count."""
    outcome = {
        "adopted": _("Adopted"),
        "rejected": _("Not adopted"),
        "no_quorum": _("No quorum, nothing decided"),
    }.get(str(details.get("outcome")), "…")
    if "yes" not in details:
        turnout = {name: details.get(name, "…") for name in ("voted", "roster")}
        return _("Voting closed. %(outcome)s: %(voted)s of %(roster)s voted, the ballots were not counted.") % {
            "outcome": outcome,
            **turnout,
        }
    return _("Voting closed. %(outcome)s: %(yes)s in favour, %(no)s against, %(abstain)s abstained; %(voted)s of %(roster)s voted.") % {
        "outcome": outcome,
        **{name: details.get(name, "…") for name in ("yes", "no", "abstain", "voted", "roster")},
    }


ENTRIES = {
    "recommendation.drafted": gettext_lazy("Recommendation %(number)s drafted, version 1."),
    "recommendation.version_written": gettext_lazy("Version %(version)s written."),
    "recommendation.evidence_added": gettext_lazy("Evidence added to the draft."),
    "recommendation.withdrawn": gettext_lazy("Recommendation withdrawn, with a reason."),
    "adoption.opened": opened,
    "adoption.closed": closed,
    "adoption.dissent_written": gettext_lazy("A dissenting opinion was put beside the text."),
}

NOTICES = {
    "recommendation.drafted": gettext_lazy("A recommendation was drafted on what you contributed: %(title)s"),
    "recommendation.version_written": gettext_lazy("There is a new version of a recommendation that you contributed to: %(title)s"),
    "recommendation.withdrawn": gettext_lazy("A recommendation that you contributed to was withdrawn, with a reason: %(title)s"),
    "adoption.consent_asked": gettext_lazy("Another side would put a recommendation to the vote; your side’s yes is missing: %(title)s"),
    "adoption.sides_agree": gettext_lazy("Every side agrees: the recommendation can be put to the vote: %(title)s"),
    "adoption.asked": gettext_lazy("Your vote is asked for on a recommendation: %(title)s"),
    "adoption.opened": gettext_lazy("The council votes on a recommendation that you contributed to: %(title)s"),
    "adoption.reminder": gettext_lazy("Voting ends within a day, and you have not voted yet: %(title)s"),
    "adoption.adopted": gettext_lazy("The council adopted a recommendation: %(title)s"),
    "adoption.rejected": gettext_lazy("The council did not adopt a recommendation: %(title)s"),
    "adoption.no_quorum": gettext_lazy("The quorum was not reached, nothing was decided: %(title)s"),
    "adoption.dissent_written": gettext_lazy("A dissenting opinion was put beside a recommendation: %(title)s"),
}
