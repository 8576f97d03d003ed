"""What the cross-check decides without I/O: the words of its verdicts, what a case's verdict demands (1.7).

A tenant is told one sentence and no more: no name, unit, number or date of another tenant stands in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from webapp.policy.spans import N_

# The sentences of the rules that hold an application up; what else is suspected is one sentence for all.
TOLD: dict[int, str] = {
    1: N_("该身份证号另有有效申请，已转上级核查"),
    2: N_("该身份证号已有同职业同等级或更高等级证书的记录，已转上级核查"),
    3: N_("所报证书编号与其他记录重复，已转上级核查"),
}
TOLD_OF_OTHERS = N_("查重发现需要核查的情况，已转上级核查")
SUSPECTED = N_("查重发现疑似情况，已转上级核查；核查期间可以继续办理")
CLEAR = N_("查重未发现问题")
EXPLAINED = N_("查重情况已由上级核查，可以继续办理")
CONFIRMED = N_("查重情况经上级核查属实")

CONFIRM, EXPLAIN, DISMISS = "confirmed", "explained", "dismissed"
SAME_PERSON = "same_person"
GOES_ON, SEND_BACK, REFUSE = "goes_on", "send_back", "refuse"
# What a verdict rests on: codes with sentences, never free text alone (1.5).
GROUNDS: dict[str, dict[str, str]] = {
    CONFIRM: {
        "several_applications": N_("同一年度另有有效报名，一人不能获取多证（三(四)）"),
        "same_or_higher": N_("已持有同一职业同等级或更高等级证书（三(四)）"),
        "false_material": N_("报名材料不真实（三(二)）"),
        "certificate_number": N_("证书编号看不清或与证书不一致，请核对后重报"),
        "identity": N_("姓名、性别、出生年月与身份证号码不一致，请核对后重报"),
        SAME_PERSON: N_("两个身份证号是同一个人，录入有误"),
    },
    EXPLAIN: {
        "moved": N_("已调离原单位，原报名不再办理"),
        "other_occupation": N_("所报职业与已有证书不是同一职业"),
        "reissued": N_("同一证书换发、补发或更正"),
        "registry_late": N_("登记库尚未收录，已核对证书原件"),
        "shared_phone": N_("单位统一留用的联系电话"),
        "explained_other": N_("其他已说明的情形，见意见"),
    },
    DISMISS: {
        "two_people": N_("核对证件，不是同一个人"),
        "registry_wrong": N_("登记库记载有误"),
        "no_conflict": N_("两条记录并不冲突"),
        "dismissed_other": N_("其他不成立的情形，见意见"),
    },
}
# Which of an application's coded reasons a refusal or a return is told with.
REASON_OF = {SAME_PERSON: "identity"}


def sentences(verdict: str | None, rules: Iterable[int]) -> list[str]:
    """What the unit and the applicant are told of an application's verdict; empty while nothing is known."""
    if verdict == "blocked":
        known = [TOLD[rule] for rule in sorted(rules) if rule in TOLD]
        return known or [TOLD_OF_OTHERS]
    said = {
        "clear": CLEAR, "suspected": SUSPECTED, "explained": EXPLAINED, "confirmed": CONFIRMED,
    }  # fmt: skip
    return [said[verdict]] if verdict in said else []


def unsettled(verdict: str, ground: str, blocked: Collection[str], fates: dict[str, str]) -> str | None:
    """What a verdict leaves open, in words; None when it settles the case.

    `blocked` are the applications that findings hold up, `fates` what is to become of each application. What
    is confirmed of a rule that holds up can't simply go on: one of the two is refused or sent back (三(四));
    and of one person's two applications one is refused.
    """
    if verdict != CONFIRM:
        return None
    if ground == SAME_PERSON and len(fates) == 2 and REFUSE not in fates.values():
        return N_("两件报名是同一个人的，须有一件不予通过（三(四)）。")
    ended = [one for one, fate in fates.items() if fate != GOES_ON]
    if blocked and not ended:
        return N_("核查属实的，须有一件报名退回修改或不予通过（三(四)）。")
    return None


def nearest_superior(districts: Sequence[int | None]) -> int | None:
    """The district that decides between sides of these districts; None: the city, nearest to all of them."""
    found = set(districts)
    return found.pop() if len(found) == 1 else None
