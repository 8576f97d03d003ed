"""How much of a workbook is read before it is refused (spec 4.6, case 60). Counted, never believed."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one roster. A batch has some thousands of people; the caps leave room for a whole city.

    `max_streamed` is what may come out of decompression in all, counted while it comes. `max_ratio` is
    held against streamed/stored once more than `ratio_from` bytes came out: small XML compresses well.
    `max_cells` bounds both the cells with content and the rectangle they span, which is what costs memory.
    """

    max_bytes: int = 64 * MEGABYTE
    max_entries: int = 2_000
    max_streamed: int = 800 * MEGABYTE
    max_ratio: int = 150
    ratio_from: int = 16 * MEGABYTE
    max_part: int = 16 * MEGABYTE
    max_rows: int = 200_000
    max_columns: int = 256
    max_cells: int = 5_000_000
    max_sheets: int = 100


DEFAULT_LIMITS = Limits()
