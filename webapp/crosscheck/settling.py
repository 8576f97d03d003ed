"""What the findings mean for an application (1.7): its verdict, whether it is held up, whether it goes on.

Written under the cross-check's own reach, in the caller's transaction; a case's verdict takes hold at once.
Where nothing was ever found nothing is written: a large import would pay for it row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg.errors
from sqlalchemy import Row, text
from sqlalchemy.exc import IntegrityError

from tenants.db import db
from webapp.applicants.taking import CHECKER

SETTLE = """
with wanted as materialized (
  select unnest(cast(:applications as bigint[])) as id
  union
  select n.concerned_id from finding n where n.concerned_id = any(cast(:fresh as bigint[]))
  union
  select h.application_id from known_application h
  where h.application_id = any(cast(:fresh as bigint[])) and h.held
), mine as materialized (
  select a.id, a.state, a.sole from wanted w
  join lateral (select x.id, x.state, x.sole from application x where x.id = w.id offset 0) a on true
  where a.state not in ('closed', 'rejected', 'withdrawn')
), found as (
  select a.id, a.state as before, a.sole,
         coalesce(bool_or(n.outcome = 'open' and n.level = 'block' or n.holds), false) as blocked,
         coalesce(bool_or(n.outcome = 'open'), false) as open,
         coalesce(bool_or(n.holds), false) as confirmed,
         coalesce(bool_or(n.outcome in ('confirmed', 'explained', 'dismissed')), false) as explained,
         coalesce(bool_or(n.rule = 1 and n.outcome in ('explained', 'dismissed')), false) as beside,
         array_agg(distinct n.rule order by n.rule)
           filter (where n.outcome = 'open' and n.level = 'block') as rules
  from mine a left join finding n on n.concerned_id = a.id and n.stands
  group by a.id, a.state, a.sole
), verdict as (
  select *, case when rules is not null then 'blocked' when confirmed then 'confirmed'
                 when open then 'suspected' when explained then 'explained' else 'clear' end as said,
         sole and :sole and not beside as alone,
         case when blocked and before = 'submitted' then 'held'
              when not blocked and before = 'held' and :releasing then 'submitted' else before end as after
  from found
), settled as (
  update application a
  set crosscheck = v.said, crosscheck_rules = v.rules, state = v.after,
      sole = case when v.after <> v.before then v.alone else a.sole end,
      version = a.version + (v.after <> v.before)::int,
      updated_at = case when v.after <> v.before then now() else a.updated_at end
  from verdict v
  where a.id = v.id and (coalesce(a.crosscheck, 'clear'), a.crosscheck_rules, a.state)
    is distinct from (v.said, v.rules, v.after)
  returning a.id, a.public_id, a.tenant_id, a.district_id, a.city_id, a.applicant_id, a.institution_id,
            a.policy_version, v.before, a.state, v.said
), moved as (
  insert into application_move (tenant_id, district_id, city_id, application_id, verb, from_state, to_state,
                                actor, policy_version)
  select tenant_id, district_id, city_id, id, case when state = 'held' then 'hold' else 'release' end,
         before, state, :actor, policy_version
  from settled where state <> before
)
select * from settled
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """Applications whose verdict changed: those held up by it, those that go on, and all of them."""

    rows: Sequence[Row[Any]]

    @property
    def held(self) -> list[Row[Any]]:
        return [row for row in self.rows if row.state == "held" != row.before]

    @property
    def released(self) -> list[Row[Any]]:
        return [row for row in self.rows if row.before == "held" != row.state]


def settle(applications: Sequence[int], *, sole: bool, fresh: Sequence[int] = ()) -> Settled:
    """Bring these applications to what their findings say, and those of `fresh` that anything was found of or
    that are held; `sole` says whether rule 1 holds up, so that who goes on claims to be their person's only
    one.

    Where the place was taken in the same moment, whoever was to go on stays held: rule 1 finds them anew.
    """
    try:
        with db.session.begin_nested():
            return _settle(applications, fresh, sole=sole, releasing=True)
    except IntegrityError as error:
        if not isinstance(error.orig, psycopg.errors.UniqueViolation):
            raise
        return _settle(applications, fresh, sole=sole, releasing=False)


def _settle(applications: Sequence[int], fresh: Sequence[int], *, sole: bool, releasing: bool) -> Settled:
    given = {
        "applications": sorted(applications), "fresh": sorted(fresh), "sole": sole,
        "releasing": releasing, "actor": CHECKER,
    }  # fmt: skip
    return Settled(db.session.execute(text(SETTLE), given).all())
