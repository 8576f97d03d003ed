"""The child process that reads and checks a stranger's workbook under hard limits (spec 4.6, case 60).

Started by `parent.py`. The request and the file come over standard input, frames go out over standard
output; nothing is written to disk and nothing to standard error, where a traceback would print cells.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from webapp.sheets.cells import FileRefused
from webapp.sheets.checking.checker import check
from webapp.sheets.checking.rows import row_to_plain
from webapp.sheets.options import CheckOptions
from webapp.sheets.reading.reader import read_workbook
from webapp.sheets.report import FileFacts, Head
from webapp.sheets.sandbox.frames import LENGTH, ROWS_IN_A_FRAME, head_to_plain, next_frame, packed


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


def answer(request: dict[str, Any], data: bytes) -> Iterator[Any]:
    """The frames of one check: the head, the rows by five hundred, the end; or a refusal."""
    kind: str | None = None
    try:
        workbook = read_workbook(data, request["name"])
        del data
        kind = workbook.format
        found = check(workbook, CheckOptions.from_json(request["options"]))
        file = FileFacts(workbook.name, workbook.sha256, workbook.format)
        yield {"head": head_to_plain(file, Head.of(found))}
        rows = found.rows(request["after"])
        while chunk := [row_to_plain(row) for row in islice(rows, ROWS_IN_A_FRAME)]:
            yield {"rows": chunk}
        yield {"end": True}
    except FileRefused as refused:
        yield {"refused": [refused.code, refused.message], "format": kind}


def _serve(source: BinaryIO, sink: BinaryIO) -> None:
    request = next_frame(source.read)
    bind(request["limits"])
    (length,) = LENGTH.unpack(source.read(LENGTH.size))
    for frame in answer(request, source.read(length)):
        sink.write(packed(frame))
        sink.flush()


def main() -> int:
    """Serve one check. A failure is told by the name of its kind alone: its text may hold people's data."""
    gc.disable()  # the process ends with its file; looking for cycles in a sheet costs a third of the check
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    try:
        _serve(source, sink)
    except BrokenPipeError:
        os._exit(0)
    except MemoryError:
        sink.write(packed({"failed": "memory"}))
    except BaseException as error:  # noqa: BLE001 - a panic of the parser is no Exception
        sink.write(packed({"failed": type(error).__name__}))
    sink.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
