"""Every number and setting of a policy as one list: its place, clause, words and bounds (1.11).

Pure: the form, the readable difference and the audit are made from this list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from webapp.policy.crosscheck import CLERK_PEOPLE, LEVELS, LOOK_UPS, RULES, UNIT_HELD
from webapp.policy.rules import Policy
from webapp.policy.spans import N_

DAY, NUMBER, YES_NO, CHOICE, LINES = "day", "number", "yes_no", "choice", "lines"
Path = tuple[str | int, ...]
LARGEST_PHOTO = 100_000_000

REFERENCES = (
    ("submission", N_("提交当天")), ("window_opens", N_("报名开始日")), ("window_closes", N_("报名截止日")),
)  # fmt: skip
CROSSCHECK = {rule.setting: rule.title for rule in RULES}
CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    **dict.fromkeys(CROSSCHECK, tuple(LEVELS.items())),
    "reference_date": REFERENCES,
    "several_certificates": (
        ("same_occupation_or_year", N_("同职业同级别，或同年取得多证")),
        ("same_occupation", N_("同职业同级别")),
    ),
    "supervisor_outside_districts": (("city", N_("市人社局")), ("college", N_("培训机构"))),
    "claim_reviewers": (("district_then_city", N_("先区县后市")), ("city", N_("市人社局"))),
}
SETTINGS = {
    "reference_date": N_("年限计算到哪一天"),
    "kinds_count_alike": N_("职业资格证书和技能等级证书同等对待"),
    "scope_binds_other_levels": N_("高级工、技师也须在本单位备案范围内"),
    "scope_binds_teachers": N_("院校教师也须在本单位备案范围内"),
    "review_days": N_("一次审核的办理期限"),
    "phone_reminder_days": N_("单位未电话确认的提醒间隔"),
    "several_certificates": N_("一人获取多证的含义"),
    **CROSSCHECK,
    CLERK_PEOPLE: N_("一人一天逐个录入的人数上限"),
    UNIT_HELD: N_("一个单位一天转核查的人数上限"),
    LOOK_UPS: N_("一人一天查询登记库的次数上限"),
    "supervisor_outside_districts": N_("不在区县内单位的监管机关"),
    "claim_reviewers": N_("补贴由谁审核"),
    "epidemic_plan_required": N_("开班备案须附疫情防控方案"),
    "wage_commitment_required": N_("汇总表须附工资福利承诺"),
}
OF = dict.fromkeys((*CROSSCHECK, CLERK_PEOPLE, UNIT_HELD, LOOK_UPS), (N_("查重"),))
# The settings that are numbers: unit, least, most; the others count days.
NUMBERS = {
    **dict.fromkeys((CLERK_PEOPLE, UNIT_HELD), (N_("人"), 1, 100_000)), LOOK_UPS: (N_("次"), 1, 10_000),
}  # fmt: skip
DAYS = (N_("天"), 1, 60)
SCHEMES = {"skill_subsidy": N_("技能提升补贴"), "gold_collar_award": N_("金蓝领奖励")}
# Numbers of one clause: name, words, unit, least, most.
Bounds = tuple[str, str, str, int, int]
PHOTO: tuple[Bounds, ...] = (
    ("minimum_bytes", N_("照片不小于"), N_("字节"), 0, LARGEST_PHOTO),
    ("maximum_bytes", N_("照片不大于"), N_("字节"), 1, LARGEST_PHOTO),
    ("least_ratio", N_("照片的宽不小于高的"), "%", 1, 100),
    ("most_ratio", N_("照片的宽不大于高的"), "%", 1, 100),
    ("least_blue", N_("照片边缘的蓝色不少于"), "%", 0, 100),
)
AGES: tuple[Bounds, ...] = (
    ("least", N_("年龄不小于"), N_("岁"), 0, 100), ("most", N_("年龄不大于"), N_("岁"), 0, 120),
)  # fmt: skip
ROUTE: tuple[Bounds, ...] = (
    ("certificate_years", N_("取得证书满"), N_("年"), 0, 50),
    ("experience_years", N_("从事本职业满"), N_("年"), 0, 50),
)
HOURS: tuple[Bounds, ...] = (
    ("total", N_("总课时不少于"), N_("课时"), 0, 2000), ("civics", N_("思政不少于"), N_("课时"), 0, 2000),
    ("theory", N_("理论不少于"), N_("课时"), 0, 2000), ("practice", N_("实操不少于"), N_("课时"), 0, 2000),
)  # fmt: skip
FLAGS = {
    "attested": N_("年限途径须单位证明知识和技能"),
    "scope_bound": N_("须在本单位备案的自主评价范围内"),
    "total_binding": N_("总课时不足即退回"),
    "theory_includes_civics": N_("理论课时包含思政"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of a policy: `path` into its plain form, `of` what it is said of (a level; empty)."""

    path: Path
    clause: str
    words: str
    kind: str
    of: tuple[str, ...] = ()
    unit: str = ""
    least: int = 0
    most: int = 0

    @property
    def name(self) -> str:
        """A name for a form's field."""
        return "-".join(map(str, self.path))

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The values of a choice with their words."""
        return CHOICES.get(str(self.path[1]), ()) if self.kind == CHOICE else ()

    def read(self, plain: dict[str, Any]) -> Any:
        """The value in a policy's plain form."""
        found: Any = plain
        for step in self.path:
            found = found[step]
        return found

    def write(self, plain: dict[str, Any], value: Any) -> None:
        """Put a value into a policy's plain form."""
        found: Any = plain
        for step in self.path[:-1]:
            found = found[step]
        found[self.path[-1]] = value


