"""The sort key of names, and the keys a search begins with."""

from __future__ import annotations

import pytest

from webapp.people.pinyin import beginnings, name_pinyin


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("陈志远", "chen zhiyuan"),
        ("单雄信", "shan xiongxin"),
        ("曾国强", "zeng guoqiang"),
        ("仇和平", "qiu heping"),
        ("解晓东", "xie xiaodong"),
        ("欧阳海", "ouyang hai"),
        ("单于明", "chanyu ming"),
        ("吕 强", "lv qiang"),
        ("阿依古丽·买买提", "a yigulimaimaiti"),
        ("John Smith", "john smith"),
        ("", ""),
    ],
)
def test_a_surname_has_its_own_reading(name: str, key: str) -> None:
    assert name_pinyin(name) == key


def test_surnames_stay_together_when_sorted() -> None:
    names = ["连战", "李安", "梁栋", "李元"]
    assert sorted(names, key=name_pinyin) == ["李安", "李元", "连战", "梁栋"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("陈", "陈志远"),
        ("陈志", "陈志远"),
        ("chenzhi", "陈志远"),
        ("Chen Zhi", "陈志远"),
        ("chen zhi yuan", "陈志远"),
        ("lian", "李安"),
        ("lian", "连战"),
        ("尉", "尉迟恭"),
        ("欧阳", "欧阳海"),
        ("单", "单雄信"),
    ],
)
def test_a_typed_beginning_finds_the_name(typed: str, name: str) -> None:
    assert name_pinyin(name).startswith(beginnings(typed))


def test_nothing_typed_has_no_beginnings() -> None:
    assert beginnings("  ") == ()
