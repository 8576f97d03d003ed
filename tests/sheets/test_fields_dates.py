"""Cases 26-32, 35's future, 33 and 34: dates and years as people and Excel write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from webapp.sheets.cells import CellError, FormulaWithoutValue
from webapp.sheets.fields import read_date
from webapp.sheets.problems import Outcome

DAY = date(2022, 5, 20)


def read(cell, field="birth", **more):
    return read_date(cell, field, reference=more.pop("day", DAY), **more)


def codes(reading):
    return [(one.code, one.outcome) for one in reading.problems]


@pytest.mark.parametrize(
    "cell",
    [
        "1985.03",
        "1985.3",
        "1985-3",
        "1985-03",
        "1985/03",
        "1985/3",
        "1985年3月",
        "1985年03月",
        "1985 03",
        "1985,3",
        "1985，3",
        "1985。03",
        "1985、3",
        "1985．03",
        "１９８５．０３",
        "198503",
        " 1985.03 ",
        "'1985.03",
        "1985年3月份",
        "1985.3月",
        "一九八五年三月",
        "03/1985",
        "3/1985",
        "1985.03.",
        "1985.03生",
        198503,
        198503.0,
        1985.03,
        1985.3,
        "\ufeff1985.03\u200b",
        "1985 年 3 月",
        "Mar 1985",
        '="1985.03"',
    ],
)
def test_months_are_read_quietly(cell):  # case 26
    found = read(cell)
    assert (str(found.value), found.problems) == ("1985-03", ())


@pytest.mark.parametrize(
    "cell",
    [
        "2018-06-01",
        "2018.6.1",
        "2018年6月1日",
        "2018/6/1",
        "20180601",
        20180601,
        20180601.0,
        "2018-06-01 00:00:00",
        "2018-06-01T00:00:00",
        "二〇一八年六月一日",
        date(2018, 6, 1),
        datetime(2018, 6, 1, 8, 30),
        "2018年6月1号",
    ],
)
def test_days_are_read_quietly(cell):  # cases 26, 28
    found = read(cell, "certificate_date")
    assert (str(found.value), found.problems) == ("2018-06-01", ())


@pytest.mark.parametrize(
    ("cell", "month"), [(1985.11, 11), (1985.12, 12), (1985.02, 2), (1985.2, 2), (1985.9, 9), ("1985.10", 10)]
)
def test_a_number_that_can_mean_one_month_only_is_read(cell, month):
    found = read(cell)
    assert (str(found.value), found.problems) == (f"1985-{month:02d}", ())


@pytest.mark.parametrize(("born", "month"), [(date(1985, 10, 6), "1985-10"), (date(1985, 1, 6), "1985-01")])
def test_the_ids_month_decides_a_lost_zero(born, month):  # case 27
    found = read(1985.1, id_birth=born)
    assert str(found.value) == month
    assert codes(found) == [("date_ambiguous", Outcome.WARNED)]
    assert found.problems[0].suggestion == month


def test_without_an_id_a_lost_zero_is_asked():  # case 27
    found = read(1985.1)
    assert found.value is None
    assert codes(found) == [("date_ambiguous", Outcome.ASKED)]
    assert found.problems[0].options == ("1985-01", "1985-10")


def test_the_ids_month_decides_nothing_but_the_birth():
    found = read(2005.1, "work_start", id_birth=date(1985, 10, 6))
    assert codes(found) == [("date_ambiguous", Outcome.ASKED)]


def test_a_lost_zero_that_fits_neither_month_contradicts_the_id():  # cases 14, 27
    found = read(1985.1, id_birth=date(1985, 3, 7))
    assert codes(found) == [("birth_mismatch", Outcome.REFUSED)]
    assert "1985-03" in found.problems[0].message


def test_the_options_of_a_question_are_not_in_the_future():
    assert read(2022.1, "certificate_date").problems[0].options == ("2022-01",)


def test_text_keeps_its_january_unless_the_id_says_october():
    assert read("1985.1").problems == ()
    assert str(read("1985.1", id_birth=date(1985, 1, 6)).value) == "1985-01"
    found = read("1985.1", id_birth=date(1985, 10, 6))
    assert (str(found.value), codes(found)) == ("1985-10", [("date_ambiguous", Outcome.WARNED)])


@pytest.mark.parametrize("cell", [31107, 31107.0, 31107.5, "31107", "31107.0"])
def test_a_serial_number_is_read_and_listed(cell):  # case 28
    found = read(cell)
    assert str(found.value) == "1985-03-01"
    assert codes(found) == [("date_serial", Outcome.WARNED)]


def test_a_serial_number_of_the_1904_system():  # case 29
    assert str(read(29645, date1904=True).value) == "1985-03-01"
    assert str(read(date(1985, 3, 1), date1904=True).value) == "1985-03-01"


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("85.3", "1985-03"),
        (85.3, "1985-03"),
        ("85-03", "1985-03"),
        ("85年3月", "1985-03"),
        ("八五年三月", "1985-03"),
        ("85年3月7日", "1985-03-07"),
        ("850307", "1985-03-07"),
        ("Mar-85", "1985-03"),
        ("05.7", "2005-07"),
        ("22.5", "2022-05"),
        ("22.6", "1922-06"),
    ],
)
def test_a_two_digit_year_is_never_in_the_future(cell, month):  # case 30
    found = read(cell)
    assert str(found.value) == month
    assert codes(found) == [("date_two_digit_year", Outcome.WARNED)]


def test_the_ids_century_is_taken():
    assert str(read("05.7", id_birth=date(1905, 7, 1)).value) == "1905-07"


def test_a_two_digit_number_that_lost_a_zero():
    assert codes(read(85.1)) == [("date_ambiguous", Outcome.ASKED)]
    assert str(read(85.1, id_birth=date(1985, 10, 1)).value) == "1985-10"
    assert str(read("85.1").value) == "1985-01"


@pytest.mark.parametrize("cell", [date(1905, 6, 27), datetime(1905, 6, 27), 2005, 2005.0, "2005", "2005年"])
def test_a_year_alone_is_asked(cell):  # case 31
    found = read(cell, "work_start")
    assert found.value is None
    assert codes(found) == [("date_year_only", Outcome.ASKED)]
    assert "2005" in found.problems[0].message


def test_a_year_in_a_date_cell_of_the_1904_system():
    assert codes(read(date(1909, 6, 28), "work_start", date1904=True)) == [("date_year_only", Outcome.ASKED)]


@pytest.mark.parametrize(
    "cell",
    [
        "2019.6.31",
        "2019.13",
        "2019.00",
        "201913",
        "20190631",
        "2019-02-29",
        "2019年13月",
        201913,
        "85.13",
        "85.2.29",
    ],
)
def test_an_impossible_date_is_refused(cell):  # case 32
    found = read(cell, "certificate_date")
    assert found.value is None
    assert codes(found) == [("date_impossible", Outcome.REFUSED)]


@pytest.mark.parametrize("cell", ["2022.6", "2030.01", date(2022, 5, 21), 50000])
def test_the_future_is_refused(cell):  # case 35
    found = read(cell, "certificate_date")
    assert ("date_future", Outcome.REFUSED) in codes(found)


@pytest.mark.parametrize("cell", ["2022.5", date(2022, 5, 20)])
def test_today_is_not_the_future(cell):
    assert read(cell, "certificate_date").problems == ()


@pytest.mark.parametrize(
    "cell", ["abc", "2018.06-2019.07", "至今", True, 12, -5, 1985.0312, "1985.03.07.01", "٣١١٠٧"]
)
def test_what_is_no_date_is_refused(cell):
    assert codes(read(cell)) == [("date_unreadable", Outcome.REFUSED)]


@pytest.mark.parametrize("cell", [None, "", "待补", "—", "无"])
def test_a_blank_date(cell):
    assert codes(read(cell)) == [("missing", Outcome.WARNED)]
    assert read(cell, "certificate_date").problems == ()


def test_error_values_and_formulas_without_a_value():
    assert codes(read(CellError("#VALUE!"))) == [("cell_error", Outcome.REFUSED)]
    assert codes(read(FormulaWithoutValue())) == [("formula_without_value", Outcome.REFUSED)]
