"""The demo's inboxes: a few notices, so that every walk begins with something to read."""

from __future__ import annotations

from tenants.roles import Role
from webapp.demo.accounts import Tenants
from webapp.notices.operations import tell

R = Role
# (unit's key, roles, event, link, parameters)
TOLD: tuple[tuple[str, tuple[Role, ...], str, str, dict[str, str]], ...] = (
    ("haiyue", (R.ORG_REVIEWER,), "application.submitted", "/applicants?state=submitted",
     {"name": "陈志远", "occupation": "电工", "level": "技师"}),
    ("haiyue", (R.ORG_CLERK,), "application.returned", "/applicants?state=returned",
     {"name": "李海涛", "reason": "证书编号与证书不一致，请核对后重新填写"}),
    ("haiyue", (R.ORG_CLERK,), "photos.missing", "/applicants", {"count": "3"}),
    ("wangchao", (R.ORG_CLERK,), "application.returned", "/applicants?state=returned",
     {"name": "马立群", "reason": "从事本职业年限请附单位证明"}),
    ("college", (R.REGISTRAR,), "phone.unconfirmed", "/", {"unit": "日照望潮港务有限公司", "days": "6"}),
    ("college", (R.REGISTRAR,), "application.approved", "/applicants?state=unit_approved",
     {"name": "王建军", "occupation": "焊工", "level": "高级技师", "unit": "日照海岳钢铁集团有限公司"}),
    ("city", (R.CITY_FILING,), "scope.expiring", "/scopes",
     {"occupation": "焊工", "level": "技师", "dates": "60 天内"}),
)  # fmt: skip


def add_notices(tenants: Tenants) -> int:
    """Tell the demo's people; answers how many notices. In the seed's transaction, as the system."""
    known = [each for each in TOLD if each[0] in tenants]
    for unit, roles, event, link, params in known:
        tell(event, tenant_id=tenants[unit].id, roles=roles, link=link, params=params)
    return len(known)
