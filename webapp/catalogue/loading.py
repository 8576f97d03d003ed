"""Putting a list of occupations into the catalogue: set by set, and the same list twice changes nothing.

What the file doesn't say of an occupation stays, and so does all that a city says of it in its own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import text

from tenants import audit
from tenants.db import db

GIVEN = """
given as (
  select * from jsonb_to_recordset(cast(:rows as jsonb)) as g (
    code text, name text, spelling text, industry text, levels smallint[], tags varchar[],
    work_types varchar[], note text)
)
"""
CHANGE = text(f"""
with {GIVEN}, wanted as (
  select o.code, g.name, g.spelling, coalesce(g.industry, o.industry) as industry,
         coalesce(g.levels, o.levels) as levels, coalesce(g.tags, o.tags) as tags,
         coalesce(g.work_types, o.work_types) as work_types, coalesce(g.note, o.note) as note
  from given g join occupation o on o.code = g.code
)
update occupation o
set name = w.name, spelling = w.spelling, industry = w.industry, levels = w.levels, tags = w.tags,
    work_types = w.work_types, note = w.note
from wanted w
where o.code = w.code and (o.name, o.spelling, o.industry, o.levels, o.tags, o.work_types, o.note)
  is distinct from (w.name, w.spelling, w.industry, w.levels, w.tags, w.work_types, w.note)
returning o.code
""")  # noqa: S608 (nothing of anybody's stands in it)
ADD = text(f"""
with {GIVEN}
insert into occupation (code, name, spelling, industry, levels, tags, work_types, note)
select code, name, spelling, industry, coalesce(levels, '{{}}'), coalesce(tags, '{{}}'),
       coalesce(work_types, '{{}}'), note
from given
on conflict (code) do nothing
returning code
""")  # noqa: S608
KEPT = text("""
select count(*) from city_occupation c
join jsonb_to_recordset(cast(:rows as jsonb)) as g (code text) on g.code = c.occupation_code
""")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: codes added and changed, how many stayed, how many have words of a city's own."""

    added: list[str]
    changed: list[str]
    unchanged: int
    kept_local: int


def load_rows(rows: list[dict[str, Any]]) -> Loaded:
    """Write the rows of a list (see `national`); needs the system reach, whose reason the audit keeps."""
    given = {"rows": orjson.dumps(rows).decode()}
    changed = sorted(db.session.execute(CHANGE, given).scalars())
    added = sorted(db.session.execute(ADD, given).scalars())
    kept = db.session.execute(KEPT, given).scalar_one()
    if added or changed:
        figures = {"added": [None, len(added)], "changed": [None, len(changed)]}
        audit.record("occupation.load", "catalogue:occupations", figures)
    return Loaded(added, changed, len(rows) - len(added) - len(changed), kept)
