"""查重次数 (1.7, silence): how many people one may have checked in a day, so that the check is no oracle.

Whoever enters people who aren't theirs, to learn whether others know them, comes to an end soon: by the form
after so many people a day, and in a unit after so many who were held up. Every look-up is kept.
"""

from __future__ import annotations

from datetime import datetime, time

from flask_babel import gettext as _
from sqlalchemy import func, insert, select

from tenants.actor import Actor
from tenants.db import db, looking_through
from tenants.scope import Scope
from webapp.crosscheck.checking import policy_now
from webapp.crosscheck.models import LookUp
from webapp.policy.crosscheck import CLERK_PEOPLE, UNIT_HELD
from webapp.policy.programme import SHANGHAI, today
from webapp.refusals import RuleBroken

FORM, ROSTER = "form", "roster"
CLAUSE = "三(四)"


class QuotaSpent(RuleBroken):
    """So much was looked up today that nothing more is told before tomorrow; nothing of the input is lost."""


def admit(tenant_id: int, city_id: int, actor: Actor) -> None:
    """Refuse another look-up of today with QuotaSpent, whoever it would be about: what is known of them has
    no part in it."""
    policy = policy_now(city_id)
    midnight = datetime.combine(today(), time(), SHANGHAI)
    mine = func.sum(LookUp.people).filter(LookUp.user_id == actor.user_id, LookUp.kind == FORM)
    query = select(func.coalesce(mine, 0), func.coalesce(func.sum(LookUp.held), 0))
    with looking_through(Scope.of_crosscheck(city_id, user_id=actor.user_id)):
        people, held = db.session.execute(
            query.where(LookUp.tenant_id == tenant_id, LookUp.at >= midnight)
        ).one()
    if held >= int(policy.setting(UNIT_HELD)):
        raise QuotaSpent(
            "form",
            _(
                "本单位今天已有 %(n)s 人转上级查重核查，达到每日上限；其余的请明天再提交。",
                n=held,
            ),
            CLAUSE,
        )
    if people >= int(policy.setting(CLERK_PEOPLE)):
        raise QuotaSpent(
            "form",
            _(
                "您今天已逐个提交 %(n)s 人，达到每日上限；请用名册导入，或明天再提交。",
                n=people,
            ),
            CLAUSE,
        )


def note(kind: str, tenant_id: int, city_id: int, actor: Actor, *, people: int, held: int) -> None:
    """Keep that so many people were looked up, and how many of them are held up by it."""
    row = {
        "city_id": city_id, "tenant_id": tenant_id, "user_id": actor.user_id, "kind": kind, "people": people,
        "held": held,
    }  # fmt: skip
    with looking_through(Scope.of_crosscheck(city_id, user_id=actor.user_id)):
        db.session.execute(insert(LookUp).inline().values(**row))
