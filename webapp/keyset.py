"""A list a page at a time by its sort key, in both directions (spec 6.1: 50 rows by keyset, no offset).

The place in the URL is sealed: it may hold a running number, which would tell how many rows others have.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from sqlalchemy import DateTime, Row, Select, SQLColumnExpression, literal, tuple_

from tenants.db import db
from webapp.extensions import keyring

PAGE = 50


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list, and the places of its neighbours ("" when there is none)."""

    rows: Sequence[Row[Any]]
    previous: str = ""
    next: str = ""


def leaf(
    query: Select[*tuple[Any, ...]],
    order: Sequence[SQLColumnExpression[Any]],
    place: str,
    *,
    falling: bool = False,
) -> Leaf:
    """The page of `query` at `place`; rows begin with the sort key's columns. A bad place is the start."""
    back, key = _opened(place, len(order))
    rising = falling if back else not falling
    if key is not None:
        here, there = tuple_(*order), tuple_(*map(_typed, order, key))
        query = query.where(here > there if rising else here < there)
    sorting = [column.asc() if rising else column.desc() for column in order]
    found = list(db.session.execute(query.order_by(*sorting).limit(PAGE + 1)))
    more, rows = len(found) > PAGE, found[:PAGE]
    if back:
        rows.reverse()
    return Leaf(
        rows, *_neighbours(rows, len(order), before=more if back else key is not None, after=back or more)
    )


def _typed(column: SQLColumnExpression[Any], value: Any) -> Any:
    """A value of the place as its column has it: JSON knows no moments."""
    kind: Any = getattr(column, "type", None)
    moment = isinstance(kind, DateTime) and isinstance(value, str)
    return literal(datetime.fromisoformat(value) if moment else value, kind)


def _neighbours(rows: list[Row[Any]], width: int, *, before: bool, after: bool) -> tuple[str, str]:
    if not rows:
        return "", ""
    return (
        _place(True, rows[0][:width]) if before else "",
        _place(False, rows[-1][:width]) if after else "",
    )


def _place(back: bool, key: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(keyring().seal(orjson.dumps([back, *key]))).decode()


def _opened(place: str, width: int) -> tuple[bool, list[Any] | None]:
    if not place:
        return False, None
    try:
        back, *key = orjson.loads(keyring().open(base64.urlsafe_b64decode(place)))
    except (ValueError, LookupError, InvalidTag):
        return False, None
    return (bool(back), key) if len(key) == width else (False, None)
