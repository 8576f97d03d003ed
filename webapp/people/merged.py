"""Who counts for another (一人两号): entries of the ledger brought to the merges that stand.

A trigger and an import write an entry as the merges stand when they look; a merge decided in the same moment
isn't seen by either. So the check of an entry, which has its turn after that, looks once more.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from tenants.db import db

KEYS = {"known_application": "application_id", "known_certificate": "id"}
FINGERPRINT = "('x' || encode(substr({index}, 1, 8), 'hex'))::bit(64)::bigint"
_PERSON, _ALIAS = (FINGERPRINT.format(index=f"m.{side}_index") for side in ("person", "alias"))
_JOIN = f"""
update {{table}} k set merged_index = m.person_index, person_fingerprint = {_PERSON}
from person_merge m
where m.city_id = :city and m.undone_at is null and k.city_id = :city and m.alias_index = k.id_index
  and k.merged_index is null and k.person_fingerprint = {_ALIAS}
"""  # noqa: S608 (names of columns)
_PART = f"""
update {{table}} set merged_index = null, person_fingerprint = {FINGERPRINT.format(index="id_index")}
where city_id = :city and id_index = :alias and merged_index = :person
  and person_fingerprint = {FINGERPRINT.format(index="cast(:person as bytea)")}
"""  # noqa: S608 (names of columns)
ANY = text("select exists (select from person_merge where city_id = :city and undone_at is null)")


def join_merged(city_id: int, applications: Sequence[int], certificates: Sequence[int]) -> None:
    """Let these entries (ids) count for whom they are merged into. Under the cross-check's reach."""
    if not db.session.scalar(ANY, {"city": city_id}):
        return
    for (table, key), ids in zip(KEYS.items(), (applications, certificates), strict=True):
        if ids:
            mine = f"{_JOIN.format(table=table)} and k.{key} = any(cast(:ids as bigint[]))"
            db.session.execute(text(mine), {"city": city_id, "ids": list(ids)})


def join_all_merged(city_id: int) -> None:
    """The same for all entries of a city."""
    for table in KEYS:
        db.session.execute(text(_JOIN.format(table=table)), {"city": city_id})


def part_merged(city_id: int, alias: bytes, person: bytes) -> None:
    """Let what counted for `person` under the number `alias` (blind indexes) count for itself again."""
    for table in KEYS:
        given = {"city": city_id, "alias": alias, "person": person}
        db.session.execute(text(_PART.format(table=table)), given)