def parameters(policy: Policy) -> list[Parameter]:
    """All of a policy's numbers and settings, in the order of the notice's clauses."""
    return [*_window(policy), *_routes(policy), *_single(policy), *_hours(policy), *_amounts(policy),
            *_settings(policy)]  # fmt: skip


def _window(policy: Policy) -> Iterator[Parameter]:
    yield Parameter(("industries", "names"), policy.industries.clause, N_("重点行业"), LINES)
    yield Parameter(("window", "opens"), policy.window.clause, N_("报名开始"), DAY)
    yield Parameter(("window", "closes"), policy.window.clause, N_("报名截止"), DAY)


def _routes(policy: Policy) -> Iterator[Parameter]:
    for at, route in enumerate(policy.routes):
        for bounds in ROUTE:
            yield _number(("routes", at), bounds, route.clause, (route.level,))
        for flag in ("attested", "scope_bound"):
            yield Parameter(("routes", at, flag), route.clause, FLAGS[flag], YES_NO, (route.level,))


def _single(policy: Policy) -> Iterator[Parameter]:
    for bounds in PHOTO:
        yield _number(("photo",), bounds, policy.photo.clause)
    for bounds in AGES:
        yield _number(("ages",), bounds, policy.ages.clause)


def _hours(policy: Policy) -> Iterator[Parameter]:
    for at, hours in enumerate(policy.hours):
        for bounds in HOURS:
            yield _number(("hours", at), bounds, hours.clause, hours.levels)
        for flag in ("total_binding", "theory_includes_civics"):
            yield Parameter(("hours", at, flag), hours.clause, FLAGS[flag], YES_NO, hours.levels)
        yield Parameter(("hours", at, "topics"), hours.clause, N_("理论课程内容"), LINES, hours.levels)


def _amounts(policy: Policy) -> Iterator[Parameter]:
    for at, amount in enumerate(policy.amounts):
        words = SCHEMES.get(amount.scheme, amount.scheme)
        yield Parameter(
            ("amounts", at, "yuan"), amount.clause, words, NUMBER, (amount.level,), N_("元"), 0, 1_000_000
        )


def _settings(policy: Policy) -> Iterator[Parameter]:
    for setting in policy.settings:
        words = SETTINGS.get(setting.name, setting.name)
        path: Path = ("settings", setting.name, "value")
        if isinstance(setting.value, int) and not isinstance(setting.value, bool):
            yield Parameter(path, setting.clause, words, NUMBER, OF.get(setting.name, ()),
                            *NUMBERS.get(setting.name, DAYS))  # fmt: skip
            continue
        kind = YES_NO if isinstance(setting.value, bool) else CHOICE
        yield Parameter(path, setting.clause, words, kind, OF.get(setting.name, ()))


def _number(path: Path, bounds: Bounds, clause: str, of: tuple[str, ...] = ()) -> Parameter:
    name, words, unit, least, most = bounds
    return Parameter((*path, name), clause, words, NUMBER, of, unit, least, most)
