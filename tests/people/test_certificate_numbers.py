"""Certificate numbers read into their parts (requirements 1.5). All numbers are made up."""

from __future__ import annotations

import pytest

from webapp.people.certificate_numbers import read_number

LEVEL = "Y000037000012193000427"


def test_a_level_certificate_is_read_part_by_part():
    read = read_number(LEVEL)
    assert read is not None
    assert (read.kind, read.level, read.year, read.serial) == ("level", "高级工", 2019, "000427")
    assert [(one.text, one.meaning) for one in read.segments] == [
        ("Y", "企业"),
        ("0000", "省级备案"),
        ("37", "山东"),
        ("000012", "评价站点"),
        ("19", "2019 年"),
        ("3", "高级工"),
        ("000427", "顺序号"),
    ]
    assert "".join(one.text for one in read.segments) == LEVEL
    assert read.sentence == "企业自主评价，山东省备案，2019 年，高级工（三级），第 000427 号"


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("S000011000012221000001", "社会培训评价组织评价，北京备案，2022 年，高级技师（一级），第 000001 号"),
        ("Y123437000012202000001", "企业自主评价，山东，备案机构 1234，2020 年，技师（二级），第 000001 号"),
        ("Y000099000012204000001", "企业自主评价，地区 99备案，2020 年，中级工（四级），第 000001 号"),
        ("1615002120300001", "职业资格证书，内蒙古，2016 年，高级工（三级），第 00001 号"),
        ("9803001120400001", "职业资格证书，行业 03，1998 年，中级工（四级），第 00001 号"),
    ],
)
def test_the_sentence(number, sentence):
    read = read_number(number)
    assert read is not None
    assert read.sentence == sentence
    assert "".join(one.text for one in read.segments) == number


def test_a_qualification_certificate_is_read_part_by_part():
    read = read_number("1637112120312345")
    assert read is not None
    assert (read.kind, read.level, read.year, read.serial) == ("qualification", "高级工", 2016, "12345")
    assert [one.text for one in read.segments] == ["16", "37", "11", "2", "120", "3", "12345"]


@pytest.mark.parametrize(("digits", "year"), [("94", 1994), ("99", 1999), ("00", 2000), ("16", 2016)])
def test_the_century_of_a_qualification_certificate(digits, year):
    read = read_number(f"{digits}37112120312345")
    assert read is not None
    assert read.year == year


def test_a_special_technicians_number_says_neither_level_nor_year():
    read = read_number("TJ20370000122200000042")
    assert read is not None
    assert (read.kind, read.level, read.year, read.serial) == ("special", None, None, "000042")
    assert "".join(one.text for one in read.segments) == read.number
    assert "TJ" in read.sentence
    assert not read.contradicts_level("技师")
    assert not read.contradicts_year(2020)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "y000037000012193000427",
        "X000037000012193000427",
        "Y00003700001219300042",
        "Y0000370000121930004270",
        "Y000037000012190000427",
        "Y000037000012196000427",
        "1637115120312345",
        "1637112120012345",
        "163711212031234",
        "Y０００0037000012193000427",
        "鲁人社123",
    ],
)
def test_an_unknown_shape_is_not_read(number):
    assert read_number(number) is None


def test_contradictions_with_what_was_typed():
    read = read_number(LEVEL)
    assert read is not None
    assert read.contradicts_level("技师")
    assert not read.contradicts_level("高级工")
    assert not read.contradicts_level(None)
    assert read.contradicts_year(2018)
    assert not read.contradicts_year(2019)
    assert not read.contradicts_year(None)
