"""A stranger's picture, scan or zip in the child: what it is, its renditions, and what is refused (4.6)."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import segno
from flask import Flask
from flask_babel import Babel
from PIL import Image

from tests.photos.pictures import WHITE, gbk_named, padded, picture, zipped
from webapp.files.inspecting import (
    Entry,
    NotTaken,
    Pictures,
    inspect_picture,
    inspect_scan,
)
from webapp.sandbox.parent import ChildLimits

MB = 1_000_000


@pytest.fixture(autouse=True)
def spoken() -> Iterator[None]:
    """Sentences need an application; nothing else here does."""
    app = Flask("inspecting")
    Babel(app, default_locale="zh_Hans_CN")
    with app.test_request_context():
        yield


def refused(data: bytes, inspect: Any = inspect_picture, **more: Any) -> str:
    with pytest.raises(NotTaken) as found:
        inspect(data, **more)
    assert str(found.value)
    return found.value.code


def entries(data: bytes, *, after: int = -1, largest: int = 20 * MB) -> list[Entry]:
    with closing(Pictures(len(data), lambda at, n: data[at : at + n], largest=largest, after=after)) as found:
        return list(found.entries())


def test_a_picture_is_measured_and_rendered() -> None:
    found = inspect_picture(picture(size=(1000, 1400)))
    assert (found.kind, found.width, found.height, found.blue) == ("jpeg", 1000, 1400, 100)
    assert Image.open(io.BytesIO(found.thumb)).size == (96, 134)
    assert Image.open(io.BytesIO(found.display)).size == (413, 579)
    assert inspect_picture(picture(WHITE)).blue == 0


def test_exif_turns_the_picture_and_goes_no_further() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = "拍摄于某处"
    found = inspect_picture(picture(size=(588, 420), exif=exif))
    assert (found.width, found.height) == (420, 588)
    for rendition in (found.thumb, found.display):
        assert not Image.open(io.BytesIO(rendition)).getexif()
        assert b"Exif" not in rendition


def test_a_png_with_clear_ground_is_shown_on_white() -> None:
    clear = Image.new("RGBA", (420, 588), (0, 0, 0, 0))
    sink = io.BytesIO()
    clear.save(sink, "PNG")
    found = inspect_picture(sink.getvalue())
    assert found.kind == "png"
    assert Image.open(io.BytesIO(found.display)).getpixel((200, 200)) == (255, 255, 255)


def test_comments_make_a_picture_larger_and_nothing_else() -> None:
    data = padded(picture(), 500_001)
    assert len(data) == 500_001
    assert inspect_picture(data).width == 420


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def png_that_says(width: int, height: int, body: bytes = b"") -> bytes:
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


HOSTILE = {
    "text": (b"hello", "kind"),
    "nothing": (b"", "kind"),
    "gif": (b"GIF89a" + b"\0" * 40, "kind"),
    "cut short": (picture()[:5000], "broken"),
    "a head alone": (b"\xff\xd8\xff" + b"\0" * 100, "broken"),
    "huge": (png_that_says(60_000, 60_000, zlib.compress(b"\0" * 1000)), "pixels"),
    "fewer pixels than it says": (png_that_says(4000, 4000, zlib.compress(b"\0" * 1000)), "broken"),
    "a zip behind": (picture() + zipped({"x.exe": b"MZ"}), "mixed"),
    "a page within": (picture(comment=b"<script>alert(1)</script>"), "mixed"),
    "a document within": (picture(comment=b"%PDF-1.7"), "mixed"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_picture_is_refused_in_words(case: str) -> None:
    data, code = HOSTILE[case]
    assert refused(data) == code


def test_out_of_bounds_is_too_large() -> None:
    large = picture(size=(5000, 7000), kind="PNG", noise=1)
    assert refused(large, limits=ChildLimits(address_space=160 * 1024 * 1024)) == "too_large"
    assert refused(picture(), limits=ChildLimits(wait_seconds=0)) == "too_large"


def scan(*texts: str, kind: str = "PDF") -> bytes:
    """Pages as a scanner makes them, each with a code of the text in its corner."""
    pages = []
    for text in texts:
        code = io.BytesIO()
        segno.make(text).save(code, kind="png", scale=5)
        page = Image.new("RGB", (1240, 1754), "white")
        page.paste(Image.open(code), (1000, 60))
        pages.append(page)
    sink = io.BytesIO()
    more: dict[str, Any] = {"save_all": True, "append_images": pages[1:], "resolution": 150}
    pages[0].save(sink, kind, **more if kind == "PDF" else {})
    return sink.getvalue()


def test_a_scans_codes_are_read() -> None:
    found = inspect_scan(scan("JLL:A:1", "JLL:B:2", "JLL:A:1"))
    assert (found.kind, found.pages, found.codes) == ("pdf", 3, ["JLL:A:1", "JLL:B:2"])
    assert inspect_scan(scan("JLL:A:1", kind="JPEG")).codes == ["JLL:A:1"]
    assert inspect_scan(picture()).codes == []


def test_a_hostile_scan_is_refused_in_words() -> None:
    assert refused(b"PK\3\4", inspect_scan) == "scan_kind"
    assert refused(b"%PDF-1.7 and no more", inspect_scan) == "broken"
    assert refused(b"%PDF-1.4\n" + ENCRYPTED, inspect_scan) == "encrypted"


# A user password that we don't have (R2, 40 bits): the smallest document that asks for one.
ENCRYPTED = (
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"3 0 obj<</Filter/Standard/V 1/R 2/Length 40/P -4/O<"
    + b"41" * 32
    + b">/U<"
    + b"42" * 32
    + b">>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<" + b"43" * 16 + b"><" + b"43" * 16 + b">]/Size 4>>\n%%EOF\n"
)


def test_a_zip_gives_its_pictures_one_by_one_and_passes_over_the_rest() -> None:
    one = picture()
    data = zipped(
        {
            "照片/张三某厂.jpg": one,
            "__MACOSX/._张三某厂.jpg": b"noise",
            "照片/Thumbs.db": b"noise",
            "../../etc/李四.jpg": one,
            "说明.txt": b"text",
            "空.jpg": b"",
        }
    )
    found = entries(data)
    assert [(entry.name, entry.refused and entry.refused[0]) for entry in found] == [
        ("照片/张三某厂.jpg", None),
        ("../../etc/李四.jpg", "path"),
        ("说明.txt", "kind"),
        ("空.jpg", "empty"),
    ]
    assert found[0].content == one
    assert found[0].answer is not None
    assert [entry.place for entry in entries(data, after=1)] == [2, 3]


def test_names_in_gbk_are_read() -> None:
    assert [entry.name for entry in entries(gbk_named("王小明日照某厂.jpg", picture()))] == [
        "王小明日照某厂.jpg"
    ]


def test_zip_bombs_and_lying_headers_are_refused() -> None:
    bomb = zipped({"张三.jpg": b"\0" * 19 * MB, "李四.jpg": picture()}, zipfile.ZIP_DEFLATED)
    assert [entry.refused and entry.refused[0] for entry in entries(bomb)] == ["ratio", None]
    assert entries(zipped({"a.jpg": b"x" * 2000}), largest=1000)[0].refused == ("entry_size", {"most": 0})
    broken = bytearray(zipped({"a.jpg": picture()}))
    broken[200] ^= 0xFF
    assert entries(bytes(broken))[0].refused == ("broken", {})


# Named: a zip holds the time it was made at, and two workers would collect it under two names.
@pytest.mark.parametrize(
    "data", [b"", b"no zip", zipped({"a.jpg": b"x"})[:-30]], ids=["empty", "words", "cut"]
)
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    with pytest.raises(NotTaken) as found:
        entries(data)
    assert found.value.code == "zip_kind"
