"""Claims of the bilateral sample council: registered, joined, imported, reviewed by both sides, found, corrected, appealed against."""

import json
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from kenes.base.text import empty
from kenes.claims import acts
from kenes.claims.acts.imports import import_reviews
from kenes.claims.acts.register import Seen, add_appearance, join_claim, register_claim
from kenes.claims.exchange import read as read_reviews
from kenes.claims.models import Claim, Finding
from kenes.councils.models import Region
from kenes.site.sample import border, panels
from kenes.site.sample.content import read, text
from kenes.site.sample.papers import rest
from kenes.situation.models import Indicator

if TYPE_CHECKING:
    from kenes.site.sample.bilateral import Bilateral

Row = dict[str, Any]
REGISTERS = 3  # of a region's seats: who registers a claim cannot be drawn to review it
RESTS_ON = {"queue": "queues", "work": "labour"}  # claim -> paper that its finding rests on


def plan(council: "Bilateral") -> None:
    told = read("claims")
    script = council.script
    script.on(script.moment(118), lambda: border.begin(council.cast.secretary, told["figures"]))
    for row in told["claims"]:
        made = partial(take_over, council, row) if "imported" in row else partial(register, council, row)
        script.on(script.moment(row["days_ago"], 14), made)
        if "seen_again" in row:
            script.on(script.moment(row["seen_again"]["days_ago"], 12), partial(see_again, council, row))
        if "joined" in row:
            script.on(script.moment(row["joined"]["days_ago"], 12), partial(join, council, row))
        if "panel" in row:
            panels.plan(council, row)
        if "finding" in row:
            plan_finding(council, row, told["figures"])


def plan_finding(council: "Bilateral", row: Row, figures: Row) -> None:
    script, finding = council.script, row["finding"]
    script.on(script.moment(finding["days_ago"], 11), partial(find, council, row, figures))
    if row["key"] in RESTS_ON:
        paper = RESTS_ON[row["key"]]
        script.on(script.moment(finding["days_ago"], 18), lambda: rest(council, paper, last(council, row)))
    if "dissent" in row:
        script.on(script.moment(row["dissent"]["days_ago"], 12), partial(dissent, council, row))
    if "appeal" in row:
        script.on(script.moment(row["appeal"]["days_ago"], 20), partial(object_to, council, row))
        script.on(script.moment(row["appeal"]["answered"], 12), partial(answer, council, row))
    if "correction" in row:
        script.on(script.moment(row["correction"]["days_ago"], 12), partial(correct, council, row))


def register(council: "Bilateral", row: Row) -> None:
    """Let a member register a claim as it circulates."""
    sides = list(council.cast.council.sides.order_by("order"))
    council.claims[row["key"]] = register_claim(
        by=council.cast.members[row["region"]][REGISTERS],
        wording=text(row["wording"], row["original"]),
        context=text(row["context"], row["original"]) if row["context"] else empty(),
        type=row["type"],
        about_side=sides[row["about_side"]] if "about_side" in row else None,
        regions=list(Region.objects.filter(code__in=row["regions"])),
        seen=[place(council, seen) for seen in row["seen"]],
        client_key=f"sample-claim-{row['key']}",
    )


def place(council: "Bilateral", row: Row) -> Seen:
    told = {name: row[name] for name in ("url", "outlet", "quote") if name in row}
    return Seen(language=row["language"], seen_on=day(council, row["days_ago"]), **told)


def day(council: "Bilateral", days_ago: int) -> date:
    return (council.script.today - timedelta(days=days_ago)).date()


def see_again(council: "Bilateral", row: Row) -> None:
    """Let a member of the other side add where the same claim is seen in the other language."""
    again = row["seen_again"]
    add_appearance(by=council.cast.members[again["region"]][REGISTERS], claim=council.claims[row["key"]], place=place(council, again))


def join(council: "Bilateral", row: Row) -> None:
    joined = row["joined"]
    by, into = council.cast.secretaries[1], council.claims[joined["into"]]
    join_claim(by=by, claim=council.claims[row["key"]], into=into, reason=joined["reason"])


def take_over(council: "Bilateral", row: Row) -> None:
    """Import another's ClaimReview, as a secretary does from a file."""
    import_reviews(by=council.cast.secretary, reviews=read_reviews(json.dumps(row["imported"]).encode()))
    council.claims[row["key"]] = Claim.objects.get(council=council.cast.council, imported_from=row["imported"]["url"])


def find(council: "Bilateral", row: Row, figures: Row) -> None:
    """Word the finding that follows from the reviews; each side adds its own text where they differ, and both agree."""
    told = row["finding"]
    for number, by in enumerate(council.cast.secretaries):
        own = told["own"][number] if "own" in told else None
        if own or not number:
            finding = last(council, row)
            acts.write_finding(by=by, finding=finding, sentence=told["sentence"], text=told["text"], own_text=own, seen=finding.text_hash)
    if told.get("figures"):
        indicator, finding = Indicator.objects.get(council=council.cast.council, code=figures["indicator"]), last(council, row)
        period, places, seen = figures["period"], figures["places"], finding.text_hash
        acts.bind_figures(by=council.cast.secretary, finding=finding, indicator=indicator, period=period, places=places, seen=seen)
    agree(council, row)


def agree(council: "Bilateral", row: Row) -> None:
    """Let both sides agree to every word: with the second one it is published."""
    for by in council.cast.secretaries:
        finding = last(council, row)
        acts.agree_finding(by=by, finding=finding, seen=finding.text_hash)


def dissent(council: "Bilateral", row: Row) -> None:
    told = row["dissent"]
    by = council.cast.members[told["region"]][REGISTERS]
    acts.dissent_from_finding(by=by, finding=last(council, row), text=text(told["text"], told["original"]))


def object_to(council: "Bilateral", row: Row) -> None:
    """Somebody from outside says that the finding is wrong."""
    acts.appeal(finding=last(council, row), text=text(row["appeal"]["text"]))


def answer(council: "Bilateral", row: Row) -> None:
    """One side proposes an answer, the other agrees to it."""
    first, second = reversed(council.cast.secretaries)
    objection = last(council, row).appeals.get()
    given = acts.answer_appeal(by=first, appeal=objection, decision="refused", answer=text(row["appeal"]["answer"]))
    acts.agree_answer(by=second, appeal=given, seen=given.text_hash)


def correct(council: "Bilateral", row: Row) -> None:
    """Publish a correction; the finding before stays readable."""
    by, why = council.cast.secretary, row["correction"]
    new = acts.correct_finding(by=by, finding=last(council, row))
    sentence = row["finding"]["sentence"]
    acts.write_finding(by=by, finding=new, sentence=sentence, text=why["text"], correction=why["why"], seen=new.text_hash)
    agree(council, row)


def last(council: "Bilateral", row: Row) -> Finding:
    return council.claims[row["key"]].findings.select_related("claim__council", "panel").latest("number")
