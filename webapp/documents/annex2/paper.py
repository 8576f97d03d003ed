"""附件2 on paper: A4 landscape, header row, code and page number on every page (spec 6.3)."""

from __future__ import annotations

from webapp.documents.annex2.sheet import COLUMNS, Sheet
from webapp.documents.codes import drawn
from webapp.documents.signs import breakable
from webapp.documents.typesetting import typeset


def pdf(sheet: Sheet) -> bytes:
    """The list on A4 landscape, on as many pages as it takes, each with header row, code and number."""
    unit, trade, day = (breakable(line) for line in sheet.lines)
    code = sheet.code
    data = {
        "unit": unit, "trade": trade, "day": day, "columns": list(COLUMNS),
        "rows": [[breakable(cell) for cell in row] for row in sheet.numbered],
        "commitment": breakable(sheet.commitment), "note": sheet.note, "mark": breakable(sheet.mark),
        "code": drawn(code) if code else "", "number": code.number if code else "",
        "version": str(code.version) if code else "",
    }  # fmt: skip
    return typeset("annex2.typ", data)


def blank_pdf() -> bytes:
    """The empty form."""
    return pdf(Sheet())
