"""One row again with what the clerk typed (spec 2.3): the same rules, and questions settled as they stand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sheets.rosters import AS_OF, book, in_memory, lines, number, person, saved
from webapp.sheets.cells import CellError, FormulaWithoutValue
from webapp.sheets.checking.checker import Check, check
from webapp.sheets.checking.evaluate import ListFacts
from webapp.sheets.checking.recheck import recheck
from webapp.sheets.checking.rows import CheckedRow, row_from_plain, row_to_plain
from webapp.sheets.options import CheckOptions
from webapp.sheets.problems import Outcome
from webapp.sheets.reading.reader import read_workbook

OPTIONS = CheckOptions(as_of=AS_OF)


def checked(*rows: dict[str, Any]) -> tuple[Check, list[CheckedRow], ListFacts]:
    found = check(read_workbook(saved(book(rows)), "r.xlsx"), OPTIONS)
    heading = found.heading
    kept = [row_from_plain(row_to_plain(row)) for row in found.rows()]
    return found, kept, ListFacts(heading.unit, heading.occupation, heading.level)


@pytest.mark.parametrize(
    ("changes", "typed"),
    [
        ({"id_number": 371102198503121000}, {"id_number": number("37110219850312102")}),
        ({"sex": "男"}, {"sex": "女"}),
        ({"experience_months": 2008}, {"experience_months": "13"}),
        ({"education": "研究僧"}, {"education": "本科"}),
        ({"certificate_date": None}, {"certificate_date": "2016.06"}),
        ({"unit": "日照滨城能源有限公司"}, {"unit": "日照海岳轧钢有限公司"}),
        ({"certificate_number": "鲁技2016字第18号"}, {"current_level": "高级工", "certificate_number": None}),
    ],
)
def test_the_right_value_makes_the_row_accepted(changes: dict[str, Any], typed: dict[str, Any]) -> None:
    _, (row,), listed = checked(person(**changes))
    assert row.outcome is not Outcome.ACCEPTED
    again = recheck(row, typed, OPTIONS, listed)
    assert (again.outcome, again.problems, again.row) == (Outcome.ACCEPTED, (), row.row)


def test_nothing_typed_answers_the_same() -> None:
    _, rows, listed = checked(person(sex="男", unit="同上"), person(serial=2, id_number=371102198503121000))
    assert [recheck(row, {}, OPTIONS, listed) for row in rows] == rows


def test_an_accepted_row_answers_the_same_from_its_record() -> None:
    _, (row,), listed = checked(person())
    assert row.raw == {}
    assert recheck(row, {}, OPTIONS, listed) == row


def test_a_wrong_value_typed_is_refused_like_one_in_the_file() -> None:
    _, (row,), listed = checked(person())
    again = recheck(row, {"birth": "1985.04"}, OPTIONS, listed)
    assert [problem.code for problem in again.problems] == ["birth_mismatch"]


def test_a_question_can_be_settled_as_it_stands_but_a_refusal_cannot() -> None:
    _, (row,), listed = checked(person(unit="日照滨城能源有限公司", education="研究僧"))
    settled = [("unit", "unit_mismatch"), ("education", "unknown_word")]
    again = recheck(row, {}, OPTIONS, listed, settled)
    assert [problem.code for problem in again.problems] == ["unknown_word"]
    assert again.outcome is Outcome.REFUSED


def test_problems_with_other_rows_stay_until_their_field_is_typed() -> None:
    _, (first, _), listed = checked(person(), person(serial=2, phone="13900000000"))
    assert [
        problem.code for problem in recheck(first, {"phone": "13900000000"}, OPTIONS, listed).problems
    ] == ["duplicate_id"]
    typed = {"id_number": number("37110219850312104")}
    assert recheck(first, typed, OPTIONS, listed).outcome is Outcome.ACCEPTED


def test_cells_that_are_no_text_survive_the_way_to_the_preview() -> None:
    row = person(education=FormulaWithoutValue(), phone=CellError("#N/A"), birth=1985.1)
    found = check(in_memory(lines([row])), OPTIONS)
    (before,) = found.rows()
    listed = ListFacts(found.heading.unit, found.heading.occupation, found.heading.level)
    again = recheck(row_from_plain(row_to_plain(before)), {}, OPTIONS, listed)
    assert again == before
