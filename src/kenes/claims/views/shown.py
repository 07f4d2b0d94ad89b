"""How panels and findings look on pages."""

from django.http import HttpResponse

from kenes.base.errors import NotFound, NotSignedIn
from kenes.claims.models import Claim, Finding, Panel
from kenes.claims.queries.findings import findings_in
from kenes.claims.queries.panels import panels_of
from kenes.claims.queries.register import claim_for
from kenes.councils.access import CouncilRequest, MemberRequest

Reader = CouncilRequest | MemberRequest

# Step of a panel -> badge of the design system.
PANEL_BADGES: dict[str, str] = {
    Panel.State.CONFLICTS: "talk",
    Panel.State.COMMITTING: "asked",
    Panel.State.REVEALING: "asked",
    Panel.State.REVIEWING: "talk",
    Panel.State.CLOSED: "neutral",
    Panel.State.VOID: "stopped",
}

# What is found -> badge of the design system, where a tick would read as "it is so".
FINDING_BADGES: dict[str, str] = {
    Finding.Category.MISLEADING: "stopped",
    Finding.Category.MOSTLY_FALSE: "stopped",
    Finding.Category.FALSE: "stopped",
    Finding.Category.UNPROVEN: "some",
    Finding.Category.DIFFER: "contested",
    Finding.Category.NOT_REVIEWED: "stopped",
}


def finding_badge(finding: Finding) -> str:
    """Return the badge of a finding: what was found, or what became of it."""
    match finding.state:
        case Finding.State.DRAFT:
            return "draft"
        case Finding.State.REOPENED:
            return "asked"
        case Finding.State.REPLACED:
            return "stopped"
    return FINDING_BADGES.get(Finding.Category(finding.category), "verified")


def missing(request: Reader) -> Exception:
    """Return the refusal of what a reader may not see: a visitor is asked to sign in whether or not it is there."""
    return NotFound() if request.user.is_authenticated else NotSignedIn()


def claim_here(request: Reader, public_id: str) -> Claim:
    found = claim_for(request.council, request.member, public_id)
    if found is None:
        raise missing(request)
    return found


def panel_here(request: Reader, claim: str, number: int) -> Panel:
    found = panels_of(request.council, request.member).filter(claim__public_id=claim, number=number).first()
    if found is None:
        raise missing(request)
    return found


def finding_here(request: Reader, claim: str, number: int) -> Finding:
    found = findings_in(request.council, request.member).filter(claim__public_id=claim, number=number).first()
    if found is None:
        raise missing(request)
    return found


def attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
