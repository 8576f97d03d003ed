"""In the child: a picture by its content, wholly decoded, and its renditions without metadata (三(三)3)."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from PIL import Image, ImageOps

from webapp.files.inspecting_refusals import Refused

Image.MAX_IMAGE_PIXELS = None  # our own cap, held before anything is decoded
MOST_PIXELS = 60_000_000  # the largest telephones give 50 million
FORMATS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png"}  # MPO: a telephone's JPEG with a second picture
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
TWO_INCH = (413, 579)  # 35×49 mm at 300 dpi
THUMB = (96, 134)
# What a browser or a reader could take the same bytes for, looked for where those look.
HEAD = 4096
OTHERS = ((b"%PDF-", "PDF"), (b"<?php", "PHP"))
MARKUP = re.compile(rb"<(?:!doctype html|html|script|svg|iframe)[\s>]", re.IGNORECASE)

# Where the ground is to be seen: along the top, and beside head and neck; shoulders begin below that.
SAMPLE_WIDTH = 120
EDGE = 0.08
BESIDE = 0.55
# Blue as Pillow's HSV counts it (0–255): hue 185°–255°, neither grey nor black.
HUES = (131, 181)
LEAST_SATURATION = 50
LEAST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a decoded picture."""

    kind: str
    width: int
    height: int
    blue: int
    thumb: bytes
    display: bytes


def look(data: bytes) -> Picture:
    """Decode a picture and make its renditions. Refuses kind, mixed, pixels, broken."""
    if not data.startswith(BEGINNINGS):
        raise Refused("kind")
    _refuse_mixed(data)
    opened, kind = opened_image(data)
    turned = opened.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    width, height = opened.size[::-1] if turned else opened.size
    upright = decoded(opened, (TWO_INCH[0] * 2, TWO_INCH[1] * 2))
    display = ImageOps.fit(upright, TWO_INCH, Image.Resampling.LANCZOS, centering=(0.5, 0.3))
    thumb = display.resize(THUMB, Image.Resampling.LANCZOS)
    return Picture(kind, width, height, blue_share(upright), _jpeg(thumb, 82), _jpeg(display, 90))


def opened_image(data: bytes) -> tuple[Image.Image, str]:
    """The header of a JPEG or PNG, its pixels counted but not decoded. Refuses broken, kind, pixels."""
    try:
        opened = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    except Exception as error:
        raise Refused("broken") from error
    if opened.format not in FORMATS:
        raise Refused("kind")
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise Refused("pixels", width=width, height=height, most=MOST_PIXELS // 10_000)
    return opened, FORMATS[opened.format]


def decoded(opened: Image.Image, enough: tuple[int, int]) -> Image.Image:
    """The whole picture upright, as RGB on white. A JPEG is scaled down while it is decoded, not below
    `enough`: every byte is read all the same. Refuses broken."""
    try:
        opened.draft("RGB", (max(enough), max(enough)))
        opened.load()
        upright = ImageOps.exif_transpose(opened)
    except MemoryError:
        raise
    except Exception as error:
        raise Refused("broken") from error
    if "A" in upright.getbands() or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(ground, clear).convert("RGB")
    return upright.convert("RGB")


def blue_share(upright: Image.Image) -> int:
    """How much of the border is blue, in percent."""
    sample = upright.resize((SAMPLE_WIDTH, max(1, round(SAMPLE_WIDTH * upright.height / upright.width))))
    width, height = sample.size
    edge, beside = max(1, round(width * EDGE)), max(1, round(height * BESIDE))
    boxes = ((0, 0, width, edge), (0, edge, edge, beside), (width - edge, edge, width, beside))
    blue = counted = 0
    for box in boxes:
        strip = sample.crop(box).convert("HSV").tobytes()
        for hue, saturation, value in zip(strip[::3], strip[1::3], strip[2::3], strict=True):
            counted += 1
            blue += HUES[0] <= hue <= HUES[1] and saturation >= LEAST_SATURATION and value >= LEAST_VALUE
    return round(100 * blue / max(counted, 1))


def _refuse_mixed(data: bytes) -> None:
    """A picture that is a document, a page or an archive as well is none that we keep."""
    head, tail = data[:HEAD], data[-HEAD:]
    for mark, what in OTHERS:
        if mark in head:
            raise Refused("mixed", what=what)
    if MARKUP.search(head) or MARKUP.search(tail):
        raise Refused("mixed", what="HTML")
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused("mixed", what="zip")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    """Pixels alone: a new image carries no EXIF, no place, no profile."""
    sink = io.BytesIO()
    Image.frombytes("RGB", image.size, image.tobytes()).save(sink, "JPEG", quality=quality, optimize=True)
    return sink.getvalue()
