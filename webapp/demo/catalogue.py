"""The demo city's own words on the catalogue: institutions' contact blocks, scarce additions (一(二), 二)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from tenants.db import db
from tenants.models import Tenant
from webapp.catalogue.contact import ContactBlock, keep_contact
from webapp.catalogue.keeping import NewScarce, add_scarce
from webapp.catalogue.models import Institution

COLLEGE_PHONES = ["0633-2910098", "0633-2910026"]  # the office lines that the notice prints (二)
COLLEGE = ContactBlock(
    "日照市大学科技园临沂北路2号", COLLEGE_PHONES, "职业培训处", None, "http://www.rzjsxy.cn/zypx/"
)
# Code or none, name, level digits, days since it began, days it still runs.
SCARCE = (
    ("6-17-09-01", "轧制原料工", (1,), 120, 610),
    ("6-28-01-10", "光伏发电运维值班员", (1,), 700, 30),
    (None, "海水养殖智能装备运维工", (3, 2), 60, 670),
)


def add_catalogue(tenants: dict[str, Tenant], now: datetime) -> None:
    """Fill the institutions' blocks and take scarce occupations in; needs the system reach."""
    db.session.flush()
    for number, one in enumerate(db.session.scalars(select(Institution).order_by(Institution.id)), start=1):
        block = ContactBlock(f"日照市示范路{number}号", [f"0633-555{number:04d}"], "人力资源部", None, None)
        college = one.tenant_id == tenants["college"].id
        keep_contact(one, one.version, COLLEGE if college else block, one.name)
    for code, name, levels, since, left in SCARCE:
        first, last = (now - timedelta(days=since)).date(), (now + timedelta(days=left)).date()
        document = f"日人社字〔{first.year}〕{since}号"
        add_scarce(tenants["city"].id, NewScarce(code, name, levels, first, last, document), "演示数据")
