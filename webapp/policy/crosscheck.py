"""The seven rules against one person's several certificates (三(四), requirements 1.7): what each is called,
and how it takes hold under a policy."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.policy.rules import Policy
from webapp.policy.spans import N_

BLOCK, WARN, OFF = "block", "warn", "off"
LEVELS = {BLOCK: N_("拦截"), WARN: N_("提醒"), OFF: N_("不查")}
CLERK_PEOPLE, UNIT_HELD = "crosscheck_clerk_people", "crosscheck_unit_held"
LOOK_UPS = "crosscheck_look_ups"
SAME_YEAR_TOO = "same_occupation_or_year"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its number in 1.7, the setting that switches it, its title."""

    number: int
    setting: str
    title: str


RULES: tuple[Rule, ...] = (
    Rule(1, "crosscheck_two_applications", N_("同一年度两件有效报名")),
    Rule(2, "crosscheck_already_held", N_("已持有同职业同等级或更高等级证书")),
    Rule(3, "crosscheck_shared_number", N_("一个证书编号两个人")),
    Rule(4, "crosscheck_same_year", N_("同一年取得多本证书")),
    Rule(5, "crosscheck_number_contradicts", N_("证书编号与记载不符")),
    Rule(6, "crosscheck_suspected", N_("疑似同一人")),
    Rule(7, "crosscheck_unregistered", N_("所报证书不在登记库")),
)
BY_NUMBER = {rule.number: rule for rule in RULES}


def level_of(policy: Policy, number: int) -> str:
    """How a rule takes hold: BLOCK, WARN or OFF. Rule 4 rests where 多证 doesn't mean one year's (1.11)."""
    if number == 4 and policy.setting("several_certificates") != SAME_YEAR_TOO:
        return OFF
    return str(policy.setting(BY_NUMBER[number].setting))


def active(policy: Policy, *levels: str) -> dict[int, str]:
    """The rules that don't rest, with their levels; of these `levels` alone where any is named."""
    found = {rule.number: level_of(policy, rule.number) for rule in RULES}
    return {number: level for number, level in found.items() if level in (levels or (BLOCK, WARN))}
