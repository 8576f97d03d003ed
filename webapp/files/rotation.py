"""Sealing everything anew with the current data key, so that an old key can be taken out of the settings.

In batches, each its own transaction: interrupted, it goes on where it stopped, since what carries the current
key's id is passed over. A key may go when `left` counts nothing under it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import LargeBinary, Table, bindparam, func, literal, select, update
from sqlalchemy.sql.elements import ColumnElement

from tenants.db import db
from tenants.scope import Scope
from tenants.sealing import Keyring
from webapp.extensions import keyring
from webapp.files import sealed
from webapp.files.operations import store
from webapp.transaction import separately

BATCH = 500


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column that holds sealed values, in a table with an `id`."""

    table: str
    column: str


# A test holds this list to the models: a sealed column that isn't here would be lost with its key.
COLUMNS = (
    SealedColumn("user_account", "totp_secret"),
    SealedColumn("application", "id_number"),
    SealedColumn("application", "phone"),
    SealedColumn("application_draft", "content"),
    SealedColumn("known_certificate", "id_number"),
    SealedColumn("phone_confirmation", "phone"),
    SealedColumn("refused_line", "content"),
    SealedColumn("roster_row", "id_number"),
    SealedColumn("roster_row", "phone"),
    SealedColumn("roster_row", "sealed"),
    SealedColumn("outgoing_message", "address"),
    SealedColumn("outgoing_message", "body"),
    SealedColumn("applicant_account", "id_number"),
    SealedColumn("applicant_account", "phone"),
    SealedColumn("login_code", "claim"),
    SealedColumn("paper_issue", "content"),
    SealedColumn("sealed_paper", "content"),
)


def rotate() -> Iterator[tuple[str, int]]:
    """Seal anew whatever isn't under the current key; gives each place with how many it had."""
    for place in COLUMNS:
        yield f"{place.table}.{place.column}", _rotate_column(place, keyring())
    yield "files", sum(store().reseal(digest) for digest in store().digests())


def _rotate_column(place: SealedColumn, ring: Keyring) -> int:
    """Batches of rows locked while they are sealed anew; a row changed meanwhile is met as it is then."""
    table = db.metadata.tables[place.table]
    column = table.c[place.column]
    change = update(table).where(table.c.id == bindparam("row")).values({column: bindparam("value")})
    total = 0
    while True:
        with separately(Scope.of_system("rotation of the data keys")):
            old = select(table.c.id, column).where(*_under_another(column, ring)).limit(BATCH)
            rows = db.session.execute(old.with_for_update()).all()
            if not rows:
                return total
            new = [{"row": row[0], "value": ring.seal(ring.open(row[1]))} for row in rows]
            db.session.connection().execute(change, new)
            total += len(rows)


def _under_another(column: ColumnElement[bytes], ring: Keyring) -> tuple[ColumnElement[bool], ...]:
    mark = ring.current.encode() + b"\0"
    return column.is_not(None), func.substr(column, 1, len(mark)) != literal(mark, LargeBinary)


def left() -> Counter[str]:
    """How many values and files lie under each key."""
    found: Counter[str] = Counter()
    for place in COLUMNS:
        found += _keys_of(db.metadata.tables[place.table], place.column)
    for digest in store().digests():
        with store().path(digest).open("rb") as source:
            found[sealed.read_header(source)[0]] += 1
    return found


def _keys_of(table: Table, column: str) -> Counter[str]:
    value = table.c[column]
    end = func.position(literal(b"\0", LargeBinary).op("in")(value))
    key = func.convert_from(func.substr(value, 1, end - 1), "UTF8")
    with separately(Scope.of_system("count of the data keys", read_only=True)):
        query = select(key, func.count()).where(value.is_not(None)).group_by(key)
        return Counter({name: number for name, number in db.session.execute(query)})
