"""The tidy table as a Frictionless Table Schema, and what a row of it may hold."""

import re
from dataclasses import dataclass
from typing import Any

PERIOD = r"(19|20)\d\d(-(Q[1-4]|S[12]|0[1-9]|1[0-2]))?"
INDICATOR = r"[A-Za-z][A-Za-z0-9_.-]{1,39}"
STATUSES = ("A", "B", "E", "P", "M")


@dataclass(frozen=True)
class Field:
    name: str
    type: str
    description: str
    required: bool = False
    constraints: tuple[tuple[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        rules = {**({"required": True} if self.required else {}), **dict(self.constraints)}
        return {"name": self.name, "type": self.type, "description": self.description, **({"constraints": rules} if rules else {})}


FIELDS = (
    Field("region_code", "string", "ISO 3166-2 code of the region (KZ-63), or ISO 3166-1 code of the country (KZ)", True),
    Field("indicator", "string", "Code of the indicator: Latin letters, digits and _", True, (("pattern", INDICATOR),)),
    Field("period", "string", "2022, 2022-S1, 2022-Q3 or 2022-07", True, (("pattern", PERIOD),)),
    Field("value", "number", "The value; empty only where obs_status is M"),
    Field("unit", "string", "Unit, the same in all rows of an indicator"),
    Field(
        "obs_status",
        "string",
        "SDMX CL_OBS_STATUS: A normal (or empty), B break, E estimate, P provisional, M missing",
        False,
        (("enum", STATUSES),),
    ),
    Field("note", "string", "What a reader of this value should know", False, (("maxLength", 300),)),
    Field("source", "string", "Where the value was published", False, (("maxLength", 200),)),
    Field("lower", "number", "Lower end of the interval of uncertainty"),
    Field("upper", "number", "Upper end of the interval of uncertainty"),
    Field("n", "integer", "Number of people or units asked", False, (("minimum", 0), ("maximum", 2**31 - 1))),
)
NAMES = tuple(field.name for field in FIELDS)
NEEDED = (*(field.name for field in FIELDS if field.required), "value")
IS_INDICATOR = re.compile(INDICATOR)


def as_json() -> dict[str, Any]:
    """Return the schema as https://specs.frictionlessdata.io/table-schema/ has it."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "fields": [field.as_json() for field in FIELDS],
        "missingValues": [""],
        "primaryKey": ["region_code", "indicator", "period"],
    }
