"""What a rule finds now against the findings that stand (1.7): new ones join, changed ones come back, what
isn't found any more lapses. Done again it changes nothing: a run killed anywhere ends in the same findings.

Under the cross-check's own reach, in the caller's transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import text

from tenants.db import db
from tenants.sealing import Keyring
from webapp.crosscheck.looks import ALIKE, COLUMNS, LOOKS
from webapp.crosscheck.models import SIDES
from webapp.crosscheck.seeking import Part, Some, pairs_of, select_of
from webapp.people.identity import upgrade
from webapp.people.near import near
from webapp.policy.crosscheck import OFF

ALIKE_AT_A_TIME = 2000
TYPES = {"ground": "text", "year": "int"}
_KEY = ", ".join(f"coalesce({{alias}}.{side}, 0)" for side in SIDES)
_SAME = f"({_KEY.format(alias='f')}) = ({_KEY.format(alias='c')})"
_SIDES = ", ".join(SIDES)
_PUBLIC = "substr(translate(encode(sha256(gen_random_uuid()::text::bytea), 'base64'), '+/=01OIl', ''), 1, 16)"
_TYPED = ", ".join(f"{name} {TYPES.get(name, 'bigint')}" for name in COLUMNS)
GIVEN = f"select * from jsonb_to_recordset(cast(:rows as jsonb)) as g ({_TYPED})"  # noqa: S608 (as below)
_NONE = ", ".join(f"null::{TYPES.get(name, 'bigint')} as {name}" for name in COLUMNS)
NOTHING = f"select {_NONE} where false"
# Whom a confirmed verdict holds up it names itself.
_CONCERNED = "case when n.holds then n.concerned_id else excluded.concerned_id end"
RECONCILE = f"""
with found as materialized (
  %(found)s
), cased as (
  insert into crosscheck_case (public_id, city_id, district_id, programme_year, {_SIDES}, state, blocks,
                               rules)
  select distinct on ({_SIDES}) {_PUBLIC}, :city, f.district_id, f.year, {_SIDES}, 'open', false, '{{}}'
  from found f order by {_SIDES}
  on conflict ({_SIDES}) do nothing
  returning id, {_SIDES}
), named as (
  select id, {_SIDES} from cased
  union all
  select c.id, {", ".join(f"c.{side}" for side in SIDES)} from found f
  join lateral (
    select * from crosscheck_case k
    where (k.application_id = f.application_id or k.certificate_id = f.certificate_id) offset 0
  ) c on {_SAME}
  group by 1, 2, 3, 4, 5
), put as (
  insert into finding as n (city_id, district_id, case_id, rule, ground, level, compared, concerned_id,
                            outcome)
  select :city, f.district_id, c.id, :rule, f.ground, :level, f.compared, f.concerned_id, 'open'
  from found f join named c on {_SAME}
  on conflict (case_id, rule, ground) do update
  set level = excluded.level, compared = excluded.compared, concerned_id = {_CONCERNED},
      district_id = excluded.district_id, changed_at = now(), stands = true,
      outcome = case when n.compared <> excluded.compared
                       or not n.stands and n.outcome in ('lapsed', 'confirmed') then 'open'
                     else n.outcome end
  where not n.stands or (n.level, n.compared, n.concerned_id, n.district_id)
    is distinct from (excluded.level, excluded.compared, {_CONCERNED}, excluded.district_id)
  returning case_id
), gone as (
  update finding n set stands = false, changed_at = now(),
                       outcome = case when n.outcome = 'open' then 'lapsed' else n.outcome end
  from crosscheck_case k
  where k.id = n.case_id and k.id = any(cast(:cases as bigint[]))
    and n.city_id = :city and n.rule = :rule and n.stands
    and (n.case_id, n.ground::text) not in (select c.id, f.ground from named c join found f on {_SAME})
  returning n.case_id
)
select case_id, true as put from put union all select case_id, false from gone
"""  # noqa: S608 (only names of columns are put in)

DIFFER = f"""
with standing as (
  select {", ".join(f"k.{side}" for side in SIDES)}, n.ground::text, n.level::text, n.compared,
         n.concerned_id, n.district_id
  from finding n join crosscheck_case k on k.id = n.case_id
  where n.city_id = :city and n.rule = :rule and n.stands and %(of_cases)s
), now_so as (
  select {_SIDES}, ground::text, cast(:level as text) as level, compared, concerned_id, district_id
  from %(found)s
)
select {_SIDES} from (table now_so except table standing) as come
union
select {_SIDES} from (table standing except table now_so) as gone
"""  # noqa: S608 (only names of columns are put in)
# Checks of one city follow one another: of two at once the second sees what the first has found.
ONE_BY_ONE = text("select pg_advisory_xact_lock(hashtext('crosscheck'), cast(:city as int))")


@dataclass
class Touched:
    """The cases that were touched, and how many findings were put and lapsed by rule."""

    cases: set[int] = field(default_factory=set)
    put: Counter[int] = field(default_factory=Counter)
    gone: Counter[int] = field(default_factory=Counter)


def reconcile(rules: dict[int, str], values: dict[str, Any], ring: Keyring, touched: Touched) -> None:
    """Bring the findings of these rules, with their levels, to what stands for a few entries, in the city's
    turn; OFF lets all of a rule lapse. `values`: city, alike, applications and certificates (ids)."""
    in_turn(values["city"])
    where = Some()
    cases = _execute(where.cases(), values).scalars()
    values = values | {"cases": list(cases)}
    for rule, level in rules.items():
        given = values | {"rule": rule, "level": level}
        statement = RECONCILE % {"found": _found(rule, level, where, given, ring)}
        for case_id, put in _execute(statement, given):
            touched.cases.add(case_id)
            (touched.put if put else touched.gone)[rule] += 1


def in_turn(city_id: int) -> None:
    """Wait until nobody else checks in this city, until the end of the transaction."""
    db.session.execute(ONE_BY_ONE, {"city": city_id})


def survey(
    rule: int, level: str, part: Part, values: dict[str, Any], ring: Keyring
) -> tuple[list[int], list[int]]:
    """The applications and certificates of a part at which what a rule finds differs from what stands.

    Looked at without the city's turn, which takes seconds: what came in meanwhile differs too. Therefore
    nothing is written by it: whoever asked reconciles these entries, in turn.
    """
    given = values | {"rule": rule, "level": level}
    name = _at_hand("found_now", _found(rule, level, part, given, ring), given)
    applications: set[int] = set()
    certificates: set[int] = set()
    for row in _execute(DIFFER % {"found": name, "of_cases": part.of_cases()}, given):
        applications.update(key for key in (row.application_id, row.other_application_id) if key)
        certificates.update(key for key in (row.certificate_id, row.other_certificate_id) if key)
    return sorted(applications), sorted(certificates)


def _found(rule: int, level: str, where: Part | Some, given: dict[str, Any], ring: Keyring) -> str:
    """The SELECT of what a rule finds; the pairs that rule 6 has judged join `given` as rows."""
    if level == OFF:
        return NOTHING
    found = [select_of(look, where) for look in LOOKS if look.rule == rule]
    if rule == 6:
        given["rows"] = orjson.dumps(list(_alike(where, given, ring))).decode()
        found.append(GIVEN)
    return "\n  union all\n".join(found)


def _at_hand(name: str, select: str, values: dict[str, Any]) -> str:
    """A temporary table of what a SELECT finds: a whole part is found by all processors, which a cursor
    doesn't get, and the planner then knows how few it is."""
    db.session.execute(text(f"drop table if exists {name}"))
    _execute(f"create temporary table {name} on commit drop as {select}", values)
    db.session.execute(text(f"analyze {name}"))
    return name


