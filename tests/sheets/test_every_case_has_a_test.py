"""Each case of spec 2.2 that a lone file can show (1 to 62) has an end-to-end test named by its number."""

from __future__ import annotations

import re
from pathlib import Path


def test_cases_1_to_62_are_all_held() -> None:
    held = {
        int(number)
        for path in Path(__file__).parent.glob("test_case_*.py")
        for number in re.findall(r"def test_case_(\d\d)", path.read_text(encoding="utf-8"))
    }
    assert set(range(1, 63)) <= held
