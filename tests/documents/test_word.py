"""附件1 and 2 as WORD: the fields in their places, Chinese fonts named, signs that mean something to XML."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.documents.made import CODE, LONG, MARK, ORDINARY, jpeg
from tests.documents.test_annex2 import ROW, sheet
from webapp.documents import annex1, annex2
from webapp.documents.annex1 import Form


def opened(data: bytes) -> Any:
    return Document(io.BytesIO(data))


def cells(document: Any) -> list[str]:
    return [cell.text for row in document.tables[0].rows for cell in row.cells]


@pytest.mark.parametrize("person", [ORDINARY, LONG])
def test_every_field_of_annex_1_stands_in_a_cell(person: annex1.Person) -> None:
    document = opened(annex1.docx(Form(person, jpeg(), CODE, mark=MARK)))
    text = "\n".join(cells(document))
    for field, words in person.words().items():
        assert words in text, field
    assert document.sections[0].footer.paragraphs[0].text == MARK
    assert len(document.inline_shapes) == 2  # the code and the photo
    assert sum(name.startswith("word/media/") for name in _names(document)) == 2


def _names(document: Any) -> list[str]:
    target = io.BytesIO()
    document.save(target)
    return zipfile.ZipFile(target).namelist()


def test_it_is_a4() -> None:
    section = opened(annex1.blank_docx()).sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    section = opened(annex2.blank_docx()).sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((297, 210), abs=0.1)


@pytest.mark.parametrize(
    "made", [annex1.blank_docx(), annex1.docx(Form(ORDINARY, code=CODE)), annex2.docx(sheet(2))]
)
def test_every_run_names_a_chinese_font(made: bytes) -> None:
    document = opened(made)
    runs = [
        run
        for paragraph in document.element.body.iter(qn("w:p"))
        for run in paragraph.iter(qn("w:r"))
        if any(text.text for text in run.iter(qn("w:t")))
    ]
    assert len(runs) > 20
    for run in runs:
        fonts = run.find(qn("w:rPr")).find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) in ("宋体", "黑体")
    assert document.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"


@pytest.mark.parametrize("name", ["<w:t>", "&amp;", "{{ 7 * 7 }}", "{% raw %}", "]]>", "陈\x00\x0b志远"])
def test_a_name_is_only_a_name(name: str) -> None:
    person = replace(ORDINARY, name=name)
    kept = name.replace("\x00", "").replace("\x0b", " ")
    assert kept in cells(opened(annex1.docx(Form(person))))
    row = (name, *ROW[1:])
    assert kept in cells(opened(annex2.docx(annex2.Sheet("单位", "焊工", "技师", date(2022, 5, 6), [row]))))


def test_annex_2_has_its_thirteen_columns_and_repeats_them() -> None:
    document = opened(annex2.docx(sheet(40)))
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == list(annex2.COLUMNS)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(table.rows) == 41
    dotted = {"1986年4月": "1986.04", "2008年7月": "2008.07", "2019年3月18日": "2019.03.18"}
    short = [dotted.get(words, words) for words in ROW[1:]]
    assert [cell.text for cell in table.rows[1].cells] == ["1", f"{ROW[0]}1", *short]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert annex2.COMMITMENT in text
    assert "填报单位（盖章）：日照海岳钢铁集团有限公司" in text


def test_the_blank_forms_hold_nobody() -> None:
    text = "".join(cells(opened(annex1.blank_docx())))
    assert "照　片" in text
    assert not any(sign.isdigit() and sign != "2" for sign in text)
