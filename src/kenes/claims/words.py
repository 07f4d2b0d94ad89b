"""This room's acts in plain words: entries of the record and notices."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from kenes.base.text import LANGUAGES, Text
from kenes.claims.models import Claim, Finding, Panel
from kenes.councils.models import Side

NAMES_OF_LANGUAGES = {"kk": gettext_lazy("Kazakh"), "ru": gettext_lazy("Russian"), "en": gettext_lazy("English")}


def categories_of(claim: Claim) -> list[Finding.Category]:
    """Return what a claim can be found to be. Of a stereotype nobody says whether it is true: it is explained, or it cannot be."""
    of = Finding.Category
    if claim.type == Claim.Kind.STEREOTYPE:
        return [of.EXPLAINED, of.UNPROVEN]
    return [of.TRUE, of.MOSTLY_TRUE, of.MISLEADING, of.MOSTLY_FALSE, of.FALSE, of.UNPROVEN]


def language_names(codes: Iterable[str]) -> str:
    """Return languages in words, in the usual order."""
    return ", ".join(str(NAMES_OF_LANGUAGES[code]) for code in LANGUAGES if code in set(codes))


def not_reviewed(panel: Panel, table: Mapping[str, Any]) -> Text:
    """Return the sentence about a panel to which a side submitted too little, in every working language of the council."""
    council = panel.claim.council
    silent = list(Side.objects.filter(council=council, public_id__in=[row["side"] for row in table["sides"] if row["silent"]]))
    said = {}
    for code in council.languages:
        with override(code):
            if len(silent) == 1:
                said[code] = _("%(side)s did not review this claim in time: there is no joint finding.") % {"side": silent[0].name}
            else:
                said[code] = _("Neither side reviewed this claim in time: there is no joint finding.")
    return Text.without_original(list(said), said)


def hashed(words: str | Promise, name: str) -> Callable[[Mapping[str, Any]], str]:
    """Return a sentence with the beginning of a hash: whole it fits no line, and whoever compares it downloads the entry."""
    return lambda details: str(words) % {"start": str(details.get(name, "…"))[:12]}


def panel_void(details: Mapping[str, Any]) -> str:
    if details.get("because") == Panel.Void.SMALL:
        return _("The draw of reviewers is void: too few people of a side could be drawn")
    return _("The draw of reviewers is void: a side did not commit or reveal its number in time")


def panel_closed(details: Mapping[str, Any]) -> str:
    n = sum(int(count) for count in dict(details.get("reviews", {})).values())
    words = ngettext("The panel closed with %(n)s review: %(outcome)s", "The panel closed with %(n)s reviews: %(outcome)s", n)
    return words % {"n": n, "outcome": category_words(details.get("outcome"))}


def seats_replaced(details: Mapping[str, Any]) -> str:
    n = sum(int(count) for count in dict(details.get("seats", {})).values())
    words = ngettext("%(n)s seat of reviewers passed on to the reserve", "%(n)s seats of reviewers passed on to the reserve", n)
    return words % {"n": n}


def finding_published(details: Mapping[str, Any]) -> str:
    words = _("Finding %(number)s was published: %(category)s")
    return words % {"number": details.get("number", "…"), "category": category_words(details.get("category"))}


def finding_reopened(details: Mapping[str, Any]) -> str:
    if details.get("because") == Finding.Reopened.APPEAL:
        return _("The finding was opened again: an appeal was upheld")
    return _("The finding was opened again: figures that it rests on have changed")


def appeal_decided(details: Mapping[str, Any]) -> str:
    return _("An appeal was upheld") if details.get("decision") == "upheld" else _("An appeal was answered and not upheld")


def claims_imported(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 0))
    words = ngettext("%(n)s review of others was taken over from a file", "%(n)s reviews of others were taken over from a file", n)
    return words % {"n": n}


def category_words(value: object) -> str:
    return str(dict(Finding.Category.choices).get(str(value), "…"))


ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {
    # joint review
    "panel.opened": gettext_lazy("A joint review was opened: %(seats)s seats a side, at least %(least)s reviews of each"),
    "panel.frozen": hashed(gettext_lazy("The pool of reviewers was fixed; its hash begins with %(start)s"), "pool_sha256"),
    "panel.committed": hashed(gettext_lazy("A side bound itself to a number for the draw; its hash begins with %(start)s"), "commitment"),
    "panel.revealed": hashed(gettext_lazy("A side revealed its number for the draw; it begins with %(start)s"), "nonce"),
    "panel.drawn": hashed(gettext_lazy("Reviewers were drawn by lot; the seed begins with %(start)s"), "seed"),
    "panel.void": panel_void,
    "panel.replaced": seats_replaced,
    "panel.closed": panel_closed,
    "finding.written": gettext_lazy("The wording of a finding was changed"),
    "finding.figures": gettext_lazy("The figures that a finding rests on were changed"),
    "finding.published": finding_published,
    "finding.dissent": gettext_lazy("A member dissents from the finding"),
    "finding.reopened": finding_reopened,
    "finding.correction_begun": gettext_lazy("A correction of finding %(of)s was begun"),
    "finding.correction_dropped": gettext_lazy("A correction of finding %(of)s was taken back before it was published"),
    "finding.appealed": gettext_lazy("Somebody appealed against the finding"),
    "finding.appeal_decided": appeal_decided,
    "finding.appeal_hidden": gettext_lazy("An appeal against the finding was hidden, with a reason"),
    "finding.appeal_shown": gettext_lazy("A hidden appeal against the finding was shown again"),
    # the register
    "claim.registered": gettext_lazy("Claim No. %(number)s was registered"),
    "claim.seen": gettext_lazy("Claim No. %(number)s was seen again"),
    "claim.unseen": gettext_lazy("A place where claim No. %(number)s was seen was taken out, with a reason"),
    "claim.described": gettext_lazy("What the council says about claim No. %(number)s was corrected"),
    "claim.joined": gettext_lazy("Claim No. %(number)s was joined with claim No. %(into_number)s"),
    "claim.separated": gettext_lazy("Claim No. %(number)s stands on its own again"),
    "claim.declined": gettext_lazy("Claim No. %(number)s was not taken up, with a reason for who registered it"),
    "claim.readmitted": gettext_lazy("Claim No. %(number)s was taken up after all"),
    "claims.imported": claims_imported,
}
NOTICES: dict[str, str | Promise] = {
    # joint review
    "panel.opened": gettext_lazy("Claim No. %(number)s will be reviewed. You may be drawn by lot: say whether you have an interest in it."),
    "panel.commit": gettext_lazy("The pool for claim No. %(number)s is fixed. Your side commits to its number now."),
    "panel.reveal": gettext_lazy("Every side has committed to its number for claim No. %(number)s. Reveal yours now."),
    "panel.void": gettext_lazy("The draw of reviewers for claim No. %(number)s is void. Its page says why."),
    "panel.closed": gettext_lazy("The reviews of claim No. %(number)s are open: %(title)s"),
    "review.offered": gettext_lazy("You were drawn by lot to review claim No. %(number)s. Do you accept?"),
    "review.reminder": gettext_lazy("Your review of claim No. %(number)s is due within a day. After that your seat passes on."),
    "review.replaced": gettext_lazy("Your seat in the review of claim No. %(number)s has passed on to the reserve: the time was over."),
    "finding.published": gettext_lazy("The finding on claim No. %(number)s is published: %(title)s"),
    "finding.dissent": gettext_lazy("A member dissents from the finding on claim No. %(number)s."),
    "finding.reopened": gettext_lazy("The finding on claim No. %(number)s is open again: its page says why."),
    "finding.correction_begun": gettext_lazy("A correction of the finding on claim No. %(number)s is being written."),
    "finding.correction_dropped": gettext_lazy("The correction of the finding on claim No. %(number)s was taken back."),
    "finding.appealed": gettext_lazy("Somebody appealed against the finding on claim No. %(number)s."),
    "claim.new": gettext_lazy("Claim No. %(number)s was registered."),
    "claim.unseen": gettext_lazy("A place where claim No. %(number)s was seen was taken out. Reason: %(reason)s"),
    "claim.described": gettext_lazy("What the council says about claim No. %(number)s was changed."),
    "claim.joined": gettext_lazy("Claim No. %(number)s is the same as claim No. %(into)s. Reason: %(reason)s"),
    "claim.separated": gettext_lazy("Claim No. %(number)s stands on its own again."),
    "claim.declined": gettext_lazy("Claim No. %(number)s is not taken up. Reason: %(reason)s"),
    "claim.readmitted": gettext_lazy("Claim No. %(number)s is taken up after all."),
    "finding.appeal_hidden": gettext_lazy("An appeal against the finding on claim No. %(number)s was hidden. Reason: %(reason)s"),
    "finding.appeal_shown": gettext_lazy("A hidden appeal against the finding on claim No. %(number)s is shown again."),
    "finding.appeal_decided": gettext_lazy("Your appeal against the finding on claim No. %(number)s is answered."),
}
