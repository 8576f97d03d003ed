"""Where the list stands in a workbook: its sheet, its header, its columns (spec 2, cases 49, 50 and 57)."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile

from webapp.sheets.cells import Cells, FileRefused, Numbered, Sheet, Workbook
from webapp.sheets.checking.heading import Heading, read_heading
from webapp.sheets.checking.layouts import NEEDED, TITLES, field_of, is_annex_wording, plain
from webapp.sheets.messages import sentence
from webapp.sheets.writing.annotations import OUR_TITLES

# The header is promised in rows 1–10; units that paste a letter above the list push it down.
DEEPEST_HEADER = 20
# A row is taken for a header when it names this many of the fields, so that a sentence never is one.
FEWEST_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """A list found in a sheet. Columns count from 0; `header_row` is the last row of the header."""

    sheet: Sheet
    header_row: int
    columns: dict[str, int]
    heading: Heading
    extra: tuple[tuple[int, str], ...] = ()
    others: tuple[str, ...] = ()
    labels: dict[int, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """The needed columns that this header lacks."""
        return [name for name in NEEDED if name not in self.columns]


def letter(column: int) -> str:
    """A column as Excel names it: 0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _text(cells: Cells, column: int) -> str:
    cell = cells[column] if column < len(cells) else None
    return cell.strip() if isinstance(cell, str) else ""


def _score(cells: Cells) -> int:
    return len({found for cell in cells if isinstance(cell, str) and (found := field_of(cell))})


def _spread(cells: Cells, groups: list[tuple[int, int]]) -> Cells:
    """A header row with each sideways merged heading written over all its columns."""
    wide = list(cells)
    for first, last in groups:
        if first < len(cells):
            wide.extend([None] * (last + 1 - len(wide)))
            wide[first : last + 1] = [cells[first]] * (last + 1 - first)
    return wide


def _second_row(top: Cells, below: Cells, groups: list[tuple[int, int]]) -> bool:
    """Whether the row under the header's first row belongs to the header (两行表头)."""
    grouped = {column for first, last in groups for column in range(first, last + 1)}
    labels = 0
    for column, cell in enumerate(below):
        if cell is None or cell == "":
            continue
        text, above = _text(below, column), _text(top, column)
        if text and not plain(text):
            continue  # a mark without a word names nothing, whatever stands above it
        if text and (field_of(above + text) or field_of(text)):
            labels += 1
        elif not text or (field_of(above) and column not in grouped):
            return False
    return labels > 0


def _assign(labels: dict[int, tuple[str, ...]]) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """Fields to columns; a second column for a field is extra, but the Annex's own wording wins."""
    columns: dict[str, int] = {}
    extra: list[tuple[int, str]] = []
    wording: dict[str, str] = {}
    for column, candidates in sorted(labels.items()):
        text = next((candidate for candidate in candidates if field_of(candidate)), candidates[0])
        found = field_of(text)
        if found is None or (found in columns and not is_annex_wording(found, text)):
            extra.append((column, candidates[0]))
            continue
        if found in columns:
            extra.append((columns[found], wording[found]))
        columns[found], wording[found] = column, text
    return columns, sorted(extra)


def _labels(top: Cells, below: Cells | None, groups: list[tuple[int, int]]) -> dict[int, tuple[str, ...]]:
    wide = _spread(top, groups) if below is not None else top
    labels: dict[int, tuple[str, ...]] = {}
    for column in range(max(len(wide), len(below or ()))):
        above, under = _text(wide, column), _text(below or [], column)
        if under:
            labels[column] = (above + under, under, above)
        elif above:
            labels[column] = (above,)
    return labels


def _sideways(sheet: Sheet, row: int) -> list[tuple[int, int]]:
    return [(first, last) for top, first, bottom, last in sheet.merged if top == row and last > first]


def find_layout(sheet: Sheet) -> Layout | None:
    """The list in a sheet, or None where no row of the first twenty names three of the fields."""
    head: list[Numbered] = list(takewhile(lambda row: row[0] <= DEEPEST_HEADER + 1, sheet.rows()))
    at, best = -1, FEWEST_HEADINGS - 1
    for index, (number, cells) in enumerate(head):
        if number <= DEEPEST_HEADER and (score := _score(cells)) > best:
            at, best = index, score
    if at < 0:
        return None
    number, top = head[at]
    groups = _sideways(sheet, number)
    following = head[at + 1] if at + 1 < len(head) and head[at + 1][0] == number + 1 else None
    below = following[1] if following and _second_row(_spread(top, groups), following[1], groups) else None
    # What we wrote on a roster that we handed back is no column of the clerk's (spec 2.3).
    labels = {at: texts for at, texts in _labels(top, below, groups).items() if texts[0] not in OUR_TITLES}
    columns, extra = _assign(labels)
    return Layout(
        sheet=sheet,
        header_row=number + (below is not None),
        columns=columns,
        heading=read_heading(cells for _, cells in head[:at]),
        extra=tuple(extra),
        labels={column: texts[0] for column, texts in labels.items()},
    )


def _has_list(layout: Layout) -> bool:
    return any(number > layout.header_row for number, _ in layout.sheet.rows())


def _refuse(layouts: list[Layout]) -> FileRefused:
    lacking = min((layout.missing for layout in layouts), key=len, default=list(NEEDED[:2]))
    params = {"columns": "、".join(TITLES[name] for name in lacking)}
    code = "missing_column" if layouts else "header_not_found"
    return FileRefused("missing_column", sentence(code, params))


def choose_layout(workbook: Workbook, wanted: str | None = None) -> Layout:
    """The list to read: the wanted sheet's, else the first visible one that holds rows, else the first.

    Refuses the file with `missing_column`, naming the columns, when no sheet has all the needed ones.
    """
    found = [layout for sheet in workbook.sheets if (layout := find_layout(sheet))]
    whole = [layout for layout in found if not layout.missing]
    if not whole:
        raise _refuse(found)
    filled = [layout for layout in whole if _has_list(layout)] or whole
    ranked = sorted(filled, key=lambda layout: (layout.sheet.name != wanted, not layout.sheet.visible))
    chosen = ranked[0]
    return Layout(
        sheet=chosen.sheet,
        header_row=chosen.header_row,
        columns=chosen.columns,
        heading=chosen.heading,
        extra=chosen.extra,
        others=tuple(layout.sheet.name for layout in filled if layout is not chosen),
        labels=chosen.labels,
    )
