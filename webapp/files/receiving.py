"""A request whose uploads never touch a disk unsealed: the store is the first place they are written to."""

from __future__ import annotations

import io
from typing import IO

from flask import Request


class PrivateRequest(Request):
    """Keeps the parts of an upload in memory; their sum is bounded by MAX_CONTENT_LENGTH.

    The framework's own would put anything above half a megabyte into a temporary file, in plain.
    """

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()
