"""Spec 2.2, cases 1 to 18: ID numbers, end to end from a real .xlsx."""

from __future__ import annotations

import pytest

from tests.sheets.rosters import (
    FIRST,
    answered,
    codes,
    in_memory,
    lines,
    number,
    of_rows,
    one,
    only,
    person,
    persons,
    problem,
)
from webapp.people.identity import passes

PLAIN = number("37110219850312102")


def with_last(character: str) -> str:
    """A woman's number of March 1985 whose check character is the given one."""
    for order in range(0, 998, 2):
        found = number(f"37110219850312{order:03d}")
        if found[-1] == character:
            return found
    raise AssertionError(character)


def test_case_00_a_plain_row_is_accepted() -> None:
    row = one()
    assert (row["outcome"], row["problems"]) == ("accepted", [])
    assert row["record"]["id_number"] == PLAIN
    assert row["record"]["id_type"] == "resident"


def test_case_01_numeric_cell_lost_its_end() -> None:
    row = one(id_number=int(PLAIN[:15] + "000"))
    only(row, "id_precision_lost", "refused", "id_number")
    assert row["record"]["id_number"] is None
    assert row["eligibility"] is None


def test_case_01_never_repaired_even_if_the_check_digit_passes() -> None:
    truncated = next(
        text
        for day in range(10, 29)
        for area in ("371102", "371103", "371121", "370202")
        if passes(text := f"{area}198503{day}1000")
    )
    only(one(id_number=int(truncated)), "id_precision_lost", "refused", "id_number")


def test_case_02_numeric_cell_written_by_a_program() -> None:
    only(one(id_number=float(PLAIN[:17] + "1")), "id_precision_lost", "refused", "id_number")


def test_case_03_exponent_as_text() -> None:
    only(one(id_number="3.71102E+17"), "id_precision_lost", "refused", "id_number")


def test_case_04_text_ending_000_that_passes() -> None:
    ending = next(
        text
        for day in range(10, 29)
        for area in ("371102", "371103", "371121", "371122", "370202", "370203")
        if passes(text := f"{area}198503{day}2000")
    )
    row = one(id_number=ending, sex="男" if int(ending[16]) % 2 else "女")
    only(row, "id_suspicious", "warned", "id_number")
    assert row["record"]["id_number"] == ending


@pytest.mark.parametrize("typed", ["x", "Х", "Ｘ", "×"])
def test_case_05_the_check_character_typed_otherwise(typed: str) -> None:
    right = with_last("X")
    row = one(id_number=right[:-1] + typed)
    found = only(row, "id_normalised", "warned", "id_number")
    assert found["suggestion"] == right
    assert row["record"]["id_number"] == right


def test_case_06_full_width_digits() -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in PLAIN)
    found = only(one(id_number=wide), "id_normalised", "warned", "id_number")
    assert (found["value"], found["suggestion"]) == (wide, PLAIN)


@pytest.mark.parametrize("dirt", [" {}", "{}\u00a0", "\u200b{}", "{}\t", "'{}", "{}\n"])
def test_case_07_invisible_dirt_is_fixed_quietly(dirt: str) -> None:
    row = one(id_number=dirt.format(PLAIN))
    assert (row["outcome"], row["record"]["id_number"]) == ("accepted", PLAIN)


@pytest.mark.parametrize(("letter", "digit"), [("O", "0"), ("l", "1")])
def test_case_08_letter_for_digit(letter: str, digit: str) -> None:
    at = PLAIN.index(digit)
    row = one(id_number=PLAIN[:at] + letter + PLAIN[at + 1 :])
    assert only(row, "id_letter_for_digit", "asked", "id_number")["suggestion"] == PLAIN


def test_case_09_wrong_check_digit() -> None:
    wrong = PLAIN[:-1] + ("1" if PLAIN[-1] != "1" else "2")
    only(one(id_number=wrong), "id_checksum", "refused", "id_number")


