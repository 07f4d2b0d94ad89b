"""SDMX: messages in SDMX-ML 2.1 and 3.0 are read, SDMX-CSV 2.0 is written."""

import csv
import io
import sys

import pytest
from django.urls import reverse

from kenes.base.errors import BadFile
from kenes.councils.models import Council, Member
from kenes.situation.importing.source import SDMX, read_source
from kenes.situation.models import Indicator
from tests.councils.browsers import browser
from tests.situation.importing.scenes import ABOUT, imported, looked_at, tidy, values

AT = "http://www.sdmx.org/resources/sdmxml/schemas/"
OLD = f'xmlns:m="{AT}v2_1/message" xmlns:g="{AT}v2_1/data/generic" xmlns:c="{AT}v2_1/common"'
NEW = (
    f'xmlns:m="{AT}v3_0/message" xmlns:c="{AT}v3_0/common" xmlns:ss="{AT}v3_0/data/structurespecific" '
    'xmlns:ns1="urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=BNS:FIG(1.0):ObsLevelDim:TIME_PERIOD" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def message(area: str = "KZ-63", value: str = "72.4") -> bytes:
    """A generic data set of SDMX-ML 2.1: one place, two sexes, two years."""

    def series(place: str, sex: str) -> str:
        def observed(year: int, value: str, status: str) -> str:
            marked = f'<g:Attributes><g:Value id="OBS_STATUS" value="{status}"/></g:Attributes>'
            return f'<g:Obs><g:ObsDimension id="TIME_PERIOD" value="{year}"/><g:ObsValue value="{value}"/>{marked}</g:Obs>'

        key = "".join(f'<g:Value id="{name}" value="{code}"/>' for name, code in (("REF_AREA", place), ("SEX", sex)))
        return f"<g:Series><g:SeriesKey>{key}</g:SeriesKey>{observed(2021, '69.33', 'A')}{observed(2022, value, 'P')}</g:Series>"

    head = (
        '<m:Header><m:ID>X</m:ID><m:Test>false</m:Test><m:Prepared>2026-01-01T00:00:00</m:Prepared><m:Sender id="BNS"/>'
        '<m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><c:Structure><Ref id="FIG" agencyID="BNS" version="1.0"/>'
        "</c:Structure></m:Structure></m:Header>"
    )
    body = "".join(series(place, sex) for place in (area, "KZ") for sex in ("T", "F"))
    return f'<?xml version="1.0"?><m:GenericData {OLD}>{head}<m:DataSet structureRef="S">{body}</m:DataSet></m:GenericData>'.encode()


def newer() -> bytes:
    """A structure-specific data set of SDMX-ML 3.0."""
    head = (
        '<m:Header><m:ID>X</m:ID><m:Test>false</m:Test><m:Prepared>2026-01-01T00:00:00</m:Prepared><m:Sender id="BNS"/>'
        '<m:Structure structureID="S" namespace="urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=BNS:FIG(1.0)" '
        'dimensionAtObservation="TIME_PERIOD"><c:Structure>urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=BNS:FIG(1.0)'
        "</c:Structure></m:Structure></m:Header>"
    )
    rows = "".join(
        f'<Series REF_AREA="{area}" SEX="T"><Obs TIME_PERIOD="2021-Q{quarter}" OBS_VALUE="{quarter}.5" OBS_STATUS="A"/></Series>'
        for area in ("KZ-63", "KZ")
        for quarter in (1, 2)
    )
    data = f'<m:DataSet ss:structureRef="S" xsi:type="ns1:DataSetType" ss:dataScope="DataStructure">{rows}</m:DataSet>'
    return f'<?xml version="1.0"?><m:StructureSpecificData {NEW}>{head}{data}</m:StructureSpecificData>'.encode()


def test_a_generic_message_has_a_table_for_each_series(council: Council, secretary: Member) -> None:
    assert read_source("a.xml", message()).form == SDMX
    preview = looked_at(council, message(), "a.xml")
    assert [table.key for table in preview.tables] == ["T", "F"]
    imported(secretary, message(), "a.xml", table="T", indicator="LIFE_EXP")
    assert values(council) == {("KZ", "2021"): 69.33, ("KZ", "2022"): 72.4, ("KZ-63", "2021"): 69.33, ("KZ-63", "2022"): 72.4}


def test_a_structure_specific_message_of_3_0_is_read(council: Council) -> None:
    preview = looked_at(council, newer(), "a.xml", indicator="X1")
    found = {(figure.place, figure.period): figure.value for figure in preview.reading.figures}
    assert found == {("KZ-63", "2021-Q1"): 1.5, ("KZ-63", "2021-Q2"): 2.5, ("KZ", "2021-Q1"): 1.5, ("KZ", "2021-Q2"): 2.5}


def test_an_area_that_is_no_code_of_ours_is_asked_about(council: Council) -> None:
    preview = looked_at(council, message(area="XX_01"), "a.xml", table="T", indicator="X1")
    assert [name.name for name in preview.strangers] == ["XX_01"]
    named = looked_at(council, message(area="XX_01"), "a.xml", table="T", indicator="X1", names={"xx_01": "KZ-11"})
    assert {figure.place for figure in named.reading.figures} == {"KZ-11", "KZ"}


def test_entities_and_other_documents_are_refused() -> None:
    for content in (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>', b"<html><body>no</body></html>", b"<a"):
        with pytest.raises(BadFile, match=r"."):
            read_source("a.xml", content)


def test_without_the_extra_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sdmx", None)
    with pytest.raises(BadFile) as refused:
        read_source("a.xml", message())
    assert "kenes[sdmx]" in str(refused.value)


def test_sdmx_csv_has_every_value_with_its_structure(council: Council, secretary: Member) -> None:
    rows = [
        {"region_code": "KZ-63", "period": "2021", "value": "69.33", "lower": "69", "upper": "70", "n": "400"},
        {"region_code": "KZ-63", "period": "2022", "obs_status": "M"},
        {"region_code": "KZ", "period": "2022", "value": "74.44", "obs_status": "P"},
    ]
    imported(secretary, tidy(rows), metadata={"LIFE_EXP": {**ABOUT, "unit_en": "=years"}}, answers={"metadata": "keep"})
    answer = browser().get(reverse("indicator-data", args=[council.slug, "LIFE_EXP", "sdmx"]))
    assert answer["Content-Type"].startswith("application/vnd.sdmx.data+csv; version=2.0.0")
    found = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert {row["STRUCTURE"] for row in found} == {"dataflow"}
    assert {row["ACTION"] for row in found} == {"I"}
    shown = [(row["REF_AREA"], row["TIME_PERIOD"], row["OBS_VALUE"], row["OBS_STATUS"], row["N_OBS"]) for row in found]
    assert shown == [("KZ", "2022", "74.44", "P", ""), ("KZ-63", "2021", "69.33", "A", "400"), ("KZ-63", "2022", "", "M", "")]
    assert found[0]["UNIT_MEASURE"] == "'=years"
    assert Indicator.objects.get().frequency == found[0]["FREQ"]
