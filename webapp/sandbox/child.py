"""The child's side: bind itself, answer one request in frames, tell a failure by its kind alone.

A folder that needs a sandbox has a module that calls `serve(answer)`; `webapp.sandbox.parent` starts it by
name. Nothing is written to disk, and nothing to standard error, where a traceback would print people's data.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from webapp.sandbox.frames import next_body, next_frame, packed

FROM_PARENT = 1 << 31  # the parent's own bounds hold what it sends; ours hold what is sent to it


class Pipe:
    """What an answer may ask its parent for: the bytes that were sent, or parts of a file it doesn't have."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source, self._sink = source, sink

    def body(self) -> bytes:
        """The next bytes that the parent sent along with its request."""
        return next_body(self._source.read, FROM_PARENT)

    def part(self, start: int, length: int) -> bytes:
        """So many bytes from `start` of the file that the parent holds; fewer at its end."""
        self.tell({"want": [start, length]})
        return self.body()

    def tell(self, frame: Any) -> None:
        self._sink.write(packed(frame))
        self._sink.flush()


Answer = Callable[[dict[str, Any], Pipe], Iterator[Any]]


def bind(limits: dict[str, int]) -> None:
    """Bind this process: address space, processor time, no core, no files written, few files open."""
    for name, bound in (
        (resource.RLIMIT_AS, limits["address_space"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(name, (bound, bound))


def serve(answer: Answer) -> int:
    """Serve one request under its limits: send every frame of `answer`, or {"failed": the error's kind}."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    pipe = Pipe(source, sink)
    try:
        request = next_frame(source.read)
        bind(request.pop("limits"))
        for frame in answer(request, pipe):
            pipe.tell(frame)
    except BrokenPipeError:
        os._exit(0)
    except MemoryError:
        pipe.tell({"failed": "memory"})
    except BaseException as error:  # noqa: BLE001 - a panic of a parser is no Exception
        pipe.tell({"failed": type(error).__name__})
    return 0
