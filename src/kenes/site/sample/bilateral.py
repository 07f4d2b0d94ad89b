"""The small two-sided sample council: one question, one recommendation adopted by both sides, sent by each to its own."""

import random
from datetime import timedelta
from functools import partial
from typing import Any

from kenes.attribution.models import Attribution
from kenes.claims.models import Claim
from kenes.councils.acts import accept_invitation, add_side, create_council, first_secretary, invite, seat_member
from kenes.councils.models import Country, Member, Profession, Region, Side, User
from kenes.deliberation.acts import close_deliberation
from kenes.deliberation.models import Deliberation
from kenes.deliberation.queries import latest_release
from kenes.issues.acts import make_issue, publish_issue, publish_signal, report_signal
from kenes.issues.models import Issue, Signal
from kenes.library.models import Paper
from kenes.promotion.acts import compose_brief, dispatch_brief, register_body
from kenes.recommendations.acts import agree_to_adoption, cast_ballot, cite_statement, close_adoption, draft_recommendation, open_adoption
from kenes.recommendations.models import Adoption, Recommendation
from kenes.site.sample import claims, meetings, papers, sides
from kenes.site.sample.content import read, text
from kenes.site.sample.people import Cast, catch_up, join, seat_region
from kenes.site.sample.script import Script
from kenes.site.sample.talks import deliberate


