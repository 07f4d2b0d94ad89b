"""Walking the whole chain with the acts, for `kenes main-job`: on a council marked as sample, at a clock of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kenes.base import clock
from kenes.councils.acts import accept_invitation, add_side, create_council, first_secretary, invite, seat_member
from kenes.councils.models import Council, Country, Member, Profession, Region, Side, User
from kenes.deliberation.acts import import_polis
from kenes.deliberation.models import Deliberation, Release, Statement
from kenes.deliberation.queries import broadest_agreement, latest_release
from kenes.issues.acts import make_issue, report_signal
from kenes.issues.models import Issue
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
from kenes.promotion.models import Commitment, Dispatch, Verdict
from kenes.recommendations.acts import agree_to_adoption, cast_ballot, cite_statement, close_adoption, draft_recommendation, open_adoption
from kenes.recommendations.models import Recommendation
from kenes.site.main_job import words

Say = Callable[[str], None]
SIDES = (("KZ", "Asia/Almaty", ("KZ-55", "KZ-63")), ("RU", "Europe/Moscow", ("RU-OMS", "RU-ALT")))
SEATS_A_REGION = 4
STATEMENTS = 3


@dataclass
class Table:
    """A council of two sides, with people at its table."""

    council: Council
    secretaries: list[Member]  # one a side
    members: list[Member]
    regions: list[Region]

    @property
    def secretary(self) -> Member:
        return self.secretaries[0]


def main_job(folder: Path, say: Say, *, start: datetime | None = None) -> Verdict:
    """Take a Polis export through the whole chain and return the verdict; `say` hears each step."""
    start = start or datetime.now(UTC) - timedelta(days=120)
    with clock.at(start):
        table = sit_down()
        issue = state_issue(table)
        deliberation = import_polis(by=table.secretary, council=table.council, folder=folder, issue=issue)
        release = latest_release(deliberation)
        if release is None:
            raise RuntimeError("the import gave no release of results")
        chosen = [line.statement for line in broadest_agreement(release, STATEMENTS)]
        counts = deliberation.participants.count(), deliberation.statements.count()
        say(f"imported: {counts[0]} participants, {counts[1]} statements, release {release.number}")
    with clock.at(start + timedelta(days=1)):
        recommendation = adopt(table, issue, deliberation, release, chosen)
        say(f"{recommendation.state}: recommendation {recommendation.number} on {len(chosen)} statements")
    with clock.at(start + timedelta(days=5)):
        dispatch, token = send(table, recommendation)
        say(f"dispatched: {dispatch.registration}, due {dispatch.due_on}")
    with clock.at(start + timedelta(days=15)):
        commitment = answer(table, dispatch, token, recommendation)
        say(f"answered: {commitment.reply.response}, due {commitment.due_on}")
    with clock.at(start + timedelta(days=60)):
        report_progress(token=token, commitment=commitment, text=words.PROGRESS, claims_done=True)
        verdict = ask_verdict(by=table.secretary, commitment=commitment)
        for member in table.members:
            judge(by=member, verdict=verdict, value="done", evidence=words.EVIDENCE)
    with clock.at(verdict.closes_at + timedelta(minutes=1)):
        verdict = close_verdict(verdict=verdict)
    say(f"verdict: {verdict.outcome}, {verdict.judgements.exclude(value='').count()} answers")
    return verdict


def sit_down() -> Table:
    """Found the two-sided council and seat its people."""
    slug = f"main-job-{datetime.now(UTC):%H%M%S%f}"
    council = create_council(
        by_user=None, slug=slug, name=words.COUNCIL, purpose=words.PURPOSE, languages=["kk", "ru", "en"], is_sample=True
    )
    sides = [make_side(council, *facts) for facts in SIDES]
    secretary = first_secretary(council=council, side=sides[0], user=User.objects.create_user())
    secretaries = [secretary, seated(secretary, sides[1], None, Member.Role.SECRETARY)]
    members, regions = [], []
    for side, by, (_, _, codes) in zip(sides, secretaries, SIDES, strict=True):
        for region in Region.objects.filter(code__in=codes):
            regions.append(region)
            members += [seated(by, side, region, Member.Role.MEMBER) for _ in range(SEATS_A_REGION)]
    return Table(council, secretaries, members, regions)


def make_side(council: Council, code: str, timezone: str, codes: tuple[str, ...]) -> Side:
    country = Country.objects.get(code=code)
    regions = list(Region.objects.filter(code__in=codes))
    return add_side(council=council, name=country.name, country=country, institute=words.INSTITUTE, timezone=timezone, regions=regions)


def seated(by: Member, side: Side, region: Region | None, role: Member.Role) -> Member:
    professions = list(Profession.objects.filter(code="research"))
    seat = seat_member(by=by, side=side, region=region, professions=professions, role=role)
    _, token = invite(by=by, member=seat)
    return accept_invitation(token=token)


def state_issue(table: Table) -> Issue:
    """Let a member of each region report, and make one issue of it."""
    signals = []
    for number, region in enumerate(table.regions):
        author = next(member for member in table.members if member.region_id == region.pk)
        signals.append(report_signal(by=author, region=region, what=words.SIGNAL, client_key=f"main-job-{number}"))
    return make_issue(by=table.secretary, signals=signals, title=words.ISSUE, summary=words.SUMMARY)


def adopt(table: Table, issue: Issue, deliberation: Deliberation, release: Release, chosen: list[Statement]) -> Recommendation:
    """Draft from the broadest agreement, and adopt with the members of both sides."""
    quoted = words.recommendation([statement.text for statement in chosen])
    recommendation = draft_recommendation(by=table.secretary, title=words.TITLE, text=quoted, rationale=words.RATIONALE, issues=[issue])
    for statement in chosen:
        cite_statement(by=table.secretary, recommendation=recommendation, statement=statement, release=release)
    for secretary in table.secretaries:
        agree_to_adoption(by=secretary, recommendation=recommendation, seen=recommendation.versions.get().hash)
    adoption = open_adoption(by=table.secretary, recommendation=recommendation, method="secret", closes_at=clock.now() + timedelta(days=3))
    for member in table.members:
        cast_ballot(by=member, adoption=adoption, value="yes")
    close_adoption(adoption=adoption)
    recommendation.refresh_from_db()
    return recommendation


def send(table: Table, recommendation: Recommendation) -> tuple[Dispatch, str]:
    """Make the brief and dispatch it to the first side's body."""
    brief = compose_brief(by=table.secretary, title=words.TITLE, summary=words.SUMMARY, recommendations=[recommendation])
    body = register_body(by=table.secretary, side=table.secretary.side, name=words.BODY)
    return dispatch_brief(by=table.secretary, brief=brief, body=body, registration="2026/MJ-1")


def answer(table: Table, dispatch: Dispatch, token: str, recommendation: Recommendation) -> Commitment:
    """Answer by the private link; the secretariat confirms the sender."""
    reply = ReplyGiven(
        recommendation=recommendation,
        response="accepted",
        reason=words.ANSWER,
        unit=str(words.UNIT),
        due_on=(clock.now() + timedelta(days=40)).date(),
    )
    given = answer_dispatch(token=token, sender_name="Sample official", sender_position=str(words.UNIT), sender_contact="", replies=[reply])
    confirm_sender(by=table.secretary, answer=given, note="Confirmed by telephone (sample data)")
    return Commitment.objects.get(recommendation=recommendation)
