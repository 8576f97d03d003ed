"""Who signs in to the demo city: every role at least once, one password, fixed second factors."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

import pyotp

from tenants.roles import ROLES, Role, needs_second_factor
from webapp.demo.city import BY_KEY

PASSWORD = "Jinlanling-2022"  # noqa: S105 (the demo city's, shown on its sign-in page)


@dataclass(frozen=True, slots=True)
class Person:
    """A user with their roles by tenant; the first tenant is the home one."""

    login: str
    name: str
    roles: tuple[tuple[str, Role], ...]

    @property
    def secret(self) -> str | None:
        """The fixed second factor of those who need one: made of the login, so it never changes."""
        if not needs_second_factor(role for _, role in self.roles):
            return None
        return base64.b32encode(hashlib.sha256(f"demo {self.login}".encode()).digest()[:20]).decode()


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in as it is shown: `code` is the second factor's present code, or None."""

    login: str
    name: str
    tenant: str
    role: str
    password: str
    code: str | None

    @property
    def label(self) -> str:
        return f"{self.tenant}·{self.role}　{self.name}"


def _of(key: str, *people: tuple[str, Role, str]) -> tuple[Person, ...]:
    return tuple(Person(f"{key}.{word}", name, ((key, role),)) for word, role, name in people)


R = Role
# Those of a first walk come first; the rest follow by tenant.
PEOPLE: tuple[Person, ...] = (
    *_of("haiyue", ("clerk", R.ORG_CLERK, "宋海燕"), ("reviewer", R.ORG_REVIEWER, "冯建业")),
    *_of("wangchao", ("clerk", R.ORG_CLERK, "于小舟"), ("reviewer", R.ORG_REVIEWER, "姜文远")),
    *_of("college", ("registrar", R.REGISTRAR, "周立新")),
    *_of("donggang", ("officer", R.DISTRICT_OFFICER, "孙丽娜"), ("reviewer", R.DISTRICT_REVIEWER, "郑国平")),
    *_of("city", ("filing", R.CITY_FILING, "王晓岚"), ("auditor", R.CITY_AUDITOR, "何静"),
         ("finance", R.CITY_FINANCE, "罗志勇"), ("admin", R.CITY_ADMIN, "丁一鸣")),
    Person("liu.min", "刘敏", (("yunfan", R.ORG_CLERK), ("haiyue", R.ORG_REVIEWER))),
    *_of("haiyue", ("admin", R.INST_ADMIN, "卢卫东"), ("registrar", R.REGISTRAR, "谭秋雨"),
         ("academic", R.ACADEMIC, "范学文"), ("examiner", R.EXAMINER, "石磊"),
         ("certifier", R.CERTIFIER, "万芳")),
    *_of("college", ("academic", R.ACADEMIC, "江晓梅"), ("examiner", R.EXAMINER, "顾长青"),
         ("certifier", R.CERTIFIER, "白雪"), ("admin", R.INST_ADMIN, "龚正"),
         ("clerk", R.ORG_CLERK, "霍思源"), ("reviewer", R.ORG_REVIEWER, "栾静怡")),
    *_of("donggang", ("admin", R.DISTRICT_ADMIN, "崔建国")),
    *_of("lanshan", ("officer", R.DISTRICT_OFFICER, "秦岚")),
    *_of("wulian", ("officer", R.DISTRICT_OFFICER, "田野")),
    *_of("juxian", ("officer", R.DISTRICT_OFFICER, "邵华")),
    *_of("kaifa", ("officer", R.DISTRICT_OFFICER, "程晓东")),
    *_of("shanhaitian", ("officer", R.DISTRICT_OFFICER, "金海")),
    *_of("gaoxin", ("officer", R.DISTRICT_OFFICER, "贺新")),
    *_of("lingfeng", ("clerk", R.ORG_CLERK, "钱凤"), ("reviewer", R.ORG_REVIEWER, "段平")),
    *_of("yaoguang", ("clerk", R.ORG_CLERK, "侯亮"), ("reviewer", R.ORG_REVIEWER, "方圆")),
    *_of("yunfan", ("admin", R.ORG_ADMIN, "毛宁"), ("reviewer", R.ORG_REVIEWER, "康乐")),
    *_of("songyuan", ("clerk", R.ORG_CLERK, "史玉"), ("reviewer", R.ORG_REVIEWER, "汤勇")),
    *_of("hengmu", ("clerk", R.ORG_CLERK, "黎明"), ("reviewer", R.ORG_REVIEWER, "尹芳")),
    *_of("bihai", ("clerk", R.ORG_CLERK, "常青"), ("reviewer", R.ORG_REVIEWER, "武平")),
    *_of("xinghe", ("clerk", R.ORG_CLERK, "乔安"), ("reviewer", R.ORG_REVIEWER, "龙飞")),
    *_of("lanhai", ("clerk", R.ORG_CLERK, "段海"), ("reviewer", R.ORG_REVIEWER, "殷红")),
    *_of("school", ("clerk", R.ORG_CLERK, "庞博"), ("reviewer", R.ORG_REVIEWER, "樊华")),
    *_of("archive", ("clerk", R.ORG_CLERK, "安静")),
)  # fmt: skip


def sign_ins() -> list[SignIn]:
    """Everybody who may sign in to the demo city, with the code of this half minute."""
    return [_sign_in(person) for person in PEOPLE]


def _sign_in(person: Person) -> SignIn:
    key, role = person.roles[0]
    code = pyotp.TOTP(person.secret).now() if person.secret else None
    return SignIn(person.login, person.name, BY_KEY[key].short_name, ROLES[role].label, PASSWORD, code)
