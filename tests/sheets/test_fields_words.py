"""Cases 45-48: telephones, levels, education, ethnicity, politics and plain text."""

from __future__ import annotations

import pytest

from webapp.sheets.cells import CellError
from webapp.sheets.fields import (
    choices,
    level_word,
    read_education,
    read_ethnicity,
    read_level,
    read_occupation,
    read_phone,
    read_politics,
    read_text,
)
from webapp.sheets.problems import Outcome


def codes(reading):
    return [(one.code, one.outcome) for one in reading.problems]


@pytest.mark.parametrize(
    "cell",
    [
        "13800000000",
        13800000000,
        13800000000.0,
        "13800000000.0",
        "+8613800000000",
        "+86 138-0000-0000",
        "8613800000000",
        "008613800000000",
        "138 0000 0000",
        "138-0000-0000",
        "１３８００００００００",
        "'13800000000",
        "手机：13800000000",
        " 13800000000\n",
        "138—0000—0000",
        "(86)13800000000",
    ],
)
def test_a_mobile_is_read_quietly(cell):  # case 45
    found = read_phone(cell)
    assert (found.value, found.problems) == ("13800000000", ())


@pytest.mark.parametrize(
    "cell", ["0633-2910098", "06332910098", "(0633)2910098", "0633 2910098", "+86 0633 2910098"]
)
def test_a_landline_is_read_quietly(cell):
    found = read_phone(cell)
    assert (found.value, found.problems) == ("06332910098", ())


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (6332910098, "06332910098"),
        ("6332910098", "06332910098"),
        (6332910098.0, "06332910098"),
        ("633-2910098", "06332910098"),
        (53182910098, "053182910098"),
        (1082910098, "01082910098"),
        ("13800000000、13900000000", "13800000000"),
        ("13800000000/0633-2910098", "13800000000"),
        ("0633-2910098、13800000000", "13800000000"),
        ("13800000000 13900000000", "13800000000"),
        ("13800000000\n13900000000", "13800000000"),
        ("0633-2910098转801", "06332910098"),
        ("0633-2910098-801", "06332910098"),
    ],
)
def test_a_lost_zero_and_two_phones_are_listed(cell, number):  # case 46
    found = read_phone(cell)
    assert found.value == number
    assert codes(found) == [("phone_normalised", Outcome.WARNED)]
    assert found.problems[0].suggestion == number


@pytest.mark.parametrize("cell", ["2910098", "1380000000", "138000000000", "12800000000", "abc", True])
def test_what_is_no_number_of_the_plan_is_kept_and_listed(cell):
    found = read_phone(cell)
    assert codes(found) == [("phone_unknown_shape", Outcome.WARNED)]
    assert found.value is not None


def test_a_blank_phone_is_listed_and_an_error_refused():
    assert codes(read_phone(None)) == [("missing", Outcome.WARNED)]
    assert codes(read_phone(CellError("#N/A"))) == [("cell_error", Outcome.REFUSED)]


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("初级工", ["初级工", "五级", "5", 5, "初级", "初级技能"]),
        ("中级工", ["中级工", "四级", "4", "四级/中级工", "中级（四级）"]),
        (
            "高级工",
            [
                "高级工",
                "三级",
                "高级技能",
                "3",
                3,
                3.0,
                "三级/高级工",
                "高级工（三级）",
                "国家职业资格三级",
                "３",
                " 三级 ",
            ],
        ),
        ("技师", ["技师", "二级", "2", "技师(二级)", "二级技师", "技师证", "职业技能等级二级"]),
        ("高级技师", ["高级技师", "一级", "1", "一级/高级技师", "高级技师证书"]),
    ],
)
def test_levels_by_title_grade_or_digit(level, words):  # case 47
    for word in words:
        found = read_level(word)
        assert (found.value, found.problems) == (level, ()), word


@pytest.mark.parametrize("cell", ["高技", " 高技 ", "高工"])
def test_an_ambiguous_level_is_asked(cell):  # case 47
    found = read_level(cell)
    assert found.value is None
    assert codes(found) == [("level_ambiguous", Outcome.ASKED)]
    assert found.problems[0].options == ("高级工", "高级技师")


