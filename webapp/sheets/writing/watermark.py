"""The line on every exported list that says who took it, when and for whom (spec 4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Watermark:
    """Who exported, when (in the reader's own zone) and the unit for which."""

    who: str
    when: datetime
    tenant: str

    @property
    def line(self) -> str:
        moment = self.when.strftime("%Y-%m-%d %H:%M")
        return f"导出单位：{self.tenant}　导出人：{self.who}　导出时间：{moment}　含个人信息，请勿外传"
