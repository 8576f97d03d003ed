"""附件2《日照市“金蓝领”项目培训报名人员汇总表》 (三(三)2): its thirteen columns, what stands above them, and
the unit's word on wages and benefits during training (六)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.documents.codes import Code
from webapp.documents.notes import day_words

TITLE = "日照市“金蓝领”项目培训报名人员汇总表"
COLUMNS = (
    "序号", "姓名", "性别", "单位名称", "出生年月", "身份证号码", "参加工作时间", "文化程度", "现从事职业",
    "从事职业年限", "现职业资格（技能等级）取得时间", "职业资格（技能等级）证书编号", "联系电话",
)  # fmt: skip
BLANK_ROWS = 12
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?")
COMMITMENT = (
    "本单位承诺：鼓励和支持上述人员参加培训，"
    "并按照有关政策规定落实受训期间人员的工资和福利待遇（通知第六条）。"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One Annex 2. A row is the twelve cells after the serial number; `committed` says who gave the word of
    clause 六 and when; None leaves the line out (the setting is off)."""

    unit: str = ""
    occupation: str = ""
    level: str = ""
    day: date | None = None
    rows: Sequence[Sequence[str]] = ()
    committed: str | None = ""
    code: Code | None = None
    note: str = ""
    mark: str = ""

    @property
    def lines(self) -> tuple[str, str, str]:
        """What stands above the table: the unit, the occupation and level, the date."""
        trade = f"培训工种：{self.occupation or '＿＿＿＿＿＿'}　　级别：{self.level or '＿＿＿＿＿＿'}"
        day = day_words(self.day) if self.day else "　　　年　　月　　日"
        return f"填报单位（盖章）：{self.unit}", trade, day

    @property
    def numbered(self) -> list[list[str]]:
        """The rows with their serial numbers and short dates; empty ones on a blank form."""
        rows = self.rows or [[""] * (len(COLUMNS) - 1)] * BLANK_ROWS
        return [[str(number) if self.rows else "", *map(_dotted, row)] for number, row in enumerate(rows, 1)]

    @property
    def commitment(self) -> str:
        """The line of clause 六 with who gave it."""
        return "" if self.committed is None else COMMITMENT + (self.committed and f"　{self.committed}")


def _dotted(words: str) -> str:
    """A date in the clerks' short writing, 1996年7月 → 1996.07; anything else as it stands."""
    found = _DATE.fullmatch(words)
    return ".".join(part.zfill(2) for part in found.groups() if part) if found else words
