"""The sample rosters that a demo city offers on the upload page: made-up people, clean and messy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from webapp.sheets.samples import clean_roster, messy_roster

SAMPLES = (
    ("messy", _l("有问题的示例名册"), _l("身份证号码存成数字、日期写法不一、未满年限等，看系统怎样逐行答复")),
    ("clean", _l("没有问题的示例名册"), _l("30 人，全部符合条件")),
)


@dataclass(frozen=True, slots=True)
class SampleFile:
    name: str
    data: bytes


def sample(name: str, unit: str, as_of: date) -> SampleFile | None:
    """The sample of this name, filled in for `unit`; None when there is no such sample."""
    if name == "clean":
        return SampleFile(f"附件2-焊工技师-{as_of:%m%d}.xlsx", clean_roster(unit=unit))
    if name == "messy":
        return SampleFile(f"附件2-焊工技师-{as_of:%m%d}（有问题）.xlsx", messy_roster(as_of, unit=unit))
    return None
