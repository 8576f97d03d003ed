"""WORD documents by python-docx: every run names a Chinese font (w:eastAsia), tables have lines and widths.

Text goes in through the library's own nodes, so `<`, `&` and `{{ }}` are only signs.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from webapp.documents.signs import printable

SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
CENTER, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
A4 = (210, 297)
FAINT = RGBColor(0x5F, 0x6B, 0x7D)


def a4(*, landscape: bool = False, margins: Sequence[float] = (15, 15, 18, 18)) -> Any:
    """An empty A4 document; `margins` are top, bottom, left and right in mm."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(10.5)
    _east_asian(normal.element.get_or_add_rPr(), SONG)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    section = document.sections[0]
    width, height = reversed(A4) if landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    top, bottom, left, right = (Mm(one) for one in margins)
    section.top_margin, section.bottom_margin = top, bottom
    section.left_margin, section.right_margin = left, right
    section.footer_distance = Mm(6)
    core = document.core_properties
    core.author = core.last_modified_by = core.comments = ""
    core.language = "zh-CN"
    return document


def write(
    paragraph: Any, words: str, *, size: float = 10.5, font: str = SONG, bold: bool = False,
    underline: bool = False, faint: bool = False, align: Any = None,
) -> Any:  # fmt: skip
    """Add `words` to a paragraph; answers the paragraph."""
    run = paragraph.add_run(printable(words) if words.strip() else words)
    run.font.size, run.font.name = Pt(size), LATIN
    run.bold, run.underline = bold or None, underline or None
    if faint:
        run.font.color.rgb = FAINT
    _east_asian(run._element.get_or_add_rPr(), font)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _east_asian(properties: Any, font: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), LATIN)
    fonts.set(qn("w:eastAsia"), font)


def ruled(parent: Any, rows: int, widths: Sequence[float]) -> Any:
    """A table with lines all around, its columns of these widths in mm, whatever is written into them."""
    table = parent.add_table(rows=rows, cols=len(widths))
    table.style, table.autofit, table.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def tall(row: Any, height: float) -> None:
    """At least `height` mm; a row grows rather than cuts, and is never torn over two pages."""
    row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def repeated(row: Any) -> None:
    """A header row: it stands again on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def fill(cell: Any, words: str, *, align: Any = CENTER, size: float = 10.5, **given: Any) -> None:
    """What stands in a cell, in the middle of its height."""
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    lines = words.split("\n")
    write(cell.paragraphs[0], lines[0], align=align, size=size, **given)
    for line in lines[1:]:
        write(cell.add_paragraph(), line, align=align, size=size, **given)


def foot(document: Any, mark: str, *, pages: bool = False) -> None:
    """The footer: who took the copy away, and the number of the page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    if mark:
        write(paragraph, mark, size=7, faint=True)
    if pages:
        write(paragraph, "　　第 ", size=8)
        _counted(paragraph, "PAGE")
        write(paragraph, " 页，共 ", size=8)
        _counted(paragraph, "NUMPAGES")
        write(paragraph, " 页", size=8)


def _counted(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def size_for(words: str, room: int, size: float = 10.5, least: float = 5) -> float:
    """The type size at which so many signs fit where `room` signs of 10.5 points do."""
    count = sum(1 if ord(sign) > 0xFF else 0.55 for sign in words)
    return size if count <= room else max(least, round(size * (room / count) ** 0.5 * 2) / 2)
