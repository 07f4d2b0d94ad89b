"""Importing a conversation that was held elsewhere (Polis) as a closed deliberation."""

import unicodedata
from datetime import UTC, datetime
from pathlib import Path

from kenes.base import clock
from kenes.base.act import act
from kenes.base.ids import new_public_id
from kenes.base.models import SearchDocument
from kenes.base.permissions import require
from kenes.base.text import Text, clean, fold
from kenes.councils.models import Council, Member
from kenes.deliberation.acts.closing import publish
from kenes.deliberation.acts.shared import index, is_for_everyone
from kenes.deliberation.analysis import results_of
from kenes.deliberation.errors import UnreadablePolis
from kenes.deliberation.models import Deliberation, Participant, Statement, Vote
from kenes.deliberation.words import unreadable
from kenes.engine.exports import Export, UnreadableExport, read
from kenes.issues.acts import advance_issue
from kenes.issues.models import Issue
from kenes.record.acts import append

KAZAKH = set("әғқңөұүһіӘҒҚҢӨҰҮҺІ")


@act
def import_polis(
    *, by: Member, council: Council, folder: Path, issue: Issue | None = None, language: str = "", question: Text | None = None
) -> Deliberation:
    """Import a Polis export folder as a closed deliberation: all or nothing. Its participants count as "not stated".

    `language` is that of the statements (ISO 639-1); by default it is told from their letters.
    """
    require("deliberation.prepare", by, council_of(by, council))
    if issue is not None:
        require("deliberation.prepare", by, issue)
    try:
        export = with_texts(read(folder))
    except UnreadableExport as error:
        raise UnreadablePolis(unreadable(error), field="comments" if error.file.startswith("comments") else "votes") from error
    language = language or language_of(" ".join(statement.text for statement in export.statements))
    deliberation = conversation(by, export, issue, question or Text.of(language, cleaned(export.topic)[:300]))
    statements = write_statements(deliberation, export, language)
    write_votes(deliberation, export, statements)
    index(deliberation)
    index_statements(deliberation, statements)
    details = {  # no plain hash of the votes: of few votes, somebody could try out which ones give it; the release has a keyed one
        "n": len(export.participants),
        "statements": len(statements),
        "votes": len(export.votes.value),
        "source": deliberation.imported_from,
    }
    append(council.public_id, "deliberation.imported", deliberation.ref, actor=by.ref, details=details)
    publish(by, deliberation, results_of(deliberation, final=True), final=True)
    if issue:
        advance_issue(by=by, issue=issue, state=Issue.State.DELIBERATED)
    return deliberation


def with_texts(export: Export) -> Export:
    """Refuse an export of votes alone: people cannot read what was voted on."""
    if not all(statement.text for statement in export.statements):
        raise UnreadableExport("missing_file", "the folder holds no comments.csv", file="comments.csv")
    return export


def council_of(by: Member, council: Council) -> Member | None:
    """Return what the rule compares: nothing for one's own council, else a seat of the other council, so that the rule says no."""
    return None if council.pk == by.council_id else Member(council=council)


def conversation(by: Member, export: Export, issue: Issue | None, question: Text) -> Deliberation:
    now = clock.now()
    times = export.at[export.at > 0]
    return Deliberation.objects.create(
        council=by.council,
        issue=issue,
        question=question,
        background=Text.of(question.original, ""),
        state=Deliberation.State.CLOSED,
        opened_at=moment(int(times.min()), now) if times.size else now,
        closes_at=None,
        closed_at=moment(int(times.max()), now) if times.size else now,
        imported_from=cleaned(export.source or export.topic)[:200],
        created_by=by,
        created_at=now,
    )


def write_statements(deliberation: Deliberation, export: Export, language: str) -> list[Statement]:
    """Write all statements; those that were rejected there are kept, without a part in the results."""
    now = clock.now()
    return Statement.objects.bulk_create(
        [
            Statement(
                public_id=new_public_id(),
                deliberation=deliberation,
                number=number,
                text=Text.of(language, cleaned(row.text)),
                origin=Statement.Origin.IMPORT,
                state=Statement.State.REJECTED if row.moderated == -1 else Statement.State.ACCEPTED,
                created_at=moment(row.at, now),
            )
            for number, row in enumerate(export.statements, 1)
        ]
    )


def write_votes(deliberation: Deliberation, export: Export, statements: list[Statement]) -> None:
    people = Participant.objects.bulk_create(
        [Participant(deliberation=deliberation, source_id=voter) for voter in export.participants], batch_size=5000
    )
    now, votes = clock.now(), export.votes
    rows = zip(votes.participant.tolist(), votes.statement.tolist(), votes.value.tolist(), export.at.tolist(), strict=True)
    Vote.objects.bulk_create(
        [
            Vote(participant_id=people[person].pk, statement_id=statements[statement].pk, value=value, cast_at=moment(at, now))
            for person, statement, value, at in rows
        ],
        batch_size=10_000,
    )


def index_statements(deliberation: Deliberation, statements: list[Statement]) -> None:
    """Make imported statements findable, all at once."""
    visible_to = "public" if is_for_everyone(deliberation) else "members"
    SearchDocument.objects.bulk_create(
        SearchDocument(
            ref=statement.ref,
            kind=statement.kind,
            council=deliberation.council.public_id,
            visible_to=visible_to,
            title=statement.text,
            folded=fold(statement.text.everything()),
            changed_at=deliberation.created_at,
        )
        for statement in statements
        if statement.state == Statement.State.ACCEPTED
    )


def moment(milliseconds: int, otherwise: datetime) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else otherwise


def cleaned(text: str) -> str:
    """Return a text that every database keeps alike; control characters of old exports become spaces."""
    return clean("".join(c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") else " " for c in text))


def language_of(text: str) -> str:
    """Tell the language of a conversation from its letters: zh, ja, ko, kk, ru, ar, else en."""
    letters = [c for c in text if c.isalpha()][:20_000]
    names = [unicodedata.name(c, "").split(" ")[0] for c in letters]
    share = {script: names.count(script) / max(1, len(names)) for script in ("CJK", "HIRAGANA", "HANGUL", "CYRILLIC", "ARABIC")}
    if share["HIRAGANA"] > 0.1:
        return "ja"
    if share["HANGUL"] > 0.3:
        return "ko"
    if share["CJK"] > 0.3:
        return "zh"
    if share["ARABIC"] > 0.5:
        return "ar"
    if share["CYRILLIC"] > 0.5:
        return "kk" if sum(c in KAZAKH for c in letters) / len(letters) > 0.02 else "ru"
    return "en"