def _alike(where: Part | Some, values: dict[str, Any], ring: Keyring) -> Iterator[dict[str, Any]]:
    """Pairs alike in name and month of birth whose numbers are a slip apart: opened here, then forgotten."""
    for at, look in enumerate(ALIKE):
        pairs = pairs_of(look, where)
        if isinstance(where, Part):
            pairs = f"select * from {_at_hand(f'alike_now_{at}', pairs, values)}"  # noqa: S608 (a name of ours)
        rows = _execute(pairs, values, yield_per=ALIKE_AT_A_TIME)
        for row in rows.mappings():
            ground = near(*(_whole(ring.open_text(row[side])) for side in ("one", "other")))
            if ground is not None:
                yield {name: ground if name == "ground" else row[name] for name in COLUMNS}


def _whole(number: str) -> str:
    """A number with eighteen digits, as it was written or as it was counted on."""
    return upgrade(number) if len(number) == 15 else number


def _execute(statement: str, values: dict[str, Any], **options: Any) -> Any:
    """Run a statement with those of the values that it names."""
    wanted = {name: value for name, value in values.items() if f":{name}" in statement}
    return db.session.execute(text(statement).execution_options(**options), wanted)


REFRESH = text("""
with standing as (
  select k.id, k.state as before, k.rules as former,
         bool_or(n.outcome = 'open') as open,
         bool_or(n.outcome = 'open' and n.level = 'block') as blocks,
         coalesce(array_agg(distinct n.rule order by n.rule) filter (where n.outcome <> 'lapsed'), '{}')
           as rules
  from crosscheck_case k join finding n on n.case_id = k.id
  where k.id = any(cast(:cases as bigint[])) group by k.id
), now_so as (
  select *, case when open then 'open' when before = 'open' then 'lapsed' else before end as state
  from standing
), changed as (
  update crosscheck_case k
  set state = s.state, blocks = s.blocks, rules = s.rules,
      verdict = case when s.open then null else k.verdict end,
      decided_by = case when s.open then null else k.decided_by end,
      decided_at = case when s.open then null else k.decided_at end,
      waiting_since = case when s.open and (s.before <> 'open' or s.former = '{}') then now()
                           else k.waiting_since end,
      assigned_to = case when s.open then k.assigned_to end,
      version = k.version + (s.state <> s.before)::int
  from now_so s where k.id = s.id
    and ((k.state, k.blocks, k.rules) is distinct from (s.state, s.blocks, s.rules) or s.former = '{}')
  returning k.id, k.city_id, k.district_id, s.before, s.state, s.former
)
insert into case_event (city_id, district_id, case_id, verb)
select city_id, district_id, id,
       case when state = 'lapsed' then 'lapse' when former = '{}' then 'open' else 'reopen' end
from changed where state <> before or former = '{}'
""")
CONCERNED = text("""
select distinct a.id from crosscheck_case k
cross join lateral (values (k.application_id), (k.other_application_id)) as a(id)
where k.id = any(cast(:cases as bigint[])) and a.id is not null
""")


def refresh(cases: Iterable[int]) -> list[int]:
    """Bring touched cases to what their findings say: open, lapsed, decided; answers the applications that
    are sides of them. A decided case with an open finding is open again."""
    given = {"cases": sorted(cases)}
    db.session.execute(REFRESH, given)
    return list(db.session.scalars(CONCERNED, given))
