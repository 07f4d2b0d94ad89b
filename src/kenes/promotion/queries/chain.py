"""The chain of any item, both ways: what it came from and what became of it, as far as the reader may see.

Backward only what led to the item, forward only what it led to. A signal's chain holds that signal, its issue and the fate
of it; an answer's chain walks back to all signals behind the recommendations that it answers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, TypeVar, cast

from django.db.models import Model

from kenes.base.refs import PublicModel
from kenes.councils.models import Council, Member
from kenes.deliberation.models import Deliberation
from kenes.promotion.models import Answer
from kenes.promotion.queries.chain_graph import Graph, Ids, load
from kenes.promotion.queries.chain_model import Chain, Heard
from kenes.promotion.queries.chain_steps import steps_of as steps
from kenes.promotion.queries.places import Places, places
from kenes.recommendations.models import Adoption, Recommendation

COUNCIL_OF = {
    "statement": "deliberation.council",
    "adoption": "recommendation.council",
    "dispatch": "brief.council",
    "answer": "dispatch.brief.council",
    "commitment": "recommendation.council",
    "verdict": "commitment.recommendation.council",
}


def chain(item: PublicModel, reader: Member | None = None) -> Chain:
    """Return the chain of a signal, issue, deliberation, statement, recommendation, adoption, brief, dispatch, answer, commitment
    or verdict, as a member (`reader`) or a visitor (None) may see it."""
    council = council_of(item)
    return walk(item, load([item], council.pk, full=True), council, reader, places(council))


def chains_for(items: Sequence[PublicModel], reader: Member | None = None, council: Council | None = None) -> list[Chain]:
    """Return the chains of a list's items (all of one council), without the texts of signals, in a fixed number of queries."""
    if not items:
        return []
    council = council or council_of(items[0])
    graph = load(items, council.pk, full=False)
    return [walk(item, graph, council, reader) for item in items]


def council_of(item: PublicModel) -> Council:
    return cast(Council, attrgetter(COUNCIL_OF.get(item.kind, "council"))(item))


@dataclass(frozen=True)
class Place:
    """The rows of one item's chain by primary key."""

    signals: Ids
    issues: Ids
    deliberations: Ids
    recommendations: Ids
    dispatches: Ids
    answers: Ids | None = None  # None: all of these dispatches
    commitments: Ids | None = None


def walk(item: PublicModel, graph: Graph, council: Council, reader: Member | None, where: Places | None = None) -> Chain:
    """Return one item's chain out of a graph that holds it."""
    place = upper(item, graph) if item.kind in UPPER else lower(item, graph)
    sent = place.dispatches
    replies = [
        reply
        for reply in graph.replies.values()
        if reply.recommendation_id in place.recommendations
        and reply.answer.dispatch_id in sent
        and (place.answers is None or reply.answer_id in place.answers)
    ]
    of_replies = {reply.pk for reply in replies}
    commitments = [
        row
        for row in graph.commitments.values()
        if row.reply_id in of_replies and (place.commitments is None or row.pk in place.commitments)
    ]
    ids = {row.pk for row in commitments}
    heard = Heard(
        rows(graph.signals, place.signals, "created_at"),
        rows(graph.issues, place.issues, "created_at"),
        rows(graph.deliberations, place.deliberations, "created_at"),
    )
    everything = Chain(
        council=council,
        reader=reader,
        signals=heard.signals,
        issues=heard.issues,
        deliberations=heard.deliberations,
        recommendations=rows(graph.recommendations, place.recommendations, "created_at"),
        adoptions=tuple(sorted((a for a in graph.adoptions.values() if a.recommendation_id in place.recommendations), key=by("opened_at"))),
        dispatches=rows(graph.dispatches, sent, "sent_at"),
        replies=tuple(sorted(replies, key=lambda reply: (reply.answer.received_at, reply.pk))),
        commitments=tuple(sorted(commitments, key=by("created_at"))),
        verdicts=tuple(sorted((v for v in graph.verdicts.values() if v.commitment_id in ids), key=by("opened_at"))),
        progress=tuple(graph.progress[pk] for pk in sorted(ids) if pk in graph.progress),
        heard=heard,
        sent=frozenset().union(*(graph.recommendations_of_brief[graph.dispatches[pk].brief_id] for pk in sent if pk in graph.dispatches)),
        places=where,
    )
    return everything if reader else for_visitors(everything)


UPPER = ("recommendation", "adoption", "brief", "dispatch", "answer", "commitment", "verdict")


