"""Cases 37, 39-41, 43 and 44: what stands in a certificate number's cell. All numbers are made up."""

from __future__ import annotations

import pytest

from webapp.sheets.cells import CellError
from webapp.sheets.checking.cross import derive_level
from webapp.sheets.fields import read_certificate_number, says_none
from webapp.sheets.problems import Outcome

LEVEL = "Y000037000012193000427"
OTHER = "S000037000012183000428"
OLD = "1637112120312345"


def codes(reading):
    return [(one.code, one.outcome) for one in reading.problems]


@pytest.mark.parametrize("cell", [LEVEL, OTHER, OLD, f" {LEVEL}\n", f"'{OLD}", f"\u200b{LEVEL}", f'="{OLD}"'])
def test_a_number_in_standard_writing_is_read_quietly(cell):
    found = read_certificate_number(cell)
    assert found.problems == ()
    assert found.value in (LEVEL, OTHER, OLD)


@pytest.mark.parametrize("dash", ["-", "–", "—", "－", "‐", " ", "\u00a0", "\u3000"])
def test_dashes_and_spaces_inside_are_taken_out_and_listed(dash):  # case 37
    found = read_certificate_number(dash.join((LEVEL[:5], LEVEL[5:13], LEVEL[13:])))
    assert found.value == LEVEL
    assert codes(found) == [("certificate_normalised", Outcome.WARNED)]
    assert (found.problems[0].suggestion, found.problems[0].safe) == (LEVEL, True)


@pytest.mark.parametrize(
    "cell",
    [
        f"证书编号：{LEVEL}",
        f"证书编号:{LEVEL}",
        f"编号 {LEVEL}",
        f"No.{LEVEL}",
        f"证书号{LEVEL}",
        LEVEL.lower(),
        f"职业技能等级证书编号：{LEVEL}",
        "".join(chr(ord(one) + 0xFEE0) for one in LEVEL),
    ],
)
def test_labels_full_width_and_small_letters_are_put_right_and_listed(cell):  # case 37
    found = read_certificate_number(cell)
    assert found.value == LEVEL
    assert codes(found) == [("certificate_normalised", Outcome.WARNED)]


@pytest.mark.parametrize("cell", [int(OLD), float(OLD), 12345, 637112120312345, "1.63711E+15", "1.6E15"])
def test_a_numeric_cell_is_refused(cell):  # case 39
    found = read_certificate_number(cell)
    assert found.value is None
    assert codes(found) == [("certificate_precision_lost", Outcome.REFUSED)]


@pytest.mark.parametrize(
    ("cell", "right"),
    [
        (LEVEL.replace("0", "O", 1), LEVEL),
        (LEVEL.replace("0", "o"), LEVEL),
        (LEVEL.replace("1", "l"), LEVEL),
        (OLD.replace("0", "O"), OLD),
        (OLD.replace("1", "I"), OLD),
        (LEVEL.lower().replace("0", "o", 2), LEVEL),
    ],
)
def test_a_letter_for_a_digit_is_asked(cell, right):  # case 40
    found = read_certificate_number(cell)
    assert found.value is None
    assert codes(found) == [("certificate_letter_for_digit", Outcome.ASKED)]
    assert (found.problems[0].suggestion, found.problems[0].safe) == (right, False)


@pytest.mark.parametrize("between", ["、", "\n", "，", ",", ";", "；", "/", " ", "  ", "\r\n"])
def test_two_numbers_in_one_cell_are_asked(between):  # case 41
    found = read_certificate_number(f"{LEVEL}{between}{OTHER}")
    assert found.value is None
    assert codes(found) == [("certificate_several", Outcome.ASKED)]
    assert found.problems[0].options == (LEVEL, OTHER)


@pytest.mark.parametrize(
    "cell", [f"{LEVEL}、{LEVEL}", f"{LEVEL}、焊工", f"{LEVEL}/2019", f"{LEVEL}（高级工）", f'"{LEVEL}"']
)
def test_one_number_with_a_remark_or_twice_is_that_number(cell):
    found = read_certificate_number(cell)
    assert (found.value, codes(found)) == (LEVEL, [("certificate_normalised", Outcome.WARNED)])


@pytest.mark.parametrize(
    "cell",
    [
        "鲁人社字（2019）123号",
        "TJ20370000122200000042",
        LEVEL[:-1],
        LEVEL + "0",
        "12345",
        "X" + LEVEL[1:],
        "Y000037000012196000427",
    ],
)
def test_an_unknown_shape_is_kept_and_listed(cell):  # case 44
    found = read_certificate_number(cell)
    assert found.value == cell
    assert codes(found) == [("certificate_unknown_shape", Outcome.WARNED)]


@pytest.mark.parametrize("cell", [None, "", "无", "—", "待补", "/"])
def test_nobody_need_hold_a_certificate(cell):
    assert (read_certificate_number(cell).value, read_certificate_number(cell).problems) == (None, ())


def test_none_is_told_from_blank():
    assert [says_none(cell) for cell in ("无", "—", "/", "没有", None, "", "待补", LEVEL, 0)] == [
        True,
        True,
        True,
        True,
        False,
        False,
        False,
        False,
        False,
    ]


def test_an_error_value_is_refused():
    assert codes(read_certificate_number(CellError("#N/A"))) == [("cell_error", Outcome.REFUSED)]


@pytest.mark.parametrize(
    ("typed", "number", "answer"),
    [
        (None, LEVEL, ("高级工", "certificate_number")),
        (None, OLD, ("高级工", "certificate_number")),
        ("技师", LEVEL, ("技师", "level_column")),
        (None, "TJ20370000122200000042", (None, None)),
        (None, None, (None, None)),
    ],
)
def test_the_level_is_read_from_the_number_without_a_column(typed, number, answer):  # case 43
    assert derive_level(typed, number) == answer
