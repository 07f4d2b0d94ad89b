"""Recommendations of the sample councils, each taken as far along the chain as its row says."""

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kenes.base.text import Text
from kenes.councils.models import Member
from kenes.deliberation.queries import latest_release
from kenes.promotion.acts import (
    ReplyGiven,
    answer_dispatch,
    ask_verdict,
    close_verdict,
    compose_brief,
    confirm_sender,
    dispatch_brief,
    judge,
    register_body,
    report_progress,
)
from kenes.promotion.models import Body, Commitment, Verdict
from kenes.recommendations.acts import (
    cast_ballot,
    cite_source,
    cite_statement,
    close_adoption,
    draft_recommendation,
    open_adoption,
    write_dissent,
)
from kenes.recommendations.models import Recommendation
from kenes.site.sample.content import text

if TYPE_CHECKING:
    from kenes.site.sample.regional import Regional

SENDER = {
    "sender_name": "Демонстрационный ответственный сотрудник",
    "sender_position": "Демонстрационное управление",
    "sender_contact": "sample@example.org",
}


def plan(council: "Regional", row: dict[str, Any]) -> None:
    Way(council, row)


class Way:
    """One recommendation's way, step by step, on the council's script."""

    def __init__(self, council: "Regional", row: dict[str, Any]) -> None:
        self.council, self.row, self.script = council, row, council.script
        self.days: float = row["days_ago"]
        self.recommendation: Recommendation
        self.on(self.days, self.draft, hour=9)

    def on(self, days_ago: float, scene: Any, hour: int = 10) -> None:
        self.script.on(self.script.moment(days_ago, hour), scene)

    @property
    def secretary(self) -> Member:
        return self.council.cast.secretary

    def draft(self) -> None:
        """Draft with evidence from the deliberation and from outside."""
        row = self.row
        issue = self.council.issues[row["issue"]]
        self.recommendation = draft_recommendation(
            by=self.secretary, title=text(row["title"]), text=text(row["text"]), rationale=text(row["rationale"]), issues=[issue]
        )
        self.cite(issue)
        if row["method"]:
            self.on(self.days - 2, self.open, hour=9)

    def cite(self, issue: Any) -> None:
        deliberation = issue.deliberations.filter(state="closed").first()
        release = latest_release(deliberation) if deliberation else None
        if release and deliberation:
            for statement in deliberation.statements.filter(number__in=self.row.get("statements", [])):
                cite_statement(by=self.secretary, recommendation=self.recommendation, statement=statement, release=release)
        if source := self.row["source"]:
            cite_source(by=self.secretary, recommendation=self.recommendation, text=text(source["text"]), source=source["source"])

    def open(self) -> None:
        """Open adoption; members vote over the following days; it closes when its time has come."""
        closes = self.script.moment(self.days - 9, 18) if self.days > 9 else self.script.today + timedelta(days=7)
        self.adoption = open_adoption(by=self.secretary, recommendation=self.recommendation, method=self.row["method"], closes_at=closes)
        if self.row["yes"] is None:
            self.on(self.days - 3, lambda: self.vote(0.35, 0.85))
            return
        self.on(self.days - 4, lambda: self.vote(0.78, self.row["yes"]))
        self.script.on(closes + timedelta(minutes=1), self.close)

    def vote(self, turnout: float, yes: float) -> None:
        chance = random.Random(self.row["key"])
        for voter in self.council.cast.turnout(turnout, f"{self.row['key']} turnout"):
            choice = "yes" if chance.random() < yes else chance.choice(["no", "no", "abstain"])
            cast_ballot(by=voter, adoption=self.adoption, value=choice)

    def close(self) -> None:
        close_adoption(adoption=self.adoption)
        if dissent := self.row.get("dissent"):
            author = self.council.cast.someone("KZ-27")
            write_dissent(by=author, adoption=self.adoption, text=text(dissent, dissent["original"]))
        if self.row["body"]:
            self.on(self.row.get("dispatched_days_ago", self.days - 12), self.dispatch, hour=11)

    def body(self) -> Body:
        name = self.council.content["bodies"][self.row["body"]]
        known = Body.objects.filter(council=self.council.council, contact=self.office()).first()
        side = self.council.council.sides.get()
        return known or register_body(by=self.secretary, side=side, name=text(name, "kk"), contact=self.office())

    def office(self) -> str:
        return f"{self.row['body']}@example.org"

    def dispatch(self) -> None:
        brief = compose_brief(
            by=self.secretary, title=text(self.row["title"]), summary=text(self.row["rationale"]), recommendations=[self.recommendation]
        )
        self.sent, self.token = dispatch_brief(by=self.secretary, brief=brief, body=self.body(), registration=self.row["registration"])
        if self.row["answer"]:
            self.on(self.days - 30, self.answer, hour=12)

    def answer(self) -> None:
        said = self.row["answer"]
        declined = said["response"] == "declined"
        reply = ReplyGiven(
            recommendation=self.recommendation,
            response=said["response"],
            reason=text(said),
            unit=said["unit"]["ru"],
            due_on=None if declined else self.script.moment(self.days - 120).date(),
        )
        given = answer_dispatch(token=self.token, **SENDER, replies=[reply])
        confirm_sender(by=self.secretary, answer=given, note="Подтверждено по официальной почте органа (демонстрационные данные)")
        if self.row["progress"]:
            self.on(self.days - 90, self.progress, hour=12)

    def progress(self) -> None:
        commitment = Commitment.objects.get(recommendation=self.recommendation)
        verified = self.row["verdict"] is not None
        report_progress(token=self.token, commitment=commitment, text=text(self.row["progress"]), claims_done=verified)
        self.on(self.days - 100 if verified else 4, lambda: self.ask(commitment), hour=10)

    def ask(self, commitment: Commitment) -> None:
        verdict = ask_verdict(by=self.secretary, commitment=commitment)
        if self.row["verdict"]:
            self.on(self.days - 104, lambda: self.judge(verdict, self.row["verdict"]))
            self.script.on(verdict.closes_at + timedelta(minutes=1), lambda: close_verdict(verdict=verdict))

    def judge(self, verdict: Verdict, shares: dict[str, float]) -> None:
        """Members of the regions concerned answer; two in three do."""
        chance = random.Random(f"verdict {self.row['key']}")
        values, weights = list(shares), list(shares.values())
        asked = Member.objects.filter(pk__in=verdict.judgements.values("member_id")).select_related("region", "council", "user")
        for member in asked:
            if chance.random() < 0.66:
                value = chance.choices(values, weights)[0]
                judge(by=member, verdict=verdict, value=value, evidence=Text.of("ru", EVIDENCE[value]))


EVIDENCE = {
    "done": "Маршрут есть в перечне, после последнего бурана дорогу открыли в тот же день.",
    "in_part": "Трассу чистят первой, но последние два километра до школы – нет.",
    "not_done": "В нашем селе ничего не изменилось.",
}
