"""Deliberations and threads of the sample councils."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from kenes.attribution.models import Attribution
from kenes.base.text import Text
from kenes.councils.models import Member
from kenes.deliberation.acts import add_statement, cast_vote, close_deliberation, open_deliberation, prepare_deliberation
from kenes.deliberation.models import Deliberation, Statement
from kenes.issues.models import Issue
from kenes.site.sample.content import read, text
from kenes.site.sample.votes import camp_of, opinion

if TYPE_CHECKING:
    from kenes.site.sample.regional import Regional


def thread(council: "Regional", key: str, issue: Issue) -> None:
    """Let members talk an issue over in the days after it was made."""
    for order, row in enumerate(read("remarks").get(key, [])):
        moment = council.script.moment(max(issue_age(council, issue) - 1 - order, 0), 18)
        words = Text.of(row["language"], row["text"])
        council.script.on(moment, partial(council.say, row["region"], issue, words))


def issue_age(council: "Regional", issue: Issue) -> float:
    return (council.script.today - issue.created_at) / timedelta(days=1)


def plan(council: "Regional", row: dict[str, Any]) -> None:
    """Open a deliberation, let the simulated members vote, and close it when its days are over."""
    script = council.script
    closes = script.today + timedelta(days=row["open_days"] - row["days_ago"])
    made: dict[str, Deliberation] = {}

    def open_it() -> None:
        issue = council.issues[row["issue"]]
        made["it"] = deliberate(council.cast.secretary, issue, row, closes, council.cast.turnout(row["turnout"], row["key"]))

    script.on(script.moment(row["days_ago"], 11), open_it)
    if row["open_days"] < row["days_ago"]:
        script.on(closes + timedelta(minutes=1), lambda: close_deliberation(by=None, deliberation=made["it"]))


def deliberate(
    secretary: Member, issue: Issue, row: dict[str, Any], closes: Any, voters: list[Member], attribution: str = Attribution.OPEN
) -> Deliberation:
    """Prepare and open a deliberation and cast the simulated votes."""
    deliberation = prepare_deliberation(
        by=secretary,
        issue=issue,
        question=text(row["question"], "kk"),
        background=text(row["background"], "kk"),
        attribution=attribution,
        simulated=True,
    )
    statements = [(add_statement(by=secretary, deliberation=deliberation, text=text(line, "kk")), line) for line in row["statements"]]
    open_deliberation(by=secretary, deliberation=deliberation, closes_at=closes)
    for number, member in enumerate(voters):
        # The last voters stop half-way, as people do.
        seen = statements if number < len(voters) * 0.8 else statements[: len(statements) // 2]
        for statement, line in seen:
            vote(member, statement, line, row.get("key", ""))
    return deliberation


def vote(member: Member, statement: Statement, line: dict[str, Any], seed: str) -> None:
    lean = line.get("by_side", line["lean"]) if member.side.order else line["lean"]
    region, camp = member.region.code if member.region else "", line.get("pull", 0.0) * camp_of(seed, member.number)
    value = opinion(f"{seed} {statement.number}", member.number, region, lean, split=line.get("split", False), camp=camp)
    cast_vote(by=member, statement=statement, value=value)
