"""A list of certificates read in a child (spec 4.6): millions of lines, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from webapp.policy.rules import Ages
from webapp.sheets.certificates.lines import Line
from webapp.sheets.reading.limits import MEGABYTE, Limits
from webapp.sheets.sandbox.parent import ChildLimits, FileInChild

LARGEST = 256 * MEGABYTE
# Ten times a roster's: a province's list of years is one sheet as long as a sheet can be, or a longer csv.
LIMITS = Limits(max_bytes=LARGEST, max_streamed=4096 * MEGABYTE, max_rows=3_000_000, max_cells=40_000_000)
CHILD = ChildLimits(address_space=8 * 1024 * MEGABYTE, cpu_seconds=3600, wait_seconds=600)


class CertificateFile(FileInChild):
    """A list under way in a child: `head` says where its lines stand (`sheets`: name, header_row, header,
    columns by field; `left`: sheets that are no list; format; how many `lines`), `chunks()` brings them."""

    def __init__(
        self,
        data: bytes,
        name: str,
        reference: date,
        ages: Ages,
        *,
        after: tuple[int, int] = (0, 0),
        limits: ChildLimits = CHILD,
    ) -> None:
        request = {"name": name, "reference": str(reference), "ages": asdict(ages), "after": after}
        super().__init__("webapp.sheets.sandbox.certificates_child", data, request, limits)
        try:
            self.head: dict[str, Any] = self.frame()["head"]
        except BaseException:
            self.close()
            raise

    def chunks(self) -> Iterator[list[Line]]:
        """The lines after `after`, in lists; FileRefused when the child fails on the way."""
        while "end" not in (frame := self.frame()):
            yield [line_from_plain(line) for line in frame["lines"]]


def line_to_plain(line: Line) -> list[Any]:
    """A line as a frame carries it."""
    return [line.sheet, line.row, line.said, line.refused, line.cells]


def line_from_plain(data: list[Any]) -> Line:
    """The line that `line_to_plain` wrote."""
    sheet, row, said, refused, cells = data
    return Line(sheet, row, said, (refused[0], refused[1]) if refused else None, cells)
