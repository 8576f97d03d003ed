"""Emptying the spools: their files say in plain what went to whom, so they stay only so long (spec 4.3)."""

from __future__ import annotations

import time
from datetime import timedelta

from webapp.notices import sending

KEEP = timedelta(days=7)  # a gateway takes a file within seconds; a week is for whoever looks for a fault


def clear() -> int:
    """Remove what has lain in the spools longer than KEEP, half-written files too; answers how many."""
    before, removed = time.time() - KEEP.total_seconds(), 0
    for spool in sending.spools().values():
        for pattern in (f"*.{spool.ending}", "*.part"):
            for path in spool.folder.glob(pattern):
                removed += spool.take_away(path, before)
    return removed