def test_an_unknown_level_is_refused_and_a_blank_one_is_none():
    assert codes(read_level("特级")) == [("unknown_word", Outcome.REFUSED)]
    assert codes(read_level("高级工（四级）")) == [("unknown_word", Outcome.REFUSED)]
    assert codes(read_level(6)) == [("unknown_word", Outcome.REFUSED)]
    assert (read_level(None).value, read_level(None).problems) == (None, ())
    assert (read_level("无").value, read_level("无").problems) == (None, ())


@pytest.mark.parametrize(
    ("text", "level"),
    [("技师", "技师"), ("二级", "技师"), (" 高级工 ", "高级工"), ("焊工", None), ("", None)],
)
def test_a_heading_names_a_level_or_none(text, level):
    assert level_word(text) == level


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("本科", ["本科", "大学本科", "大学", "全日制本科", "本科学历", "大学本科毕业"]),
        ("大专", ["大专", "专科", "大学专科", "高职", "大专学历", "大 专"]),
        ("技校", ["技校", "技工学校"]),
        ("中专", ["中专", "中等专科"]),
        ("高中", ["高中", "普通高中"]),
        ("初中", ["初中", "初中毕业"]),
        ("硕士研究生", ["硕士", "硕士研究生"]),
        ("研究生", ["研究生"]),
    ],
)
def test_education_by_any_usual_name(word, words):  # case 48
    for typed in words:
        found = read_education(typed)
        assert (found.value, found.problems) == (word, ()), typed


@pytest.mark.parametrize(
    ("cell", "group"),
    [("汉", "汉族"), ("汉族", "汉族"), ("回", "回族"), ("维吾尔", "维吾尔族"), (" 满族 ", "满族")],
)
def test_ethnic_groups_with_and_without_the_last_character(cell, group):  # case 48
    assert (read_ethnicity(cell).value, read_ethnicity(cell).problems) == (group, ())


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("党员", "中共党员"),
        ("中共党员", "中共党员"),
        ("中国共产党党员", "中共党员"),
        ("团员", "共青团员"),
        ("群众", "群众"),
    ],
)
def test_politics_by_short_or_full_name(cell, status):  # case 48
    assert (read_politics(cell).value, read_politics(cell).problems) == (status, ())


@pytest.mark.parametrize(
    ("reader", "field"),
    [(read_education, "education"), (read_ethnicity, "ethnicity"), (read_politics, "politics")],
)
def test_an_unknown_word_is_refused_with_the_list(reader, field):  # case 48
    found = reader("没听说过")
    assert found.value is None
    assert codes(found) == [("unknown_word", Outcome.REFUSED)]
    assert found.problems[0].options == choices(field)
    assert choices(field)[0] in found.problems[0].message


def test_blank_words():
    assert codes(read_education(None)) == [("missing", Outcome.WARNED)]
    assert read_ethnicity("").problems == read_politics("无").problems == ()


def test_the_lists_are_whole_and_lead_each_synonym_to_one_word():
    assert len(choices("ethnicity")) == 58
    assert len(choices("politics")) == 13
    assert choices("current_level") == ("初级工", "中级工", "高级工", "技师", "高级技师")
    for field, reader in (
        ("education", read_education),
        ("ethnicity", read_ethnicity),
        ("politics", read_politics),
    ):
        assert [reader(word).value for word in choices(field)] == list(choices(field))


def test_plain_text():
    assert read_occupation(" 焊工\u200b ").value == "焊工"
    assert codes(read_occupation(None)) == [("missing", Outcome.WARNED)]
    assert (read_text(12.0, "note").value, read_text(None, "note").value) == ("12", None)
    assert read_text("=1+1", "note").value == "=1+1"  # case 62: kept as text
    assert codes(read_text(CellError("#N/A"), "note")) == [("cell_error", Outcome.REFUSED)]
