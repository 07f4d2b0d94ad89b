"""What a brief rests on, down to the regions whose signals started it: the same number of queries for any brief."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Prefetch

from kenes.councils.models import Region
from kenes.issues.models import Issue, Part
from kenes.promotion.models import Brief
from kenes.recommendations.models import Adoption, Dissent, Evidence, Recommendation, Version


@dataclass(frozen=True)
class IssueSource:
    """An issue behind a recommendation: how many signals from which regions. No text of a signal, no author."""

    issue: Issue
    regions: list[Region]
    signals: int
    signal_regions: list[Region]


@dataclass(frozen=True)
class RecommendationSource:
    """One recommendation of a brief with everything it rests on."""

    recommendation: Recommendation
    adoption: Adoption | None
    version: Version | None
    dissents: list[Dissent] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    issues: list[IssueSource] = field(default_factory=list)


@dataclass(frozen=True)
class Sources:
    """A brief and what it rests on."""

    brief: Brief
    recommendations: list[RecommendationSource]

    @property
    def evidence(self) -> list[Evidence]:
        return [evidence for source in self.recommendations for evidence in source.evidence]


def sources_of(brief: Brief) -> Sources:
    """Return everything a brief rests on, in a fixed number of queries."""
    dissents = Dissent.objects.select_related("member__region", "member__side").prefetch_related("member__professions")
    adopted = Adoption.objects.filter(state=Adoption.State.ADOPTED).select_related("version")
    live = Part.objects.filter(removed_at__isnull=True).select_related("signal__region")
    rows = (
        Recommendation.objects.filter(brief_items__brief=brief)
        .order_by("brief_items__order")
        .prefetch_related(
            Prefetch("adoptions", adopted.prefetch_related(Prefetch("dissents", dissents)), to_attr="adopted"),
            Prefetch("versions", Version.objects.order_by("-number"), to_attr="all_versions"),
            Prefetch("evidence", Evidence.objects.select_related("statement__deliberation", "release")),
            Prefetch("issues", Issue.objects.prefetch_related("regions", Prefetch("parts", live, to_attr="live_parts"))),
        )
    )
    return Sources(brief, [recommendation_source(row) for row in rows])


def recommendation_source(row: Recommendation) -> RecommendationSource:
    adoption: Adoption | None = next(iter(row.adopted), None)  # type: ignore[attr-defined]
    newest: Version | None = next(iter(row.all_versions), None)  # type: ignore[attr-defined]
    return RecommendationSource(
        recommendation=row,
        adoption=adoption,
        version=adoption.version if adoption else newest,
        dissents=list(adoption.dissents.all()) if adoption else [],
        evidence=list(row.evidence.all()),
        issues=[issue_source(issue) for issue in row.issues.all()],
    )


def issue_source(issue: Issue) -> IssueSource:
    parts: list[Part] = issue.live_parts  # type: ignore[attr-defined]
    by_region = Counter(part.signal.region for part in parts)
    return IssueSource(
        issue=issue,
        regions=sorted(issue.regions.all(), key=lambda region: region.code),
        signals=len(parts),
        signal_regions=sorted(by_region, key=lambda region: region.code),
    )
