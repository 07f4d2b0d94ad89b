"""What lies around some items on the chain, loaded level by level: the same number of queries for one item and for thirty."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from kenes.attribution.models import Attribution
from kenes.base.refs import PublicModel
from kenes.deliberation.models import Deliberation, Participant, Statement
from kenes.issues.models import Issue, Merge, Part, Signal
from kenes.promotion.models import BriefItem, Commitment, Dispatch, Progress, Reply, Verdict
from kenes.recommendations.models import Adoption, Evidence, Recommendation

Ids = set[int]
Map = dict[int, Ids]


@dataclass
class Graph:
    """Rows by primary key, and the links between them."""

    signals: dict[int, Signal] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    deliberations: dict[int, Deliberation] = field(default_factory=dict)
    recommendations: dict[int, Recommendation] = field(default_factory=dict)
    adoptions: dict[int, Adoption] = field(default_factory=dict)
    dispatches: dict[int, Dispatch] = field(default_factory=dict)
    replies: dict[int, Reply] = field(default_factory=dict)
    commitments: dict[int, Commitment] = field(default_factory=dict)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    progress: dict[int, Progress] = field(default_factory=dict)  # the body's last word on each commitment
    merged: Map = field(default_factory=dict)  # issue -> all issues it is one with
    issues_of_signal: Map = field(default_factory=lambda: defaultdict(set))
    signals_of_issue: Map = field(default_factory=lambda: defaultdict(set))
    deliberations_of_issue: Map = field(default_factory=lambda: defaultdict(set))
    cited_in: Map = field(default_factory=lambda: defaultdict(set))  # deliberation -> recommendations
    statement_in: Map = field(default_factory=lambda: defaultdict(set))  # statement -> recommendations
    cites: Map = field(default_factory=lambda: defaultdict(set))  # recommendation -> deliberations
    issues_of: Map = field(default_factory=lambda: defaultdict(set))  # recommendation -> issues
    recommendations_of_issue: Map = field(default_factory=lambda: defaultdict(set))
    recommendations_of_brief: Map = field(default_factory=lambda: defaultdict(set))
    recommendations_of_answer: Map = field(default_factory=lambda: defaultdict(set))

    def one_with(self, issues: Iterable[int]) -> Ids:
        """Return issues together with those that merges made one with them."""
        return {other for issue in issues for other in self.merged.get(issue, {issue})}


def load(items: Sequence[PublicModel], council_id: int, *, full: bool) -> Graph:
    """Return the graph around items of one council. `full` brings the texts and counts that the long form shows."""
    graph = Graph()
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        by_kind[item.kind].append(item)
    graph.merged = merged_issues(council_id)
    recommendations = above(graph, by_kind) | below(graph, by_kind)
    issues = sources(graph, recommendations, by_kind)
    load_lower(graph, issues, full=full)
    load_upper(graph, recommendations, full=full)
    return graph


def merged_issues(council_id: int) -> Map:
    """Return issue -> the issues it is one with, through merges that were not undone."""
    groups: Map = {}
    for source, target in Merge.objects.filter(source__council=council_id, undone_at__isnull=True).values_list("source_id", "target_id"):
        joined = groups.get(source, {source}) | groups.get(target, {target})
        for issue in joined:
            groups[issue] = joined
    return groups


def above(graph: Graph, by_kind: dict[str, list[Any]]) -> Ids:
    """Return the recommendations of roots that stand at or after the recommendation."""
    found = {item.pk for item in by_kind["recommendation"]} | {item.recommendation_id for item in by_kind["adoption"]}
    found |= {item.recommendation_id for item in by_kind["commitment"]} | {item.commitment.recommendation_id for item in by_kind["verdict"]}
    briefs = {item.pk for item in by_kind["brief"]} | {item.brief_id for item in by_kind["dispatch"]}
    for brief, recommendation in BriefItem.objects.filter(brief__in=briefs).values_list("brief_id", "recommendation_id"):
        graph.recommendations_of_brief[brief].add(recommendation)
        found.add(recommendation)
    answers = [item.pk for item in by_kind["answer"]]
    for answer, recommendation in Reply.objects.filter(answer__in=answers).values_list("answer_id", "recommendation_id"):
        graph.recommendations_of_answer[answer].add(recommendation)
        found.add(recommendation)
    return found


def below(graph: Graph, by_kind: dict[str, list[Any]]) -> Ids:
    """Return the recommendations that roots before the recommendation have led to."""
    signals = [item.pk for item in by_kind["signal"]]
    for signal, issue in live_parts().filter(signal__in=signals).values_list("signal_id", "issue_id"):
        graph.issues_of_signal[signal].add(issue)
    deliberations = {item.pk for item in by_kind["deliberation"]} | {item.deliberation_id for item in by_kind["statement"]}
    issues = {item.pk for item in by_kind["issue"]} | {issue for found in graph.issues_of_signal.values() for issue in found}
    issues |= {item.issue_id for item in by_kind["deliberation"] if item.issue_id}
    issues |= {item.deliberation.issue_id for item in by_kind["statement"] if item.deliberation.issue_id}
    issues = graph.one_with(issues)
    cited = Q(statement__deliberation__in=deliberations) | Q(statement__deliberation__issue__in=issues)
    found = link_evidence(graph, cited) if deliberations or issues else set()
    return found | link_issues(graph, Q(issue__in=issues))


def sources(graph: Graph, recommendations: Ids, by_kind: dict[str, list[Any]]) -> Ids:
    """Return the issues that recommendations and roots came from."""
    link_issues(graph, Q(recommendation__in=recommendations))
    link_evidence(graph, Q(recommendation__in=recommendations))
    cited = {deliberation for found in graph.cites.values() for deliberation in found}
    cited |= {item.pk for item in by_kind["deliberation"]} | {item.deliberation_id for item in by_kind["statement"]}
    issues = {issue for found in graph.issues_of.values() for issue in found} | {item.pk for item in by_kind["issue"]}
    issues |= {issue for found in graph.issues_of_signal.values() for issue in found}
    issues |= set(Deliberation.objects.filter(pk__in=cited, issue__isnull=False).values_list("issue_id", flat=True))
    issues = graph.one_with(issues)
    hidden = Q(attribution=Attribution.CLOSED) & ~Q(pk__in=[item.pk for item in by_kind["deliberation"]])  # shown on its own page alone
    for row in Deliberation.objects.filter(Q(issue__in=issues) | Q(pk__in=cited)).exclude(hidden).defer("background"):
        graph.deliberations[row.pk] = row
        if row.issue_id:
            graph.deliberations_of_issue[row.issue_id].add(row.pk)
    for item in by_kind["signal"]:
        graph.signals[item.pk] = item
    return issues


def live_parts() -> Any:
    return Part.objects.filter(removed_at__isnull=True)


def link_evidence(graph: Graph, where: Q) -> Ids:
    rows = Evidence.objects.filter(where, statement__isnull=False)
    found = set()
    for recommendation, statement, deliberation in rows.values_list("recommendation_id", "statement_id", "statement__deliberation_id"):
        graph.statement_in[statement].add(recommendation)
        graph.cited_in[deliberation].add(recommendation)
        graph.cites[recommendation].add(deliberation)
        found.add(recommendation)
    return found


def link_issues(graph: Graph, where: Q) -> Ids:
    rows = Recommendation.issues.through.objects.filter(where)
    found = set()
    for recommendation, issue in rows.values_list("recommendation_id", "issue_id"):
        graph.issues_of[recommendation].add(issue)
        graph.recommendations_of_issue[issue].add(recommendation)
        found.add(recommendation)
    return found


def load_lower(graph: Graph, issues: Ids, *, full: bool) -> None:
    """Load issues, their signals and the sizes of deliberations."""
    rows = Issue.objects.filter(pk__in=issues).defer("summary")
    graph.issues = {row.pk: row for row in (rows.prefetch_related("regions") if full else rows)}
    parts = live_parts().filter(issue__in=issues).select_related("signal__region", "signal__author__region")
    parts = parts.prefetch_related("signal__author__professions") if full else parts.defer("signal__what")
    for part in parts:
        graph.signals.setdefault(part.signal_id, part.signal)
        graph.issues_of_signal[part.signal_id].add(part.issue_id)
        graph.signals_of_issue[part.issue_id].add(part.signal_id)
    if full:
        count_deliberations(graph)


def count_deliberations(graph: Graph) -> None:
    statements = Statement.objects.filter(deliberation=OuterRef("pk"), state=Statement.State.ACCEPTED)
    people = Participant.objects.filter(deliberation=OuterRef("pk"))
    counted = Deliberation.objects.filter(pk__in=graph.deliberations).values_list("pk", one_count(statements), one_count(people))
    for pk, statement_count, people_count in counted:
        graph.deliberations[pk].statement_count = statement_count  # type: ignore[attr-defined]  # read by the steps
        graph.deliberations[pk].people_count = people_count  # type: ignore[attr-defined]


def one_count(rows: Any) -> Any:
    return Coalesce(Subquery(rows.order_by().values("deliberation").annotate(n=Count("pk")).values("n")), 0)


def load_upper(graph: Graph, recommendations: Ids, *, full: bool) -> None:
    """Load recommendations and all that became of them."""
    graph.recommendations = Recommendation.objects.in_bulk(recommendations)
    adoptions = Adoption.objects.filter(recommendation__in=recommendations)
    graph.adoptions = {row.pk: row for row in (adoptions.annotate(dissent_count=Count("dissents")) if full else adoptions)}
    for brief, recommendation in BriefItem.objects.filter(recommendation__in=recommendations).values_list("brief_id", "recommendation_id"):
        graph.recommendations_of_brief[brief].add(recommendation)
    sent = Dispatch.objects.filter(brief__in=graph.recommendations_of_brief.keys()).select_related("brief", "body__side")
    graph.dispatches = {row.pk: row for row in sent.defer("content", "brief__summary")}
    replies = Reply.objects.filter(recommendation__in=recommendations).select_related("answer")
    graph.replies = {row.pk: row for row in (replies if full else replies.defer("reason"))}
    graph.commitments = {row.pk: row for row in Commitment.objects.filter(recommendation__in=recommendations).select_related("body__side")}
    graph.verdicts = {row.pk: row for row in Verdict.objects.filter(commitment__in=graph.commitments)}
    if full:
        for word in Progress.objects.filter(commitment__in=graph.commitments, by_body=True).order_by("created_at", "pk"):
            graph.progress[word.commitment_id] = word
