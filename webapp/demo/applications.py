"""The demo's applications: made-up people, decided by the real rules of 三(一), with their moves so far."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from tenants.db import db
from tenants.models import Tenant
from webapp.applicants.models import Application, Move, application_number
from webapp.catalogue.listed import listed
from webapp.demo.accounts import Signers, Tenants
from webapp.demo.city import UNITS, Unit
from webapp.demo.made_up import MadeUp, make_up
from webapp.demo.programmes import in_force, policy_at
from webapp.demo.ways import Step, way
from webapp.extensions import keyring
from webapp.people.identity import mask
from webapp.people.pinyin import name_pinyin
from webapp.policy.categories import assumed_category
from webapp.policy.eligibility import Eligibility, decide
from webapp.policy.programme import SHANGHAI
from webapp.policy.rules import Policy
from webapp.sheets.checking.decision import eligibility_to_plain

SEED = 20220414
DAYS = 225  # how far back the first application lies
LEVELS, WEIGHTS = ("高级工", "技师", "高级技师"), (46, 38, 16)
ON_FORM = 0.4  # of the people, whose Annex 1 was filled in as a form
PLACES = ("山东日照", "山东五莲", "山东莒县", "山东临沂", "山东诸城", "江苏赣榆")
SPECIALTIES = (
    "从事%s多年，能独立处理现场疑难问题，带徒 3 人。", "掌握%s新设备、新工艺，参与班组技术改造。",
    "%s岗位技术骨干，获公司技能比武二等奖。",
)  # fmt: skip
Made = tuple[dict[str, Any], list[Step], str]


def add_applications(tenants: Tenants, signers: Signers, now: datetime) -> int:
    """All of them with their moves; answers how many."""
    made = list(_all(tenants, now))
    # Tables, not entities: those would be grouped by what is empty in them, into hundreds of statements.
    table = Application.__table__
    adding = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    ids = db.session.scalars(adding, [values for values, _, _ in made]).all()
    moves = [
        _move(own_id, values, step, before, signers[(key if step.by[0] == "own" else step.by[0], step.by[1])])
        for own_id, (values, steps, key) in zip(ids, made, strict=True)
        for step, before in zip(steps, [None, *(one.to for one in steps)], strict=False)
    ]
    db.session.execute(insert(Move.__table__), moves)
    return len(made)


def _all(tenants: Tenants, now: datetime) -> Iterator[Made]:
    """Everybody, in the order of their submission, so that ids rise with time as they really do."""
    random = Random(SEED)  # noqa: S311 (made-up people, the same ones each time)
    versions = in_force(tenants["city"])
    made = [
        (_application(random, unit, tenants[unit.key], now, versions), unit.key)
        for unit in UNITS
        for _ in range(unit.people)
    ]
    made.sort(key=lambda one: one[0][1][0].at)
    for (values, steps), key in made:
        yield values, steps, key


def _application(
    random: Random, unit: Unit, tenant: Tenant, now: datetime, versions: list[tuple[datetime, Policy]]
) -> tuple[dict[str, Any], list[Step]]:
    steps = way(random, _applied_at(random, now), now)
    on = steps[0].at.astimezone(SHANGHAI).date()
    policy = policy_at(versions, steps[0].at.astimezone(SHANGHAI))
    trade = random.choice(unit.trades)
    level = _level(random, unit, trade)
    person = make_up(random, level, on, policy)
    found = decide(
        level, person.current_level, person.certificate_date, person.experience_months, on, policy,
        occupation=trade, no_certificate=person.certificate_number is None,
    )  # fmt: skip
    place = {"tenant_id": tenant.id, "district_id": tenant.district_id, "city_id": tenant.city_id}
    values = {**place, **person_columns(person, unit, trade), **_decision(found), **_times(steps)}
    values |= form_columns(Random(person.id_number), unit.kind, trade)  # noqa: S311 (made-up people)
    return {**values, "target_occupation": trade, "target_level": level, "programme_year": on.year,
            "public_id": application_number(on.year)}, steps  # fmt: skip


def form_columns(random: Random, kind: str, trade: str) -> dict[str, Any]:
    """人员类别 by the kind of unit (一(三)), and for some, who came by a form, what only Annex 1 asks."""
    blank: dict[str, Any] = {"native_place": None, "ethnicity": None, "politics": None, "specialty": None}
    filled = {"category": assumed_category(kind)} | blank
    if random.random() < ON_FORM:
        filled |= {
            "native_place": random.choice(PLACES),
            "ethnicity": random.choices(("汉族", "回族", "满族"), (28, 1, 1))[0],
            "politics": random.choices(("群众", "中共党员", "共青团员"), (6, 3, 1))[0],
            "specialty": random.choice(SPECIALTIES) % trade,
        }  # fmt: skip
    return filled


def _applied_at(random: Random, now: datetime) -> datetime:
    """More of them in the later months, none on a Sunday night."""
    days = int(DAYS * random.random() ** 1.35) + 1
    at = (now - timedelta(days=days)).replace(
        hour=random.choice((8, 9, 10, 14, 15, 16)), minute=random.randrange(60)
    )
    return at - timedelta(days=at.isoweekday() - 5 if at.isoweekday() > 5 else 0)


def _level(random: Random, unit: Unit, trade: str) -> str:
    """高级技师 only where the employer's filed scope holds the occupation (三(一)3)."""
    level = random.choices(LEVELS, WEIGHTS)[0]
    scoped = {code for code, digit, _, left in unit.scopes if digit == 1 and left > 0}
    if level != "高级技师" or _code(trade) in scoped:
        return level
    return random.choice(("高级工", "技师"))


