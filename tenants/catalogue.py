"""Proof of isolation from PostgreSQL's own catalogue: every finding is a way around row-level security.

`jinlanling db check` and the tests run it; an empty answer means that the rules of spec 4.1 hold.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from tenants.scope import Reach

ROLES = tuple(reach.role for reach in Reach)
# Alembic's own bookkeeping holds no tenant's row and nobody but the owner may touch it.
EXEMPT = ("alembic_version",)

UNPROTECTED = """
select format('table %s: row-level security is not %s', c.relname,
              case when c.relrowsecurity then 'forced' else 'enabled' end)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> all(:exempt)
  and not (c.relrowsecurity and c.relforcerowsecurity)
"""
BLIND_POLICIES = """
select format('policy %s on %s: %s', p.polname, c.relname,
              case when p.polcmd <> '*' then 'does not cover all four commands'
                   when p.polwithcheck is null then 'has no WITH CHECK'
                   when p.polroles = '{0}' then 'speaks to PUBLIC' else 'is restrictive' end)
from pg_policy p join pg_class c on c.oid = p.polrelid
where p.polcmd <> '*' or p.polwithcheck is null or p.polroles = '{0}' or not p.polpermissive
"""
ONE_POLICY_PER_ROLE = """
select format('table %s: role %s has %s policies, so they are joined by OR', c.relname, r.rolname, count(*))
from pg_policy p join pg_class c on c.oid = p.polrelid
cross join lateral unnest(p.polroles) as named(id) join pg_roles r on r.oid = named.id
group by c.relname, r.rolname having count(*) > 1
"""
GRANT_WITHOUT_POLICY = """
select format('table %s: %s is granted %s without a policy', g.table_name, g.grantee, g.privilege_type)
from information_schema.role_table_grants g
where g.table_schema = 'public' and g.grantee = any(:roles) and not exists (
  select 1 from pg_policy p join pg_class c on c.oid = p.polrelid
  join pg_roles r on r.oid = any(p.polroles)
  where c.relname = g.table_name and r.rolname = g.grantee)
"""
EXCESSIVE_GRANTS = """
select format('table %s: %s holds %s', table_name, grantee, privilege_type)
from information_schema.role_table_grants
where table_schema = 'public'
  and (privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')
         and grantee = any(:roles || cast(:login as text[]))
       or grantee = 'PUBLIC' or grantee = any(:login))
"""
LEAKING_VIEWS = """
select format('view %s: not security_invoker', c.relname)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and (c.relkind = 'm' or c.relkind = 'v'
  and not coalesce(c.reloptions::text[] && array['security_invoker=true', 'security_invoker=on'], false))
"""
# A trigger function can't be called, so one that keeps a summary acts as its owner, its path pinned.
DEFINER_FUNCTIONS = """
select format('function %s: SECURITY DEFINER', p.proname)
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname = 'public' and p.prosecdef
  and not (p.prorettype = 'trigger'::regtype and p.proconfig::text like '%search_path=%')
"""
STRONG_ROLES = """
select format('role %s: %s', rolname, concat_ws(', ', case when rolsuper then 'superuser' end,
       case when rolbypassrls then 'bypasses row-level security' end,
       case when rolinherit and rolname = any(:login) then 'inherits' end,
       case when rolcanlogin and rolname = any(:roles) then 'can sign in' end))
from pg_roles
where (rolname = any(:roles) or rolname = any(:login))
  and (rolsuper or rolbypassrls or rolinherit and rolname = any(:login)
       or rolcanlogin and rolname = any(:roles))
"""
OWNING_ROLES = """
select format('%s owns %s', r.rolname, c.relname) from pg_class c join pg_roles r on r.oid = c.relowner
where r.rolname = any(:roles) or r.rolname = any(:login)
"""
CHECKS = (
    UNPROTECTED, BLIND_POLICIES, ONE_POLICY_PER_ROLE, GRANT_WITHOUT_POLICY, EXCESSIVE_GRANTS,
    LEAKING_VIEWS, DEFINER_FUNCTIONS, STRONG_ROLES, OWNING_ROLES,
)  # fmt: skip


def findings(connection: Connection, login: str = "jinlanling_app") -> list[str]:
    """Every breach of the isolation rules in this database, as sentences; call as the owner."""
    values = {"roles": list(ROLES), "login": [login], "exempt": list(EXEMPT)}
    found: list[str] = []
    for check in CHECKS:
        query = text(check)
        wanted = {name: values[name] for name in query.compile().params if name in values}
        found += connection.execute(query, wanted).scalars()
    return found
