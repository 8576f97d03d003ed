"""ONE table, role → permissions: the guard, the menu, the administrators' page and the test matrix read it.

A permission is named `<noun>.<verb>`; `.read` permissions change nothing. Whoever enters does not approve:
no role holds both an entering and an approving permission of the same object.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tenants.kinds import EMPLOYERS, Kind


class Permission(StrEnum):
    WORKBENCH_READ = "workbench.read"  # 工作台
    APPLICATION_READ = "application.read"  # 报名
    APPLICATION_ENTER = "application.enter"
    APPLICATION_REVEAL = "application.reveal"  # 查看证件号码原文
    APPLICATION_APPROVE = "application.approve"  # 单位审核, 三(二)
    APPLICATION_REEXAMINE = "application.reexamine"  # 机构复审, 三(四)
    REEXAMINATION_READ = "reexamination.read"  # 复审队列、电话确认台
    OWN_APPLICATION_READ = "own_application.read"  # 学员本人的报名
    OWN_APPLICATION_ENTER = "own_application.enter"
    CASE_READ = "case.read"  # 一人多证查重, 三(四)
    CASE_DECIDE = "case.decide"
    CROSSCHECK_READ = "crosscheck.read"  # 全量查重
    CROSSCHECK_RUN = "crosscheck.run"
    REGISTRY_READ = "registry.read"  # 证书登记库
    REGISTRY_KEEP = "registry.keep"
    PHOTO_KEEP = "photo.keep"  # 照片
    PAPER_READ = "paper.read"  # 报名表、汇总表
    PAPER_SEAL = "paper.seal"  # 上传盖章件
    ROSTER_READ = "roster.read"  # 名册
    ROSTER_IMPORT = "roster.import"
    JOB_READ = "job.read"  # 我的任务
    JOB_CANCEL = "job.cancel"
    CATALOGUE_READ = "catalogue.read"  # 备案范围、职业目录
    CATALOGUE_KEEP = "catalogue.keep"
    SCOPE_FILE = "scope.file"  # 自主评价备案
    CONTACT_KEEP = "contact.keep"  # 培训机构联系方式
    POLICY_READ = "policy.read"  # 年度项目与政策
    POLICY_EDIT = "policy.edit"
    WINDOW_OPEN = "window.open"  # 延期开放
    TENANT_READ = "tenant.read"  # 租户
    TENANT_MANAGE = "tenant.manage"
    USER_READ = "user.read"  # 用户
    USER_MANAGE = "user.manage"
    ROLE_READ = "role.read"  # 权限表
    AUDIT_READ = "audit.read"  # 审计日志
    JOB_READ_ALL = "job.read_all"  # 全部任务


class Role(StrEnum):
    CITY_ADMIN = "city_admin"
    CITY_FILING = "city_filing"
    CITY_FINANCE = "city_finance"
    CITY_AUDITOR = "city_auditor"
    DISTRICT_ADMIN = "district_admin"
    DISTRICT_OFFICER = "district_officer"
    DISTRICT_REVIEWER = "district_reviewer"
    INST_ADMIN = "inst_admin"
    REGISTRAR = "registrar"
    ACADEMIC = "academic"
    EXAMINER = "examiner"
    CERTIFIER = "certifier"
    ORG_ADMIN = "org_admin"
    ORG_CLERK = "org_clerk"
    ORG_REVIEWER = "org_reviewer"
    APPLICANT = "applicant"


P = Permission
_DESK = frozenset({P.WORKBENCH_READ, P.JOB_READ, P.CATALOGUE_READ, P.POLICY_READ})
_APPLICATIONS = _DESK | {P.APPLICATION_READ, P.ROSTER_READ, P.PAPER_READ}
_ADMIN = _DESK | {P.TENANT_READ, P.USER_READ, P.USER_MANAGE, P.ROLE_READ, P.AUDIT_READ, P.JOB_READ_ALL}


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One row of the table: Chinese label, the kinds of tenant that have the role, its permissions."""

    label: str
    kinds: frozenset[Kind]
    permissions: frozenset[Permission]
    second_factor: bool = False  # required at sign-in (spec: sessions)


def _row(label: str, kinds: Iterable[Kind], grants: Iterable[Permission], *, factor: bool = False) -> RoleRow:
    return RoleRow(label, frozenset(kinds), frozenset(grants), factor)


_CITY = (Kind.CITY_BUREAU,)
_DISTRICT = (Kind.DISTRICT_BUREAU,)
_INSTITUTION = (Kind.COLLEGE, Kind.ENTERPRISE)
# The College's own administrator is its 机构管理员; a unit that is an institution too may have either.
_ORGANISATION = tuple(kind for kind in EMPLOYERS if kind is not Kind.COLLEGE)

