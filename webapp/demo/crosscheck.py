"""The demo's cross-check: people whom a second unit enters as well, an external list that knows some of them,
a case with what the unit says and its verdict, and a run of all rules (三(四)).

All by the product's own operations: the form is handed in, the list loaded by the worker, a bureau decides.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from sqlalchemy import or_, select

from tenants.db import db
from tenants.models import public_id
from tenants.scope import Scope, acting_as
from webapp.applicants.models import Application
from webapp.crosscheck.deciding import Decision, decide
from webapp.crosscheck.models import Case
from webapp.crosscheck.rules import EXPLAIN
from webapp.crosscheck.running import ask
from webapp.crosscheck.stating import state
from webapp.demo.acting import acting
from webapp.demo.city import BY_KEY
from webapp.demo.listed import external_list
from webapp.entering.operations import keep, put_right, submit
from webapp.entering.queries import unit_of
from webapp.extensions import keyring
from webapp.policy.categories import EMPLOYEE
from webapp.policy.programme import programme_year
from webapp.registry.operations import Upload, take_in
from webapp.sheets.fields import write_experience

OFFICER = "city.filing"
# Whose person is entered a second time, by whom: in one district, in two, and the one that is explained.
TWICE = (("yaoguang", "liu.min"), ("haiyue", "wangchao.clerk"), ("songyuan", "hengmu.clerk"))
LIVE = ("unit_approved", "accepted")
TITLE = "山东省职业技能等级证书名单（演示，人员均为虚构）"


def cross_check() -> int:
    """Everything of it; commits. Answers how many people were entered twice."""
    doubles = [_enter_again(key, login) for key, login in TWICE]
    _explain(doubles[-1], TWICE[-1][1])
    with acting(OFFICER) as officer:
        data = external_list(programme_year())
        take_in(Upload(io.BytesIO(data), "山东省证书名单.csv", "text/csv", TITLE, complete=False), officer)
    with acting(OFFICER) as officer:
        ask(officer)
    return len(doubles)


def _enter_again(key: str, login: str) -> str:
    """Hand in another unit's person as one's own, who is held up by it; answers the new number."""
    with acting_as(Scope.of_system("whom the demo enters twice", read_only=True)):
        person = _typed(_somebody(BY_KEY[key].name))
        db.session.rollback()
    with acting(login) as clerk:
        assert clerk.tenant is not None
        unit = unit_of(clerk.tenant.id)
        draft = keep(public_id(), put_right(unit, person, []), clerk, unit)
        assert draft is not None
        return submit(draft, clerk, unit).public_id


def _somebody(unit: str) -> Application:
    """A person of a unit with a live application of the year that the unit has agreed to."""
    wanted = (
        Application.unit_name == unit, Application.programme_year == programme_year(),
        Application.state.in_(LIVE), Application.certificate_number.is_not(None),
        Application.target_level != "高级技师",
    )  # fmt: skip
    return db.session.scalars(select(Application).where(*wanted).order_by(Application.id).limit(1)).one()


def _typed(one: Application) -> dict[str, Any]:
    """A whole form of the person, as another unit's clerk fills it in."""
    ring = keyring()
    return {
        "name": one.name, "id_number": ring.open_text(one.id_number),
        "phone": ring.open_text(one.phone or b""),
        "sex": one.sex, "birth": one.birth, "education": one.education, "native_place": "山东日照",
        "ethnicity": "汉族", "politics": "群众", "category": EMPLOYEE, "occupation": one.occupation,
        "work_start": one.work_start, "experience_months": write_experience(one.experience_months or 0),
        "current_level": one.current_level, "certificate_date": one.certificate_date,
        "certificate_number": one.certificate_number, "target_occupation": one.target_occupation,
        "target_level": one.target_level, "specialty": "班组技术骨干，带徒 2 人。",
    }  # fmt: skip


def _explain(number: str, login: str) -> None:
    """The unit says how it came to it; the city decides that it is explained, and the application goes on."""
    with acting(login) as clerk:
        said = "本人今年 9 月已从原单位调入我公司，劳动合同和社保关系均已转入，原单位的报名不再办理。"
        state(_application(number), said, None, clerk)
    with acting(OFFICER) as officer:
        case = next(iter(_cases(_application(number))))
        opinion = "已核对劳动合同和社保缴费记录，确已调入，原单位同意撤回。"
        decide(case.public_id, officer, case.version, Decision(EXPLAIN, "moved", opinion))


def _application(number: str) -> Application:
    return db.session.scalars(select(Application).where(Application.public_id == number)).one()


def _cases(one: Application) -> Iterator[Case]:
    side = or_(Case.application_id == one.id, Case.other_application_id == one.id)
    yield from db.session.scalars(select(Case).where(side).order_by(Case.id))
