"""Places of figures, and the territories that their codes stood for."""

from datetime import date

import pytest

from kenes.base.text import Text
from kenes.councils.models import Council, RegionChange, RegionVersion
from kenes.situation.boards import Row, Territory, values_of
from kenes.situation.queries.places import known_places, territories_of
from kenes.situation.series import series_of

pytestmark = [pytest.mark.django_db, pytest.mark.in_run("first")]
DAY = date(2024, 3, 1)


def renamed(code: str) -> None:
    """Let a region get another name, and another version, on a day."""
    before = RegionVersion.objects.get(region__code=code, valid_to=None)
    before.valid_to = DAY
    before.save()
    RegionVersion.objects.create(region=before.region, valid_from=DAY, name=Text.of("en", "Another name"), kind=before.kind)
    RegionChange.objects.create(kind=RegionChange.Kind.RENAME, source_code=code, target_code=code, day=DAY)


def test_another_name_is_no_other_territory(council: Council) -> None:
    renamed("KZ-55")

    assert territories_of(["KZ"])["KZ-55"] == [Territory(None, None)]
    assert known_places(council).territories["KZ-55"] == [Territory(None, None)]


def test_a_line_goes_on_under_another_name() -> None:
    renamed("KZ-55")
    territories = territories_of(["KZ"])
    line = series_of(values_of([Row("KZ-55", str(year), 1.0) for year in (2022, 2023, 2024, 2025)], territories), "KZ-55", territories)

    assert (len(line.segments), line.breaks) == (1, [])


def test_a_renamed_region_keeps_its_change_of_borders() -> None:
    renamed("KZ-63")

    assert territories_of(["KZ"])["KZ-63"] == [Territory(None, date(2022, 6, 8)), Territory(date(2022, 6, 8), None)]
