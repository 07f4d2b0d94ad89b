"""What joint reviews of claims ask of a member, as cards of their page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base.labels import clip
from kenes.claims.queries.asked import MINUTES_A_REVIEW, Wanted, wanted_from
from kenes.councils.models import Member
from kenes.site.queries.cards import Asked, address, minutes, until

# Step -> what is asked, its button, the minutes it takes, the page.
STEPS: dict[str, tuple[str | Promise, str | Promise, int, str]] = {
    "declare": (_("Say whether you may be drawn"), pgettext_lazy("button", "Answer"), 2, "declare-interest"),
    "commit": (_("Commit to a number"), _("Commit to a number"), 3, "commit-nonce"),
    "reveal": (_("Reveal the number"), _("Reveal the number"), 2, "reveal-nonce"),
    "accept": (_("Take or give back a seat"), _("Read what is shown, and answer"), 3, "accept-seat"),
    "review": (_("Write your review"), _("Write the review"), MINUTES_A_REVIEW, "write-review"),
    "word": (_("Word a finding"), _("To the finding"), 30, "finding"),
}


def joint_reviews(member: Member) -> list[Asked]:
    """Claims for which the member may be drawn, was drawn or draws, and findings that wait for words."""
    return [card(wanted, member) for wanted in wanted_from(member)]


def card(wanted: Wanted, member: Member) -> Asked:
    verb, label, time, name = STEPS[wanted.step]
    claim = wanted.panel.claim
    number = wanted.finding.number if wanted.finding else wanted.panel.number
    note = f"{minutes(time)} · {until(wanted.by, member)}" if wanted.by else minutes(time)
    url = address(name, member.council, claim.public_id, str(number))
    return Asked(str(verb), clip(str(claim.wording)), note, url, str(label), wanted.by)
