"""The left menu: one table, filtered by what the actor may do and for which kind of tenant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from tenants.roles import Permission
from webapp.sessions import actor_or_none


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu; `endpoint`'s blueprint marks it active."""

    label: Any
    icon: str
    endpoint: str
    permission: Permission


ITEMS = (
    Item(_l("工作台"), "layout-dashboard", "dashboards.workbench", Permission.WORKBENCH_READ),
    Item(_l("名册导入"), "table-import", "rosters.index", Permission.ROSTER_READ),
    Item(_l("报名人员"), "clipboard-check", "applicants.index", Permission.APPLICATION_READ),
    Item(_l("单位审核"), "clipboard-data", "reviews.index", Permission.APPLICATION_APPROVE),
    Item(_l("机构复审"), "shield-check", "reexaminations.index", Permission.REEXAMINATION_READ),
    Item(_l("电话确认台"), "phone", "phones.index", Permission.REEXAMINATION_READ),
    Item(_l("查重核查"), "copy-check", "crosscheck.index", Permission.CASE_READ),
    Item(_l("证书登记库"), "book", "registry.index", Permission.REGISTRY_READ),
    Item(_l("职业目录"), "list-check", "occupations.index", Permission.CATALOGUE_READ),
    Item(_l("照片"), "photo", "photos.index", Permission.PHOTO_KEEP),
    Item(_l("盖章材料"), "rubber-stamp", "papers.index", Permission.PAPER_READ),
    Item(_l("年度项目"), "speakerphone", "programme_desk.index", Permission.POLICY_READ),
    Item(_l("备案范围"), "certificate", "catalogue.scopes", Permission.CATALOGUE_READ),
    Item(_l("培训机构"), "school", "institutions.index", Permission.CATALOGUE_READ),
    Item(_l("我的任务"), "progress-check", "jobs.index", Permission.JOB_READ),
    Item(_l("单位管理"), "building", "admin.tenants", Permission.TENANT_READ),
    Item(_l("用户管理"), "users", "admin.users", Permission.USER_READ),
    Item(_l("权限表"), "shield-check", "admin.roles", Permission.ROLE_READ),
    Item(_l("审计日志"), "history", "admin.audit", Permission.AUDIT_READ),
)


# Pages that belong to another room's line.
LODGERS = {"entering": "applicants"}


def menu() -> list[dict[str, Any]]:
    """The lines this actor sees, the current one marked."""
    actor = actor_or_none()
    if actor is None:
        return []
    return [_line(item) for item in ITEMS if actor.can(item.permission)]


def _line(item: Item) -> dict[str, Any]:
    here = request.endpoint or ""
    if _room(item.endpoint) == "admin":
        # The administrators' pages are one blueprint with a line for each kind of object.
        active = here.startswith(item.endpoint.rstrip("s"))
    else:
        active = _room(here) == _room(item.endpoint)
    return {
        "label": item.label,
        "icon": item.icon,
        "url": url_for(item.endpoint),
        "endpoint": item.endpoint,
        "active": active,
        "count": None,
    }


def _room(endpoint: str) -> str:
    room = endpoint.partition(".")[0]
    return LODGERS.get(room, room)
