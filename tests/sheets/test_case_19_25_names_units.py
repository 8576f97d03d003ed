"""Spec 2.2, cases 19 to 25: names and units, end to end from a real .xlsx."""

from __future__ import annotations

import pytest

from tests.sheets.rosters import asked, codes, of_rows, one, only, person, persons, problem
from webapp.sheets.options import KnownUnit
from webapp.sheets.samples import UNIT

KNOWN = (
    KnownUnit(UNIT, ("海岳轧钢", "日照海岳钢铁厂")),
    KnownUnit("日照滨城能源有限公司"),
)


@pytest.mark.parametrize("typed", ["张 三", "张　三"])
def test_case_19_spaces_in_a_name(typed: str) -> None:
    row = one(name=typed)
    found = only(row, "name_spaces", "warned", "name")
    assert (found["value"], found["suggestion"], row["record"]["name"]) == (typed, "张三", "张三")


@pytest.mark.parametrize("typed", "．•‧")
def test_case_20_interpuncts(typed: str) -> None:
    row = one(name=f"阿依{typed}古丽")
    assert only(row, "name_interpunct", "warned", "name")["suggestion"] == "阿依·古丽"
    assert row["record"]["name"] == "阿依·古丽"


@pytest.mark.parametrize("typed", ["张三(女)", "张三（班长）"])
def test_case_21_annotation_in_a_name(typed: str) -> None:
    assert only(one(name=typed), "name_annotation", "asked", "name")["suggestion"] == "张三"


@pytest.mark.parametrize("typed", ["张?", "张\ue123"])
def test_case_22_unreadable_name(typed: str) -> None:
    only(one(name=typed), "name_unreadable", "refused", "name")


@pytest.mark.parametrize("typed", [None, "同上", "〃", "  "])
def test_case_23_unit_from_above(typed: str | None) -> None:
    first, *rest = persons(3)
    answer = of_rows(first | {"unit": "日照滨城能源有限公司"}, *(row | {"unit": typed} for row in rest))
    for row in answer["rows"][1:]:
        assert row["record"]["unit"] == "日照滨城能源有限公司"
        assert problem(row, "unit_ditto")["outcome"] == "warned"


def test_case_23_the_first_row_takes_the_heading() -> None:
    row = one(unit=None)
    only(row, "unit_ditto", "warned", "unit")
    assert row["record"]["unit"] == UNIT


@pytest.mark.parametrize("stamp", ["（盖章）", "(公章)"])
def test_case_24_the_stamp_is_stripped_quietly(stamp: str) -> None:
    row = one(unit=UNIT + stamp)
    assert (row["outcome"], row["record"]["unit"]) == ("accepted", UNIT)


@pytest.mark.parametrize("typed", ["海岳轧钢", "日照海岳钢铁厂", "日照海岳轧钢公司"])
def test_case_24_short_or_former_name_asks_with_suggestions(typed: str) -> None:
    answer = of_rows(person(unit=typed), known_units=KNOWN)
    found = only(answer["rows"][0], "unit_unknown", "asked", "unit")
    assert found["suggestion"] == UNIT
    assert UNIT in found["options"]


def test_case_24_a_known_unit_is_not_asked_about() -> None:
    assert of_rows(person(), known_units=KNOWN)["rows"][0]["outcome"] == "accepted"


def test_case_24_without_known_units_nothing_is_asked() -> None:
    answer = of_rows(person(unit="谁也不认识的厂"), known_units=None)
    assert "unit_unknown" not in codes(answer["rows"][0])


def test_case_25_another_unit_than_the_heading() -> None:
    found = only(one(unit="日照滨城能源有限公司"), "unit_mismatch", "asked", "unit")
    assert UNIT in found["message"]
    assert "日照滨城能源有限公司" in found["message"]


def test_case_25_one_row_asks_and_the_others_go_on() -> None:
    answer = of_rows(person(unit="日照滨城能源有限公司"), *persons(2))
    assert [row["outcome"] for row in answer["rows"]] == ["asked", "accepted", "accepted"]
    assert asked(answer) == ["serial_gaps"]