@pytest.mark.parametrize("birth", ["19850231", "20991231"])
def test_case_10_impossible_or_future_birth(birth: str) -> None:
    only(one(id_number=number(f"371102{birth}102")), "id_birth_date", "refused", "id_number")


@pytest.mark.parametrize("text", [PLAIN[:-1], PLAIN + "1"])
def test_case_11_wrong_length_says_the_count(text: str) -> None:
    found = only(one(id_number=text), "id_length", "refused", "id_number")
    assert str(len(text)) in found["message"]


def test_case_12_fifteen_digits_propose_eighteen() -> None:
    row = one(id_number=PLAIN[:6] + PLAIN[8:17])
    assert only(row, "id_15_digits", "asked", "id_number")["suggestion"] == PLAIN


def test_case_12_both_forms_are_the_same_person() -> None:
    long, short = person(), person(id_number=PLAIN[:6] + PLAIN[8:17])
    answer = of_rows(long, short)
    assert all("duplicate_id" in codes(row) for row in answer["rows"])


def test_case_13_unknown_area() -> None:
    row = one(id_number=number("00110219850312102"))
    only(row, "id_area_unknown", "warned", "id_number")


def test_case_14_sex_differs_shows_both() -> None:
    found = only(one(sex="男"), "sex_mismatch", "refused", "sex")
    assert "男" in found["message"]
    assert "女" in found["message"]


def test_case_14_birth_differs_shows_both() -> None:
    found = only(one(birth="1985.04"), "birth_mismatch", "refused", "birth")
    assert "1985-04" in found["message"]
    assert "1985-03" in found["message"]


@pytest.mark.parametrize(
    ("text", "kind"), [("E12345678", "passport"), (number("81000019850312102"), "residence_permit")]
)
def test_case_15_other_documents(text: str, kind: str) -> None:
    row = one(id_number=text)
    only(row, "id_other_document", "asked", "id_number")
    assert (row["record"]["id_number"], row["record"]["id_type"]) == (text, kind)


@pytest.mark.parametrize("text", ["无", "—", "待补", "", None])
def test_case_16_missing(text: str | None) -> None:
    only(one(id_number=text), "missing", "refused", "id_number")


def test_case_17_identical_rows_one_kept() -> None:
    answer = of_rows(person(), persons(1)[0], person(serial=3))
    first, _, again = answer["rows"]
    assert first["outcome"] == "accepted"
    assert again["outcome"] == "warned"
    found = problem(again, "duplicate_row")
    assert str(FIRST) in found["message"]
    assert again["derived"]["duplicate_of"] == FIRST
    assert "duplicate_of" not in first["derived"]


def test_case_17_blanks_make_no_difference() -> None:
    answer = of_rows(person(), person(serial=2, education=" 大专 "))
    assert codes(answer["rows"][1]) == ["duplicate_row"]


def test_case_18_rows_that_differ_are_both_refused_naming_each_other() -> None:
    answer = of_rows(person(), persons(1)[0], person(serial=3, phone="13900000000"))
    first, between, again = answer["rows"]
    assert (first["outcome"], between["outcome"], again["outcome"]) == ("refused", "accepted", "refused")
    assert str(FIRST + 2) in problem(first, "duplicate_id")["message"]
    assert str(FIRST) in problem(again, "duplicate_id")["message"]


def test_case_18_one_that_differs_among_three_refuses_all() -> None:
    answer = of_rows(person(), person(serial=2), person(serial=3, phone="13900000000"))
    assert [codes(row) for row in answer["rows"]] == [["duplicate_id"]] * 3


def test_case_18_one_number_on_thousands_of_rows_is_told_shortly() -> None:
    rows = lines([person(serial=None, phone=str(13800000000 + index)) for index in range(3000)])
    answer = answered(in_memory(rows))
    assert {row["outcome"] for row in answer["rows"]} == {"refused"}
    assert max(len(problem(row, "duplicate_id")["message"]) for row in answer["rows"]) < 150
