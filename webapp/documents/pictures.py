"""A photo on its way into a form. Typst takes text only, so a JPEG goes in as an SVG around it."""

from __future__ import annotations

import base64
import io

from PIL import Image


def framed(jpeg: bytes) -> str:
    """An SVG that holds exactly this JPEG, in its own proportions; it is embedded as it is."""
    with Image.open(io.BytesIO(jpeg)) as picture:
        if picture.format != "JPEG":
            raise ValueError(str(picture.format))
        width, height = picture.size
    data = base64.b64encode(jpeg).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" xlink:href="data:image/jpeg;base64,{data}"/></svg>'
    )
