"""Staged rows into the database: COPY into a temporary table, then one INSERT … SELECT that also says what
each row would do to the tenant's own applications.

COPY knows no row-level security, so it never writes a tenant's table itself (spec 4.1, 5.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import text

from tenants.db import db
from tenants.scope import current_scope
from webapp.applicants.models import LIVE
from webapp.applicants.states import CORRECTABLE
from webapp.applicants.taking import COMPARED
from webapp.rosters.staging import COLUMNS

_DECLARED = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
_NAMES = ", ".join(COLUMNS)
TEMPORARY = f"create temporary table if not exists staged ({_DECLARED}) on commit delete rows"
COPY = f"copy staged ({_NAMES}) from stdin"

_SAME = " and ".join(f"s.{name} is not distinct from a.{name}" for name in COMPARED)
_CORRECTABLE = ", ".join(f"'{state}'" for state in sorted(CORRECTABLE))
EFFECT = f"""
  case when s.effect = 'repeated' then 'repeated' when a.id is null then 'new'
       when a.state not in ({_CORRECTABLE}) then 'locked' when {_SAME} then 'same' else 'update' end
"""
# `offset 0` makes this one descent of the unique index for each row, whatever a cached plan believes of the
# tenant: a plan made for the average tenant read all applications of a large one for each chunk.
LIVE_OF_ROW = f"""
left join lateral (
  select x.* from application x where x.tenant_id = :tenant and x.programme_year = :year
   and x.id_index = s.id_index and x.{LIVE} offset 0
) a on true
"""  # noqa: S608 (only names of states are put in)
_OTHERS = ", ".join(f"s.{name}" for name in COLUMNS if name != "effect")
_OTHER_NAMES = ", ".join(name for name in COLUMNS if name != "effect")
INSERT = f"""
insert into roster_row (tenant_id, district_id, city_id, roster_id, dropped, imported, answered, accepted,
                        application_id, effect, {_OTHER_NAMES})
select :tenant, :district, :city, :roster, false, false, false, '{{}}', a.id, {EFFECT}, {_OTHERS}
from staged s {LIVE_OF_ROW}
on conflict (roster_id, row) do nothing
"""  # noqa: S608 (only names of columns and states are put in)


def add_rows(roster_id: int, year: int, rows: Iterable[Sequence[Any]]) -> None:
    """Stage a chunk of rows; a row that is there already (a resumed job) is left as it is."""
    _copy(rows)
    scope = current_scope()
    values = {"tenant": scope.tenant_id, "district": scope.district_id, "city": scope.city_id}
    db.session.execute(text(INSERT), {"roster": roster_id, "year": year, **values})


# What a row keeps when it is answered: its place, its number, and what it was in the file.
_KEPT = ("row", "effect", "application_number", "content", "hidden")
_SET = ", ".join(f"{name} = s.{name}" for name in COLUMNS if name not in _KEPT)
REPLACE = f"""
update roster_row r set {_SET}, answered = true, application_id = a.id, effect = {EFFECT}
from staged s {LIVE_OF_ROW}
where r.roster_id = :roster and r.row = s.row
"""  # noqa: S608 (only names of columns and states are put in)


def replace_rows(roster_id: int, year: int, rows: Iterable[Sequence[Any]]) -> None:
    """Put rows that the clerk has answered in the place of what they were."""
    _copy(rows)
    values = {"roster": roster_id, "year": year, "tenant": current_scope().tenant_id}
    db.session.execute(text(REPLACE), values)


def _copy(rows: Iterable[Sequence[Any]]) -> None:
    """Fill the temporary table with these rows and no others."""
    connection = db.session.connection()
    connection.execute(text(TEMPORARY))
    connection.execute(text("delete from staged"))
    driver = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(COPY) as copy:  # type: ignore[union-attr]
        for row in rows:
            copy.write_row(row)
