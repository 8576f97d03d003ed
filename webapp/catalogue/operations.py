"""The catalogue's changes: shipped occupations are loaded; self-evaluation scopes are filed, extended, ended
(notice 二). Every change is kept in the audit; nothing is deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from tenants import audit
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant
from webapp.catalogue.contact import ensure_institution
from webapp.catalogue.finding import Found, found_by_code, scarce_of
from webapp.catalogue.listed import listed
from webapp.catalogue.models import FiledScope, Occupation
from webapp.catalogue.rules import CLAUSE
from webapp.catalogue.spelling import spelling
from webapp.policy.levels import LEVELS
from webapp.policy.programme import today
from webapp.refusals import NotFound, RuleBroken, Stale

IMPLEMENTERS = (Kind.COLLEGE.value, Kind.ENTERPRISE.value)


@dataclass(frozen=True, slots=True)
class NewScope:
    """What is filed: an occupation's code, the level's digit, both days included, and the filing document."""

    occupation_code: str
    level: int
    valid_from: date
    valid_to: date
    document: str


SHIPPED = ("name", "industry", "levels", "spelling", "tags", "work_types", "note")


def load_occupations() -> int:
    """Add the shipped occupations, or bring them up to date; answers how many. Needs the system reach."""
    rows = [
        {**asdict(one), "levels": list(one.levels), "tags": list(one.tags),
         "work_types": list(one.work_types), "spelling": spelling(one.name)}
        for one in listed()
    ]  # fmt: skip
    adding = insert(Occupation.__table__)
    values = {name: adding.excluded[name] for name in SHIPPED}
    db.session.execute(adding.on_conflict_do_update(index_elements=["code"], set_=values), rows)
    return len(rows)


def begin_tenant(tenant: Tenant) -> None:
    """What a new tenant finds: a city the shipped occupations, if there are none yet, a college its block."""
    if tenant.kind == Kind.CITY_BUREAU.value and not db.session.scalar(
        select(exists(select(Occupation.code)))
    ):
        load_occupations()
    if tenant.kind == Kind.COLLEGE.value:
        ensure_institution(tenant)


def file_scope(tenant: Tenant, new: NewScope) -> FiledScope:
    """File one occupation and level for `tenant` (自主评价备案); needs the city's or the system's reach.

    Refuses a unit that can't train (二), an occupation that isn't listed, a level that its standard lacks and
    no scarce addition gives (一(二)), days in the wrong order or filed already. The first filing makes the
    unit a training institution with a public contact block.
    """
    if tenant.kind not in IMPLEMENTERS:
        raise RuleBroken("tenant", _("只有技师学院和企业可以备案自主评价范围。"), "二")
    _check(tenant.city_id, new)
    _refuse_overlap(tenant.id, new)
    scope = FiledScope(
        tenant_id=tenant.id, district_id=tenant.district_id, city_id=tenant.city_id, **asdict(new)
    )
    db.session.add(scope)
    ensure_institution(tenant)
    change = f"{new.occupation_code} {LEVELS[5 - new.level]} {new.valid_from} … {new.valid_to}"
    audit.record("scope.file", f"tenant:{tenant.public_id}", {"scope": [None, change]}, owner=tenant)
    return scope


def _check(city_id: int, new: NewScope) -> None:
    if new.valid_from > new.valid_to:
        raise RuleBroken("valid_to", _("备案截止日期早于起始日期。"), "二")
    found = found_by_code(new.occupation_code, city_id)
    if found is None:
        raise RuleBroken("occupation_code", _("职业目录中没有 %(code)s。", code=new.occupation_code), "二")
    if new.level not in found.levels and not _scarce(city_id, found, new):
        level = _(LEVELS[5 - new.level])
        raise RuleBroken("level", _("该职业的国家标准没有%(level)s等级。", level=level), CLAUSE)


def _scarce(city_id: int, found: Found, new: NewScope) -> bool:
    """Whether a scarce addition holds on the filing's first day."""
    return any(
        one.level == new.level and one.valid_from <= new.valid_from <= one.valid_to
        for one in scarce_of(city_id, found)
    )


def _refuse_overlap(tenant_id: int, new: NewScope, but: int = 0) -> None:
    """Refuse days on which the same is filed already: it is extended instead."""
    query = select(FiledScope.valid_from, FiledScope.valid_to).where(
        FiledScope.tenant_id == tenant_id,
        FiledScope.occupation_code == new.occupation_code,
        FiledScope.level == new.level,
        FiledScope.valid_from <= new.valid_to,
        FiledScope.valid_to >= new.valid_from,
        FiledScope.id != but,
    )
    other = db.session.execute(query.limit(1)).first()
    if other is not None:
        said = _("与已有备案（%(first)s 至 %(last)s）重叠，请延长原备案。", first=other[0], last=other[1])
        raise RuleBroken("valid_from", said, "二")


def extend_scope(public_id: str, version: int, until: date, document: str, reason: str) -> FiledScope:
    """Let a filing run longer, by a document and with a reason. Refuses a day that isn't later."""
    scope = _locked(public_id, version)
    if until <= scope.valid_to:
        raise RuleBroken("valid_to", _("延长后的截止日期应晚于 %(day)s。", day=scope.valid_to), "二")
    longer = NewScope(scope.occupation_code, scope.level, scope.valid_from, until, document)
    _refuse_overlap(scope.tenant_id, longer, but=scope.id)
    changes = {"valid_to": [str(scope.valid_to), str(until)], "document": [scope.document, document]}
    scope.valid_to, scope.document = until, document
    return _changed(scope, "scope.extend", changes, reason)


def end_scope(public_id: str, version: int, last: date, reason: str) -> FiledScope:
    """End a filing early, with a reason; `last` is the last day on which it holds.

    Refuses a day before today, since what was decided on it stands, and one that isn't earlier than the end.
    """
    scope = _locked(public_id, version)
    if not max(scope.valid_from, today()) <= last < scope.valid_to:
        said = _("终止日期应在今天（或起始日）与 %(day)s 之间，过去的决定不受影响。", day=scope.valid_to)
        raise RuleBroken("last_day", said, "二")
    changes = {"valid_to": [str(scope.valid_to), str(last)]}
    scope.valid_to = last
    return _changed(scope, "scope.end", changes, reason)


def _locked(public_id: str, version: int) -> FiledScope:
    query = select(FiledScope).where(FiledScope.public_id == public_id).with_for_update()
    scope = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if scope is None:
        raise NotFound(public_id)
    if scope.version != version:
        raise Stale(_("这项备案在您打开页面之后有了变化，请刷新后再办理。"))
    return scope


def _changed(scope: FiledScope, action: str, changes: dict[str, list[str]], reason: str) -> FiledScope:
    scope.version += 1
    audit.record(action, f"scope:{scope.public_id}", changes, reason=reason, owner=scope)
    return scope
