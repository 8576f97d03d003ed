"""The pipe between a checking child and its parent: length-prefixed JSON, and what the frames hold.

JSON and never pickle: the child has read a stranger's file, so whatever it sends is read as data only.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import date
from typing import Any

import orjson

from webapp.sheets.checking.checker import ListHeading
from webapp.sheets.checking.questions import Question
from webapp.sheets.checking.survey import Skipped
from webapp.sheets.problems import Outcome
from webapp.sheets.report import FileFacts, Head

LENGTH = struct.Struct(">I")
LARGEST = 64 * 1024 * 1024
ROWS_IN_A_FRAME = 500

Read = Callable[[int], bytes]


class BrokenFrames(Exception):
    """The other side stopped in the middle, or sent what no frame is."""


def packed(content: Any) -> bytes:
    """A frame: four bytes of length, then JSON."""
    body = orjson.dumps(content)
    return LENGTH.pack(len(body)) + body


def next_frame(read: Read) -> Any:
    """The next frame from `read(count)`, which gives exactly so many bytes, or fewer at the end."""
    prefix = read(LENGTH.size)
    if len(prefix) < LENGTH.size:
        raise BrokenFrames("no frame")
    (length,) = LENGTH.unpack(prefix)
    if length > LARGEST:
        raise BrokenFrames("a frame is too long")
    body = read(length)
    if len(body) < length:
        raise BrokenFrames("a frame is cut short")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BrokenFrames("a frame is no JSON") from error


def head_to_plain(file: FileFacts, head: Head) -> dict[str, Any]:
    """The first frame: the file and the list, before its rows."""
    heading = head.heading
    return {
        "file": [file.name, file.sha256, file.format],
        "sheet": head.sheet,
        "header_row": head.header_row,
        "heading": [heading.unit, heading.occupation, heading.level, heading.date],
        "columns": head.columns,
        "questions": [[q.code, int(q.outcome), q.rows, q.columns, q.params] for q in head.questions],
        "skipped": [[line.row, line.reason] for line in head.skipped],
        "persons": head.persons,
    }


def head_from_plain(data: dict[str, Any]) -> tuple[FileFacts, Head]:
    """The file and the head that `head_to_plain` wrote."""
    unit, occupation, level, day = data["heading"]
    head = Head(
        sheet=data["sheet"],
        header_row=data["header_row"],
        heading=ListHeading(unit, occupation, level, date.fromisoformat(day) if day else None),
        columns=data["columns"],
        questions=[
            Question(code, Outcome(outcome), tuple(rows), tuple(columns), params)
            for code, outcome, rows, columns, params in data["questions"]
        ],
        skipped=[Skipped(row, reason) for row, reason in data["skipped"]],
        persons=data["persons"],
    )
    name, sha256, kind = data["file"]
    return FileFacts(name, sha256, kind), head
