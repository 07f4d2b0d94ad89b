"""A council that has adopted something, put straight into the database: how it came to be adopted is tested elsewhere."""

from datetime import UTC, datetime, timedelta

from kenes.base import clock
from kenes.base.text import Text
from kenes.councils.models import Council, Member, Region
from kenes.issues.models import Issue, Part, Signal
from kenes.promotion import acts
from kenes.promotion.models import Answer, Body, Brief, Commitment, Dispatch, Reply, Verdict
from kenes.recommendations.models import Adoption, Dissent, Evidence, Recommendation, Version
from tests import factories
from tests.factories import text

MONDAY = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)  # 11:00 in Astana


def issue(council: Council, authors: list[Member], title: str = "Ambulances come late") -> Issue:
    now = clock.now()
    number = Issue.objects.filter(council=council).count() + 1
    made = Issue.objects.create(
        council=council, number=number, title=text(title), summary=text("In winter above all."), created_at=now, changed_at=now
    )
    for author in authors:
        signal = Signal.objects.create(
            council=council,
            author=author,
            region=author.region,
            number=Signal.objects.filter(council=council).count() + 1,
            what=text("It took an hour."),
            state=Signal.State.IN_ISSUE,
            client_key=f"key-{author.pk}-{number}",
            created_at=now,
            changed_at=now,
        )
        Part.objects.create(issue=made, signal=signal, added_at=now)
        made.regions.add(author.region)
    return made


def recommendation(
    council: Council,
    *,
    issues: list[Issue] | None = None,
    title: Text | None = None,
    body: Text | None = None,
    by: Member | None = None,
    state: str = Recommendation.State.ADOPTED,
) -> Recommendation:
    now = clock.now()
    number = Recommendation.objects.filter(council=council).count() + 1
    made = Recommendation.objects.create(
        council=council,
        number=number,
        title=title or text(f"Publish arrival times {number}"),
        state=state,
        created_by=by,
        created_at=now,
        changed_at=now,
        reason="changed its mind" if state == Recommendation.State.WITHDRAWN else "",
    )
    made.issues.set(issues or [])
    version = Version.objects.create(
        recommendation=made,
        number=1,
        text=body or text("Publish the median arrival time of ambulances every month."),
        rationale=text("Nobody knows how late they come."),
        hash="0" * 64,
        created_by=by,
        created_at=now,
    )
    if state == Recommendation.State.ADOPTED:
        adopt(made, version)
    return made


def adopt(made: Recommendation, version: Version) -> Adoption:
    sides = [{"side": side.public_id, "roster": 50, "voted": 42, "needed": 25} for side in made.council.sides.all()]
    return Adoption.objects.create(
        recommendation=made,
        version=version,
        text_hash=version.hash,
        method=Adoption.Method.SECRET,
        quorum_percent=50,
        majority_percent=50,
        state=Adoption.State.ADOPTED,
        opened_at=clock.now(),
        closes_at=clock.now() + timedelta(days=7),
        closed_at=clock.now(),
        tally={"yes": 68, "no": 9, "abstain": 4, "roster": 96, "voted": 81, "needed": 48, "sides": sides, "reasons": []},
    )


def outside_evidence(made: Recommendation, words: Text, source: str = "Bureau of National Statistics, 2025") -> Evidence:
    return Evidence.objects.create(recommendation=made, text=words, source=source, url="https://stat.gov.kz", added_at=clock.now())


def dissent(made: Recommendation, member: Member, words: Text) -> Dissent:
    return Dissent.objects.create(adoption=made.adoptions.get(), member=member, text=words, created_at=clock.now())


def body(by: Member, name: str = "Sample ministry of health") -> Body:
    return acts.register_body(by=by, side=by.side, name=text(name))


def brief(by: Member, recommendations: list[Recommendation], title: str = "Ambulances come late in winter") -> Brief:
    return acts.compose_brief(by=by, title=text(title), summary=text("Four regions report it."), recommendations=recommendations)


def dispatched(by: Member, recommendations: list[Recommendation], registration: str = "2026/204") -> tuple[Dispatch, str]:
    return acts.dispatch_brief(by=by, brief=brief(by, recommendations), body=body(by), registration=registration)


def reply(made: Recommendation, response: str = Reply.Response.ACCEPTED, reason: str = "", **more: object) -> acts.ReplyGiven:
    return acts.ReplyGiven(recommendation=made, response=response, reason=text(reason), **more)  # type: ignore[arg-type]


def answered(token: str, replies: list[acts.ReplyGiven]) -> Answer:
    return acts.answer_dispatch(token=token, sender_name="A. Official", sender_position="Head of department", replies=replies)


def commitment(by: Member, made: Recommendation, **more: object) -> tuple[Commitment, str]:
    """A commitment that came all the way: sent, answered, sender confirmed. Returns the link's token too."""
    _, token = dispatched(by, [made])
    answer = answered(token, [reply(made, reason="We shall publish them.", **more)])
    acts.confirm_sender(by=by, answer=answer, note="Called the registry.")
    return Commitment.objects.get(recommendation=made), token


def asked(by: Member, where: str, how_many: int, **more: object) -> tuple[Verdict, list[Member]]:
    """An open verdict that `how_many` members of one region are asked for."""
    people = factories.members(by.council, how_many, region=where)
    made = recommendation(by.council, issues=[issue(by.council, people[:1])])
    promise, _ = commitment(by, made)
    return acts.ask_verdict(by=by, commitment=promise, **more), people  # type: ignore[arg-type]


def region(code: str) -> Region:
    return Region.objects.get(code=code)
