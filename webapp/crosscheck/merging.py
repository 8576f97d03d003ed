"""One person entered under two numbers (一人两号): what stands under the wrong one counts for the right one,
in the whole ledger, until it is undone."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, text

from tenants import audit
from tenants.actor import Actor
from tenants.db import db, looking_through
from tenants.scope import Scope
from webapp.crosscheck.models import Case
from webapp.crosscheck.queries import applications_of, certificates_of
from webapp.crosscheck.reconciling import in_turn
from webapp.people.merged import join_all_merged, part_merged
from webapp.people.models import PersonMerge
from webapp.refusals import RuleBroken

FIRST, OTHER = "first", "other"
CLAUSE = "三(四)"


def merge(case: Case, right: str, actor: Actor) -> None:
    """Let what stands under one side's number count for the other's; `right` is the side whose number is the
    person's. Refuses by RuleBroken when it isn't said, or one of the numbers is merged already."""
    numbers = _numbers(case)
    if right not in (FIRST, OTHER) or len(set(numbers)) != 2:
        raise RuleBroken("right", _("请选择哪一个身份证号是正确的。"), CLAUSE)
    person, alias = numbers if right == FIRST else numbers[::-1]
    with looking_through(Scope.of_crosscheck(case.city_id, user_id=actor.user_id)):
        in_turn(case.city_id)
        taken = select(PersonMerge.id).where(
            PersonMerge.undone_at.is_(None),
            PersonMerge.alias_index.in_(numbers) | (PersonMerge.person_index == alias),
        )
        if db.session.scalar(taken.limit(1)) is not None:
            raise RuleBroken("right", _("其中一个号码已与别的号码合并，请先撤销那一次合并。"), CLAUSE)
        db.session.execute(
            text(
                "insert into person_merge (city_id, alias_index, person_index, case_id)"
                " values (:city, :alias, :person, :case)"
            ),
            {"city": case.city_id, "alias": alias, "person": person, "case": case.id},
        )
        join_all_merged(case.city_id)
    audit.record("person.merge", f"case:{case.public_id}", owner=actor.tenant)


def undo(case: Case) -> None:
    """Part again what a case had merged; nothing when it had merged nothing."""
    with looking_through(Scope.of_crosscheck(case.city_id)):
        in_turn(case.city_id)
        standing = (PersonMerge.case_id == case.id, PersonMerge.undone_at.is_(None))
        for one in db.session.execute(
            select(PersonMerge.id, PersonMerge.alias_index, PersonMerge.person_index).where(*standing)
        ).all():
            db.session.execute(
                text("update person_merge set undone_at = now() where id = :id"), {"id": one.id}
            )
            part_merged(case.city_id, one.alias_index, one.person_index)


def _numbers(case: Case) -> list[bytes]:
    """The blind indexes of both sides' numbers, the first side's first."""
    sides: list[Any] = [*applications_of(case), *certificates_of(case)]
    return [one.id_index for one in sides]
