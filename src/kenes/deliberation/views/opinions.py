"""The last pages of results: groups and map, the short list, how all was computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kenes.base.charts import AgreementCell
from kenes.base.opinion_map import OpinionMap, Spot, opinion_map
from kenes.councils.access import Access, CouncilRequest, council_page
from kenes.deliberation.models import Deliberation, Participant, Release, Statement
from kenes.deliberation.published_votes import have_left
from kenes.deliberation.queries.ground import Line
from kenes.deliberation.queries.lists import took_part
from kenes.deliberation.queries.opinions import Apart, Group, Opinions, withheld
from kenes.deliberation.standing import Standing, standing
from kenes.deliberation.views import opinion_words as words
from kenes.deliberation.views.matrix import group_name
from kenes.deliberation.views.reading import readable, wanted_release
from kenes.deliberation.views.shown import drawn
from kenes.record.history import history

SHARED = 5  # statements shown that all groups share


@dataclass(frozen=True)
class Cell:
    """What one group says of a statement; `group` is its number, None for everybody."""

    group: int | None
    name: str
    cell: AgreementCell


@dataclass(frozen=True)
class Row:
    """A statement with its cells."""

    statement: Statement
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Portrait:
    """A group and what sets it apart."""

    group: Group
    name: str
    more: Sequence[Row]
    less: Sequence[Row]
    left: int


@dataclass(frozen=True)
class End:
    """One end of an axis of the map: where it is, which statements pull there."""

    place: str  # left, right, up, down: also the class of the block
    heading: str
    statements: Sequence[Statement]


@require_GET
@council_page(Access.PUBLIC)
def groups(request: CouncilRequest, deliberation: str) -> HttpResponse:
    """Which opinion groups there are, if any: the map, what sets each apart, how sure that is."""
    row = readable(request, deliberation)
    release = wanted_release(request, row)
    if release is None:
        return no_results(request, row)
    found = Opinions(release)
    you = own_standing(request, row, release) if found.said else None
    portraits = [portrait(group, apart) for group, apart in zip(found.groups, found.apart, strict=False)]
    context = {
        **common(row, release),
        "title": words.finding(found.said, final=release.table["final"]),
        "why": words.reason(found.said, release.threshold, final=release.table["final"]),
        "said": found.said,
        "groups": [(group, group_name(f"g{group.number}")) for group in found.groups],
        "between": between(found.said),
        "map": drawing(found.said, you),
        "map_words": map_words(found),
        "spots": spots_by_group(found.said),
        "ends": ends(found),
        "portraits": portraits,
        "shared": [group_row(line) for line in found.shared[:SHARED]],
        "shared_left": max(len(found.shared) - SHARED, 0),
        "you": you,
        "you_words": words.standing(you, group_name(f"g{you.nearest}")) if you else "",
    }
    response = render(request, "deliberation/groups.html", context)
    if you:
        response["Cache-Control"] = "private, no-store"  # it says where this reader stands
    return response


@require_GET
@council_page(Access.PUBLIC)
def shortlist(request: CouncilRequest, deliberation: str) -> HttpResponse:
    """A short list of statements in which every large group of one mind finds itself."""
    row = readable(request, deliberation)
    release = wanted_release(request, row)
    if release is None:
        return no_results(request, row)
    found = Opinions(release)
    said = (found.said or {}).get("slate") or {"statements": [], "bought": 0, "size": 0, "predicted": False}
    rows = [slate_row(found, public_id) for public_id in said["statements"]]
    voters, size = release.table["voters"], said["size"]
    context = {
        **common(row, release),
        "said": found.said,
        "title": words.slate_finding(found.said, len(rows), final=release.table["final"]),
        "bought": rows[: said["bought"]],
        "added": rows[said["bought"] :],
        "size": size,
        "voters": voters,
        "people": -(-voters // size) if size else 0,  # a group of so many is due a place
        "predicted": said["predicted"],
        "grouped": found.by_group is not None,
    }
    return render(request, "deliberation/shortlist.html", context)


@require_GET
@council_page(Access.PUBLIC)
def method(request: CouncilRequest, deliberation: str) -> HttpResponse:
    """How the results were computed, what is withheld and why, and how to check it."""
    row = readable(request, deliberation)
    release = wanted_release(request, row)
    if release is None:
        return no_results(request, row)
    said = release.table.get("opinions") or {}
    context = {
        **common(row, release),
        "computed": release.table.get("computed", {}),
        "methods": words.methods(release.table.get("computed", {}).get("method", "")),
        "statements": len(release.table["statements"]),
        "voters": release.table["voters"],
        "withheld": words.withheld(withheld(release)),
        "said": said,
        "models": [{**one, "loss": one["loss"] / 1000} for one in said.get("models", [])],
        "tried": [(one, words.refusal(one["refused"])) for one in said.get("tried", [])],
        "history": history(release.ref),
        "votes_left": have_left(row, took_part(row)),
    }
    return render(request, "deliberation/method.html", context)


def no_results(request: CouncilRequest, row: Deliberation) -> HttpResponse:
    return render(request, "deliberation/no_results.html", {"deliberation": row})


def common(row: Deliberation, release: Release) -> dict[str, Any]:
    return {"deliberation": row, "release": release, "is_final": release.table["final"]}


def own_standing(request: CouncilRequest, row: Deliberation, release: Release) -> Standing | None:
    """Return where the reader stands, who took part, and nobody else."""
    if request.member is None:
        return None
    participant = Participant.objects.filter(deliberation=row, member=request.member).first()
    return standing(release, participant) if participant else None


def drawing(said: dict[str, Any] | None, you: Standing | None) -> OpinionMap | None:
    spots = [Spot(one["x"], one["y"], one["n"], one["group"]) for one in (said or {}).get("circles", [])]
    return opinion_map(spots, (you.x, you.y) if you else None)


def between(said: dict[str, Any] | None) -> int | None:
    """Return how many people stand between groups; None where that is withheld."""
    if not said or said.get("placed") is None or None in said.get("sizes", []):
        return None
    placed: int = said["placed"]
    return placed - int(sum(said["sizes"]))


def spots_by_group(said: dict[str, Any] | None) -> list[tuple[str, dict[str, int]]]:
    """Return the marks of the map as a table: first the groups, those between last."""
    circles = sorted((said or {}).get("circles", []), key=lambda one: (one["group"] < 0, one["group"], one["x"]))
    return [(group_name(f"g{one['group']}") if one["group"] >= 0 else _("Between groups"), one) for one in circles]


def map_words(found: Opinions) -> str:
    """Return the map in words, for those who do not see it."""
    where = words.places((found.said or {}).get("circles", []))
    return "; ".join(
        [_("Each mark stands for several people who answered alike")]
        + [words.lies(group_name(f"g{number}"), *place) for number, place in sorted(where.items()) if number >= 0]
    )


def ends(found: Opinions) -> list[End]:
    """Return what the ends of the map's axes mean: agreement with which statements pulls there."""
    axes = (found.said or {}).get("axes", [])
    result = []
    for axis, (right, left) in zip(axes, (("right", "left"), ("up", "down")), strict=False):
        for place, key in ((left, "minus"), (right, "plus")):
            named = [found.statements[one] for one in axis[key] if one in found.statements]
            result.append(End(place, str(words.END[place]), named))
    if len(axes) == 1:
        result += [End("up", words.readiness(more=True), []), End("down", words.readiness(more=False), [])]
    return result


def portrait(group: Group, apart: Apart) -> Portrait:
    more, less = ([group_row(line) for line in lines] for lines in (apart.more, apart.less))
    return Portrait(group, group_name(f"g{group.number}"), more, less, apart.left)


def group_row(line: Line) -> Row:
    return Row(line.statement, [Cell(number, group_name(f"g{number}"), drawn(cell)) for number, cell in enumerate(line.cells)])


def slate_row(found: Opinions, public_id: str) -> Row:
    """Return a statement of the short list: everybody, then the groups where there are any."""
    line = next((one for one in found.by_group.lines if one.statement.public_id == public_id), None) if found.by_group else None
    figure = next(one for one in found.rows if one.statement.public_id == public_id)
    everybody = Cell(None, _("All"), drawn(figure.whole))
    return Row(figure.statement, [everybody, *(group_row(line).cells if line else [])])
