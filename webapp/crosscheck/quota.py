"""查重次数 (1.7, silence): how many people one may have checked in a day, so that the check is no oracle.

Whoever enters people who aren't theirs, to learn whether others know them, comes to an end soon: by the form
after so many people a day, in a unit after so many who were held up, in the registry after so many look-ups.
Every look-up is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, insert, select, text

from tenants.actor import Actor
from tenants.db import db, looking_through
from tenants.scope import Scope
from webapp.crosscheck.checking import policy_now
from webapp.crosscheck.models import LookUp
from webapp.policy.crosscheck import BLOCK, CLERK_PEOPLE, LOOK_UPS, UNIT_HELD, WARN
from webapp.policy.programme import SHANGHAI, today
from webapp.refusals import RuleBroken

FORM, OWN, ROSTER, REGISTRY = "form", "own", "roster", "registry"
# Who was told that something is known of them elsewhere: in another unit, or in the registry.
TOLD = text("""
select count(distinct n.concerned_id) from finding n join crosscheck_case k on k.id = n.case_id
where n.concerned_id = any(cast(:applications as bigint[])) and n.stands and n.outcome = 'open'
  and n.level = any(cast(:levels as text[]))
  and (k.certificate_id is not null or k.other_certificate_id is not null
    or (select a.tenant_id from known_application a where a.application_id = k.application_id) <> :tenant
    or (select a.tenant_id from known_application a where a.application_id = k.other_application_id)
      <> :tenant)
""")
CLAUSE = "三(四)"


class QuotaSpent(RuleBroken):
    """So much was looked up today that nothing more is told before tomorrow; nothing of the input is lost."""


def admit(kind: str, tenant_id: int, city_id: int, actor: Actor) -> None:
    """Refuse another look-up of today with QuotaSpent, whoever it would be about: what is known of them has
    no part in it. One by one the number of people itself is limited; an applicant asks for themselves alone,
    and neither spends what is the unit's nor hears of it."""
    policy = policy_now(city_id)
    mine = func.sum(LookUp.people).filter(LookUp.user_id == actor.user_id, LookUp.kind == kind)
    units = func.sum(LookUp.held).filter(LookUp.kind.in_((FORM, ROSTER)))
    people, held = _today(tenant_id, city_id, actor, mine, units)
    if kind == OWN and people >= int(policy.setting(LOOK_UPS)):
        words = _("您今天已提交 %(n)s 次，达到每日上限，请明天再提交。", n=people)
        raise QuotaSpent("form", words, CLAUSE)
    if kind != OWN and held >= int(policy.setting(UNIT_HELD)):
        words = _("本单位今天已有 %(n)s 人转上级查重核查，达到每日上限；其余的请明天再提交。", n=held)
        raise QuotaSpent("form", words, CLAUSE)
    if kind == FORM and people >= int(policy.setting(CLERK_PEOPLE)):
        words = _("您今天已逐个提交 %(n)s 人，达到每日上限；请用名册导入，或明天再提交。", n=people)
        raise QuotaSpent("form", words, CLAUSE)


def admit_look_up(tenant_id: int, city_id: int, actor: Actor) -> None:
    """Refuse another look-up of an officer in the registry with QuotaSpent."""
    mine = func.sum(LookUp.people).filter(LookUp.user_id == actor.user_id, LookUp.kind == REGISTRY)
    (asked,) = _today(tenant_id, city_id, actor, mine)
    if asked >= int(policy_now(city_id).setting(LOOK_UPS)):
        raise QuotaSpent("number", _("您今天已查询 %(n)s 次，达到每日上限，请明天再查。", n=asked), CLAUSE)


def _today(tenant_id: int, city_id: int, actor: Actor, *sums: ColumnElement[int]) -> list[int]:
    """Sums over what the tenant's people had looked up since midnight in Shanghai."""
    midnight = datetime.combine(today(), time(), SHANGHAI)
    query = select(*(func.coalesce(one, 0) for one in sums))
    with looking_through(Scope.of_crosscheck(city_id, user_id=actor.user_id)):
        return list(
            db.session.execute(query.where(LookUp.tenant_id == tenant_id, LookUp.at >= midnight)).one()
        )


def note(
    kind: str, tenant_id: int, city_id: int, actor: Actor, *,
    people: int, applications: Sequence[int] = (), levels: Sequence[str] = (BLOCK, WARN),
) -> int:  # fmt: skip
    """Keep that so many people were looked up; answers, and keeps, of how many of these applications (ids)
    it was told that others know them, by the rules of `levels`."""
    given = {"applications": list(applications), "levels": list(levels), "tenant": tenant_id}
    with looking_through(Scope.of_crosscheck(city_id, user_id=actor.user_id)):
        told = int(db.session.scalar(TOLD, given) or 0) if applications else 0
        row = {
            "city_id": city_id, "tenant_id": tenant_id, "user_id": actor.user_id, "kind": kind,
            "people": people, "held": told,
        }  # fmt: skip
        db.session.execute(insert(LookUp).inline().values(**row))
    return told


def kind_of(actor: Actor) -> str:
    """How somebody asks who hands in one form: for a unit, or for themselves."""
    return OWN if actor.tenant is None else FORM
