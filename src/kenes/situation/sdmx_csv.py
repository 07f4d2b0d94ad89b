"""An indicator's current values as SDMX-CSV 2.0 (https://github.com/sdmx-twg/sdmx-csv): a header that says the structure, a row a value."""

import csv
import io

from kenes.base.pages import inert
from kenes.situation.boards import Values
from kenes.situation.models import Indicator

STRUCTURE = "KENES:FIGURES(1.0)"
HEAD = (
    *("STRUCTURE", "STRUCTURE_ID", "ACTION"),
    *("FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD"),
    *("OBS_VALUE", "LOWER_BOUND", "UPPER_BOUND", "N_OBS", "OBS_STATUS", "UNIT_MEASURE", "DECIMALS"),
)


def sdmx_csv(indicator: Indicator, values: Values) -> str:
    """Return every value, and every cell that the publisher marks as missing, by place and period."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    unit = inert(indicator.unit.original_text)
    for place in values.places:
        for period, value in zip(values.periods, values.of(place), strict=True):
            status = values.status(place, period)
            if value is None and status != "M":
                continue
            low, high = values.interval(place, period) or ("", "")
            n = values.n(place, period)
            dimensions = (indicator.frequency, place, indicator.code, period)
            measures = ("" if value is None else value, low, high, "" if n is None else n)
            writer.writerow(["dataflow", STRUCTURE, "I", *dimensions, *measures, status, unit, indicator.decimals])
    return out.getvalue()
