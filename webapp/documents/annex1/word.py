"""附件1 as WORD (三(三)1, “WORD版”): the same table as on paper, to be printed, signed and sealed."""

from __future__ import annotations

import io
from typing import Any

from docx.shared import Mm

from webapp.documents.annex1.form import TITLE, Form, Person
from webapp.documents.codes import pictured
from webapp.documents.word import (
    CENTER,
    HEI,
    LEFT,
    RIGHT,
    a4,
    fill,
    foot,
    ruled,
    saved,
    size_for,
    tall,
    write,
)

WIDTHS = (29, 37, 31, 40, 37)
HEIGHTS = (12, 12, 12, 13, 12, 15, 12, 12, 10, 42, 34, 38)
DAY = "　　　　年　　月　　日"
# Row by row: label, field; the labels' own line breaks are the notice's.
PAIRS = (
    ("姓　　名", "name", "性　　别", "sex"),
    ("出生年月", "birth", "籍　　贯", "native_place"),
    ("政治面貌", "politics", "民　　族", "ethnicity"),
    ("文化程度", "education", "参加工作\n时　　间", "work_start"),
    ("现从事职业\n（工种）", "occupation", "从事职业（工\n种）年限", "experience"),
    ("现职业资格\n（或职业技\n能）等级", "current_level", "职业资格（或\n职业技能等\n级）证书编号",
     "certificate_number"),
)  # fmt: skip
DATED = "取得职业资格（或职业技能等级）\n证书时间"
UNIT, PHONE, NUMBER = 7, 7, 8
SPECIALTY, ASKED, AGREED = 9, 10, 11


def docx(form: Form) -> bytes:
    """Annex 1 of one person as .docx, one page."""
    document = a4(margins=(10, 12, 18, 18))
    _head(document, form)
    table = ruled(document, len(HEIGHTS), WIDTHS)
    for row, height in zip(table.rows, HEIGHTS, strict=True):
        tall(row, height)
    _pairs(table, form.person)
    _photo(table, form)
    _lines(table, form.person)
    _asked(table.cell(ASKED, 0).merge(table.cell(ASKED, 4)), form.person)
    _agreed(table.cell(AGREED, 0).merge(table.cell(AGREED, 4)))
    foot(document, form.mark)
    return saved(document)


def blank_docx() -> bytes:
    """The empty form (三(四): downloadable from a public page)."""
    return docx(Form(Person()))


def _head(document: Any, form: Form) -> None:
    first = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    write(first, "附件 1　" + form.note, font=HEI)
    if form.code:
        first.add_run("\t").add_picture(io.BytesIO(pictured(form.code)), width=Mm(18))
        first.paragraph_format.tab_stops.add_tab_stop(Mm(154))
        line = f"{form.code.number}　数据第 {form.code.version} 版"
        write(document.add_paragraph(), line, size=7, align=RIGHT)
    write(document.add_paragraph(), TITLE, size=18, font=HEI, bold=True, align=CENTER)


def _pairs(table: Any, person: Person) -> None:
    words = person.words()
    for number, (label, field, other, second) in enumerate(PAIRS):
        fill(table.cell(number, 0), label)
        _value(table.cell(number, 1), words[field], 24)
        fill(table.cell(number, 2), other)
        beside = number > 3  # below the photo the last two columns are one
        cell = table.cell(number, 3).merge(table.cell(number, 4)) if beside else table.cell(number, 3)
        _value(cell, words[second], 48 if beside else 26)


def _value(cell: Any, words: str, room: int, align: Any = CENTER) -> None:
    fill(cell, words, size=size_for(words, room), align=align)


def _photo(table: Any, form: Form) -> None:
    cell = table.cell(0, 4).merge(table.cell(3, 4))
    if form.photo is None:
        fill(cell, "照　片\n（2寸）")
        return
    fill(cell, "")
    cell.paragraphs[0].add_run().add_picture(io.BytesIO(form.photo), width=Mm(33), height=Mm(46))


def _lines(table: Any, person: Person) -> None:
    fill(table.cell(6, 0).merge(table.cell(6, 1)), DATED)
    _value(table.cell(6, 2).merge(table.cell(6, 4)), person.certificate_date, 60)
    fill(table.cell(UNIT, 0), "工作单位")
    _value(table.cell(UNIT, 1), person.unit, 24)
    fill(table.cell(PHONE, 2), "联系电话")
    _value(table.cell(PHONE, 3).merge(table.cell(PHONE, 4)), person.phone, 40)
    fill(table.cell(NUMBER, 0), "身份证号码")
    _value(table.cell(NUMBER, 1).merge(table.cell(NUMBER, 4)), person.id_number, 70)
    fill(table.cell(SPECIALTY, 0), "\n".join("主要技术特长"))
    _value(table.cell(SPECIALTY, 1).merge(table.cell(SPECIALTY, 4)), person.specialty, 280, LEFT)


def _asked(cell: Any, person: Person) -> None:
    line = cell.paragraphs[0]
    size = size_for(person.target_occupation, 60, 12)
    write(line, "　　申请参加", size=size)
    write(
        line,
        f" {person.target_occupation} " if person.target_occupation else "　" * 8,
        size=size,
        underline=True,
    )
    write(line, "工种（职业）培训，培训级别为", size=size)
    write(line, f" {person.target_level} " if person.target_level else "　" * 6, size=size, underline=True)
    write(line, "。", size=size)
    for _ in range(2):
        cell.add_paragraph()
    write(cell.add_paragraph(), "申请人（签字）：　　　　　　" + DAY, align=RIGHT)


def _agreed(cell: Any) -> None:
    write(cell.paragraphs[0], "　　经审核，同意参加培训。", size=12)
    for _ in range(3):
        cell.add_paragraph()
    write(cell.add_paragraph(), "单位审核意见（盖章）　　　　　　　　", align=RIGHT)
    write(cell.add_paragraph(), DAY, align=RIGHT)
