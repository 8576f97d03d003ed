"""Whatever stands in the cells: no row is dropped unsaid, none stops another, what was read reads again."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.sheets.rosters import ANNEX_2, AS_OF, FIRST, answered, in_memory, lines, person, persons
from webapp.sandbox.frames import next_frame, packed
from webapp.sheets.cells import Cell, CellError, FormulaWithoutValue
from webapp.sheets.checking.checker import check
from webapp.sheets.checking.rows import (
    RECORD,
    cell_from_plain,
    cell_to_plain,
    row_from_plain,
    row_to_plain,
    worst,
)
from webapp.sheets.options import CheckOptions
from webapp.sheets.problems import Outcome

CELLS = st.one_of(
    st.none(),
    st.text(max_size=24),
    st.text("0123456789Xx.-年月 O", max_size=24),
    st.integers(-(10**25), 10**25),
    st.floats(allow_nan=True),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from([CellError("#N/A"), FormulaWithoutValue(), "合计", "同上", "无", "371102198503121023"]),
)
ROWS = st.lists(st.lists(CELLS, max_size=len(ANNEX_2) + 2), max_size=8)
FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\u3000\xa0\u200b\ufeff"))


@FEW
@example([[":"]])
@given(ROWS)
def test_every_line_that_holds_something_is_answered_or_said_to_be_skipped(rows: list[list[Cell]]) -> None:
    body = [(FIRST + index, cells) for index, cells in enumerate(rows)]
    answer = answered(in_memory(lines([]) + body))
    told = [row["row"] for row in answer["rows"]] + [line["row"] for line in answer["skipped"]]
    assert len(told) == len(set(told))
    filled = {row for row, cells in body if not all(map(empty, cells))}
    assert filled <= set(told)
    assert set(told) <= set(range(FIRST, FIRST + len(rows)))
    assert answer["counts"]["rows"] == len(answer["rows"])


@FEW
@given(st.dictionaries(st.sampled_from(ANNEX_2), CELLS, max_size=6))
def test_no_row_stops_or_changes_the_others(changes: dict[str, Any]) -> None:
    before, after = persons(2)
    alone = answered(in_memory(lines([before, after])))["rows"]
    between = person(**changes) | {"serial": None}
    answer = answered(in_memory(lines([before, between, after])))
    plain = [row for row in answer["rows"] if row["row"] in (FIRST, FIRST + 2)]
    assert [row["record"] for row in plain] == [row["record"] for row in alone]
    assert [row["outcome"] for row in plain] == ["accepted", "accepted"]


@FEW
@given(st.dictionaries(st.sampled_from(ANNEX_2), CELLS, max_size=4))
def test_the_outcome_is_the_worst_problems_and_a_lost_value_has_a_problem(changes: dict[str, Any]) -> None:
    found = check(in_memory(lines([person(**changes)])), CheckOptions(as_of=AS_OF))
    for row in found.rows():
        assert row.outcome is worst(row.problems)
        assert tuple(row.record)[: len(RECORD)] == RECORD
        named = {problem.field for problem in row.problems}
        for name, cell in changes.items():
            if name == "serial" or empty(cell) or row.record[name] is not None:
                continue
            says_nothing = isinstance(cell, str) and name in ("certificate_date", "certificate_number")
            assert name in named or says_nothing


@FEW
@given(st.dictionaries(st.sampled_from(ANNEX_2), CELLS, max_size=3))
def test_what_was_read_without_a_problem_reads_the_same_again(changes: dict[str, Any]) -> None:
    first = check(in_memory(lines([person(**changes)])), CheckOptions(as_of=AS_OF))
    for row in first.rows():
        if row.outcome is not Outcome.ACCEPTED:
            continue
        record = row.record | {"serial": 1}
        months = record["experience_months"]
        record["experience_months"] = f"{months // 12}年{months % 12}个月"
        again = list(check(in_memory(lines([record])), CheckOptions(as_of=AS_OF)).rows())
        assert [(one.outcome, one.record) for one in again] == [(Outcome.ACCEPTED, row.record)]


@FEW
@given(ROWS)
def test_rows_cross_the_pipe_unchanged(rows: list[list[Cell]]) -> None:
    body = [(FIRST + index, cells) for index, cells in enumerate(rows)]
    for row in check(in_memory(lines([]) + body), CheckOptions(as_of=AS_OF)).rows():
        assert repr(row_from_plain(crossed(row_to_plain(row)))) == repr(row)


def crossed(content: Any) -> Any:
    """What comes out of the pipe when this goes in."""
    return next_frame(io.BytesIO(packed(content)).read)


@given(CELLS)
def test_a_cell_crosses_the_pipe_unchanged(cell: Cell) -> None:
    assert repr(cell_from_plain(crossed(cell_to_plain(cell)))) == repr(cell)


@given(st.integers(0, 12))
def test_a_resumed_check_gives_the_rows_after_the_mark(after: int) -> None:
    people = persons(10)
    people[4] |= {"unit": "同上"}
    people[3] |= {"unit": "日照滨城能源有限公司"}
    found = check(in_memory(lines(people)), CheckOptions(as_of=AS_OF))
    every = list(found.rows())
    assert list(found.rows(after=FIRST + after)) == [row for row in every if row.row > FIRST + after]
    assert every[4].record["unit"] == "日照滨城能源有限公司"
