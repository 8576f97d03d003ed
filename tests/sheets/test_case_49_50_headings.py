"""Where the list stands: headings, headers, columns (spec 2, cases 49 and 50)."""

from __future__ import annotations

import random
from datetime import datetime

import pytest
from openpyxl import Workbook

from tests.sheets.rosters import (
    ANNEX_2,
    COLUMN,
    HEADER_ROW,
    answered,
    asked,
    book,
    codes,
    in_memory,
    lines,
    of_rows,
    persons,
    question,
    saved,
)
from webapp.sheets.cells import Cell, FileRefused
from webapp.sheets.checking.layouts import NEEDED, TITLES
from webapp.sheets.samples import UNIT


def accepted(answer: dict) -> list[str]:
    return [row["outcome"] for row in answer["rows"]]


def test_case_49_heading_lines_are_read() -> None:
    answer = of_rows(*persons(3))
    assert answer["heading"] == {"unit": UNIT, "occupation": "焊工", "level": "技师", "date": "2022-05-10"}
    assert (answer["header_row"], answer["sheet"]) == (HEADER_ROW, "Sheet")
    assert answer["columns"] == COLUMN
    assert answer["questions"] == []


@pytest.mark.parametrize("above", range(10))
def test_case_49_header_in_rows_1_to_10(above: int) -> None:
    answer = answered(saved(book(persons(2), heading=[None] * above)), level="技师", occupation="焊工")
    assert answer["header_row"] == above + 1
    assert [row["row"] for row in answer["rows"]] == [above + 2, above + 3]


def test_case_49_two_row_merged_header() -> None:
    made = book([], heading=["汇总表"])
    sheet = made.active
    for column, field in enumerate(ANNEX_2, start=1):
        if field in ("certificate_date", "certificate_number"):
            sheet.cell(3, column, {"certificate_date": "取得时间", "certificate_number": "证书编号"}[field])
        else:
            sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    sheet["L2"].value = None
    sheet["K2"].value = "现职业资格（技能等级）"
    sheet.merge_cells("K2:L2")
    for index, cells in enumerate(persons(2)):
        for column, field in enumerate(ANNEX_2, start=1):
            sheet.cell(4 + index, column, cells[field])
    answer = answered(saved(made), level="技师", occupation="焊工")
    assert answer["header_row"] == 3
    assert answer["columns"] == COLUMN
    assert accepted(answer) == ["accepted"] * 2


def test_case_49_two_rows_without_merges() -> None:
    top: list[Cell] = [TITLES[field] for field in ANNEX_2]
    top[10], top[11] = "现职业资格", None
    below: list[Cell] = [None] * 10 + ["取得时间", "证书编号"]
    body = lines(persons(2))[3:]
    answer = answered(in_memory([(4, top), (5, below), *body]), level="技师", occupation="焊工")
    assert answer["header_row"] == 5
    assert answer["columns"] == COLUMN
    assert accepted(answer) == ["accepted"] * 2


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("（培训工种：焊工   级别：技师）", ("焊工", "技师")),
        ("培训工种:__焊工__ 级别:_二级_", ("焊工", "技师")),
        ("培训工种：焊工（气焊工） 级别：高级技师", ("焊工（气焊工）", "高级技师")),
        ("（培训工种（职业）：电工 级别：技师（二级））", ("电工", "技师")),
        ("培训工种：_____ 级别：_____）", (None, None)),
    ],
)
def test_case_49_occupation_and_level_as_written(text: str, read: tuple[str | None, str | None]) -> None:
    answer = answered(saved(book(persons(1), heading=["汇总表", text])))
    assert (answer["heading"]["occupation"], answer["heading"]["level"]) == read
    missing = [
        code for code, value in zip(["occupation_unknown", "level_unknown"], read, strict=True) if not value
    ]
    assert sorted(asked(answer)) == sorted(missing)


def test_case_49_values_in_the_next_cells() -> None:
    rows = lines(persons(1))
    rows[0] = (2, ["填报单位（盖章）：", None, UNIT, None, "填报日期：", "2022.5.10"])
    rows[1] = (3, ["培训工种：", "焊工", "级别：", "技师"])
    assert answered(in_memory(rows))["heading"] == {
        "unit": UNIT,
        "occupation": "焊工",
        "level": "技师",
        "date": "2022-05-10",
    }


