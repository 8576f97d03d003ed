"""Where a page of the list begins: its neighbour's sort values, opaque in the URL (spec 6.1: no offset)."""

from __future__ import annotations

import base64
from binascii import Error
from dataclasses import dataclass
from datetime import datetime

import orjson


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row a page begins after (ends before, when `back`), and how many rows stand before the page."""

    value: str
    row: int
    place: int = 0
    back: bool = False

    def written(self) -> str:
        """The cursor as it stands in a URL."""
        packed = orjson.dumps([self.value, self.row, self.place, int(self.back)])
        return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.value)


def read_cursor(given: str, *, by_name: bool) -> Cursor | None:
    """The cursor in a URL; None when it isn't one, so that a mangled address shows the first page."""
    try:
        value, row, place, back = orjson.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
        cursor = Cursor(str(value), int(row), max(int(place), 0), bool(back))
        if not by_name and cursor.moment.tzinfo is None:
            return None
    except (ValueError, TypeError, Error):
        return None
    return cursor
