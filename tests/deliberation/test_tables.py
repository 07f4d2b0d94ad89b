"""From votes to a release's table: groups and professions beside the regions."""

from datetime import timedelta

from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.deliberation.acts import close_deliberation, open_deliberation, release_results
from kenes.deliberation.models import Deliberation, Participant, Release
from kenes.deliberation.queries.figures import overlay_cells, overlay_parts
from kenes.deliberation.tables import ANSWERS, Table, compute, group_sizes
from tests.deliberation.conftest import vote_all
from tests.factories import members

LATER = timedelta(days=7, minutes=1)
PATTERN = "aadapdaaddap"  # of twelve in each region


def halves(deliberation: Deliberation) -> dict[int, int]:
    """Put every second participant into the second opinion group."""
    return {person.pk: index % 2 for index, person in enumerate(deliberation.participants.order_by("pk"))}


def of_first(table: Table, overlay: str, deliberation: Deliberation) -> list[dict[str, int]]:
    statement = deliberation.statements.get(number=1)
    rows: list[dict[str, int]] = table["overlays"][overlay]["statements"][statement.public_id]
    return rows


def test_agreement_by_opinion_group_stands_beside_the_regions(running: Deliberation, voters: list[Member]) -> None:
    vote_all(voters, running.statements.get(number=1), PATTERN)
    groups = halves(running)
    table = compute(running, None, final=True, groups=groups).table
    cells = of_first(table, "group", running)
    assert [cell["key"] for cell in table["overlays"]["group"]["cells"]] == ["g0", "g1"]
    for group, cell in enumerate(cells):
        values = [v.value for v in running.statements.get(number=1).votes.all() if groups[v.participant_id] == group]
        assert [cell[answer] for answer in ANSWERS] == [values.count(1), values.count(-1), values.count(0)]
    assert sum(cell["voters"] for cell in table["overlays"]["group"]["cells"]) == len(voters)


def test_without_groups_there_is_no_figure_by_group(running: Deliberation, voters: list[Member]) -> None:
    vote_all(voters, running.statements.get(number=1), PATTERN)
    assert set(compute(running, None, final=True).table["overlays"]) == {"profession"}


def test_an_overlay_changes_nothing_in_the_tree(running: Deliberation, voters: list[Member]) -> None:
    vote_all(voters, running.statements.get(number=1), PATTERN)
    with_groups = compute(running, None, final=True, groups=halves(running)).table
    Participant.objects.filter(deliberation=running).update(professions=[])
    without = compute(running, None, final=True).table
    assert "overlays" not in without
    assert {**with_groups, "overlays": None} == {**without, "overlays": None}


def test_overlays_wait_for_the_last_release(draft: Deliberation, voters: list[Member], secretary: Member) -> None:
    draft.results = Deliberation.Results.IN_BATCHES
    draft.save()
    running = open_deliberation(by=secretary, deliberation=draft, closes_at=clock.now() + timedelta(days=7))
    vote_all(voters, running.statements.get(number=1), PATTERN)
    assert "overlays" not in release_results(by=secretary, deliberation=running).table


def test_whoever_has_two_professions_counts_in_both(draft: Deliberation, voters: list[Member], council: Council, secretary: Member) -> None:
    doctors = members(council, 12, region="KZ-10")
    running = open_deliberation(by=secretary, deliberation=draft, closes_at=clock.now() + timedelta(days=7))
    running.participants.filter(member__in=doctors[:6]).update(professions=["health"])
    running.participants.filter(member__in=doctors[6:]).update(professions=["health", "teacher"])
    everybody = [*voters, *doctors]
    vote_all(everybody, running.statements.get(number=1), PATTERN)
    with clock.at(clock.now() + LATER):
        close_deliberation(by=None, deliberation=running)
    release = Release.objects.get(deliberation=running)
    parts = {part.key: part for part in overlay_parts(release, "profession")}
    assert parts["health"].voters == 12
    assert parts["health"].name
    cells = overlay_cells(release, "profession")[running.statements.get(number=1).public_id]
    assert cells[parts["health"].index].n == 12
    assert cells[parts["health"].index].agree == PATTERN.count("a")


def test_group_sizes_pass_the_gate() -> None:
    assert group_sizes([0] * 9 + [1] * 7, 2, 5) == [9, 7]
    assert group_sizes([0] * 9 + [1] * 7 + [-1] * 2, 2, 5) == [9, None]
    assert group_sizes([], 2, 5) == [None, None]
