"""Cases 1-13, 15 and 16: what stands in an identity number's cell. All numbers are made up."""

from __future__ import annotations

import math
from datetime import date

import pytest

from webapp.people import identity
from webapp.policy.load import policy_for
from webapp.sheets.cells import CellError, FormulaWithoutValue
from webapp.sheets.fields import read_identity
from webapp.sheets.problems import Outcome

DAY = date(2022, 5, 20)
AGES = policy_for(2022).ages


def made(area="371102", birth="19850307", order="123"):
    first = f"{area}{birth}{order}"
    return first + identity.check_digit(first)


def with_x():
    """A number whose check digit is X, found by counting up the order code."""
    return next(n for n in (made(order=f"{order:03d}") for order in range(100, 200)) if n.endswith("X"))


def ending(tail):
    """A number that passes and ends so."""
    days = (
        f"19{year}{month:02d}{day:02d}"
        for year in range(60, 99)
        for month in range(1, 13)
        for day in range(1, 29)
    )
    numbers = (f"371102{birth}{order}{tail}" for birth in days for order in "1357")
    return next(n for n in numbers if identity.passes(n))


def read(cell):
    return read_identity(cell, reference=DAY, ages=AGES)


def codes(reading):
    return [(one.code, one.outcome) for one in reading.problems]


def test_an_ordinary_number_is_read_whole():
    found = read(made())
    assert found.problems == ()
    assert found.value == identity.Identity(made(), "resident", date(1985, 3, 7), "男", made())


@pytest.mark.parametrize("cell", [371102198503071234, 3.71102198503071e17, 371102198503071000, -3.7e17])
def test_a_number_that_lost_its_end_is_refused(cell):  # cases 1, 2
    found = read(cell)
    assert found.value is None
    assert codes(found) == [("id_precision_lost", Outcome.REFUSED)]
    assert found.problems[0].suggestion is None


def test_a_truncated_number_is_refused_even_when_it_passes():  # case 1
    passing = ending("000")
    assert identity.passes(passing)
    assert codes(read(float(passing))) == [("id_precision_lost", Outcome.REFUSED)]
    assert codes(read(int(passing))) == [("id_precision_lost", Outcome.REFUSED)]


@pytest.mark.parametrize("cell", ["3.71102E+17", "3.71102e+17", " 3.71102198503E+17 ", "3.7E17"])
def test_text_with_an_exponent_is_refused(cell):  # case 3
    assert codes(read(cell)) == [("id_precision_lost", Outcome.REFUSED)]


def test_a_text_that_ends_in_000_and_passes_is_suspicious():  # case 4
    found = read(ending("000"))
    assert codes(found) == [("id_suspicious", Outcome.WARNED)]
    assert found.value is not None


@pytest.mark.parametrize("cross", "xХхＸｘ×ΧχX")
def test_any_cross_is_the_check_digit_x(cross):  # case 5
    right = with_x()
    found = read(right[:-1] + cross)
    assert found.value is not None
    assert found.value.number == right
    if cross != "X":
        assert codes(found) == [("id_normalised", Outcome.WARNED)]
        assert (found.problems[0].suggestion, found.problems[0].safe) == (right, True)


def test_full_width_digits_are_put_right():  # case 6
    wide = "".join(chr(ord(one) + 0xFEE0) for one in with_x())
    found = read(wide)
    assert found.value is not None
    assert found.value.number == with_x()
    assert codes(found) == [("id_normalised", Outcome.WARNED)]


@pytest.mark.parametrize(
    "frame",
    [
        " {} ",
        "{}\n",
        "\t{}",
        "'{}",
        "’{}",
        "{}\u00a0",
        "\ufeff{}",
        "\u200b{}",
        "{}\u200d",
        "\u3000{}",
        '="{}"',
    ],
)
def test_what_cannot_be_seen_goes_quietly(frame):  # case 7
    found = read(frame.format(made()))
    assert found.problems == ()
    assert found.value is not None
    assert found.value.number == made()


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u200b", "\t", "\u3000"])
def test_spaces_inside_go_quietly(space):  # case 7
    parts = made()
    found = read(space.join((parts[:6], parts[6:14], parts[14:])))
    assert found.problems == ()
    assert found.value is not None


@pytest.mark.parametrize("frame", ["身份证号：{}", "身份证号码:{}", "公民身份号码{}", "居民身份证{}"])
def test_a_label_before_the_number_is_taken_off_and_listed(frame):
    assert codes(read(frame.format(made()))) == [("id_normalised", Outcome.WARNED)]


def test_dashes_inside_are_taken_out_and_listed():
    parts = made()
    found = read(f"{parts[:6]}-{parts[6:14]}-{parts[14:]}")
    assert codes(found) == [("id_normalised", Outcome.WARNED)]


@pytest.mark.parametrize(("digit", "letter"), [("0", "O"), ("0", "o"), ("1", "l"), ("1", "I"), ("1", "|")])
def test_a_letter_for_a_digit_is_asked(digit, letter):  # case 8
    right = made()
    found = read(right.replace(digit, letter, 1))
    assert found.value is None
    assert codes(found) == [("id_letter_for_digit", Outcome.ASKED)]
    assert (found.problems[0].suggestion, found.problems[0].safe) == (right, False)


def test_a_letter_in_a_number_that_fails_anyway_is_simply_wrong():  # cases 8, 9
    wrong = made()[:-1] + str((int(made()[-1].replace("X", "0")) + 1) % 10)
    assert codes(read(wrong.replace("1", "l", 1))) == [("id_checksum", Outcome.REFUSED)]


