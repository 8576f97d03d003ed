"""Looking into a stranger's picture, scan or zip of pictures in a child under limits (spec 4.6).

The bytes meet Pillow, PDFium, the code reader and zipfile in `inspecting_child` alone. Here stands what may
be asked of it, what it answers, and the sentence for each reason why it refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from webapp.refusals import RuleBroken
from webapp.sandbox.parent import Child, ChildFailed, ChildLimits, Part

CHILD = "webapp.files.inspecting_child"
MIB = 1 << 20
PICTURE = ChildLimits(address_space=1024 * MIB, cpu_seconds=30, wait_seconds=60)
SCAN = ChildLimits(address_space=1536 * MIB, cpu_seconds=60, wait_seconds=90)
# Some thousand pictures one after another; what a single one may cost is bounded by its pixels.
ARCHIVE = ChildLimits(address_space=1536 * MIB, cpu_seconds=3600, wait_seconds=90)

REASONS: dict[str, Any] = {
    "kind": _l("不是 JPEG 或 PNG 图片（按文件内容判断，与扩展名无关）。请另存为 JPG 后再上传。"),
    "scan_kind": _l("不是 PDF、JPEG 或 PNG 扫描件（按文件内容判断，与扩展名无关）。"),
    "broken": _l("文件已损坏或没有传完整，打不开。请重新导出后再上传。"),
    "pixels": _l("图片有 %(width)s×%(height)s 像素，超过 %(most)s 万像素的上限。请缩小后再上传。"),
    "mixed": _l("图片里夹带了别的内容（%(what)s），不予接收。请用看图软件另存为 JPG 后再上传。"),
    "encrypted": _l("文件设有密码，读不出来。请取消密码后再上传。"),
    "pages": _l("文件有 %(pages)s 页，超过 %(most)s 页的上限。请分开上传。"),
    "too_large": _l("处理这个文件所需的内存或时间超出了上限。请缩小后再上传。"),
    "zip_kind": _l("不是 zip 压缩包。请把照片放进一个文件夹，压缩成 zip 后再上传。"),
    "entries": _l("压缩包里有 %(entries)s 个文件，超过 %(most)s 个的上限。请分几个压缩包上传。"),
    "streamed": _l("压缩包解开后超过 %(most)s GB 的上限。请分几个压缩包上传。"),
    "path": _l("压缩包里这一项的路径不正常，没有读取。"),
    "method": _l("压缩包里这一项的压缩方式不通用，读不出来。"),
    "entry_size": _l("照片解开后超过 %(most)s MB 的上限。"),
    "empty": _l("照片是空的（0 字节）。"),
    "ratio": _l("这一项的压缩比高得不正常，像是“压缩炸弹”，没有读取。"),
}


class NotTaken(RuleBroken):
    """The file is refused for what it holds; `code` is a key of REASONS."""

    def __init__(self, code: str, params: dict[str, Any] | None = None, field: str = "file") -> None:
        super().__init__(field, reason_of(code, params or {}))
        self.code = code


def reason_of(code: str, params: dict[str, Any]) -> str:
    """The sentence of a refusal's code, in the reader's language."""
    return str(REASONS[code]) % params


@dataclass(frozen=True, slots=True)
class PictureAnswer:
    """A JPEG or PNG wholly decoded: its kind, its upright size in pixels, how blue its border is (percent),
    and its renditions, re-encoded without any metadata."""

    kind: str
    width: int
    height: int
    blue: int
    thumb: bytes  # 96 pixels wide
    display: bytes  # 413×579, two inches at 300 dpi


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """A scan that opens: `kind` "pdf", "jpeg" or "png", how many pages, and the QR codes read from its
    first pages, in order, each once."""

    kind: str
    pages: int
    codes: list[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One picture of a zip: its place, its name as a person reads it, and either the answer with its bytes
    or the refusal's code and params."""

    place: int
    name: str
    size: int
    answer: PictureAnswer | None = None
    content: bytes = b""
    refused: tuple[str, dict[str, Any]] | None = None


def inspect_picture(data: bytes, *, field: str = "file", limits: ChildLimits = PICTURE) -> PictureAnswer:
    """Decode a picture in a child. Refuses with NotTaken whatever isn't a whole, plain JPEG or PNG."""
    with closing(Child(CHILD, limits)) as child:
        first = _ask(child, {"do": "picture"}, field, data)
        return _picture(child, first)


def inspect_scan(
    data: bytes | Path, *, field: str = "file", pages: int = 10, limits: ChildLimits = SCAN
) -> ScanAnswer:
    """Open a scan in a child and read the QR codes of its first `pages`. Refuses with NotTaken
    what is neither PDF, JPEG nor PNG, is broken, encrypted or beyond the bounds."""
    content = data.read_bytes() if isinstance(data, Path) else data
    with closing(Child(CHILD, limits)) as child:
        answer = _ask(child, {"do": "scan", "pages": pages}, field, content)
    return ScanAnswer(answer["kind"], answer["pages"], answer["codes"])


class Pictures:
    """The pictures of a zip, read in a child that sees no more of it than it asks for: `total` is known,
    `entries()` brings those after place `after`. Use with `closing`."""

    def __init__(
        self, size: int, part: Part, *, largest: int, after: int = -1, limits: ChildLimits = ARCHIVE
    ) -> None:
        self._child = Child(CHILD, limits, part)
        try:
            request = {"do": "archive", "size": size, "after": after, "largest": largest}
            self.total: int = _ask(self._child, request, "file")["total"]
        except BaseException:
            self.close()
            raise

    def entries(self) -> Iterator[Entry]:
        """One by one; NotTaken when the archive as a whole turns out not to be readable any further."""
        while "end" not in (frame := _told(self._child, "file")):
            plain = (frame["place"], frame["name"], frame["size"])
            if frame["entry_refused"]:
                code, params = frame["entry_refused"]
                yield Entry(*plain, refused=(code, params))
                continue
            answer = _picture(self._child, frame)
            yield Entry(*plain, answer, _body(self._child))

    def close(self) -> None:
        self._child.close()


def _ask(child: Child, request: dict[str, Any], field: str, *bodies: bytes) -> dict[str, Any]:
    try:
        child.send(request, *bodies)
    except ChildFailed as failed:
        raise _failed(failed, field) from None
    return _told(child, field)


def _told(child: Child, field: str) -> dict[str, Any]:
    try:
        frame = child.next()
    except ChildFailed as failed:
        raise _failed(failed, field) from None
    if "refused" in frame:
        code, params = frame["refused"]
        raise NotTaken(code, params, field)
    return frame


def _picture(child: Child, frame: dict[str, Any]) -> PictureAnswer:
    thumb, display = _body(child), _body(child)
    return PictureAnswer(frame["kind"], frame["width"], frame["height"], frame["blue"], thumb, display)


def _body(child: Child) -> bytes:
    try:
        return child.body()
    except ChildFailed as failed:
        raise _failed(failed, "file") from None


def _failed(failed: ChildFailed, field: str) -> NotTaken:
    return NotTaken("too_large" if failed.too_large else "broken", field=field)


__all__ = [
    "Entry", "NotTaken", "PictureAnswer", "Pictures", "ScanAnswer", "inspect_picture", "inspect_scan",
    "reason_of",
]  # fmt: skip
