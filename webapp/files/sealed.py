"""A file at rest: AES-256-GCM in frames of 1 MiB, so that both ways need bounded memory.

Every file has its own key, drawn from the data key by a random salt. A frame's nonce is its number and
whether it is the last one: a frame changed, moved, left out or cut off fails (the STREAM construction).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tenants.sealing import Keyring, UnknownKey

MAGIC = b"JLF1"
SALT = 32
TAG = 16
FRAME = 1 << 20


class Tampered(RuntimeError):
    """The stored bytes are not what was stored: changed, cut off, or in another order."""


def seal(chunks: Iterator[bytes], target: BinaryIO, keyring: Keyring) -> None:
    """Write `chunks` to `target`, sealed with the current key."""
    header = MAGIC + bytes([len(keyring.current)]) + keyring.current.encode() + os.urandom(SALT)
    cipher = _cipher(keyring, keyring.current, header)
    target.write(header)
    for number, (plain, last) in enumerate(_marked(_framed(chunks))):
        target.write(cipher.encrypt(_nonce(number, last), plain, header))


def unseal(source: BinaryIO, keyring: Keyring) -> Iterator[bytes]:
    """The plain frames of a sealed file, each checked before it is given; raises Tampered or UnknownKey."""
    name, header = read_header(source)
    cipher = _cipher(keyring, name, header)
    frames = iter(lambda: source.read(FRAME + TAG), b"")
    number = -1
    for number, (frame, last) in enumerate(_marked(frames)):
        try:
            yield cipher.decrypt(_nonce(number, last), frame, header)
        except InvalidTag as error:
            raise Tampered(f"frame {number}") from error
    if number < 0:
        raise Tampered("no frame")


def unseal_part(source: BinaryIO, keyring: Keyring, start: int, length: int) -> bytes:
    """So many plain bytes from `start`, fewer at the end; the frames they lie in are read, each checked."""
    source.seek(0)
    name, header = read_header(source)
    cipher = _cipher(keyring, name, header)
    last = -(-(source.seek(0, 2) - len(header)) // (FRAME + TAG)) - 1
    found = bytearray()
    first = start // FRAME
    for number in range(first, min((start + max(length, 1) - 1) // FRAME, last) + 1):
        source.seek(len(header) + number * (FRAME + TAG))
        try:
            found += cipher.decrypt(_nonce(number, number == last), source.read(FRAME + TAG), header)
        except InvalidTag as error:
            raise Tampered(f"frame {number}") from error
    return bytes(found[start - first * FRAME :][:length])


def read_header(source: BinaryIO) -> tuple[str, bytes]:
    """The id of the key a file was sealed with, and its whole header; raises Tampered."""
    start = source.read(len(MAGIC) + 1)
    if start[:-1] != MAGIC:
        raise Tampered("header")
    rest = source.read(start[-1] + SALT)
    if len(rest) != start[-1] + SALT:
        raise Tampered("header")
    return rest[: start[-1]].decode("utf-8", "replace"), start + rest


def _cipher(keyring: Keyring, name: str, header: bytes) -> AESGCM:
    if name not in keyring.keys:
        raise UnknownKey(name)
    return AESGCM(hmac.new(keyring.keys[name], b"file" + header, hashlib.sha256).digest())


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _framed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in frames of exactly FRAME, the last one shorter; an empty file is one empty frame."""
    kept = bytearray()
    given = False
    for chunk in chunks:
        kept += chunk
        while len(kept) >= FRAME:
            yield bytes(kept[:FRAME])
            del kept[:FRAME]
            given = True
    if kept or not given:
        yield bytes(kept)


def _marked(frames: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each frame with whether it is the last."""
    before: bytes | None = None
    for frame in frames:
        if before is not None:
            yield before, False
        before = frame
    if before is not None:
        yield before, True
