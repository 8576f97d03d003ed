"""The roster checker: a workbook and options in, its heading, questions and a stream of answered rows out.

Two passes over the sheet: the first gathers what only the whole list shows, the second answers row by row,
so that a hundred thousand rows need little more memory than the sheet (spec 2.1, 5.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from webapp.sheets.cells import Cell, Cells, Workbook
from webapp.sheets.checking.evaluate import ListFacts, RowChecker
from webapp.sheets.checking.layout import Layout, choose_layout, letter
from webapp.sheets.checking.listing import PERSON, Line, Listing
from webapp.sheets.checking.questions import (
    Question,
    layout_questions,
    list_questions,
    mixed_question,
    target_questions,
)
from webapp.sheets.checking.rows import CheckedRow
from webapp.sheets.checking.survey import Skipped, Survey, Surveyor
from webapp.sheets.fields import level_word
from webapp.sheets.options import CheckOptions
from webapp.sheets.problems import Outcome, Problem


@dataclass(frozen=True, slots=True)
class ListHeading:
    """The contract's heading: what the sheet says, with `--level` and `--occupation` in its place."""

    unit: str | None = None
    occupation: str | None = None
    level: str | None = None
    date: date | None = None


@dataclass(slots=True)
class Check:
    """A workbook's check. `columns` are Excel letters by field; `persons` is how many rows will come."""

    sheet: str
    header_row: int
    heading: ListHeading
    columns: dict[str, str]
    questions: list[Question]
    skipped: list[Skipped]
    persons: int
    _listing: Listing = field(repr=False)
    _checker: RowChecker = field(repr=False)
    _others: dict[int, list[Problem]] = field(repr=False)

    def rows(self, after: int = 0) -> Iterator[CheckedRow]:
        """The people's rows in order, each answered when it is asked for. Rows up to `after` are passed
        over: a resumed job has them already."""
        unit: str | None = None
        column = self._listing.layout.columns.get("unit")
        for line in self._listing:
            if line.reason != PERSON:
                continue
            cell = line.cells[column] if column is not None and column < len(line.cells) else None
            if line.row > after:
                yield self._row(line, unit)
            if cell is not None:
                unit = self._checker.unit_of(cell) or unit

    def _row(self, line: Line, unit_above: str | None) -> CheckedRow:
        layout = self._listing.layout
        others = self._others.get(line.row, [])
        if line.spread:
            others = others + _merged(layout, line.spread)
        row = self._checker.check(
            line.row,
            values_of(layout.columns, line.cells),
            unit_above=unit_above,
            others=others,
            hidden=line.row in layout.sheet.hidden_rows,
        )
        return row


def values_of(columns: dict[str, int], cells: Cells) -> dict[str, Cell]:
    """A row's cells by field; a row that ends early has nothing in its last columns."""
    width = len(cells)
    return {name: cells[column] if column < width else None for name, column in columns.items()}


def _merged(layout: Layout, columns: tuple[int, ...]) -> list[Problem]:
    names = {column: name for name, column in layout.columns.items()}
    return [
        Problem(names[column], "merged_cells", Outcome.WARNED, {"field": names[column]})
        for column in columns
        if names[column] != "serial"
    ]


def _list_level(options: CheckOptions, layout: Layout, survey: Survey) -> str | None:
    """The level of the list: the option's, the heading's, or the one that most rows name."""
    said = options.level or layout.heading.level
    if said:
        return level_word(said)
    return survey.levels.most_common(1)[0][0] if survey.levels else None


def _list_occupation(options: CheckOptions, layout: Layout, survey: Survey) -> str | None:
    said = options.occupation or layout.heading.occupation
    if said:
        return said
    return survey.occupations.most_common(1)[0][0] if survey.occupations else None


def _mixed(listing: Listing, checker: RowChecker, survey: Survey, listed: ListFacts) -> list[Question]:
    """The questions about rows that apply for something else than their list (三(三)2)."""
    found: list[Question] = []
    for name, code, counts, own in (
        ("target_level", "mixed_levels", survey.levels, listed.level),
        ("target_occupation", "mixed_occupations", survey.occupations, listed.occupation),
    ):
        column = listing.layout.columns.get(name)
        if column is None or not set(counts) - {own}:
            continue
        read = checker.reader.one
        rows = [
            line.row
            for line in listing
            if line.reason == PERSON
            and column < len(line.cells)
            and read(name, line.cells[column])[0] not in (None, own)
        ]
        values = list(dict.fromkeys([*([own] if own else []), *counts]))
        found.extend(mixed_question(code, values, rows))
    return found


def check(workbook: Workbook, options: CheckOptions) -> Check:
    """Check a workbook that was read. Refuses it (FileRefused `missing_column`) when no sheet has a list
    with the needed columns; else every line below the header comes in `rows()` or in `skipped`."""
    layout = choose_layout(workbook, options.sheet)
    listing = Listing(layout)
    survey = Surveyor(listing, RowChecker(options, ListFacts()).reader).survey()
    listed = ListFacts(
        unit=layout.heading.unit,
        occupation=_list_occupation(options, layout, survey),
        level=_list_level(options, layout, survey),
    )
    checker = RowChecker(options, listed)
    trained = listed.level is not None and options.rules.route(listed.level) is not None
    questions = [
        *layout_questions(layout),
        *target_questions(listed.level, layout.heading.level, trained, listed.occupation),
        *list_questions(
            persons=survey.persons, hidden=survey.hidden, gaps=survey.gaps, filtered=layout.sheet.filtered
        ),
        *_mixed(listing, checker, survey, listed),
    ]
    return Check(
        sheet=layout.sheet.name,
        header_row=layout.header_row,
        heading=ListHeading(listed.unit, listed.occupation, listed.level, layout.heading.date),
        columns={name: letter(column) for name, column in layout.columns.items()},
        questions=questions,
        skipped=survey.skipped,
        persons=survey.persons,
        _listing=listing,
        _checker=checker,
        _others=survey.others,
    )