ROLES: dict[Role, RoleRow] = {
    Role.CITY_ADMIN: _row("系统管理员", _CITY, _ADMIN | {P.TENANT_MANAGE, P.JOB_CANCEL}, factor=True),
    Role.CITY_FILING: _row(
        "备案岗",
        _CITY,
        _APPLICATIONS
        | {P.APPLICATION_REVEAL, P.TENANT_READ, P.POLICY_EDIT, P.WINDOW_OPEN}
        | {P.CATALOGUE_KEEP, P.SCOPE_FILE, P.CONTACT_KEEP}
        | {P.CASE_READ, P.CASE_DECIDE, P.CROSSCHECK_READ, P.CROSSCHECK_RUN}
        | {P.REGISTRY_READ, P.REGISTRY_KEEP, P.JOB_CANCEL},
        factor=True,
    ),
    Role.CITY_FINANCE: _row("资金岗", _CITY, _APPLICATIONS, factor=True),
    Role.CITY_AUDITOR: _row(
        "审计岗",
        _CITY,
        _APPLICATIONS
        | {P.TENANT_READ, P.USER_READ, P.ROLE_READ, P.AUDIT_READ, P.JOB_READ_ALL}
        | {P.CASE_READ, P.CROSSCHECK_READ, P.REGISTRY_READ},
        factor=True,
    ),
    Role.DISTRICT_ADMIN: _row("区县管理员", _DISTRICT, _ADMIN | {P.TENANT_MANAGE, P.JOB_CANCEL}),
    Role.DISTRICT_OFFICER: _row("经办岗", _DISTRICT, _APPLICATIONS | {P.TENANT_READ, P.CASE_READ}),
    Role.DISTRICT_REVIEWER: _row(
        "复核岗",
        _DISTRICT,
        _APPLICATIONS | {P.APPLICATION_REVEAL, P.TENANT_READ, P.CASE_READ, P.CASE_DECIDE},
    ),
    Role.INST_ADMIN: _row("机构管理员", _INSTITUTION, _ADMIN | {P.JOB_CANCEL, P.CONTACT_KEEP}),
    Role.REGISTRAR: _row(
        "报名复审岗",
        _INSTITUTION,
        _APPLICATIONS | {P.APPLICATION_REVEAL, P.REEXAMINATION_READ, P.APPLICATION_REEXAMINE},
    ),
    Role.ACADEMIC: _row("教务岗", _INSTITUTION, _APPLICATIONS),
    Role.EXAMINER: _row("考评岗", _INSTITUTION, _DESK | {P.APPLICATION_READ}),
    Role.CERTIFIER: _row("发证岗", _INSTITUTION, _DESK | {P.APPLICATION_READ}),
    Role.ORG_ADMIN: _row("单位管理员", _ORGANISATION, _ADMIN | {P.JOB_CANCEL}),
    Role.ORG_CLERK: _row(
        "经办岗",
        EMPLOYERS,
        _APPLICATIONS
        | {P.APPLICATION_ENTER, P.APPLICATION_REVEAL, P.ROSTER_IMPORT, P.JOB_CANCEL}
        | {P.PHOTO_KEEP, P.PAPER_SEAL},
    ),
    Role.ORG_REVIEWER: _row(
        "审核岗",
        EMPLOYERS,
        _APPLICATIONS | {P.APPLICATION_REVEAL, P.APPLICATION_APPROVE, P.PAPER_SEAL, P.JOB_CANCEL},
    ),
    # An applicant belongs to no tenant, and acts on their own matters only.
    Role.APPLICANT: _row("学员", (), {P.OWN_APPLICATION_READ, P.OWN_APPLICATION_ENTER}),
}


_BY_NAME: dict[str, RoleRow] = {role.value: row for role, row in ROLES.items()}


def rows_of(roles: Iterable[str]) -> list[RoleRow]:
    """The table's rows of these role names; unknown names are left out."""
    return [row for role in roles if (row := _BY_NAME.get(role)) is not None]


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """Everything the roles grant together; an unknown role grants nothing."""
    return frozenset().union(*(row.permissions for row in rows_of(roles)))


def roles_for(kind: Kind) -> list[Role]:
    """The roles that can be given in a tenant of this kind, in the table's order."""
    return [role for role, row in ROLES.items() if kind in row.kinds]


# 谁录入，谁不审核: nobody holds two of these in one tenant.
APART: tuple[frozenset[Role], ...] = (
    frozenset({Role.ORG_CLERK, Role.ORG_REVIEWER}),  # enters an application, approves it for the unit
    frozenset({Role.ORG_CLERK, Role.REGISTRAR}),  # enters it, reviews it for the institution (三(四))
    frozenset({Role.DISTRICT_OFFICER, Role.DISTRICT_REVIEWER}),
)


def stand_apart(roles: Iterable[str]) -> bool:
    """Whether one person may hold these roles together: none enters what another of them approves."""
    held = set(roles)
    return not any(pair <= held for pair in APART)


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Whether any of the roles demands a second factor (city and finance roles)."""
    return any(row.second_factor for row in rows_of(roles))
