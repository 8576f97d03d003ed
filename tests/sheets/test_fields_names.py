"""Cases 19-24 and the sex: names, units and their marks. All names are made up."""

from __future__ import annotations

import pytest

from webapp.sheets.cells import CellError
from webapp.sheets.fields import is_ditto, read_name, read_sex, read_unit, strip_seal
from webapp.sheets.problems import Outcome


def codes(reading):
    return [(one.code, one.outcome) for one in reading.problems]


@pytest.mark.parametrize(
    "name",
    ["张三", "欧阳修文", "𠮷田", "王", "买买提·吐尔逊", "John Smith", "J. Smith", "Jean-Luc Roy", "李㛃"],
)
def test_an_ordinary_name_stays_as_it_is(name):
    found = read_name(name)
    assert (found.value, found.problems) == (name, ())


@pytest.mark.parametrize("cell", [" 张三", "张三 ", "\ufeff张三\n", "'张三", "张\u200b三", "张三\u3000"])
def test_outer_space_and_invisible_marks_go_quietly(cell):
    found = read_name(cell)
    assert (found.value, found.problems) == ("张三", ())


@pytest.mark.parametrize("cell", ["张 三", "张\u3000三", "张\u00a0三", "张   三", "张\t三", "张\n三"])
def test_spaces_inside_are_taken_out_and_listed(cell):  # case 19
    found = read_name(cell)
    assert found.value == "张三"
    assert codes(found) == [("name_spaces", Outcome.WARNED)]
    assert (found.problems[0].suggestion, found.problems[0].safe) == ("张三", True)


@pytest.mark.parametrize("mark", "．•‧.・∙﹒")
def test_interpuncts_are_made_the_standard_one(mark):  # case 20
    found = read_name(f"买买提{mark}吐尔逊")
    assert found.value == "买买提·吐尔逊"
    assert codes(found) == [("name_interpunct", Outcome.WARNED)]


def test_spaces_and_interpuncts_together():
    found = read_name("买买提 . 吐尔逊")
    assert found.value == "买买提·吐尔逊"
    assert codes(found) == [("name_interpunct", Outcome.WARNED), ("name_spaces", Outcome.WARNED)]
    assert {one.suggestion for one in found.problems} == {"买买提·吐尔逊"}


@pytest.mark.parametrize(
    ("cell", "offered"),
    [
        ("张三(女)", "张三"),
        ("张三（女）", "张三"),
        ("张三【班长】", "张三"),
        ("张三（", "张三"),
        ("张三女士", "张三"),
        ("张三同志", "张三"),
        ("张三丰工程师", "张三丰"),
        ("张 三(女)", "张三"),
        ("张三1", "张三"),
        ("张三，李四", "张三"),
        ("张三-女", "张三"),
        ("张三。", "张三"),
        ("·张三", "张三"),
        ("姓名：张三", "张三"),
        ("张 三 — 班长", "张三"),
        ("王师傅", None),
        ("张经理", None),
        ("12", None),
        (12, None),
    ],
)
def test_what_is_more_than_a_name_is_asked(cell, offered):  # case 21
    found = read_name(cell)
    assert found.value is None
    assert codes(found) == [("name_annotation", Outcome.ASKED)]
    assert found.problems[0].suggestion == offered
    assert found.problems[0].safe is False


@pytest.mark.parametrize("cell", ["张?三", "张？", "张\ue123", "张\ufffd三", "张□", "张*三", "张\U000f1234"])
def test_an_unreadable_character_is_refused(cell):  # case 22
    found = read_name(cell)
    assert found.value is None
    assert codes(found) == [("name_unreadable", Outcome.REFUSED)]


@pytest.mark.parametrize("cell", [None, "", " ", "无", "待补", "—"])
def test_a_missing_name_is_refused(cell):
    assert codes(read_name(cell)) == [("missing", Outcome.REFUSED)]


def test_an_identity_number_in_the_name_is_not_printed():
    found = read_name("张三371102199001011234")
    assert codes(found) == [("name_annotation", Outcome.ASKED)]
    assert "371102199001011234" not in found.problems[0].message


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        ("日照钢铁有限公司（盖章）", "日照钢铁有限公司"),
        ("日照钢铁有限公司(盖章)", "日照钢铁有限公司"),
        ("日照钢铁有限公司（公章）：", "日照钢铁有限公司"),
        ("日照钢铁（集团）有限公司", "日照钢铁（集团）有限公司"),
        ("日照印章制造有限公司", "日照印章制造有限公司"),
        ("（盖章）", ""),
    ],
)
def test_the_seal_mark_comes_off_quietly(typed, bare):  # case 24
    assert strip_seal(typed) == bare
    found = read_unit(typed)
    assert (found.value, found.problems) == (bare or None, ())


@pytest.mark.parametrize("cell", [None, "", " ", "同上", "〃", '"', "（盖章）", "″", "同上（盖章）"])
def test_a_ditto_unit_is_none_and_no_fault_of_its_own(cell):  # case 23
    assert is_ditto(cell)
    assert (read_unit(cell).value, read_unit(cell).problems) == (None, ())


def test_a_unit_is_no_ditto_and_an_error_value_neither():
    assert not is_ditto("日照钢铁有限公司")
    assert not is_ditto(CellError("#REF!"))
    assert codes(read_unit(CellError("#REF!"))) == [("cell_error", Outcome.REFUSED)]


@pytest.mark.parametrize("cell", ["男", " 男 ", "男性", "M", "m", "male", "1", 1, 1.0, "男\n"])
def test_male(cell):
    assert (read_sex(cell).value, read_sex(cell).problems) == ("男", ())


@pytest.mark.parametrize("cell", ["女", "女性", "F", "Female", "2", 2])
def test_female(cell):
    assert (read_sex(cell).value, read_sex(cell).problems) == ("女", ())


@pytest.mark.parametrize("cell", ["x", "3", "男女", True])
def test_another_sex_is_refused_with_the_list(cell):
    found = read_sex(cell)
    assert codes(found) == [("unknown_word", Outcome.REFUSED)]
    assert found.problems[0].options == ("男", "女")


def test_a_blank_sex_is_listed():
    assert codes(read_sex(None)) == [("missing", Outcome.WARNED)]
