"""Papers that both sides of the bilateral sample council share, and what of the council rests on them."""

from functools import partial
from typing import TYPE_CHECKING, Any

from kenes.base.refs import PublicModel
from kenes.councils.models import Region
from kenes.library.acts import add_version, note_use, publish_paper, share_paper
from kenes.library.details import Details
from kenes.site.sample.content import read, text

if TYPE_CHECKING:
    from kenes.site.sample.bilateral import Bilateral

DETAILS = ("creators", "contributors", "publisher", "date", "type", "subjects", "languages", "coverage", "source", "rights", "doi", "link")
AUTHOR = 2  # of a region's seats


def plan(council: "Bilateral") -> None:
    for row in read("papers"):
        council.script.on(council.script.moment(row["days_ago"], 15), partial(share, council, row))
        if "second" in row:
            council.script.on(council.script.moment(row["second"]["days_ago"], 15), partial(follow, council, row))
    council.script.on(council.script.moment(69), lambda: rest(council, "levels", council.issue))
    council.script.on(council.script.moment(39, 15), lambda: rest(council, "floods", council.recommendation))


def share(council: "Bilateral", row: dict[str, Any]) -> None:
    """Let a member share a paper, and the secretariat of one of its sides publish it."""
    sides = list(council.cast.council.sides.order_by("order"))
    paper = share_paper(
        by=council.cast.members[row["region"]][AUTHOR],
        title=text(row["title"], row["original"]),
        abstract=text(row["abstract"], row["original"]),
        details=Details(**{name: row[name] for name in DETAILS if name in row}),
        sides=[sides[number] for number in row["sides"]],
        regions=Region.objects.filter(code__in=row["regions"]),
        client_key=f"sample-paper-{row['key']}",
    )
    council.papers[row["key"]] = paper
    if row["is_public"]:
        publish_paper(by=council.cast.secretaries[row["sides"][0]], paper=paper)


def follow(council: "Bilateral", row: dict[str, Any]) -> None:
    """Add the second version, with the data of another year, and publish it too."""
    paper, second = council.papers[row["key"]], row["second"]
    add_version(by=paper.author, paper=paper, note=second["note"], link=second["link"], date=second["date"])
    publish_paper(by=council.cast.secretaries[row["sides"][0]], paper=paper)


def rest(council: "Bilateral", key: str, used_in: PublicModel) -> None:
    """Say that something of the council rests on a paper."""
    note_use(by=council.cast.secretary, paper=council.papers[key], used_in=used_in)
