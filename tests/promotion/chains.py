"""A whole chain as rows, of any width, for tests of what reads it."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from kenes.base import clock
from kenes.base.text import Text
from kenes.councils.models import Council, Member, Region
from kenes.deliberation.models import Deliberation, Statement
from kenes.issues.models import Issue, Part, Signal
from kenes.promotion.models import Answer, Body, Brief, BriefItem, Commitment, Dispatch, Reply, Verdict
from kenes.recommendations.models import Adoption, Evidence, Recommendation, Version

numbers = count(1000)


@dataclass
class Made:
    signals: list[Signal]
    issue: Issue
    deliberation: Deliberation
    statements: list[Statement]
    recommendations: list[Recommendation]
    brief: Brief
    dispatch: Dispatch
    answer: Answer
    commitments: list[Commitment]
    verdicts: list[Verdict]

    @property
    def items(self) -> list:
        return [
            self.signals[0],
            self.issue,
            self.deliberation,
            self.statements[0],
            self.recommendations[0],
            self.recommendations[0].adoptions.get(),
            self.brief,
            self.dispatch,
            self.answer,
            self.commitments[0],
            self.verdicts[0],
        ]


def text(english: str) -> Text:
    return Text.of("en", english)


def signal(author: Member, region: Region | None = None, **fields: object) -> Signal:
    number = next(numbers)
    values = {"what": text(f"Signal {number}"), "created_at": clock.now(), "changed_at": clock.now(), "client_key": str(number)} | fields
    return Signal.objects.create(council=author.council, author=author, region=region or author.region, number=number, **values)


def issue(council: Council, signals: list[Signal], **fields: object) -> Issue:
    number = next(numbers)
    values = {"title": text(f"Issue {number}"), "created_at": clock.now(), "changed_at": clock.now()} | fields
    made = Issue.objects.create(council=council, number=number, **values)
    made.regions.set({row.region for row in signals})
    for row in signals:
        Part.objects.create(issue=made, signal=row, added_at=clock.now())
        Signal.objects.filter(pk=row.pk).update(state=Signal.State.IN_ISSUE)
        row.refresh_from_db()
    return made


def recommendation(council: Council, issues: list[Issue], **fields: object) -> Recommendation:
    number = next(numbers)
    values = {"title": text(f"Recommendation {number}"), "state": "adopted", "created_at": clock.now(), "changed_at": clock.now()} | fields
    made = Recommendation.objects.create(council=council, number=number, **values)
    made.issues.set(issues)
    version = Version.objects.create(recommendation=made, number=1, text=text("Do it"), hash="0" * 64, created_at=clock.now())
    if made.state == "adopted":
        Adoption.objects.create(
            recommendation=made,
            version=version,
            text_hash="0" * 64,
            method="roll_call",
            quorum_percent=50,
            majority_percent=50,
            state="adopted",
            opened_at=clock.now(),
            closes_at=clock.now(),
            closed_at=clock.now(),
            tally={"yes": 7, "no": 2, "abstain": 1},
        )
    return made


def sent(council: Council, recommendations: list[Recommendation], **fields: object) -> Dispatch:
    number = next(numbers)
    brief = Brief.objects.create(council=council, number=number, title=text("Brief"), created_at=clock.now())
    for order, row in enumerate(recommendations):
        BriefItem.objects.create(brief=brief, recommendation=row, order=order)
    body = Body.objects.create(council=council, side=council.sides.first(), name=text("Sample ministry"), created_at=clock.now())
    values = {"sent_at": clock.now(), "due_on": clock.now().date() + timedelta(days=21)} | fields
    return Dispatch.objects.create(
        brief=brief,
        body=body,
        registration=f"2026/{number}",
        working_days=15,
        content={},
        link_hash=str(number),
        link_made_at=clock.now(),
        **values,
    )


def answered(dispatch: Dispatch, recommendations: list[Recommendation], response: str = "accepted", state: str = "confirmed") -> Answer:
    answer = Answer.objects.create(
        dispatch=dispatch, sender_name="A", sender_position="Head", state=state, note="By telephone", received_at=clock.now()
    )
    for row in recommendations:
        Reply.objects.create(answer=answer, recommendation=row, response=response, reason=text("We agree"))
    return answer


def committed(answer: Answer, outcome: str = "done") -> tuple[list[Commitment], list[Verdict]]:
    commitments, verdicts = [], []
    for reply in answer.replies.select_related("recommendation"):
        commitments.append(
            Commitment.objects.create(
                reply=reply,
                recommendation=reply.recommendation,
                body=answer.dispatch.body,
                text=text("It will be done"),
                claimed_done_at=clock.now(),
                created_at=clock.now(),
            )
        )
        verdicts.append(
            Verdict.objects.create(
                commitment=commitments[-1],
                outcome=outcome,
                least=5,
                opened_at=clock.now(),
                closes_at=clock.now(),
                closed_at=None if outcome == "asked" else clock.now(),
            )
        )
    return commitments, verdicts


def whole(council: Council, authors: list[Member], width: int = 1, *, public: bool = True) -> Made:
    """A finished chain with `width` of everything that can be many."""
    signals = [signal(authors[place % len(authors)], is_public=public) for place in range(width)]
    made = issue(council, signals, is_public=public)
    deliberation = Deliberation.objects.create(
        council=council,
        issue=made,
        question=text("Which way?"),
        state="closed",
        opened_at=clock.now(),
        closed_at=clock.now(),
        created_at=clock.now(),
    )
    statements = [
        Statement.objects.create(deliberation=deliberation, number=n, text=text(f"Statement {n}"), created_at=clock.now())
        for n in range(width)
    ]
    recommendations = [recommendation(council, [made]) for _ in range(width)]
    for row, statement in zip(recommendations, statements, strict=True):
        Evidence.objects.create(recommendation=row, statement=statement, added_at=clock.now())
    dispatch = sent(council, recommendations)
    answer = answered(dispatch, recommendations)
    commitments, verdicts = committed(answer)
    return Made(signals, made, deliberation, statements, recommendations, dispatch.brief, dispatch, answer, commitments, verdicts)
