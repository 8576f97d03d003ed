"""A zip container opened with suspicion: names, counts and sizes by counting (case 60, spec 4.6).

The parts are inflated here and not by zipfile: zipfile stops at the size that the header declares, while
the readers further on do not, so only a count of what really comes out protects them.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from webapp.sheets.reading.limits import Limits
from webapp.sheets.reading.refusals import refuse

CHUNK = 1 << 20
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
READABLE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def open_archive(data: bytes, limits: Limits) -> Archive:
    """The archive with its directory checked. Refuses corrupt, too_large, password_protected, unsafe_path."""
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, OverflowError, EOFError, NotImplementedError):
        refuse("corrupt", "压缩包目录读不出来")
    _check_directory(infos, limits)
    return Archive(data, [info for info in infos if not info.is_dir()], limits)


def _check_directory(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(infos) > limits.max_entries:
        refuse("too_large", f"内部部件超过 {limits.max_entries} 个")
    names = [info.filename.lower() for info in infos]
    if len(set(names)) != len(names):
        refuse("corrupt", "内部部件重名")
    for info in infos:
        _check_entry(info)
    declared = sum(info.file_size for info in infos)
    if declared > limits.max_streamed:
        refuse("too_large", f"解压后超过 {limits.max_streamed >> 20} MB")


def _check_entry(info: zipfile.ZipInfo) -> None:
    name = info.orig_filename
    if name.startswith(("/", "\\")) or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/"):
        refuse("unsafe_path")
    if info.flag_bits & 0x1:
        refuse("password_protected")
    if info.compress_type not in READABLE_METHODS:
        refuse("unreadable", "文件的压缩方式不通用")


class Archive:
    """The parts of a checked container. Every byte inflated is counted against the limits."""

    def __init__(self, data: bytes, infos: list[zipfile.ZipInfo], limits: Limits) -> None:
        self.data = data
        self.infos = {info.filename: info for info in infos}
        self.limits = limits
        self.streamed = 0

    def names(self) -> list[str]:
        return list(self.infos)

    def read(self, name: str) -> bytes:
        """A small part whole; refuses too_large beyond `max_part`, empty when there is no such part."""
        if name not in self.infos:
            return b""
        whole = bytearray()
        for chunk in self.chunks(name):
            whole += chunk
            if len(whole) > self.limits.max_part:
                refuse("too_large", f"内部部件 {name} 过大")
        return bytes(whole)

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part's bytes as they inflate. Refuses too_large by count, corrupt where the header lied."""
        info = self.infos[name]
        size = crc = 0
        for chunk in self._inflate(info):
            size += len(chunk)
            crc = zlib.crc32(chunk, crc)
            self._count(len(chunk), size, info.compress_size)
            yield chunk
        if size != info.file_size or crc != info.CRC:
            refuse("corrupt", "内部校验不符")

    def _count(self, fresh: int, size: int, stored: int) -> None:
        self.streamed += fresh
        if self.streamed > self.limits.max_streamed:
            refuse("too_large", f"解压后超过 {self.limits.max_streamed >> 20} MB")
        if size > self.limits.ratio_from and size > self.limits.max_ratio * max(stored, 1):
            refuse("too_large", f"压缩比超过 {self.limits.max_ratio} 倍，像是“压缩炸弹”")

    def _inflate(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        start = self._start_of(info)
        end = start + info.compress_size
        if end > len(self.data):
            refuse("corrupt", "文件不完整")
        if info.compress_type == zipfile.ZIP_STORED:
            yield from (self.data[at : min(at + CHUNK, end)] for at in range(start, end, CHUNK))
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        for at in range(start, end, CHUNK):
            yield from _drain(inflater, self.data[at : min(at + CHUNK, end)])
        yield from _drain(inflater, b"")
        if not inflater.eof:
            refuse("corrupt", "压缩数据中断")

    def _start_of(self, info: zipfile.ZipInfo) -> int:
        try:
            header = LOCAL_HEADER.unpack_from(self.data, info.header_offset)
        except struct.error:
            refuse("corrupt", "文件不完整")
        if header[0] != b"PK\3\4":
            refuse("corrupt", "内部部件的位置不对")
        return int(info.header_offset + LOCAL_HEADER.size + header[9] + header[10])


def _drain(inflater: zlib._Decompress, stored: bytes) -> Iterator[bytes]:
    """At most CHUNK bytes at a time: one stored megabyte may hold a gigabyte of zeros."""
    while not inflater.eof:
        try:
            chunk = inflater.decompress(stored, CHUNK)
        except zlib.error:
            refuse("corrupt", "压缩数据有误")
        stored = inflater.unconsumed_tail
        if not chunk and not stored:
            return
        yield chunk
