"""Forms on their way in the demo: Annex 1 that clerks have begun and not handed in yet (三(二))."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from tenants.models import public_id
from webapp.demo.acting import acting
from webapp.demo.made_up import MadeUp, make_up
from webapp.entering.operations import in_force, keep, put_right
from webapp.entering.queries import Unit, unit_of
from webapp.policy.categories import EMPLOYEE
from webapp.policy.programme import today
from webapp.sheets.fields import write_experience

# Login, occupation, level, how much of the form is there, the seed of the person.
BEGUN = (
    ("haiyue.clerk", "炼钢工", "技师", 1.0, 41),
    ("haiyue.clerk", "电工", "高级工", 0.4, 43),
    ("wangchao.clerk", "起重装卸机械操作工", "技师", 0.7, 47),
    ("wangchao.clerk", "焊工", "高级工", 0.2, 53),
)


def begin_drafts() -> int:
    """Keep each form as its clerk would leave it; commits. Answers how many."""
    for login, occupation, level, share, seed in BEGUN:
        with acting(login) as clerk:
            assert clerk.tenant is not None
            unit = unit_of(clerk.tenant.id)
            typed = _typed(unit, occupation, level, seed)
            wanted = dict(list(typed.items())[: max(3, round(len(typed) * share))])
            keep(public_id(), put_right(unit, wanted, []), clerk, unit)
    return len(BEGUN)


def _typed(unit: Unit, occupation: str, level: str, seed: int) -> dict[str, Any]:
    """A whole form of a made-up person, in the order of its fields."""
    policy, _day = in_force(unit)
    random = Random(seed)  # noqa: S311 (made-up people)
    person: MadeUp = make_up(random, level, today() - timedelta(days=1), policy)
    certificate = str(person.certificate_date) if person.certificate_date else ""
    return {
        "name": person.name, "id_number": person.id_number, "phone": person.phone, "sex": person.sex,
        "birth": f"{person.birth:%Y-%m}", "education": "大专", "native_place": "山东日照",
        "ethnicity": "汉族", "politics": "群众", "category": EMPLOYEE, "occupation": occupation,
        "work_start": f"{person.work_start:%Y-%m}",
        "experience_months": write_experience(person.experience_months),
        "current_level": person.current_level or "无", "certificate_date": certificate,
        "certificate_number": person.certificate_number or "", "target_occupation": occupation,
        "target_level": level, "specialty": "班组技术骨干，带徒 2 人。",
    }  # fmt: skip
