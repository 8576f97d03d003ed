"""Triggers that hold a row's territory to its tenant's, as SQL for the migrations (spec 4.1).

A reach's policy checks one column, so a district could write a row that names its own district and another
city's bureau. The triggers look the tenant up as the owner, after the policies have spoken. Bulk tables
(roster_row, application, application_move) go without: they are written by a tenant, whose policy compares
all three columns.
"""

from __future__ import annotations

from collections.abc import Iterator

HELD = ("membership", "user_account", "job", "stored_file", "roster", "filed_scope", "audit_event")
READ_BY_TRIGGERS = ("tenant", "user_account")
DEFINER = " returns trigger language plpgsql security definer set search_path = public, pg_temp as "

# An event of a person without a tenant, or of the system, belongs to no territory at all.
TERRITORY_BODY = """$$
begin
  if num_nonnulls(new.tenant_id, new.district_id, new.city_id) > 0 and not exists (
    select from tenant where id = new.tenant_id and city_id = new.city_id
      and district_id is not distinct from new.district_id)
  then
    raise insufficient_privilege
      using message = tg_table_name || ': the territory is not the one of its tenant';
  end if;
  return null;
end $$
"""
# A place is never changed: the rows of a unit that moved would stay behind in its former district.
PLACE_BODY = """$$
begin
  if tg_op = 'UPDATE' and (new.id, new.kind, new.parent_id, new.district_id, new.city_id)
       is distinct from (old.id, old.kind, old.parent_id, old.district_id, old.city_id)
     or not (case new.kind
       when 'city_bureau' then new.parent_id is null and new.district_id is null and new.city_id = new.id
       when 'district_bureau' then new.district_id = new.id and exists (
         select from tenant where id = new.parent_id and kind = 'city_bureau' and city_id = new.city_id)
       else exists (
         select from tenant where id = new.parent_id and kind in ('city_bureau', 'district_bureau')
           and city_id = new.city_id and district_id is not distinct from new.district_id)
     end)
  then
    raise insufficient_privilege using message = 'tenant: the place is not below its superior';
  end if;
  return null;
end $$
"""
# Whoever has a role in a territory can be read there, so nobody draws in an account from outside of what
# they administer. Only the system's reach may, with its reason.
HOME_BODY = """$$
begin
  if new.ended_at is null and current_setting('role') <> 'app_system' and not exists (
    select from user_account u where u.id = new.user_id
      and u.tenant_id in (new.tenant_id, new.district_id, new.city_id)
      and case current_setting('role')
        when 'app_tenant' then u.tenant_id = new.tenant_id
        when 'app_district' then u.district_id = new.district_id
        when 'app_city' then u.city_id = new.city_id
        else false end)
  then
    raise insufficient_privilege using message = 'membership: the user is at home elsewhere';
  end if;
  return null;
end $$
"""
BODIES = {"hold_territory": TERRITORY_BODY, "hold_place": PLACE_BODY, "hold_home": HOME_BODY}


def triggers() -> Iterator[tuple[str, str, str, str]]:
    """Every trigger: its name, table, the columns whose update it looks at, and its function."""
    for table in HELD:
        yield f"{table}_territory", table, "tenant_id, district_id, city_id", "hold_territory"
    yield "tenant_place", "tenant", "id, kind, parent_id, district_id, city_id", "hold_place"
    home = "tenant_id, district_id, city_id, user_id, ended_at"
    yield "membership_user_home", "membership", home, "hold_home"


def statements() -> Iterator[str]:
    """The SQL that puts the triggers in force."""
    for table in READ_BY_TRIGGERS:
        yield (
            f"create policy {table}_owner on {table} as permissive for all to jinlanling_owner"
            " using (true) with check (false)"
        )
    for function, body in BODIES.items():
        yield f"create function {function}(){DEFINER}{body}"
    for name, table, columns, holder in triggers():
        yield (
            f"create trigger {name} after insert or update of {columns} on {table}"
            f" for each row execute function {holder}()"
        )


def lifting() -> Iterator[str]:
    """The SQL that takes them back."""
    for name, table, _columns, _function in triggers():
        yield f"drop trigger {name} on {table}"
    for function in BODIES:
        yield f"drop function {function}()"
    for table in READ_BY_TRIGGERS:
        yield f"drop policy {table}_owner on {table}"
