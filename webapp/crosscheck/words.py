"""What the pages call a finding's ground, a case's state and verdict, and what happened with it."""

from __future__ import annotations

from webapp.crosscheck.models import CaseState, Outcome
from webapp.policy.spans import N_

# Rule and ground → what was found, for whoever decides.
GROUNDS: dict[tuple[int, str], str] = {
    (1, "same_year"): N_("同一身份证号在同一年度有两件有效报名"),
    (2, "held"): N_("登记库中已有同一人同职业同等级或更高等级的证书"),
    (3, "applications"): N_("两件不同人的报名填写了同一证书编号"),
    (3, "registry"): N_("所报证书编号在登记库中属于另一人"),
    (3, "registries"): N_("登记库中一个证书编号属于两个人"),
    (4, "same_year"): N_("同一人在同一年取得两本证书"),
    (5, "claimed"): N_("所报证书编号自带的等级或年份与填写的不符"),
    (5, "registered"): N_("登记的证书编号自带的等级或年份与记载的不符"),
    (6, "one_digit"): N_("姓名和出生年月相同，身份证号只差一位（校验码随之不同）"),
    (6, "swapped"): N_("姓名和出生年月相同，身份证号有两位互换"),
    (6, "two_forms"): N_("姓名和出生年月相同，同一号码的 15 位和 18 位写法"),
    (6, "phone"): N_("同一联系电话，姓名不同"),
    (7, "unregistered"): N_("登记库收录了该机构当年的全部证书，其中没有所报编号"),
}
VERDICTS: dict[str, tuple[str, str]] = {
    Outcome.CONFIRMED: (N_("属实"), "refused"),
    Outcome.EXPLAINED: (N_("情况已说明"), "passed"),
    Outcome.DISMISSED: (N_("不成立"), "closed"),
}
STATES: dict[str, tuple[str, str]] = {
    CaseState.OPEN: (N_("待核查"), "waiting"),
    CaseState.LAPSED: (N_("自动了结"), "closed"),
}
OUTCOMES: dict[str, str] = {
    Outcome.OPEN: N_("待核查"), Outcome.CONFIRMED: N_("属实"), Outcome.EXPLAINED: N_("情况已说明"),
    Outcome.DISMISSED: N_("不成立"), Outcome.LAPSED: N_("自动了结"),
}  # fmt: skip
LEVELS: dict[str, tuple[str, str]] = {
    "block": (N_("拦截"), "refused"), "warn": (N_("提醒"), "waiting"),
}  # fmt: skip
EVENTS: dict[str, str] = {
    "open": N_("查重发现，转核查"), "reopen": N_("比对内容有变化，重新核查"),
    "lapse": N_("不再查到，自动了结"), "decide": N_("作出核查结论"), "take_back": N_("撤销核查结论"),
    "assign": N_("分派"),
}  # fmt: skip
RINGS = {"open": "waiting", "reopen": "waiting", "decide": "passed", "take_back": "refused"}
FATES: dict[str, str] = {
    "goes_on": N_("继续办理"), "send_back": N_("退回修改"), "refuse": N_("不予通过"),
}  # fmt: skip
# The fields that a rule goes by: marked in the comparison.
FIELDS: dict[int, tuple[str, ...]] = {
    1: ("id_number", "year"), 2: ("id_number", "occupation", "level"), 3: ("certificate",),
    4: ("id_number", "issued"), 5: ("certificate", "level", "issued"),
    6: ("name", "birth", "id_number", "phone"), 7: ("certificate",),
}  # fmt: skip


def state_of(state: str, verdict: str | None) -> tuple[str, str]:
    """A case's word and the kind of its badge: of a decided one the verdict's."""
    return VERDICTS[verdict] if verdict else STATES[state]
