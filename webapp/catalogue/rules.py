"""一(二): which occupation may be trained at which level on which day, decided from what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.policy.levels import LEVELS, TRAINED_LEVELS
from webapp.policy.spans import N_

CLAUSE = "一(二)"
SENTENCES = {
    "unknown": N_("职业目录中没有“%(named)s”，请按国家职业分类的名称填写"),
    "unknown_near": N_("职业目录中没有“%(named)s”，相近的有：%(near)s"),
    "not_trained": N_("%(level)s不在项目培训的等级之内（只培训高级工、技师、高级技师）"),
    "not_in_standard": N_("%(name)s的国家职业技能标准没有%(level)s等级，也没有纳入急需紧缺职业（工种）"),
    "standard_unknown": N_("职业目录还没有载明%(name)s的标准有哪些等级，请联系市人社局补充后再申报"),
    "scarce_not_yet": N_(
        "%(name)s（%(level)s）自 %(first)s 起纳入急需紧缺职业（工种）（%(document)s），当日还不能申报"
    ),
    "scarce_over": N_(
        "%(name)s（%(level)s）纳入急需紧缺职业（工种）至 %(last)s 止（%(document)s），当日已不能申报"
    ),
    "untagged": N_("%(name)s没有标注所属产业，请审核时核对是否属于通知列明的重点产业"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scarce:
    """A scarce addition of one level: both days included, and the document it rests on."""

    level: int
    valid_from: date
    valid_to: date
    document: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether, and the codes of SENTENCES with what they name; `warning` is the W of 一."""

    allowed: bool
    code: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    warning: str | None = None


def digit_or_none(level: str) -> int | None:
    """The digit of a level's name; None for what is no level."""
    return 5 - LEVELS.index(level) if level in LEVELS else None


def unknown(named: str, near: Sequence[str]) -> Verdict:
    """The answer to an occupation that nobody knows: the nearest ones to choose from."""
    code = "unknown_near" if near else "unknown"
    return Verdict(False, code, {"named": named, "near": "、".join(near)})


def decide(
    name: str,
    level: str,
    on: date,
    *,
    standard: Sequence[int],
    scarce: Sequence[Scarce] = (),
    industry: str | None = None,
) -> Verdict:
    """Trainable when the national standard has the level, or a scarce addition holds on the day (一(二));
    without an industry it is, with a warning (一)."""
    digit = digit_or_none(level)
    if digit is None or level not in TRAINED_LEVELS:
        return Verdict(False, "not_trained", {"name": name, "level": level})
    warning = None if industry else "untagged"
    additions = [one for one in scarce if one.level == digit]
    if digit in standard or any(one.valid_from <= on <= one.valid_to for one in additions):
        return Verdict(True, params={"name": name, "level": level}, warning=warning)
    if additions:
        return _outside(name, level, on, additions)
    code = "not_in_standard" if any(standard) else "standard_unknown"
    return Verdict(False, code, {"name": name, "level": level})


def _outside(name: str, level: str, on: date, additions: Sequence[Scarce]) -> Verdict:
    """The addition that comes next, else the one that ended last."""
    coming = [one for one in additions if one.valid_from > on]
    one = min(coming, key=lambda it: it.valid_from) if coming else max(additions, key=lambda it: it.valid_to)
    params = {
        "name": name, "level": level, "first": one.valid_from.isoformat(), "last": one.valid_to.isoformat(),
        "document": one.document,
    }  # fmt: skip
    return Verdict(False, "scarce_not_yet" if coming else "scarce_over", params)
