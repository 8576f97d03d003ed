"""The demo's external list of certificates: what most of the applicants hold, and what the cross-check looks
for – the certificate applied for, a number of two people, a slip in a number – with broken lines."""

from __future__ import annotations

import csv
import io
from datetime import date
from random import Random

from sqlalchemy import select

from tenants.db import db
from tenants.scope import Scope, acting_as
from webapp.applicants.models import Application
from webapp.demo.city import BY_KEY
from webapp.demo.made_up import certificate_number, id_number, make_up
from webapp.extensions import keyring
from webapp.people.identity import check_digit
from webapp.policy.load import policy_for
from webapp.policy.programme import today

HEADER = ("序号", "姓名", "身份证号", "职业名称", "等级", "证书编号", "发证日期", "评价机构")
ISSUER = "山东省职业技能鉴定指导中心"
OWN, OTHERS = 120, 60
# Units whose first and second applicant, in this order of their numbers, hold what the rules look for.
HOLDING, SLIPPED, SHARED, TWO_IN_A_YEAR = "lingfeng", "xinghe", "lanhai", "bihai"
Line = tuple[str, str, str, str, str, str, str]


def external_list(year: int) -> bytes:
    """The list as a csv with Chinese headings, as provinces export it."""
    random = Random(year)  # noqa: S311 (made-up people)
    with acting_as(Scope.of_system("the demo's external list", read_only=True)):
        wanted = Application.programme_year == year, Application.certificate_number.is_not(None)
        everybody = list(db.session.scalars(select(Application).where(*wanted).order_by(Application.id)))
        lines = [*map(_own, everybody[:OWN]), *_found(everybody, random), *_strangers(random), *_broken()]
        db.session.rollback()
    random.shuffle(lines)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows((at, *line) for at, line in enumerate(lines, 1))
    return out.getvalue().encode("utf-8-sig")


def _own(one: Application) -> Line:
    """The certificate that somebody claims, as its issuer has it."""
    return (
        one.name, _number(one), one.occupation or "", one.current_level or "", one.certificate_number or "",
        one.certificate_date or "", ISSUER,
    )  # fmt: skip


def _number(one: Application) -> str:
    return keyring().open_text(one.id_number)


def _found(everybody: list[Application], random: Random) -> list[Line]:
    """What the rules find: 2, 3, 6 and 4 of 1.7."""
    first = {key: _live_of(everybody, key) for key in (HOLDING, SLIPPED, SHARED, TWO_IN_A_YEAR)}
    issued = date(today().year - 1, 5, 20)
    lines = [
        _line(one, _number(one), one.target_occupation, one.target_level, issued, random)
        for one in first[HOLDING][:2]
    ]
    slipped = first[SLIPPED][0]
    number = _number(slipped)[:16] + str((int(_number(slipped)[16]) + 2) % 10)
    lines.append(
        _line(slipped, number + check_digit(number), slipped.occupation or "", "高级工", issued, random)
    )
    shared = first[SHARED][0]
    stranger = make_up(random, "技师", today(), policy_for(today().year))
    lines.append(
        (
            stranger.name,
            stranger.id_number,
            "电工",
            "高级工",
            shared.certificate_number or "",
            str(issued),
            ISSUER,
        )
    )
    several = first[TWO_IN_A_YEAR][0]
    for occupation in ("电工", "焊工"):
        lines.append(_line(several, _number(several), occupation, "中级工", date(2016, 10, 12), random))
    return lines


def _live_of(everybody: list[Application], key: str) -> list[Application]:
    live = ("submitted", "unit_approved", "accepted")
    return [one for one in everybody if one.unit_name == BY_KEY[key].name and one.state in live]


def _line(one: Application, number: str, occupation: str, level: str, issued: date, random: Random) -> Line:
    written = certificate_number(random, issued, level)
    return one.name, number, occupation, level, written, str(issued), ISSUER


def _strangers(random: Random) -> list[Line]:
    """Certificates of people who have not applied."""
    policy, on = policy_for(today().year), today()
    people = [make_up(random, "技师", on, policy, short=True) for _ in range(OTHERS)]
    return [
        (one.name, one.id_number, "电工", "高级工", one.certificate_number or "", str(one.certificate_date),
         ISSUER)
        for one in people
    ]  # fmt: skip


def _broken() -> list[Line]:
    """Lines that a clerk at the province spoiled."""
    random = Random(3)  # noqa: S311 (made-up people)
    number = id_number(random, date(1985, 3, 21), "男")
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    return [
        ("高建国", wrong, "电工", "高级工", "S000037000012213000123", "2021-06-18", ISSUER),
        ("罗志远", number, "电工", "高级工", "", "2021-06-18", ISSUER),
    ]
