"""Made-up photos: a drawn ground with noise on it, no real person; and zips of them."""

from __future__ import annotations

import io
import os
import zipfile

from PIL import Image

BLUE = (67, 142, 219)
WHITE = (250, 250, 250)


def picture(
    color: tuple[int, int, int] = BLUE,
    size: tuple[int, int] = (420, 588),
    kind: str = "JPEG",
    noise: int = 40,
    **options: object,
) -> bytes:
    """A portrait on a ground of `color`, its lower middle filled with noise of so many percent its width."""
    image = Image.new("RGB", size, color)
    width, height = max(1, size[0] * noise // 100), max(1, size[1] * noise // 100)
    grain = Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))
    image.paste(grain, ((size[0] - width) // 2, size[1] - height))
    sink = io.BytesIO()
    image.save(sink, kind, **options)
    return sink.getvalue()


def padded(content: bytes, size: int) -> bytes:
    """A JPEG made exactly `size` bytes by comments, which carry no pixels."""
    missing = size - len(content)
    if missing < 4:
        raise ValueError("larger than that already")
    comments = b""
    while missing:
        length = min(missing, 65_000)
        length -= 4 if 0 < missing - length < 4 else 0
        comments += b"\xff\xfe" + (length - 2).to_bytes(2, "big") + b" " * (length - 4)
        missing -= length
    return content[:2] + comments + content[2:]


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return sink.getvalue()


def gbk_named(name: str, content: bytes) -> bytes:
    """A zip as Windows writes it: the name in GBK, with no word of that."""
    raw = name.encode("gb18030")
    stand_in = "x" * len(raw)
    return zipped({stand_in: content}).replace(stand_in.encode(), raw)
