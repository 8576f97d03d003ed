"""A file on its way in that is too large for memory: on the disk sealed, nameless, gone with its request."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FRAME = 1 << 20


class SealedSpool(io.RawIOBase):
    """Written once, then read from the beginning. Each frame is sealed with a key that dies with the object;
    the file is unlinked as soon as it is open, so nothing is left of an interrupted upload."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed with the spool
        self._cipher = AESGCM(os.urandom(32))
        self._kept = bytearray()
        self._frames = 0
        self._next: int | None = None  # the frame to read; None while it is written

    def writable(self) -> bool:
        return self._next is None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self._kept += content
        while len(self._kept) >= FRAME:
            self._seal(bytes(self._kept[:FRAME]))
            del self._kept[:FRAME]
        return len(content)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """To the beginning only: what was written is complete, reading begins."""
        if offset or whence != io.SEEK_SET:
            raise io.UnsupportedOperation("only to the beginning")
        if self._next is None:
            self._seal(bytes(self._kept))
        self._file.seek(0)
        self._kept.clear()
        self._next = 0
        return 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._kept and self._next is not None and self._next < self._frames:
            self._kept += self._unseal()
        piece = self._kept[: len(buffer)]
        buffer[: len(piece)] = piece
        del self._kept[: len(piece)]
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _seal(self, plain: bytes) -> None:
        sealed = self._cipher.encrypt(self._frames.to_bytes(12, "big"), plain, None)
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)
        self._frames += 1

    def _unseal(self) -> bytes:
        assert self._next is not None
        length = int.from_bytes(self._file.read(4), "big")
        plain = self._cipher.decrypt(self._next.to_bytes(12, "big"), self._file.read(length), None)
        self._next += 1
        return plain
