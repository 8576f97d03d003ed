"""附件2 as WORD (三(三)2, “WORD版”): landscape, the header row repeated, the word of clause 六 below."""

from __future__ import annotations

import io
from typing import Any

from docx.shared import Mm

from webapp.documents.annex2.sheet import COLUMNS, TITLE, Sheet
from webapp.documents.codes import pictured
from webapp.documents.word import (
    CENTER,
    HEI,
    LEFT,
    RIGHT,
    a4,
    fill,
    foot,
    repeated,
    ruled,
    saved,
    size_for,
    tall,
    write,
)

WIDTHS = (8, 17, 8, 39, 14, 33, 20, 15, 18, 21, 21, 44, 23)
HEADER, ROW = 14, 9


def docx(sheet: Sheet) -> bytes:
    """Annex 2 as .docx; identity and certificate numbers are plain text."""
    document = a4(landscape=True, margins=(12, 14, 8, 8))
    _head(document, sheet)
    rows = sheet.numbered
    table = ruled(document, len(rows) + 1, WIDTHS)
    repeated(table.rows[0])
    cells = table._cells  # one walk over the table; asking row by row walks it each time
    for place, words in enumerate(COLUMNS):
        fill(cells[place], words, size=8.5)
    for number, row in enumerate(rows, 1):
        for place, words in enumerate(row):
            fill(cells[number * len(WIDTHS) + place], words, size=_size(words, place))
    for number, line in enumerate(table.rows):
        tall(line, ROW if number else HEADER)
    if sheet.commitment:
        write(document.add_paragraph(), sheet.commitment, align=LEFT)
    foot(document, sheet.mark, pages=True)
    return saved(document)


def _size(words: str, place: int) -> float:
    return size_for(words, WIDTHS[place], 8.5)


def blank_docx() -> bytes:
    """The empty form (三(四): downloadable from a public page)."""
    return docx(Sheet())


def _head(document: Any, sheet: Sheet) -> None:
    unit, trade, day = sheet.lines
    first = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    write(first, "附件 2　" + sheet.note, font=HEI)
    if sheet.code:
        first.paragraph_format.tab_stops.add_tab_stop(Mm(258))
        first.add_run("\t").add_picture(io.BytesIO(pictured(sheet.code)), width=Mm(17))
        line = f"{sheet.code.number}　数据第 {sheet.code.version} 版"
        write(document.add_paragraph(), line, size=7, align=RIGHT)
    write(document.add_paragraph(), TITLE, size=18, font=HEI, bold=True, align=CENTER)
    write(document.add_paragraph(), unit)
    write(document.add_paragraph(), trade)
    write(document.add_paragraph(), day, align=RIGHT)
