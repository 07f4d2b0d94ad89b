"""Pictures for sample signals: drawn, not photographed, and marked as sample."""

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw


def picture(number: int) -> SimpleUploadedFile:
    """Return a drawn landscape (sky, steppe, a road) as an upload."""
    draw_from = random.Random(number)
    image = Image.new("RGB", (960, 640), "#dfe7ea")
    draw = ImageDraw.Draw(image)
    horizon = draw_from.randint(240, 340)
    draw.rectangle((0, horizon, 960, 640), fill=draw_from.choice(["#c9cbb2", "#e9ecec", "#b7bf9a"]))
    points = [(x, horizon - draw_from.randint(0, 70)) for x in range(0, 1041, 80)]
    draw.polygon([(0, horizon), *points, (960, horizon)], fill="#9fb0b0")
    bend = draw_from.randint(300, 660)
    draw.polygon([(bend - 6, horizon), (bend + 6, horizon), (700, 640), (260, 640)], fill="#7c8581")
    draw.rectangle((0, 596, 960, 640), fill="#171b1a")
    draw.text((20, 604), "SAMPLE  -  KENES", fill="#ffffff", font_size=24)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return SimpleUploadedFile(f"photo-{number}.jpg", out.getvalue(), content_type="image/jpeg")
