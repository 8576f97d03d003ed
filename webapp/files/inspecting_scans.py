"""In the child: a sealed scan opened, its pages counted, its QR codes read (三(三)1-2)."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL import Image

from webapp.files.inspecting_images import BEGINNINGS, decoded, opened_image
from webapp.files.inspecting_refusals import Refused

MOST_PAGES = 300
MOST_SIDE = 5000  # pixels; also of a page that says it is a kilometre long
DPI = (200, 300)  # the second time finer, when the first found nothing
POINTS = 72
QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def look(data: bytes, first: int) -> dict[str, object]:
    """Kind, pages and codes (of the `first` pages). Refuses scan_kind, broken, encrypted, pages, pixels."""
    if b"%PDF-" in data[:1024]:
        return _pdf(data, first)
    if not data.startswith(BEGINNINGS):
        raise Refused("scan_kind")
    opened, kind = opened_image(data)
    image = decoded(opened, (MOST_SIDE, MOST_SIDE))
    image.thumbnail((MOST_SIDE, MOST_SIDE))
    return {"kind": kind, "pages": 1, "codes": _each_once([image.convert("L")])}


def _pdf(data: bytes, first: int) -> dict[str, object]:
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        raise Refused("encrypted" if "assword" in str(error) else "broken") from error
    if pages > MOST_PAGES:
        raise Refused("pages", pages=pages, most=MOST_PAGES)
    if not pages:
        raise Refused("broken")
    codes: list[str] = []
    for dpi in DPI:
        codes = codes or _each_once(_rendered(document, min(pages, first), dpi))
    return {"kind": "pdf", "pages": pages, "codes": codes}


def _rendered(document: pypdfium2.PdfDocument, pages: int, dpi: int) -> Iterator[Image.Image]:
    for number in range(pages):
        try:
            page = document[number]
            longest = max(*page.get_size(), 1.0)
            scale = min(dpi / POINTS, MOST_SIDE / longest)
            yield page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil().convert("L")
        except pypdfium2.PdfiumError as error:
            raise Refused("broken") from error


def _each_once(images: Iterator[Image.Image] | list[Image.Image]) -> list[str]:
    found: dict[str, None] = {}
    for image in images:
        for code in zxingcpp.read_barcodes(image, formats=QR):
            if code.valid and code.text:
                found[code.text] = None
    return list(found)
