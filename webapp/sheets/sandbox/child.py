"""The child process that reads and checks a stranger's workbook under hard limits (spec 4.6, case 60).

Started by `parent.py`, bound and served by `webapp.sandbox.child`.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from webapp.sandbox.child import Pipe, serve
from webapp.sheets.cells import FileRefused
from webapp.sheets.checking.checker import check
from webapp.sheets.checking.rows import row_to_plain
from webapp.sheets.options import CheckOptions
from webapp.sheets.reading.reader import read_workbook
from webapp.sheets.report import FileFacts, Head
from webapp.sheets.sandbox.frames import ROWS_IN_A_FRAME, head_to_plain


def answer(request: dict[str, Any], pipe: Pipe) -> Iterator[Any]:
    """The frames of one check: the head, the rows by five hundred, the end; or a refusal."""
    kind: str | None = None
    try:
        workbook = read_workbook(pipe.body(), request["name"])
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


if __name__ == "__main__":
    gc.disable()  # the process ends with its file; looking for cycles in a sheet costs a third of the check
    sys.exit(serve(answer))
