"""The content-addressed store on disk (spec 4.6): on disk and safe before anything says "accepted".

A file lies under a keyed hash of its content and its tenant, never under a plain one, which could be guessed
and would tell one tenant what another has. Written aside, fsync'd, renamed, its folder fsync'd.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from tenants.sealing import Keyring
from webapp.files import sealed

READ = 256 * 1024
STALE = 3600.0  # seconds after which a partial file is nobody's any more


class TooLarge(ValueError):
    """More bytes came than the limit allows."""


class Lost(FileNotFoundError):
    """A row names a file that isn't in the store."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was stored: its address and how many plain bytes it has."""

    digest: str
    size: int


class _Counting:
    """The bytes of a stream on their way, counted and hashed, bounded by a limit."""

    def __init__(self, stream: IO[bytes], limit: int, mac: hmac.HMAC) -> None:
        self.stream, self.limit, self.mac = stream, limit, mac
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.stream.read(READ):
            self.size += len(chunk)
            if self.size > self.limit:
                raise TooLarge(str(self.limit))
            self.mac.update(chunk)
            yield chunk


class Store:
    """Files of all tenants in one folder, each sealed."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self.folder = folder
        self.keyring = keyring
        self.incoming = folder / "incoming"

    def put(self, stream: IO[bytes], tenant_id: int, limit: int) -> Kept:
        """Store what `stream` gives, durably; raises TooLarge after `limit` bytes, keeping nothing."""
        counting = _Counting(stream, limit, self._mac(tenant_id))
        with self._aside() as (target, path):
            sealed.seal(iter(counting), target, self.keyring)
            digest = counting.mac.hexdigest()
            self._into_place(target, path, self.path(digest))
        return Kept(digest, counting.size)

    def open(self, digest: str, tenant_id: int) -> Iterator[bytes]:
        """The plain bytes piece by piece; raises Lost, Tampered or UnknownKey, the latest at the end."""
        mac = self._mac(tenant_id)
        try:
            source = self.path(digest).open("rb")
        except FileNotFoundError as error:
            raise Lost(digest) from error
        with source:
            for piece in sealed.unseal(source, self.keyring):
                mac.update(piece)
                yield piece
        if not hmac.compare_digest(mac.hexdigest(), digest):
            raise sealed.Tampered("another file's content")

    @contextmanager
    def parts(self, digest: str) -> Iterator[Callable[[int, int], bytes]]:
        """Gives `part(start, length)` of a file too large to be held whole: each piece is checked to be the
        one that was sealed there, though not the whole by its address. Raises Lost or Tampered."""
        try:
            source = self.path(digest).open("rb")
        except FileNotFoundError as error:
            raise Lost(digest) from error
        with source:
            yield lambda start, length: sealed.unseal_part(source, self.keyring, start, length)

    def reseal(self, digest: str) -> bool:
        """Seal a file anew with the current key in one atomic step; False when it already is."""
        with self.path(digest).open("rb") as source:
            if sealed.read_header(source)[0] == self.keyring.current:
                return False
            source.seek(0)
            with self._aside() as (target, path):
                sealed.seal(sealed.unseal(source, self.keyring), target, self.keyring)
                self._into_place(target, path, self.path(digest))
        return True

    def digests(self) -> Iterator[str]:
        """The addresses of everything in the store, in order."""
        for path in sorted((self.folder / "content").glob("??/??/*")):
            yield path.name

    def path(self, digest: str) -> Path:
        return self.folder / "content" / digest[:2] / digest[2:4] / digest

    def remove_partial(self, older: float = STALE) -> int:
        """Remove what interrupted uploads left; answers how many. None of them was ever accepted."""
        left = [path for path in self.incoming.glob("*.part") if time.time() - path.stat().st_mtime > older]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def writable(self) -> bool:
        """Whether a file can be written here now."""
        try:
            with self._aside() as (target, path):
                target.write(b"?")
                path.unlink()
        except OSError:
            return False
        return True

    def _mac(self, tenant_id: int) -> hmac.HMAC:
        return hmac.new(self.keyring.index_key, f"file of tenant {tenant_id}:".encode(), hashlib.sha256)

    @contextmanager
    def _aside(self) -> Iterator[tuple[BinaryIO, Path]]:
        """A new file that nobody else sees; gone again unless it was put into its place."""
        self.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.incoming / f"{secrets.token_hex(16)}.part"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as target:
                yield target, path
        finally:
            path.unlink(missing_ok=True)

    def _into_place(self, target: BinaryIO, path: Path, place: Path) -> None:
        """Durable under its address: the file's bytes, then its name, then its folders' names."""
        target.flush()
        os.fsync(target.fileno())
        made = _make_folders(place.parent)
        path.replace(place)
        for folder in (place.parent, *made):
            _sync_folder(folder)


def _make_folders(folder: Path) -> list[Path]:
    """Make `folder`; answers the parents whose entries changed and must be synced."""
    missing = [folder, *folder.parents]
    missing = missing[: next(i for i, path in enumerate(missing) if path.exists())]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [path.parent for path in missing]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
