"""The pipe between a child and its parent: length-prefixed frames, JSON or plain bytes.

JSON and never pickle: the child has read a stranger's file, so whatever it sends is read as data only.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import orjson

LENGTH = struct.Struct(">I")
LARGEST = 64 * 1024 * 1024

Read = Callable[[int], bytes]


class BrokenFrames(Exception):
    """The other side stopped in the middle, or sent what no frame is."""


def packed(content: Any) -> bytes:
    """A frame: four bytes of length, then JSON; bytes go as they are."""
    body = content if isinstance(content, bytes) else orjson.dumps(content)
    return LENGTH.pack(len(body)) + body


def next_body(read: Read, largest: int = LARGEST) -> bytes:
    """The next frame's bytes from `read(count)`, which gives exactly so many bytes, or fewer at the end."""
    prefix = read(LENGTH.size)
    if len(prefix) < LENGTH.size:
        raise BrokenFrames("no frame")
    (length,) = LENGTH.unpack(prefix)
    if length > largest:
        raise BrokenFrames("a frame is too long")
    body = read(length)
    if len(body) < length:
        raise BrokenFrames("a frame is cut short")
    return body


def next_frame(read: Read) -> Any:
    """The next frame, read as JSON."""
    try:
        return orjson.loads(next_body(read))
    except orjson.JSONDecodeError as error:
        raise BrokenFrames("a frame is no JSON") from error
