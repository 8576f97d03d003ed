"""Made-up people with right checksums and plausible lives: nobody real, the same at every seeding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from webapp.people.identity import check_digit
from webapp.policy.levels import digit_of_level
from webapp.policy.rules import Policy
from webapp.policy.spans import PartialDate, add_months, add_years

AREAS = ("371102", "371103", "371121", "371122", "371321", "370783", "320721")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单仇解牟厉"
GIVEN_MEN = ("伟", "强", "磊", "军", "洋", "勇", "杰", "涛", "超", "刚", "建国", "志远", "海波", "文斌",
             "永生", "家豪", "德厚", "立新", "学锋", "振华")  # fmt: skip
GIVEN_WOMEN = (
    "芳",
    "娜",
    "敏",
    "静",
    "丽",
    "艳",
    "秀英",
    "霞",
    "晓燕",
    "玉兰",
    "桂荣",
    "海霞",
    "雪梅",
    "春华",
)
SCHOOLING = ("初中", "高中", "中专", "技校", "大专", "本科")
WAYS_IN = ("certificate", "certificate", "certificate", "experience")


@dataclass(frozen=True, slots=True)
class MadeUp:
    """One person's facts on the day they applied; `route` says by which way they qualify, if they do."""

    name: str
    sex: str
    id_number: str
    birth: date
    work_start: date
    education: str
    experience_months: int
    current_level: str | None
    certificate_date: PartialDate | None
    certificate_number: str | None
    phone: str


def make_up(random: Random, level: str, on: date, policy: Policy, *, short: bool = False) -> MadeUp:
    """Somebody who qualifies for `level` on the day; `short`: somebody who doesn't yet, by some months."""
    route = policy.route(level)
    if route is None:
        raise ValueError(level)
    by_years = random.choice(WAYS_IN) == "experience"
    full = route.experience_years * 12
    months = full + random.randrange(0, 90) if by_years and not short else random.randrange(60, full - 3)
    began = add_months(on, -(months + random.randrange(1, 30)))
    certificate = (
        None
        if by_years and not short
        else _certificate_date(random, add_years(on, -route.certificate_years), began, short)
    )
    held = route.from_level if certificate else None
    born = add_years(began, -random.randrange(18, 24)) - timedelta(days=random.randrange(0, 300))
    sex = "女" if random.random() < 0.22 else "男"
    return MadeUp(
        name=random.choice(SURNAMES) + random.choice(GIVEN_WOMEN if sex == "女" else GIVEN_MEN),
        sex=sex,
        id_number=id_number(random, born, sex),
        birth=born,
        work_start=began,
        education=random.choice(SCHOOLING),
        experience_months=months,
        current_level=held,
        certificate_date=PartialDate.of(certificate) if certificate else None,
        certificate_number=certificate_number(random, certificate, held) if certificate and held else None,
        phone=f"1{random.choice(('38', '39', '50', '58', '86', '87'))}{random.randrange(10**8):08d}",
    )


def _certificate_date(random: Random, matured: date, began: date, short: bool) -> date:
    """Old enough by up to six years, but not older than a year's work; or younger by one to eleven months."""
    if short:
        return matured + timedelta(days=random.randrange(30, 330))
    oldest = max((matured - began).days - 365, 1)
    return matured - timedelta(days=random.randrange(min(oldest, 2000)))


def id_number(random: Random, born: date, sex: str) -> str:
    """An identity number with the right check digit for somebody who doesn't exist."""
    order = random.randrange(1, 499) * 2 + (1 if sex == "男" else 0)
    first = f"{random.choice(AREAS)}{born:%Y%m%d}{order:03d}"
    return first + check_digit(first)


def certificate_number(random: Random, issued: date, level: str) -> str:
    """A level certificate's number, or for older ones a qualification certificate's (spec 1.5)."""
    digit = digit_of_level(level)
    if issued.year < 2020:
        institution = f"{random.choice('0123')}{random.randrange(1, 90):03d}"
        return f"{issued:%y}3711{institution}{digit}{random.randrange(99999):05d}"
    return f"S000037{random.randrange(1, 400):06d}{issued:%y}{digit}{random.randrange(1, 99999):06d}"
