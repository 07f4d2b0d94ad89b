"""Outlines of regions are reference data of the installation: loaded from a file by whoever runs it, in no council."""

import hashlib

from kenes.base import clock
from kenes.base.act import act
from kenes.councils.models import RegionVersion
from kenes.situation.models import Geometry, Shape
from kenes.situation.outlines import drawing_of


@act
def load_outlines(*, data: bytes, attribution: str = "") -> Geometry:
    """Check, project and keep the outlines of a country's present regions, in place of those kept before."""
    present = RegionVersion.objects.filter(valid_to__isnull=True).select_related("region").order_by("region__code")
    drawn = drawing_of(data, {row.region.code: str(row.region.name) for row in present}, attribution)
    Geometry.objects.filter(country=drawn.country).delete()
    geometry = Geometry.objects.create(
        country=drawn.country,
        width=drawn.width,
        height=drawn.height,
        attribution=drawn.attribution,
        sha256=hashlib.sha256(data).hexdigest(),
        loaded_at=clock.now(),
    )
    Shape.objects.bulk_create(Shape(geometry=geometry, place=shape.code, path=shape.path, x=shape.x, y=shape.y) for shape in drawn.shapes)
    return geometry
