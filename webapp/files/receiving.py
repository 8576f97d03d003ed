"""A request whose uploads never touch a disk unsealed: the store is the first place they are written to."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO, Any, TypeVar

from flask import Request, current_app

from webapp.files.operations import store
from webapp.files.spool import SealedSpool

View = TypeVar("View", bound=Callable[..., Any])


def receives(largest: int) -> Callable[[View], View]:
    """Declare that a view takes uploads of so many bytes, more than others: they are spooled, sealed."""

    def declare(view: View) -> View:
        view.largest_upload = largest  # type: ignore[attr-defined]
        return view

    return declare


class PrivateRequest(Request):
    """Keeps the parts of an upload in memory; their sum is bounded by MAX_CONTENT_LENGTH.

    The framework's own would put anything above half a megabyte into a temporary file, in plain. A view
    that `receives` more has its files spooled beside the store, sealed with a key that nobody keeps.
    """

    @property
    def largest_upload(self) -> int | None:
        view = current_app.view_functions.get(self.endpoint or "")
        found: int | None = getattr(view, "largest_upload", None) if self.method == "POST" else None
        return found

    @property
    def max_content_length(self) -> int | None:
        return self.largest_upload or super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.largest_upload is None:
            return io.BytesIO()
        return SealedSpool(store().incoming)  # type: ignore[return-value]
