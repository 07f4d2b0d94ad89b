"""Joint reviews of the bilateral sample council: opened, drawn by lot with a number of each side, written, closed."""

from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from kenes.base import clock
from kenes.claims import acts
from kenes.claims.acts.reviews import Cited
from kenes.claims.models import Claim, Panel, Seat
from kenes.councils.models import Member
from kenes.engine.panels import commitment_of
from kenes.site.sample.content import text

if TYPE_CHECKING:
    from kenes.site.sample.bilateral import Bilateral

DAY = timedelta(days=1)
DECLARE, DRAW, ANSWER = 2, 4, 5  # days after the opening: interests are declared, the sides draw; days to take a seat
ORIGINALS = ("kk", "ru")  # in which the reviewers of a side write
CONFIDENCE = ("high", "medium", "high")


def plan(council: "Bilateral", row: dict[str, Any]) -> None:
    script, told = council.script, row["panel"]
    script.on(script.moment(told["opened"]), lambda: open_it(council, row))
    script.on(script.moment(told["opened"] - DECLARE, 11), lambda: acts.freeze_pool(panel=panel_of(council, row)))
    script.on(script.moment(told["opened"] - DECLARE, 12), partial(draw, council, row))
    script.on(script.moment(told["opened"] - DECLARE - 1, 12), partial(review, council, row))


def panel_of(council: "Bilateral", row: dict[str, Any]) -> Panel:
    return council.claims[row["key"]].panels.select_related("claim__council").get()


def open_it(council: "Bilateral", row: dict[str, Any]) -> None:
    now = clock.now()
    closes: datetime = now + (DRAW + 2 * ANSWER + 1) * DAY
    claim = Claim.objects.get(pk=council.claims[row["key"]].pk)
    acts.open_panel(
        by=council.cast.secretary,
        claim=claim,
        seats=row["panel"]["seats"],
        declare_by=now + DECLARE * DAY,
        draw_by=now + DRAW * DAY,
        closes_at=closes,
        answer_days=ANSWER,
    )


def draw(council: "Bilateral", row: dict[str, Any]) -> None:
    """Let each side commit to a number and then reveal it."""
    for by in council.cast.secretaries:
        acts.commit_nonce(by=by, panel=panel_of(council, row), commitment=commitment_of(nonce_of(by, row)))
    for by in council.cast.secretaries:
        acts.reveal_nonce(by=by, panel=panel_of(council, row), nonce=nonce_of(by, row))


def nonce_of(by: Member, row: dict[str, Any]) -> str:
    """Return a side's number: the same each time the sample is loaded. Who is drawn is not: the numbers of a pool are left to chance."""
    return sha256(f"{row['key']} {by.side.order}".encode()).hexdigest()


def review(council: "Bilateral", row: dict[str, Any]) -> None:
    """Let those who were drawn examine the claim, each alone; all done, the panel closes."""
    panel, told = panel_of(council, row), row["panel"]
    asked = panel.seats.filter(state=Seat.State.OFFERED).select_related("member__council", "member__user", "side", "panel__claim__council")
    for side, categories in enumerate(told["reviews"]):
        for number, (seat, category) in enumerate(zip(list(asked.filter(side__order=side)), categories, strict=False)):
            known, source = told["said"][side][category], told["sources"][side]
            words = known[number % len(known)]
            acts.accept_seat(by=seat.member, seat=seat, institute=f"Үлгі мекеме {seat.member.number}")
            acts.write_review(
                by=seat.member,
                seat=seat,
                category=category,
                confidence=CONFIDENCE[number % len(CONFIDENCE)],
                text=text({ORIGINALS[side]: words}, ORIGINALS[side]),
                sources=[Cited(*source)],
                submit=True,
            )
    if not told.get("unfinished"):
        acts.close_panel(panel=panel)
