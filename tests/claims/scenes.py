"""Short ways to bring a claim to any step of its joint review. Everything after its registration goes through the acts."""

from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from kenes.base import clock
from kenes.claims import acts
from kenes.claims.acts.reviews import Cited
from kenes.claims.models import Claim, Finding, Panel, Seat
from kenes.councils.models import Council, Member
from kenes.engine.panels import commitment_of
from tests import factories
from tests.factories import text

_numbers = count(1)
DAY = timedelta(days=1)
CHOSEN: dict[int, str] = {0: "11" * 32, 1: "22" * 32}  # side's order -> the nonce it chose


def claim(council: Council, type: str = "factual", registered_by: Member | None = None) -> Claim:
    number, now = next(_numbers), clock.now()
    return Claim.objects.create(
        council=council,
        number=number,
        wording=text(f"All mines of the region close in winter {number}"),
        context=text("Seen in messengers"),
        type=type,
        registered_by=registered_by,
        created_at=now,
        changed_at=now,
    )


def two_sides(people: int = 12) -> tuple[Council, list[Member]]:
    """A council of two countries, a secretary of each and so many members of each."""
    council = factories.council(countries=("KZ", "RU"))
    secretaries = [factories.member(council, role=Member.Role.SECRETARY, side=side) for side in (0, 1)]
    for side in (0, 1):
        factories.members(council, people, side=side)
    return council, secretaries


def staff_of(council: Council) -> list[Member]:
    """The secretary of each side, in their order."""
    return list(Member.objects.filter(council=council, role=Member.Role.SECRETARY).select_related("side").order_by("side__order"))


def opened(by: Member, about: Claim, **told: Any) -> Panel:
    now = clock.now()
    dates = {"declare_by": now + 2 * DAY, "draw_by": now + 4 * DAY, "closes_at": now + 16 * DAY}
    return acts.open_panel(by=by, claim=about, **{**dates, **told})


def frozen(panel: Panel) -> Panel:
    with clock.at(panel.declare_by):
        acts.freeze_pool(panel=panel)
    return again(panel)


def committed(panel: Panel) -> Panel:
    with clock.at(panel.declare_by + timedelta(hours=1)):
        for secretary in staff_of(panel.claim.council):
            acts.commit_nonce(by=secretary, panel=panel, commitment=commitment_of(nonce_of(secretary)))
    return again(panel)


def nonce_of(secretary: Member) -> str:
    return CHOSEN.get(secretary.side.order) or sha256(b"%d" % secretary.side.order).hexdigest()


def drawn(panel: Panel) -> Panel:
    """Bring a panel that was opened to its draw."""
    panel = committed(frozen(panel)) if panel.state == Panel.State.CONFLICTS else panel
    with clock.at(drawn_at(panel)):
        for secretary in staff_of(panel.claim.council):
            acts.reveal_nonce(by=secretary, panel=panel, nonce=nonce_of(secretary))
    return again(panel)


def drawn_at(panel: Panel) -> datetime:
    return panel.declare_by + timedelta(hours=2)


def again(panel: Panel) -> Panel:
    return Panel.objects.select_related("claim__council").get(pk=panel.pk)


def accepted(panel: Panel, side: int, n: int) -> list[Seat]:
    """Let the first so many who are asked on a side accept."""
    seats = list(panel.seats.filter(side__order=side, state=Seat.State.OFFERED).select_related("member__council", "member__side")[:n])
    return [acts.accept_seat(by=seat.member, seat=seat, institute=f"Institute {seat.member.pk}") for seat in seats]


def reviewed(panel: Panel, side: int, said: dict[str, int]) -> None:
    """Let people of a side accept and submit, so many of each category."""
    with clock.at(drawn_at(panel) + timedelta(hours=1)):
        seats = accepted(panel, side, sum(said.values()))
        answers = [category for category, n in said.items() for _ in range(n)]
        for seat, category in zip(seats, answers, strict=True):
            review(seat, category)


def review(seat: Seat, category: str = "false", **told: Any) -> None:
    words = {"confidence": "high", "text": text(f"I asked there: {category}"), "sources": [Cited("The ministry", "https://example.org/1")]}
    acts.write_review(by=seat.member, seat=seat, category=category, submit=True, **{**words, **told})


def closed(panel: Panel) -> Finding:
    with clock.at(panel.closes_at):
        made = acts.close_panel(panel=panel)
    return Finding.objects.select_related("claim__council", "panel").get(pk=made.pk)


def finding(about: Claim, a: dict[str, int], b: dict[str, int] | None = None, **told: Any) -> Finding:
    """Bring a claim to its finding in preparation: reviews by category of the first side and, if there is one, the second."""
    panel = drawn(opened(staff_of(about.council)[0], about, **told))
    reviewed(panel, 0, a)
    if b is not None:
        reviewed(panel, 1, b)
    return closed(again(panel))


def in_three(words: str) -> dict[str, str]:
    return {code: f"{words} ({code})" for code in ("kk", "ru", "en")}


def worded(found: Finding, words: str = "The mines do not close", **told: Any) -> Finding:
    """Let the first secretary word a finding."""
    secretary = staff_of(found.claim.council)[0]
    return acts.write_finding(
        by=secretary, finding=found, sentence=in_three(words), text=in_three("As the companies say"), seen=found.text_hash, **told
    )


def published(found: Finding) -> Finding:
    """Let every side agree."""
    for secretary in staff_of(found.claim.council):
        found = acts.agree_finding(by=secretary, finding=found, seen=found.text_hash)
    return found


def at_every_step(secretary: Member, member: Member) -> dict[str, str]:
    """Bring a claim of the secretary's council to each step of its joint review; return what the addresses of its pages name.

    Where a seat is offered, everybody who may be drawn is asked, `member` among them.
    """
    council = secretary.council
    factories.members(council, 8)
    with clock.at(clock.now() - 40 * DAY):
        older = [opened(secretary, claim(council), seats=8) for _ in range(2)]
    with clock.at(clock.now() - 3 * DAY):
        panels = [opened(secretary, claim(council), seats=50) for _ in range(4)]
    free, asked = claim(council), opened(secretary, claim(council))
    committing, revealing = frozen(panels[0]), committed(frozen(panels[1]))
    offered, writing = drawn(panels[2]), drawn(panels[3])
    with clock.at(drawn_at(writing) + timedelta(hours=1)):
        acts.accept_seat(by=member, seat=writing.seats.get(member=member), institute="Institute of Mines")
    draft, done = (all_found(panel) for panel in older)
    done = published(worded(done))
    said = acts.appeal(finding=done, text=text("The mine closed in May"))
    steps = {
        free: ("open-panel",),
        asked.claim: ("declare-interest",),
        committing.claim: ("commit-nonce",),
        revealing.claim: ("reveal-nonce",),
        offered.claim: ("accept-seat", "decline-seat"),
        writing.claim: ("write-review",),
        draft.claim: ("write-finding", "finding-figures", "agree-finding", "drop-correction", "dissent-finding"),
        done.claim: (
            "panel",
            "panel-proof",
            "panel-verifier",
            "finding",
            "correct-finding",
            "appeal",
            "answer-appeal",
            "agree-answer",
            "hide-appeal",
            "show-appeal",
        ),
    }
    return {f"{name}.claim": about.public_id for about, names in steps.items() for name in names} | {"appeal": said.public_id}


def all_found(panel: Panel) -> Finding:
    """Let everybody who was drawn find a claim false."""
    panel = drawn(panel)
    reviewed(panel, 0, {"false": panel.seats_per_side})
    return closed(again(panel))
