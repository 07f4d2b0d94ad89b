"""The outlines of regions that maps are drawn of."""

from kenes.situation.charts import Outline, Outlines
from kenes.situation.models import Geometry


def outlines_of(country: str) -> Outlines | None:
    """Return a country's outlines, None where none were loaded."""
    geometry = Geometry.objects.filter(country=country).first()
    if geometry is None:
        return None
    shapes = [Outline(*row) for row in geometry.shapes.values_list("place", "path", "x", "y")]
    return Outlines(geometry.width, geometry.height, geometry.attribution, shapes)
