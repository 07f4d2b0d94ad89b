"""Practices of the sample regions: shared by one member there, confirmed (or not) by others, linked to what they help with."""

from functools import partial
from typing import TYPE_CHECKING, Any

from kenes.issues.acts import link_practice
from kenes.site.sample.content import read, text
from kenes.situation.acts import confirm_practice, publish_practice, share_practice

if TYPE_CHECKING:
    from kenes.site.sample.regional import Regional


def plan(council: "Regional") -> None:
    for row in read("practices"):
        council.script.on(council.script.moment(row["days_ago"], 13), partial(share, council, row))


def share(council: "Regional", row: dict[str, Any]) -> None:
    """Let a member tell of it, the secretariat link and publish it, and the member's neighbours speak of it in the days after."""
    author, *others = council.cast.members[row["region"]]
    told: dict[str, Any] = {name: row[name] for name in ("domain", "for_whom", "since", "cost", "evidence", "transfer", "transfer_note")}
    told |= {name: text(row[name], row["original"]) for name in ("title", "mechanism", "result")}
    practice = share_practice(by=author, client_key=f"sample-{row['key']}", **told)
    link_practice(by=council.cast.secretary, issue=council.issues[row["issue"]], practice=practice)
    if row["is_public"]:
        publish_practice(by=council.cast.secretary, practice=practice)
    for order, ((word, note), member) in enumerate(zip(row["confirmations"], others, strict=False)):
        moment = council.script.moment(row["days_ago"] - 3 - 2 * order, 19)
        council.script.on(moment, partial(confirm_practice, by=member, practice=practice, word=word, note=note))
