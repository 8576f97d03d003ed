"""The child process that reads a stranger's list of certificates under hard limits, for `certificates.py`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from webapp.policy.rules import Ages
from webapp.sandbox.child import Pipe, serve
from webapp.sheets.cells import FileRefused
from webapp.sheets.certificates.columns import find_lists
from webapp.sheets.certificates.lines import LineReader
from webapp.sheets.reading.reader import read_workbook
from webapp.sheets.sandbox.certificates import LIMITS, line_to_plain

LINES_IN_A_FRAME = 1000


def answer(request: dict[str, Any], pipe: Pipe) -> Iterator[Any]:
    """The frames of one list: its head, the lines by a thousand, the end; or a refusal."""
    kind: str | None = None
    try:
        workbook = read_workbook(pipe.body(), request["name"], LIMITS)
        kind = workbook.format
        found = find_lists(workbook)
        number = sum(1 for place in found.places for _row in place.sheet.rows())
        yield {"head": found.to_plain() | {"format": kind, "lines": number - len(found.places)}}
        reader = LineReader(found.places, date.fromisoformat(request["reference"]), Ages(**request["ages"]))
        lines = reader.lines(tuple(request["after"]))
        while chunk := [line_to_plain(line) for line in islice(lines, LINES_IN_A_FRAME)]:
            yield {"lines": chunk}
        yield {"end": True}
    except FileRefused as refused:
        yield {"refused": [refused.code, refused.message], "format": kind}


if __name__ == "__main__":
    gc.disable()  # the process ends with its file
    sys.exit(serve(answer))