def lower(item: Any, graph: Graph) -> Place:
    """Return the place of a signal, issue, deliberation or statement."""
    if item.kind == "signal":
        issues, signals = graph.one_with(graph.issues_of_signal.get(item.pk, ())), {item.pk}
    else:
        origin = {"issue": lambda: item.pk, "deliberation": lambda: item.issue_id, "statement": lambda: item.deliberation.issue_id}[
            item.kind
        ]()
        issues = graph.one_with({origin} if origin else ())
        signals = gathered(graph.signals_of_issue, issues)
    deliberations = gathered(graph.deliberations_of_issue, issues)
    if item.kind in ("deliberation", "statement"):
        deliberations = {item.pk if item.kind == "deliberation" else item.deliberation_id}
    if item.kind == "statement":
        recommendations = set(graph.statement_in.get(item.pk, ()))
    else:
        recommendations = gathered(graph.recommendations_of_issue, issues) | gathered(graph.cited_in, deliberations)
    return Place(signals, issues, deliberations, recommendations, dispatches_of(graph, recommendations))


def upper(item: Any, graph: Graph) -> Place:
    """Return the place of a recommendation, or of what became of it."""
    recommendations, dispatches, answers, commitments = roots(item, graph)
    deliberations = gathered(graph.cites, recommendations)
    issues = gathered(graph.issues_of, recommendations)
    issues |= {row.issue_id for row in (graph.deliberations[pk] for pk in deliberations) if row.issue_id}
    issues = graph.one_with(issues)
    if not deliberations:  # nothing cited: what the issues' deliberations said still came before
        deliberations = gathered(graph.deliberations_of_issue, issues)
    signals = gathered(graph.signals_of_issue, issues)
    return Place(signals, issues, deliberations, recommendations, dispatches, answers, commitments)


def roots(item: Any, graph: Graph) -> tuple[Ids, Ids, Ids | None, Ids | None]:
    """Return the recommendations, dispatches, answers and commitments that belong to an upper item."""
    match item.kind:
        case "recommendation" | "adoption":
            found = {item.pk if item.kind == "recommendation" else item.recommendation_id}
            return found, dispatches_of(graph, found), None, None
        case "brief":
            sent = {row.pk for row in graph.dispatches.values() if row.brief_id == item.pk}
            return set(graph.recommendations_of_brief.get(item.pk, ())), sent, None, None
        case "dispatch":
            return set(graph.recommendations_of_brief.get(item.brief_id, ())), {item.pk}, None, None
        case "answer":
            return set(graph.recommendations_of_answer.get(item.pk, ())), {item.dispatch_id}, {item.pk}, None
    commitment = item if item.kind == "commitment" else graph.commitments[item.commitment_id]
    reply = graph.replies[commitment.reply_id]
    return {commitment.recommendation_id}, {reply.answer.dispatch_id}, {reply.answer_id}, {commitment.pk}


def dispatches_of(graph: Graph, recommendations: Ids) -> Ids:
    briefs = {brief for brief, held in graph.recommendations_of_brief.items() if held & recommendations}
    return {row.pk for row in graph.dispatches.values() if row.brief_id in briefs}


def gathered(links: dict[int, Ids], keys: Iterable[int]) -> Ids:
    return {found for key in keys for found in links.get(key, ())}


def by(attribute: str) -> Any:
    return lambda row: (getattr(row, attribute), row.pk)


M = TypeVar("M", bound=Model)


def rows(known: dict[int, M], wanted: Ids, attribute: str) -> tuple[M, ...]:
    return tuple(sorted((known[pk] for pk in wanted if pk in known), key=by(attribute)))


def for_visitors(found: Chain) -> Chain:
    """Return what is public of a chain: published signals and issues, what the council adopted, what bodies really answered."""
    adopted = tuple(row for row in found.recommendations if row.state == Recommendation.State.ADOPTED)
    ids = {row.pk for row in adopted}
    public_issues = tuple(row for row in found.issues if row.is_public)
    open_issues = {row.pk for row in public_issues}
    replies = tuple(r for r in found.replies if r.answer.state == Answer.State.CONFIRMED)
    return replace(
        found,
        signals=tuple(row for row in found.signals if row.is_public),
        issues=public_issues,
        deliberations=tuple(row for row in found.deliberations if row.state == Deliberation.State.CLOSED and row.issue_id in open_issues),
        recommendations=adopted,
        adoptions=tuple(row for row in found.adoptions if row.recommendation_id in ids and row.state == Adoption.State.ADOPTED),
        replies=replies,
    )


__all__ = ["Chain", "Heard", "chain", "chains_for", "steps"]
