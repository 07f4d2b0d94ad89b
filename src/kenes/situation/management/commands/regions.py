"""`kenes regions geometry FILE`: keep the outlines of a country's regions, so that pages can draw maps."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kenes.base.errors import BadFile
from kenes.situation.acts.geometry import load_outlines
from kenes.situation.outlines import MOST_BYTES


class Command(BaseCommand):
    help = "geometry FILE: keep the outlines of a country's regions from a GeoJSON file. Running it again replaces them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["geometry"])
        parser.add_argument("file", type=Path, help="GeoJSON: a Polygon or MultiPolygon a region, its ISO 3166-2 code in a property")
        parser.add_argument("--attribution", default="", help="whose data it is, where the file does not say so: stands under every map")

    def handle(self, *args: Any, action: str, file: Path, attribution: str, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                data = opened.read(MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}")
        try:
            geometry = load_outlines(data=data, attribution=attribution)
        except BadFile as error:
            raise CommandError(f"{file}: {error}")
        paths = list(geometry.shapes.values_list("path", flat=True))
        self.stdout.write(
            f"{geometry.country}: {len(paths)} regions on a map of {geometry.width} × {geometry.height}, "
            f"{sum(map(len, paths))} bytes of outlines. {geometry.attribution}"
        )