def test_a_letter_in_fifteen_digits_is_asked():
    found = read("37l1O2850307123")
    assert codes(found) == [("id_letter_for_digit", Outcome.ASKED)]
    assert found.problems[0].suggestion == "371102850307123"


def test_a_wrong_check_digit_is_refused():  # case 9
    right = made()
    wrongs = [right[:-1] + one for one in "0123456789X" if one != right[-1]]
    assert {tuple(codes(read(one))) for one in wrongs} == {(("id_checksum", Outcome.REFUSED),)}
    assert all(read(one).value is None for one in wrongs)


@pytest.mark.parametrize(
    "birth", ["19851307", "19850631", "19850230", "19850000", "18850307", "20220521", "30000101"]
)
def test_an_impossible_or_future_birth_is_refused(birth):  # case 10
    assert codes(read(made(birth=birth))) == [("id_birth_date", Outcome.REFUSED)]


@pytest.mark.parametrize("cell", [made()[:-1], made() + "1", "1", "371102", 371102, "张三", math.nan])
def test_another_length_is_refused_with_the_count(cell):  # case 11
    found = read(cell)
    assert codes(found) == [("id_length", Outcome.REFUSED)]
    assert str(len(str(cell))) in found.problems[0].message


@pytest.mark.parametrize(
    "cell", ["371102850307123", 371102850307123, 371102850307123.0, "３７１１０２８５０３０７１２３"]
)
def test_fifteen_digits_are_asked_and_are_the_same_person(cell):  # case 12
    found = read(cell)
    new = read(made(birth="19850307"))
    assert codes(found) == [("id_15_digits", Outcome.ASKED)]
    assert found.value is not None
    assert new.value is not None
    assert found.value.person == new.value.person == found.problems[0].suggestion
    assert (found.value.birth, found.value.sex) == (date(1985, 3, 7), "男")


def test_fifteen_digits_with_an_impossible_birth_are_refused():
    assert codes(read("371102851307123")) == [("id_birth_date", Outcome.REFUSED)]


@pytest.mark.parametrize("area", ["999999", "011102", "379999", "371100"])
def test_an_unknown_area_is_only_listed(area):  # case 13
    found = read(made(area=area))
    assert codes(found) == [("id_area_unknown", Outcome.WARNED)]
    assert found.value is not None


@pytest.mark.parametrize(
    ("birth", "listed"),
    [("20060520", False), ("20060521", True), ("19510521", False), ("19510520", True), ("19000101", True)],
)
def test_ages_outside_16_to_70_are_listed(birth, listed):
    found = read(made(birth=birth))
    assert codes(found) == ([("id_age", Outcome.WARNED)] if listed else [])


@pytest.mark.parametrize(
    ("cell", "kind", "number"),
    [
        ("E12345678", "passport", "E12345678"),
        (" e12345678 ", "passport", "E12345678"),
        ("护照：EA1234567", "passport", "EA1234567"),
        ("H1234567890", "passport", "H1234567890"),
        (made(area="810000"), "residence_permit", made(area="810000")),
        (made(area="820000"), "residence_permit", made(area="820000")),
        (made(area="830000"), "residence_permit", made(area="830000")),
        (made(area="937840"), "permanent_residence", made(area="937840")),
    ],
)
def test_other_documents_are_asked(cell, kind, number):  # case 15
    found = read(cell)
    assert codes(found) == [("id_other_document", Outcome.ASKED)]
    assert found.value is not None
    assert (found.value.id_type, found.value.number, found.value.person) == (kind, number, number)


def test_a_permit_with_a_wrong_check_digit_is_refused():
    right = made(area="830000")
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    assert codes(read(wrong)) == [("id_checksum", Outcome.REFUSED)]


@pytest.mark.parametrize("cell", [None, "", " ", "无", "—", "-", "/", "待补", "暂无", "\u200b", "……", "N/A"])
def test_nothing_there_is_refused_as_missing(cell):  # case 16
    assert codes(read(cell)) == [("missing", Outcome.REFUSED)]


@pytest.mark.parametrize(
    "cell", [True, False, date(1985, 3, 7), "37110219850307***4", "37110219850307张三李四"]
)
def test_what_is_no_number_at_all_is_refused(cell):
    assert codes(read(cell)) == [("id_characters", Outcome.REFUSED)]


def test_error_values_and_formulas_without_a_value():
    assert codes(read(CellError("#N/A"))) == [("cell_error", Outcome.REFUSED)]
    assert codes(read(FormulaWithoutValue())) == [("formula_without_value", Outcome.REFUSED)]


def test_several_findings_stand_beside_each_other():
    number = made(area="999999", birth="20100307")
    assert codes(read(number)) == [("id_area_unknown", Outcome.WARNED), ("id_age", Outcome.WARNED)]


@pytest.mark.parametrize(
    "cell",
    [
        made(),
        made() + "1",
        ending("000"),
        with_x().lower(),
        made().replace("1", "l", 1),
        "371102850307123",
        made(area="999999"),
        made(area="810000"),
        made(birth="19851307"),
        f"身份证号：{made()}",
        "".join(chr(ord(one) + 0xFEE0) for one in made()),
        371102198503071234,
    ],
)
def test_no_sentence_prints_a_whole_number(cell):
    plain = made()
    for problem in read(cell).problems:
        assert plain not in problem.message
        assert str(cell) not in problem.message
        assert problem.suggestion is None or problem.suggestion not in problem.message
