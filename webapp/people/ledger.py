"""The person ledger: who is known to the city, by blind index, across all tenants (spec 1.7, 5.1).

Joins run on the 8-byte fingerprint; equality of the 32-byte index is verified on the hits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import text

from tenants.db import db

# `application` is named here as a table, not as a model: the ledger is an earlier stage and only looks.
NOTE = """
insert into known_elsewhere (city_id, tenant_id, programme_year, id_index, where_found)
select distinct :city, :tenant, :year, p.id_index, f.where_found
from unnest(cast(:fingerprints as bigint[]), cast(:indexes as bytea[])) as p(fingerprint, id_index)
cross join lateral (
  select 'certificate' as where_found from known_certificate k
  where k.city_id = :city and k.id_fingerprint = p.fingerprint and k.id_index = p.id_index
  union all
  select 'application' from application a
  where a.id_fingerprint = p.fingerprint and a.id_index = p.id_index and a.programme_year = :year
    and a.city_id = :city and a.tenant_id <> :tenant
    and a.state <> all(:ended)
) f
on conflict do nothing
"""


def note_known_elsewhere(
    city_id: int, tenant_id: int, year: int, people: Sequence[tuple[int, bytes]], ended: Collection[str]
) -> None:
    """Note which of `people` (fingerprint, blind index) hold a known certificate or another tenant's live
    application (in none of the `ended` states). One set-based look-up; needs the system reach and tells the
    caller nothing."""
    fingerprints, indexes = zip(*people, strict=True)
    values = {"city": city_id, "tenant": tenant_id, "year": year, "ended": sorted(ended)}
    db.session.execute(text(NOTE), values | {"fingerprints": list(fingerprints), "indexes": list(indexes)})