class Bilateral:
    """The two-sided council's script, and what its scenes have made so far."""

    def __init__(self, script: Script, staff: list[User]) -> None:
        self.script, self.staff = script, staff
        self.content: dict[str, Any] = read("councils")["bilateral"]
        self.signals: list[Signal] = []
        self.cast: Cast
        self.issue: Issue
        self.deliberation: Deliberation
        self.recommendation: Recommendation
        self.adoption: Adoption
        self.papers: dict[str, Paper] = {}
        self.claims: dict[str, Claim] = {}
        self.tokens: list[str] = []  # of the links through which the bodies answer
        script.on(script.moment(120, 9), self.found)
        for number, row in enumerate(self.content["signals"]):
            script.on(script.moment(90 - number, 12), partial(self.report, row, number))
        script.on(script.moment(70), self.state)
        script.on(script.moment(60), self.open)
        script.on(script.moment(45, 18), self.close)
        script.on(script.moment(40), self.draft)
        script.on(script.moment(39, 11), lambda: sides.talk_in_rooms(self.cast))
        script.on(script.moment(38), self.vote)
        script.on(script.moment(24, 18), self.adopt)
        script.on(script.moment(10), self.talk_frankly)
        script.on(script.moment(7, 20), lambda: catch_up(self.cast))
        script.on(script.moment(6), self.dispatch)
        script.on(script.moment(2), lambda: sides.answer(self.recommendation, self.tokens, self.cast.secretaries))
        for part in (papers, claims, meetings):
            part.plan(self)

    def found(self) -> None:
        council = create_council(
            by_user=self.staff[0],
            slug=self.content["slug"],
            name=text(self.content["name"], "kk"),
            purpose=text(self.content["purpose"], "kk"),
            languages=["kk", "ru", "en"],
            is_sample=True,
        )
        self.cast = Cast(council)
        sides = [self.side(row) for row in self.content["sides"]]
        for user, side, row in zip(self.staff, sides, self.content["sides"], strict=True):
            self.seat_side(user, side, row)

    def side(self, row: dict[str, Any]) -> Side:
        return add_side(
            council=self.cast.council,
            name=text(row["name"], "kk"),
            country=Country.objects.get(code=row["country"]),
            institute=text(row["institute"], "kk"),
            timezone=row["timezone"],
            regions=list(Region.objects.filter(code__in=row["seats"])),
        )

    def seat_side(self, user: User, side: Side, row: dict[str, Any]) -> None:
        regions = Region.objects.filter(code__in=row["seats"])
        professions = list(Profession.objects.all())
        secretary = self.secretary_of(side, user)
        self.cast.secretaries.append(secretary)
        capital = next(region for region in regions if region.is_capital)
        self.cast.chairs.append(join(by=secretary, side=side, region=capital, role=Member.Role.CHAIR, professions=professions[:1]))
        for region in regions:
            seat_region(self.cast, by=secretary, side=side, region=region, how_many=row["seats"][region.code], professions=professions)

    def secretary_of(self, side: Side, user: User) -> Member:
        """The founding side's secretary opens the council; the other side is handed its first one."""
        if not self.cast.secretaries:
            return first_secretary(council=self.cast.council, side=side, user=user)
        first = self.cast.secretaries[0]
        seat = seat_member(by=first, side=side, region=None, professions=[], role=Member.Role.SECRETARY)
        _, token = invite(by=first, member=seat)
        return accept_invitation(token=token, user=user)

    def report(self, row: dict[str, Any], number: int) -> None:
        self.signals.append(
            report_signal(
                by=self.cast.someone(row["region"]),
                region=Region.objects.get(code=row["region"]),
                what=text(row, row["original"]),
                place=row["place"],
                since=row["since"],
                affected=row["affected"],
                basis=row["basis"],
                client_key=f"sample-{number}",
            )
        )

    def state(self) -> None:
        secretary = self.cast.secretary
        words = self.content["issue"]
        self.issue = make_issue(by=secretary, signals=self.signals, title=text(words["title"]), summary=text(words["summary"]))
        publish_issue(by=secretary, issue=self.issue)
        publish_signal(by=secretary, signal=self.signals[0])

    def open(self) -> None:
        closes = self.script.moment(45, 17)
        voters = self.cast.turnout(0.95, "bilateral talk")
        self.deliberation = deliberate(self.cast.secretary, self.issue, self.content["deliberation"], closes, voters)

    def close(self) -> None:
        close_deliberation(by=None, deliberation=self.deliberation)

    def talk_frankly(self) -> None:
        """Put a question under the Chatham House Rule, still open."""
        closes = self.script.today + timedelta(days=6)
        deliberate(self.cast.secretary, self.issue, read("frank"), closes, self.cast.turnout(0.2, "frank"), Attribution.CHATHAM)

    def draft(self) -> None:
        words, secretary = self.content["recommendation"], self.cast.secretary
        self.recommendation = draft_recommendation(
            by=secretary, title=text(words["title"]), text=text(words["text"]), rationale=text(words["rationale"]), issues=[self.issue]
        )
        release = latest_release(self.deliberation)
        if release:
            first = self.deliberation.statements.get(number=1)
            cite_statement(by=secretary, recommendation=self.recommendation, statement=first, release=release)
        for by in self.cast.secretaries:  # a vote binds both sides, so each agrees to the text first
            agree_to_adoption(by=by, recommendation=self.recommendation, seen=self.recommendation.versions.get().hash)
        closes = self.script.moment(24, 17)
        self.adoption = open_adoption(by=secretary, recommendation=self.recommendation, method="roll_call", closes_at=closes)

    def vote(self) -> None:
        chance = random.Random("bilateral")
        for voter in self.cast.everyone():
            if chance.random() < 0.82:
                cast_ballot(by=voter, adoption=self.adoption, value="yes" if chance.random() < 0.93 else "abstain")

    def adopt(self) -> None:
        close_adoption(adoption=self.adoption)

    def dispatch(self) -> None:
        """Each institute sends the same brief to its own government; the answers will stand side by side."""
        words = self.content["recommendation"]
        title, summary = text(words["title"]), text(words["rationale"])
        brief = compose_brief(by=self.cast.secretary, title=title, summary=summary, recommendations=[self.recommendation])
        sides = self.cast.council.sides.order_by("order")
        for side, name, secretary in zip(sides, self.content["bodies"], self.cast.secretaries, strict=True):
            body = register_body(by=secretary, side=side, name=text(name, "kk"))
            _, token = dispatch_brief(by=secretary, brief=brief, body=body, registration=f"2026/{'AB'[side.order]}-018")
            self.tokens.append(token)
