"""Spec 2.2, cases 37 to 48: certificate numbers, phones and words, end to end from a real .xlsx."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sheets.rosters import (
    ANNEX_2,
    answered,
    book,
    codes,
    of_rows,
    one,
    only,
    person,
    persons,
    problem,
    saved,
)

NUMBER = "S000037000026163231822"


@pytest.mark.parametrize(
    "typed",
    [
        "S000037-000026-16-3-231822",
        "S000037–000026163231822",
        "S000037—000026163231822",
        "S000037－000026163231822",
        "S000037‐000026163231822",
        "S000037 000026 163231822",
        "证书编号：S000037000026163231822",
        "Ｓ０００037000026163231822",
        "s000037000026163231822",
    ],
)
def test_case_37_ways_to_write_a_number(typed: str) -> None:
    row = one(certificate_number=typed)
    found = only(row, "certificate_normalised", "warned", "certificate_number")
    assert row["record"]["certificate_number"] == found["suggestion"] == NUMBER


def test_case_38_the_number_contradicts_the_year() -> None:
    only(one(certificate_date="2017.06"), "certificate_contradicts", "warned", "certificate_number")


def test_case_38_the_number_contradicts_the_level() -> None:
    row = with_column("current_level", "中级工", certificate_number=NUMBER)
    assert "certificate_contradicts" in codes(row)


def with_column(field: str, value: Any, **changes: Any) -> dict[str, Any]:
    """The answer about one person in a list with one more column."""
    made = book([person(**{field: value}, **changes)], fields=(*ANNEX_2, field))
    row: dict[str, Any] = answered(saved(made))["rows"][0]
    return row


@pytest.mark.parametrize("typed", [1600003700012345, 1600003700012340.0, 60000370001234])
def test_case_39_numeric_cell(typed: float) -> None:
    row = one(certificate_number=typed)
    found = problem(row, "certificate_precision_lost")
    assert (found["outcome"], found["column"], row["outcome"]) == ("refused", "L", "refused")
    assert row["record"]["certificate_number"] is None


def test_case_40_letter_for_digit() -> None:
    row = one(certificate_number="S0000370O0026163231822")
    found = problem(row, "certificate_letter_for_digit")
    assert (found["outcome"], found["suggestion"], row["outcome"]) == ("asked", NUMBER, "asked")


@pytest.mark.parametrize("between", ["、", "\n"])
def test_case_41_two_numbers_in_one_cell(between: str) -> None:
    other = "S000037000026133231000"
    row = one(certificate_number=NUMBER + between + other)
    found = problem(row, "certificate_several")
    assert (found["outcome"], found["options"], row["outcome"]) == ("asked", [NUMBER, other], "asked")


def test_case_42_one_number_two_persons() -> None:
    first, second, third = persons(3)
    second["certificate_number"] = str(first["certificate_number"]).lower()
    answer = of_rows(first, second, third)
    assert [row["outcome"] for row in answer["rows"]] == ["refused", "refused", "accepted"]
    assert "7" in problem(answer["rows"][0], "certificate_shared")["message"]
    assert "6" in problem(answer["rows"][1], "certificate_shared")["message"]
    assert problem(answer["rows"][0], "certificate_shared")["column"] == "L"


def test_case_42_nobody_shares_having_none() -> None:
    rows = persons(
        2, certificate_number="无", certificate_date="无", experience_months="15", work_start="2006.07"
    )
    answer = of_rows(*rows)
    assert not any("certificate_shared" in codes(row) for row in answer["rows"])


def test_case_43_the_level_is_read_from_the_number() -> None:
    row = one()
    assert row["outcome"] == "accepted"
    assert row["derived"] == {"current_level": "高级工", "current_level_from": "certificate_number"}


@pytest.mark.parametrize("typed", ["鲁技2016字第18号", "AB" + "0" * 20])
def test_case_44_unknown_shape_warns_and_keeps(typed: str) -> None:
    row = one(certificate_number=typed)
    assert problem(row, "certificate_unknown_shape")["outcome"] == "warned"
    assert row["record"]["certificate_number"] == typed


@pytest.mark.parametrize("typed", [13800000000.0, "13800000000.0", "+8613800000000", "138-0000-0000"])
def test_case_45_mobile_numbers_are_fixed_quietly(typed: Any) -> None:
    row = one(phone=typed)
    assert (row["outcome"], row["record"]["phone"]) == ("accepted", "13800000000")


@pytest.mark.parametrize("typed", ["6332910098", 6332910098])
def test_case_46_a_landline_that_lost_its_0(typed: Any) -> None:
    row = one(phone=typed)
    only(row, "phone_normalised", "warned", "phone")
    assert str(row["record"]["phone"]).replace("-", "") == "06332910098"


def test_case_46_two_phones() -> None:
    only(one(phone="13800000000、13900000000"), "phone_normalised", "warned", "phone")


@pytest.mark.parametrize("typed", ["三级", "高级工", "高级技能", 3])
def test_case_47_words_for_a_level(typed: Any) -> None:
    row = with_column("current_level", typed)
    assert row["outcome"] == "accepted"
    assert row["derived"] == {"current_level": "高级工", "current_level_from": "level_column"}


def test_case_47_an_ambiguous_level_asks() -> None:
    row = with_column("current_level", "高技")
    found = problem(row, "level_ambiguous")
    assert (found["outcome"], found["column"], row["outcome"]) == ("asked", "N", "asked")


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        ("education", "大学本科", "本科"),
        ("education", "本科", "本科"),
        ("ethnicity", "汉", "汉族"),
        ("politics", "党员", "中共党员"),
    ],
)
def test_case_48_synonyms(field: str, typed: str, read: str) -> None:
    row = one(education=typed) if field == "education" else with_column(field, typed)
    assert (row["outcome"], row["record"][field]) == ("accepted", read)


def test_case_48_unknown_word_with_the_list() -> None:
    found = only(one(education="研究僧"), "unknown_word", "refused", "education")
    assert "大专" in found["message"]