def _code(trade: str) -> str | None:
    return next((one.code for one in listed() if one.name == trade), None)


def person_columns(person: MadeUp, unit: Unit, trade: str) -> dict[str, Any]:
    """The stored columns of a person: numbers sealed, found by their blind index, shown by their mask."""
    ring = keyring()
    index = ring.index(person.id_number)
    return {
        "name": person.name, "name_pinyin": name_pinyin(person.name), "sex": person.sex,
        "birth": f"{person.birth:%Y-%m}", "unit_name": unit.name, "id_type": "resident",
        "id_number": ring.seal(person.id_number), "id_masked": mask(person.id_number), "id_index": index,
        "id_fingerprint": ring.fingerprint(index), "work_start": f"{person.work_start:%Y-%m}",
        "education": person.education, "occupation": trade, "experience_months": person.experience_months,
        "current_level": person.current_level,
        "certificate_date": str(person.certificate_date) if person.certificate_date else None,
        "certificate_number": person.certificate_number, "phone": ring.seal(person.phone),
        "phone_index": ring.index(person.phone), "phone_masked": f"{person.phone[:3]}****{person.phone[-4:]}",
    }  # fmt: skip


def _decision(found: Eligibility) -> dict[str, Any]:
    """The decision as an import keeps it: who qualifies by years alone needs the unit's word (三(一)2, 3)."""
    said = {"level": found.level, "clause": found.clause}
    warning = {"field": "eligibility", "code": "experience_unattested", "params": said}
    return {
        "eligibility": eligibility_to_plain(found), "qualifies_on": None, "reference_date": found.reference,
        "policy_version": found.policy_version, "warnings": [warning] if found.unattested else [],
    }  # fmt: skip


def _times(steps: list[Step]) -> dict[str, Any]:
    return {
        "state": steps[-1].to, "version": len(steps), "created_at": steps[0].at, "updated_at": steps[-1].at,
        "waiting_since": steps[-1].at,
    }  # fmt: skip


def _move(
    own_id: int, values: dict[str, Any], step: Step, before: str | None, by: tuple[int, str]
) -> dict[str, Any]:
    place = {name: values[name] for name in ("tenant_id", "district_id", "city_id")}
    return {
        **place, "application_id": own_id, "verb": step.verb, "from_state": before, "to_state": step.to,
        "user_id": by[0], "actor": by[1], "reason_code": step.reason, "note": step.note,
        "policy_version": values["policy_version"], "at": step.at,
    }  # fmt: skip
