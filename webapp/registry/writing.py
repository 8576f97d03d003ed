"""Lines of a list into the registry: COPY into a temporary table, then one upsert that says what became of
each (5.1). A certificate is one number of one person; a newer list renews what an older one said of it.

What was issued here is never overwritten by what others say of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import insert, text

from tenants.db import db
from tenants.sealing import Keyring
from webapp.people.identity import mask
from webapp.people.merged import FINGERPRINT
from webapp.policy.levels import digit_of_level
from webapp.registry.models import CertificateList, RefusedLine
from webapp.sheets.certificates.lines import Line

ADDED, RENEWED, SAME, REFUSED = "added", "renewed", "same", "refused"
LISTED = "list"
COLUMNS: dict[str, str] = {
    "place": "int4", "id_number": "bytea", "id_masked": "text", "id_index": "bytea", "fingerprint": "int8",
    "id_form": "int2", "name": "text", "birth": "text", "number": "text", "kind": "text",
    "occupation": "text", "level": "int2", "issued_on": "text", "issued_year": "int2", "issuer": "text",
    "contradicts": "text",
}  # fmt: skip
TEMPORARY = (
    f"create temporary table if not exists listed ({', '.join(f'{n} {k}' for n, k in COLUMNS.items())})"
    " on commit delete rows"
)
COPY = f"copy listed ({', '.join(COLUMNS)}) from stdin"
_FINGERPRINT = FINGERPRINT.format(index="m.person_index")
_SAID = ("name", "birth", "occupation", "level", "issued_on", "issued_year", "issuer", "contradicts")
_OLD = ", ".join(f"k.{name}" for name in _SAID)
_NEW = ", ".join(f"excluded.{name}" for name in _SAID)
# What went with its list comes back by another one; what was struck by hand stays struck.
_TAKEN_DOWN = "(k.struck_by is not distinct from 'list')"
UPSERT = text(f"""
with given as (
  select distinct on (number, id_index) * from listed order by number, id_index, place desc
), written as (
  insert into known_certificate as k (
    city_id, list_id, source, id_number, id_masked, id_index, merged_index, person_fingerprint, id_form, name,
    birth, number, kind, occupation, level, issued_on, issued_year, issuer, contradicts)
  select :city, :list, '{LISTED}', g.id_number, g.id_masked, g.id_index, m.person_index,
         coalesce({_FINGERPRINT}, g.fingerprint), g.id_form, g.name, g.birth, g.number, g.kind, g.occupation,
         g.level, g.issued_on, g.issued_year, g.issuer, g.contradicts
  from given g
  left join person_merge m on m.city_id = :city and m.alias_index = g.id_index and m.undone_at is null
  on conflict (city_id, number, id_index) do update
  set ({", ".join(_SAID)}) = ({_NEW}),
      revoked_at = case when {_TAKEN_DOWN} then null else k.revoked_at end,
      struck_by = nullif(k.struck_by, 'list'),
      list_id = case when {_TAKEN_DOWN} then excluded.list_id else k.list_id end
  where k.source = '{LISTED}' and ({_TAKEN_DOWN} or ({_OLD}) is distinct from ({_NEW}))
  returning k.id, k.xmax = 0 as added
)
select id, added from written
""")  # noqa: S608 (only names of columns are put in)

HELD_BY = text("""
insert into listed_certificate (city_id, certificate_id, list_id)
select distinct :city, k.id, :list from listed g
join known_certificate k on k.city_id = :city and k.number = g.number and k.id_index = g.id_index
on conflict do nothing
""")


@dataclass
class Written:
    """What became of some lines: the certificates that are new or changed, and how many of each kind."""

    ids: list[int] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def sealed(lines: Iterable[Line], ring: Keyring) -> list[list[Any]]:
    """The lines that can be taken, as COLUMNS; what is personal is sealed before it reaches the database."""
    return [_row(at, line.said, ring) for at, line in enumerate(lines) if line.refused is None]


def _row(at: int, said: dict[str, Any], ring: Keyring) -> list[Any]:
    index = ring.index(said["person"])
    return [
        at, ring.seal(said["id_number"]), mask(said["id_number"]), index, ring.fingerprint(index),
        len(said["id_number"]), said["name"], said["birth"], said["number"], said["kind"], said["occupation"],
        int(digit_of_level(said["level"])), said["issued_on"], said["issued_year"], said["issuer"],
        said["contradicts"],
    ]  # fmt: skip


def write(certificate_list: CertificateList, rows: Sequence[Sequence[Any]]) -> Written:
    """Write sealed lines; one person's number that is twice among them counts as its last line says."""
    connection = db.session.connection()
    connection.execute(text(TEMPORARY))
    connection.execute(text("delete from listed"))
    with connection.connection.driver_connection.cursor() as cursor, cursor.copy(COPY) as copy:  # type: ignore[union-attr]
        for row in rows:
            copy.write_row(row)
    given = {"city": certificate_list.city_id, "list": certificate_list.id}
    found = db.session.execute(UPSERT, given).all()
    db.session.execute(HELD_BY, given)
    added = sum(row.added for row in found)
    counts = {ADDED: added, RENEWED: len(found) - added, SAME: len(rows) - len(found)}
    return Written([row.id for row in found], counts)


def keep_refused(certificate_list: CertificateList, lines: Iterable[Line], ring: Keyring) -> int:
    """Keep the lines that weren't taken, for whoever puts them right; answers how many."""
    kept = [
        {
            "city_id": certificate_list.city_id, "list_id": certificate_list.id, "sheet": line.sheet,
            "row": line.row, "code": line.refused[0],
            "content": ring.seal(orjson.dumps({"params": line.refused[1], "cells": line.cells})),
        }
        for line in lines if line.refused is not None
    ]  # fmt: skip
    if kept:
        db.session.execute(insert(RefusedLine), kept)
    return len(kept)
