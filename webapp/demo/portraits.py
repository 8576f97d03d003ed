"""Drawn heads and shoulders for the demo's photos: nobody's face, the same ones each time."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw

SIZE = (826, 1158)  # two inches at 600 dpi
LARGE = 2_150_000  # bytes: not below the notice's two million
BLUE, WHITE = (67, 142, 219), (246, 246, 244)
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """How one drawn person differs from another."""

    hair: Colour
    skin: Colour
    coat: Colour
    long_hair: bool = False
    ground: Colour = BLUE


LOOKS = {
    "男": Look((32, 30, 34), (232, 190, 160), (38, 52, 82)),
    "女": Look((52, 36, 30), (240, 204, 178), (92, 44, 58), long_hair=True),
    "white": Look((60, 52, 48), (226, 184, 154), (62, 78, 66), ground=WHITE),
}


@cache
def portrait(name: str, size: int = LARGE) -> bytes:
    """A JPEG of the look, made so many bytes large by comments, as a camera's own data would."""
    look = LOOKS[name]
    image = Image.new("RGB", SIZE, look.ground)
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    middle = width // 2
    if look.long_hair:
        draw.rounded_rectangle((middle - 215, 250, middle + 215, 830), 190, look.hair)
    draw.ellipse((middle - 360, 830, middle + 360, height + 420), look.coat)
    draw.rounded_rectangle((middle - 78, 640, middle + 78, 900), 60, look.skin)
    draw.polygon([(middle - 110, 850), (middle + 110, 850), (middle, 1010)], (244, 244, 244))
    draw.ellipse((middle - 175, 300, middle + 175, 740), look.skin)
    draw.pieslice((middle - 192, 240, middle + 192, 640), 180, 360, look.hair)
    for side in (-1, 1):
        draw.ellipse((middle + side * 76 - 14, 500, middle + side * 76 + 14, 528), look.hair)
    draw.arc((middle - 48, 590, middle + 48, 650), 20, 160, (150, 84, 72), 6)
    sink = io.BytesIO()
    image.save(sink, "JPEG", quality=92)
    return _padded(sink.getvalue(), size)


def _padded(content: bytes, size: int) -> bytes:
    comments = bytearray()
    while len(content) + len(comments) < size:
        length = min(60_000, max(4, size - len(content) - len(comments)))
        comments += b"\xff\xfe" + (length - 2).to_bytes(2, "big") + b" " * (length - 4)
    return content[:2] + bytes(comments) + content[2:]
