"""In the child: the pictures of a zip one after another, counted while they come (spec 4.6).

The archive stays with the parent, which gives the parts that are asked for; nothing is unpacked to a disk.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from webapp.files.inspecting_refusals import Refused
from webapp.sandbox.child import Pipe

MOST_ENTRIES = 5_000
MOST_STREAMED = 8 << 30
MOST_RATIO = 100  # a photo is compressed already
RATIO_FROM = 4 << 20
PIECE = 1 << 20
READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
UTF8 = 0x800
ENCRYPTED = 0x1
NOISE = ("thumbs.db", "desktop.ini", ".ds_store")


class Remote(io.RawIOBase):
    """The archive as a file that can be read anywhere, a megabyte from the parent at a time."""

    def __init__(self, pipe: Pipe, size: int) -> None:
        super().__init__()
        self._pipe, self._size, self._at = pipe, size, 0
        self._piece, self._begins = b"", 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        wanted = min(len(buffer), max(0, self._size - self._at))
        if not wanted:
            return 0
        within = self._at - self._begins
        if not 0 <= within < len(self._piece):
            self._begins = self._at - self._at % PIECE
            self._piece = self._pipe.part(self._begins, min(PIECE, self._size - self._begins))
            within = self._at - self._begins
        found = self._piece[within : within + wanted]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)


def directory(pipe: Pipe, size: int) -> tuple[zipfile.ZipFile, list[tuple[zipfile.ZipInfo, str]]]:
    """The archive with its pictures' entries and readable names. Refuses zip_kind, entries."""
    try:
        archive = zipfile.ZipFile(io.BufferedReader(Remote(pipe, size), PIECE))
        infos = archive.infolist()
    except Exception as error:
        raise Refused("zip_kind") from error
    if len(infos) > MOST_ENTRIES:
        raise Refused("entries", entries=len(infos), most=MOST_ENTRIES)
    named = [(info, readable_name(info)) for info in infos if not info.is_dir()]
    return archive, [(info, name) for info, name in named if not _noise(name)]


def readable_name(info: zipfile.ZipInfo) -> str:
    """The entry's name as its maker wrote it: UTF-8 where it says so or fits, else GBK as Windows does."""
    if info.flag_bits & UTF8:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.orig_filename


def _noise(name: str) -> bool:
    """What systems put into an archive beside the files: macOS's shadows, Windows' thumbnails."""
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].startswith("._") or parts[-1].lower() in NOISE or not parts[-1]


class Reading:
    """Reads entries whole; what comes out of all of them together is counted."""

    def __init__(self, archive: zipfile.ZipFile, largest: int) -> None:
        self.archive, self.largest, self.streamed = archive, largest, 0

    def read(self, info: zipfile.ZipInfo, name: str) -> bytes:
        """An entry's bytes. Refuses path, encrypted, method, entry_size, ratio, empty, broken."""
        self._check(info, name)
        content = bytearray()
        try:
            with self.archive.open(info) as source:
                for piece in _pieces(source):
                    content += piece
                    self._count(len(piece), len(content), info)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise Refused("broken") from error
        if not content:
            raise Refused("empty")
        return bytes(content)

    def _check(self, info: zipfile.ZipInfo, name: str) -> None:
        plain = name.replace("\\", "/")
        if plain.startswith("/") or ".." in plain.split("/") or ":" in plain or "\0" in plain:
            raise Refused("path")
        if info.flag_bits & ENCRYPTED:
            raise Refused("encrypted")
        if info.compress_type not in READ:
            raise Refused("method")
        if info.file_size > self.largest:
            raise Refused("entry_size", most=self.largest // 1_000_000)

    def _count(self, fresh: int, size: int, info: zipfile.ZipInfo) -> None:
        self.streamed += fresh
        if size > self.largest:
            raise Refused("entry_size", most=self.largest // 1_000_000)
        if size > RATIO_FROM and size > MOST_RATIO * max(info.compress_size, 1):
            raise Refused("ratio")


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield piece
