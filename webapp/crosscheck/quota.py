"""查重次数 (1.7, silence): how many people one may have checked in a day, so that the check is no oracle.

Whoever enters people who aren't theirs, to learn whether others know them, comes to an end soon: by the form
after so many people a day, in a unit after so many who were held up, in the registry after so many look-ups.
Every look-up is kept.
"""

from __future__ import annotations

from datetime import datetime, time

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, insert, select

from tenants.actor import Actor
from tenants.db import db, looking_through
from tenants.scope import Scope
from webapp.crosscheck.checking import policy_now
from webapp.crosscheck.models import LookUp
from webapp.policy.crosscheck import CLERK_PEOPLE, LOOK_UPS, UNIT_HELD
from webapp.policy.programme import SHANGHAI, today
from webapp.refusals import RuleBroken

FORM, ROSTER, REGISTRY = "form", "roster", "registry"
CLAUSE = "三(四)"


class QuotaSpent(RuleBroken):
    """So much was looked up today that nothing more is told before tomorrow; nothing of the input is lost."""


def admit(kind: str, tenant_id: int, city_id: int, actor: Actor) -> None:
    """Refuse another look-up of today with QuotaSpent, whoever it would be about: what is known of them has
    no part in it. Only by the form is the number of people itself limited."""
    policy = policy_now(city_id)
    mine = func.sum(LookUp.people).filter(LookUp.user_id == actor.user_id, LookUp.kind == FORM)
    people, held = _today(tenant_id, city_id, actor, mine, func.sum(LookUp.held))
    if held >= int(policy.setting(UNIT_HELD)):
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


def note(kind: str, tenant_id: int, city_id: int, actor: Actor, *, people: int, held: int) -> None:
    """Keep that so many people were looked up, and how many of them are held up by it."""
    row = {
        "city_id": city_id, "tenant_id": tenant_id, "user_id": actor.user_id, "kind": kind, "people": people,
        "held": held,
    }  # fmt: skip
    with looking_through(Scope.of_crosscheck(city_id, user_id=actor.user_id)):
        db.session.execute(insert(LookUp).inline().values(**row))
