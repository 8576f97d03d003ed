"""What one route of 三(一) answers, and the sentences in which pages and rosters say it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.policy.spans import N_, wording

Translate = Callable[[str], str]

SENTENCES: dict[str, str] = {
    "certificate_met": N_("取得%(from_level)s证书满 %(years)s 年，还多 %(surplus)s"),
    "certificate_met_today": N_("取得%(from_level)s证书恰满 %(years)s 年"),
    "certificate_short": N_(
        "取得%(held_level)s证书 %(held)s，距满 %(years)s 年还差 %(shortfall)s，%(qualifies_on)s 起满足"
    ),
    "certificate_future": N_("证书取得时间 %(dated)s 晚于计算日期，%(qualifies_on)s 起才满 %(years)s 年"),
    "certificate_other_level": N_("现等级为%(current_level)s，证书途径要求%(from_level)s"),
    "certificate_none": N_("没有%(from_level)s证书"),
    "certificate_other_kind": N_("现有证书是职业技能等级证书，按本年度规定只计职业资格证书"),
    "certificate_kind_unknown": N_("看不出证书是否为职业资格证书，证书途径不能判定"),
    "certificate_level_unknown": N_("看不出现等级是否为%(from_level)s，证书途径不能判定"),
    "certificate_date_unknown": N_("没有取得证书的时间，证书途径不能判定"),
    "certificate_unknown": N_("没有证书的等级和取得时间，证书途径不能判定"),
    "experience_met": N_("从事%(occupation)s %(held)s，满 %(years)s 年，还多 %(surplus)s"),
    "experience_met_today": N_("从事%(occupation)s恰满 %(years)s 年"),
    "experience_short": N_(
        "从事%(occupation)s %(held)s，距 %(years)s 年还差 %(shortfall)s，%(qualifies_on)s 起满足"
    ),
    "experience_unknown": N_("没有从事%(occupation)s的年限，年限途径不能判定"),
}


@dataclass(frozen=True, slots=True)
class RouteAnswer:
    """One route: `met` None when a fact is missing, `qualifies_on` the first day on which it is (or was) met,
    the shortfall in full months and odd days (both 0 when met). Spans among the params are (months, days)."""

    route: str  # certificate | experience
    met: bool | None
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    qualifies_on: date | None = None
    shortfall_months: int = 0
    shortfall_days: int = 0
    attested_needed: bool = False

    @property
    def sentence(self) -> str:
        """The answer in Chinese, with the span in words."""
        return self.sentence_in(str)

    def sentence_in(self, translate: Translate) -> str:
        """The answer in the language of `translate`."""
        spoken = {
            name: wording(value[0], value[1], translate) if isinstance(value, tuple) else value
            for name, value in self.params.items()
        }
        return translate(SENTENCES[self.code]) % spoken