def test_case_49_the_heading_is_kept_as_written() -> None:
    rows = lines(persons(1, unit="日照海岳（集团）有限公司"))
    rows[0] = (2, ["填报单位（盖章）：日照海岳（集团）有限公司      2022年5月10日  联系电话：0633-2910098"])
    rows[1] = (3, ["培训工种", "焊工", None, "级别", "技师", datetime(2022, 5, 11, 8, 30)])
    answer = answered(in_memory(rows))
    assert answer["heading"] == {
        "unit": "日照海岳（集团）有限公司",
        "occupation": "焊工",
        "level": "技师",
        "date": "2022-05-10",
    }
    assert codes(answer["rows"][0]) == []


def test_case_49_the_form_left_blank_says_nothing() -> None:
    rows = lines(persons(1))
    rows[0] = (2, ["填报单位（盖章）：", "2022 年 月 日"])
    rows[1] = (3, ["（培训工种：_____ 级别：_____）"])
    heading = answered(in_memory(rows))["heading"]
    assert heading == {"unit": None, "occupation": None, "level": None, "date": None}


def test_case_49_options_replace_the_heading() -> None:
    answer = of_rows(*persons(1), level="高级技师", occupation="钳工")
    assert (answer["heading"]["level"], answer["heading"]["occupation"]) == ("高级技师", "钳工")
    assert answer["rows"][0]["eligibility"]["clause"] == "三(一)3"


@pytest.mark.parametrize(
    "title", ["身份证号码", "身份证号", "公民身份号码", "身份证\n号码", "身 份 证 号", "身份证号码（18位）"]
)
def test_case_50_header_variants(title: str) -> None:
    answer = answered(saved(book(persons(2), titles={"id_number": title, "name": "姓  名"})))
    assert answer["columns"] == COLUMN
    assert accepted(answer) == ["accepted"] * 2
    assert answer["questions"] == []


@pytest.mark.parametrize("seed", range(4))
def test_case_50_any_order_of_columns(seed: int) -> None:
    fields = list(ANNEX_2)
    random.Random(seed).shuffle(fields)
    answer = answered(saved(book(persons(3), fields=fields)))
    assert accepted(answer) == ["accepted"] * 3
    assert [field for field, _ in sorted(answer["columns"].items(), key=lambda item: item[1])] == fields


def test_case_50_extra_columns_are_told_once() -> None:
    rows = [row | {"备注": "优秀", "车间": "一"} for row in persons(2)]
    answer = answered(saved(book(rows, fields=("车间", *ANNEX_2, "备注"))))
    assert accepted(answer) == ["accepted"] * 2
    assert asked(answer) == ["extra_columns"]
    assert question(answer, "extra_columns")["columns"] == ["A", "O"]
    assert answer["columns"]["id_number"] == "G"


@pytest.mark.parametrize("field", NEEDED)
def test_case_50_a_needed_column_missing_refuses_the_file(field: str) -> None:
    data = saved(book(persons(2), fields=[other for other in ANNEX_2 if other != field]))
    with pytest.raises(FileRefused) as refused:
        answered(data)
    assert refused.value.code == "missing_column"
    assert TITLES[field] in refused.value.message


@pytest.mark.parametrize("field", [field for field in ANNEX_2 if field not in NEEDED])
def test_case_50_any_other_column_missing_is_read_on(field: str) -> None:
    data = saved(book(persons(2), fields=[other for other in ANNEX_2 if other != field]))
    answer = answered(data)
    assert len(answer["rows"]) == 2
    quiet = field in ("serial", "unit")
    assert asked(answer) == ([] if quiet else ["absent_columns"])
    assert all("missing" not in codes(row) for row in answer["rows"])


def test_case_50_no_unit_anywhere_is_told() -> None:
    fields = [other for other in ANNEX_2 if other != "unit"]
    answer = answered(
        saved(book(persons(1), fields=fields, heading=["汇总表"])), level="技师", occupation="焊工"
    )
    assert "单位名称" in question(answer, "absent_columns")["message"]
    assert answer["rows"][0]["record"]["unit"] is None


def test_case_50_a_file_without_any_header() -> None:
    made = Workbook()
    made.active["A1"] = "通知"
    with pytest.raises(FileRefused) as refused:
        answered(saved(made))
    assert refused.value.code == "missing_column"
