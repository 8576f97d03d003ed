"""附件2 on paper: landscape, thirteen columns, header row and code on every page, the word of clause 六."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest
import zxingcpp

from tests.documents.made import MARK, pages_of, picture_of, plain
from webapp.documents import annex2
from webapp.documents.annex2 import COLUMNS, COMMITMENT, Sheet
from webapp.documents.codes import Code

CODE = Code("JLL2", "HZB-2022-ABCDE-FGHJK", 2, "23456789AB")
ROW = (
    "陈志远", "男", "日照海岳钢铁集团有限公司", "1986年4月", "371102198604121233", "2008年7月", "大学专科",
    "焊工", "12 年 2 个月", "2019年3月18日", "Y000037000012193000427", "13912342208",
)  # fmt: skip


def sheet(people: int, **changed: object) -> Sheet:
    rows = [(f"{ROW[0]}{number}", *ROW[1:]) for number in range(1, people + 1)]
    given = {"committed": "承诺人：宋海燕", "code": CODE, "mark": MARK} | changed
    return Sheet("日照海岳钢铁集团有限公司", "焊工", "技师", date(2022, 5, 6), rows, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("people", [1, 15, 16, 40, 300])
def test_every_page_has_header_code_and_number(people: int) -> None:
    made = annex2.pdf(sheet(people))
    pages = pages_of(made)
    for number, text in enumerate(pages, 1):
        assert all(plain(column) in text for column in COLUMNS), number
        assert f"第{number}页，共{len(pages)}页" in text
        assert CODE.number in text
        assert plain(MARK) in text
    width, height = pypdfium2.PdfDocument(made)[0].get_size()
    assert (round(width), round(height)) == (842, 595)
    assert zxingcpp.read_barcodes(picture_of(made, len(pages) - 1))[0].text == CODE.text


def test_everybody_is_on_it_with_every_cell() -> None:
    text = "".join(pages_of(annex2.pdf(sheet(60))))
    for number in range(1, 61):
        assert f"陈志远{number}" in text
    assert text.count("371102198604121233") == 60
    assert text.count("Y000037000012193000427") == 60


def test_what_stands_above_and_below() -> None:
    text = pages_of(annex2.pdf(sheet(3)))[0]
    for words in ("附件2", annex2.TITLE, "填报单位（盖章）：日照海岳钢铁集团有限公司", "培训工种：焊工",
                  "级别：技师", "2022年5月6日", COMMITMENT, "承诺人：宋海燕"):  # fmt: skip
        assert plain(words) in text, words


def test_without_the_setting_there_is_no_word_of_clause_6() -> None:
    assert plain(COMMITMENT[:12]) not in pages_of(annex2.pdf(sheet(3, committed=None)))[0]


def test_the_blank_form_is_one_page_with_empty_rows() -> None:
    assert len(pages_of(annex2.blank_pdf())) == 1


@pytest.mark.parametrize("words", ["#panic()", "<b>&", "{{ x }}", "W" * 200, "极" * 300, ""])
def test_any_cell_is_only_words_and_is_whole(words: str) -> None:
    made = annex2.pdf(Sheet("单位", "焊工", "技师", None, [[words] * 12]))
    assert "".join(pages_of(made)).count(plain(words)) >= 12 or not words
