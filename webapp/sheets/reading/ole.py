"""An OLE compound file ([MS-CFB]): its directory of streams and their bytes, bounded against loops.

It is what an old .xls is, and what a password turns an xlsx into.
"""

from __future__ import annotations

import struct

from webapp.sheets.reading.limits import Limits
from webapp.sheets.reading.refusals import refuse

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = struct.Struct("<24x5H6x9L")
DIRECTORY_ENTRY = 128
END = 0xFFFFFFFA  # this and all above are marks, not sectors
STORAGE, STREAM = 1, 2


class CompoundFile:
    """The streams of a compound file. Refuses corrupt where chains loop or leave the file."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data, self.limits = data, limits
        if len(data) < 512:
            refuse("corrupt", "文件不完整")
        fields = HEADER.unpack_from(data)
        self.sector, self.mini_sector = 1 << min(fields[3], 16), 1 << min(fields[4], 16)
        if self.sector not in (512, 4096) or self.mini_sector > self.sector:
            refuse("corrupt", "扇区大小不对")
        self._directory_at, self._cutoff, self._mini_at = fields[7], fields[9], fields[10]
        self._fat = self._read_fat(fields[12], fields[13])
        self.entries = self._read_directory()

    def names(self) -> list[str]:
        return [name for name, _, _, _ in self.entries]

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream by its name, None when there is none."""
        for entry, kind, start, size in self.entries:
            if kind == STREAM and entry == name:
                if size < self._cutoff:
                    return self._mini_stream(start)[:size]
                return self._chain(start)[:size]
        return None

    def _sector_at(self, index: int) -> bytes:
        start = (index + 1) * self.sector
        if start >= len(self.data):
            refuse("corrupt", "文件不完整")
        return self.data[start : start + self.sector]

    def _read_fat(self, next_list: int, lists: int) -> list[int]:
        sectors = [at for at in struct.unpack_from("<109L", self.data, 76) if at < END]
        per_list = self.sector // 4 - 1
        for _ in range(min(lists, len(self.data) // self.sector + 1)):
            if next_list >= END:
                break
            found = struct.unpack(f"<{per_list + 1}L", self._sector_at(next_list).ljust(self.sector, b"\xff"))
            sectors += [at for at in found[:per_list] if at < END]
            next_list = found[per_list]
        if len(sectors) > len(self.data) // self.sector:
            refuse("corrupt", "扇区表不对")
        return _numbers(b"".join(self._sector_at(at) for at in sectors))

    def _chain(self, start: int) -> bytes:
        found, at = [], start
        while at < END:
            found.append(self._sector_at(at))
            if len(found) > len(self._fat) or at >= len(self._fat):
                refuse("corrupt", "扇区链不对")
            at = self._fat[at]
        return b"".join(found)

    def _mini_stream(self, start: int) -> bytes:
        root = next((entry for entry in self.entries if entry[1] == 5), None)
        whole = self._chain(root[2]) if root else b""
        table = _numbers(self._chain(self._mini_at))
        found: list[bytes] = []
        while start < END:
            found.append(whole[start * self.mini_sector : (start + 1) * self.mini_sector])
            if len(found) > len(table) or start >= len(table):
                refuse("corrupt", "扇区链不对")
            start = table[start]
        return b"".join(found)

    def _read_directory(self) -> list[tuple[str, int, int, int]]:
        directory = self._chain(self._directory_at)
        if len(directory) > self.limits.max_entries * DIRECTORY_ENTRY:
            refuse("too_large", f"内部部件超过 {self.limits.max_entries} 个")
        entries = []
        for at in range(0, len(directory) - DIRECTORY_ENTRY + 1, DIRECTORY_ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<2L", directory, at + 116)
            name = directory[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
            if kind:
                entries.append((name, kind, start, size))
        return entries


def _numbers(table: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(table) // 4}L", table[: len(table) // 4 * 4]))
