"""What stands on a copy beside the form's own words. A form is Chinese whoever prints it."""

from __future__ import annotations

from datetime import date

MASKED = "证件号码已掩码，仅供查阅"
ONLY_READ = "仅供查阅，不作盖章件"


def day_words(day: date) -> str:
    """A whole date as it is signed with."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def committed_by(name: str, day: date) -> str:
    """Who gave the word of clause 六, and when."""
    return f"承诺人：{name}　{day_words(day)}"
