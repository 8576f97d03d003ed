"""Runs a check in a child process with limits on memory, processor time and waiting (spec 4.6, case 60).

A stranger's file meets a parser: whatever happens to it there, the parent gets rows or a FileRefused.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from webapp.sandbox.parent import Child, ChildFailed, ChildLimits
from webapp.sheets.cells import FileRefused
from webapp.sheets.checking.rows import CheckedRow, row_from_plain
from webapp.sheets.messages import sentence
from webapp.sheets.options import CheckOptions
from webapp.sheets.report import FileFacts, Head
from webapp.sheets.sandbox.frames import head_from_plain

__all__ = ["CheckRefused", "CheckedFile", "ChildLimits", "FileInChild"]


class CheckRefused(FileRefused):
    """A refusal that came from the child; `format` is the file's kind where it was known by then."""

    def __init__(self, code: str, message: str, kind: str | None = None) -> None:
        super().__init__(code, message)
        self.format = kind


class FileInChild:
    """A stranger's file in the hands of a child: `frame()` brings what the child says of it, or FileRefused.
    A context manager: leaving it ends the child."""

    def __init__(self, module: str, data: bytes, request: dict[str, Any], limits: ChildLimits) -> None:
        self._child = Child(module, limits)
        try:
            self._child.send(request, data)
        except ChildFailed as failed:
            self.close()
            raise _refusal(failed) from None
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def frame(self) -> dict[str, Any]:
        """The next frame that carries the reading on; a refusal, a failure or a death is raised."""
        try:
            frame = self._child.next()
        except ChildFailed as failed:
            raise _refusal(failed) from None
        if "refused" in frame:
            code, message = frame["refused"]
            raise CheckRefused(code, message, frame["format"])
        return frame

    def close(self) -> None:
        """End the child and wait for it; doing so again does nothing."""
        self._child.close()


class CheckedFile(FileInChild):
    """A check under way in a child: `file` and `head` are known, `chunks()` brings the rows."""

    def __init__(
        self,
        data: bytes,
        name: str,
        options: CheckOptions,
        *,
        after: int = 0,
        limits: ChildLimits | None = None,
    ) -> None:
        request = {"name": name, "options": options.to_json(), "after": after}
        super().__init__("webapp.sheets.sandbox.child", data, request, limits or ChildLimits())
        try:
            self.file: FileFacts
            self.head: Head
            self.file, self.head = head_from_plain(self.frame()["head"])
        except BaseException:
            self.close()
            raise

    def chunks(self) -> Iterator[list[CheckedRow]]:
        """The rows after `after`, in lists of at most 500. FileRefused when the child fails on the way."""
        while "end" not in (frame := self.frame()):
            yield [row_from_plain(row) for row in frame["rows"]]

    def rows(self) -> Iterator[CheckedRow]:
        """The rows one by one."""
        for chunk in self.chunks():
            yield from chunk


def _refusal(failed: ChildFailed) -> CheckRefused:
    code = "too_large" if failed.too_large else "corrupt"
    return CheckRefused(code, sentence("child_" + code, {}))
