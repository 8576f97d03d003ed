"""The refusal that crosses the pipe: a code with its figures; the sentence stands with the parent."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The file is not taken; `code` is a key of `webapp.files.inspecting.REASONS`."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params
