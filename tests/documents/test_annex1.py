"""附件1 on paper: one A4 page whatever stands in it, every field in the text layer, nothing cut."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ImageChops

from tests.documents.made import CODE, LONG, MARK, ORDINARY, jpeg, one, pages_of, picture_of, plain
from webapp.documents import annex1
from webapp.documents.annex1 import FIELDS, Form, Person

A4 = (595, 842)
EXTREMES = {
    "nothing": Person(),
    "everything long": LONG,
    "a thousand signs in every field": Person(*("极" * 1000 for _ in FIELDS)),
    "three thousand signs of speciality": replace(ORDINARY, specialty="精通" * 1500),
    "no place to break": Person(*("W" * 300 for _ in FIELDS)),
    "many lines": replace(ORDINARY, specialty="\n".join("一行" for _ in range(90))),
    "one wide word": replace(ORDINARY, name="MWMWMWMWMWMWMWMWMWMWMWMW"),
}


@pytest.mark.parametrize("what", EXTREMES)
@pytest.mark.parametrize("photo", [True, False])
def test_it_is_one_a4_page_with_every_sign(what: str, photo: bool) -> None:
    person = EXTREMES[what]
    made = one(person, photo=jpeg() if photo else None, code=CODE, mark=MARK)
    document = pypdfium2.PdfDocument(made)
    assert len(document) == 1
    assert tuple(round(side) for side in document[0].get_size()) == A4
    text = pages_of(made)[0]
    for field, words in person.words().items():
        assert plain(words) in text, field


@pytest.mark.parametrize("what", EXTREMES)
def test_nothing_is_printed_outside_of_the_table_and_the_margins(what: str) -> None:
    """Where a page is white, nothing has run over: the margins are empty in every extreme."""
    page = picture_of(one(EXTREMES[what], code=CODE, mark=MARK), dpi=100)
    (left, upper, right, lower), dots = ImageChops.invert(page).getbbox() or (0, 0, 0, 0), 100 / 25.4
    assert left > 15 * dots
    assert right < page.width - 14 * dots
    assert upper > 8 * dots
    assert lower < page.height - 3 * dots


@pytest.mark.parametrize("what", EXTREMES)
def test_a_long_text_keeps_to_its_cell(what: str) -> None:
    """The speciality, the longest text, keeps to its own row and column."""
    longest = "起首六字如此" + EXTREMES[what].specialty
    person = replace(EXTREMES[what], specialty=longest, target_occupation="焊工", target_level="技师")
    document = pypdfium2.PdfDocument(one(person))
    text = document[0].get_textpage()
    # The speciality stands in its own row: between the identity number's row and the application's.
    top, bottom = _row(text, "身份证号码")[1], _row(text, "申请参加")[0]
    for left, low, right, high in _boxes(text, person.specialty):
        assert bottom - 6 <= low, (low, bottom)
        assert high <= top + 6, (high, top)
        assert left >= 45 * 72 / 25.4
        assert right <= (210 - 18) * 72 / 25.4 + 1


def _row(text: pypdfium2.PdfTextPage, words: str) -> tuple[float, float]:
    """The upper and lower edge of a label on the page."""
    found = text.search(words).get_next()
    assert found is not None
    boxes = [text.get_charbox(index) for index in range(found[0], found[0] + found[1])]
    return max(box[3] for box in boxes), min(box[1] for box in boxes)


def _boxes(text: pypdfium2.PdfTextPage, words: str) -> list[tuple[float, float, float, float]]:
    head = words[:6].split("\n")[0]
    found = text.search(head).get_next() if head else None
    if not found:
        return []
    return [text.get_charbox(index) for index in range(found[0], found[0] + min(len(words), 200))]


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z", "S")), max_size=400)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.builds(Person, **{name: WORDS for name in FIELDS}))
def test_any_words_fit_on_one_page(person: Person) -> None:
    assert len(pypdfium2.PdfDocument(one(person, code=CODE, mark=MARK))) == 1


@pytest.mark.parametrize(
    "name",
    ["#panic()", "<b>&amp;</b>", "{{ config }}", '"; import "x"', "$x^2$", "*强*_斜_", "\\u{0}", "@label"],
)
def test_a_name_is_only_a_name(name: str) -> None:
    made = one(replace(ORDINARY, name=name, target_occupation=name, unit=name))
    assert plain(name) in pages_of(made)[0]


@pytest.mark.parametrize("name", ["陈\u0108远", "𪚥𠔻", "\U0001f600", "陈\u0e01"])
def test_a_sign_that_the_font_lacks_keeps_nobody_out(name: str) -> None:
    made = one(replace(ORDINARY, name=name))
    assert len(pypdfium2.PdfDocument(made)) == 1
    assert "焊工" in pages_of(made)[0]


def test_signs_that_no_paper_carries_are_left_out() -> None:
    assert "陈志远" in pages_of(one(replace(ORDINARY, name="陈\x00\u202e志\ud800远\x07")))[0]


def test_the_photo_stands_in_its_cell() -> None:
    left, upper, right, lower = (side * 25.4 / 72 for side in _difference(one(photo=jpeg()), one()))
    assert 150 < left < 160
    assert right < 193
    assert 45 < lower - upper < 51
    assert 33 < right - left < 36.5


def _difference(made: bytes, other: bytes) -> tuple[int, int, int, int]:
    """Where two pages differ, in points."""
    between = ImageChops.difference(picture_of(made, dpi=72), picture_of(other, dpi=72))
    found = between.point(lambda value: 255 if value > 60 else 0).getbbox()
    assert found is not None
    return found


def test_a_photo_of_other_proportions_is_not_stretched() -> None:
    left, upper, right, lower = _difference(one(photo=jpeg(600, 600)), one())
    assert abs((lower - upper) - (right - left)) <= 3


def test_the_form_has_the_words_of_the_notice() -> None:
    text = pages_of(annex1.blank_pdf())[0]
    for words in (
        "附件1", "日照市“金蓝领”培训项目报名表", "姓名", "性别", "照片", "（2寸）", "出生年月", "籍贯",
        "政治面貌", "民族", "文化程度", "参加工作时间", "现从事职业（工种）", "从事职业（工种）年限",
        "联系电话", "身份证号码", "申请参加", "工种（职业）培训，培训级别为",
        "申请人（签字）", "经审核，同意参加培训。",
        "单位审核意见（盖章）", "工作单位", "取得职业资格（或职业技能等级）证书时间",
    ):  # fmt: skip
        assert plain(words) in text, words


def test_who_took_it_stands_at_the_foot_and_the_number_beside_the_code() -> None:
    text = pages_of(one(code=CODE, mark=MARK))[0]
    assert plain(MARK) in text
    assert CODE.number in text
    assert "数据第3版" in text


def test_several_forms_are_as_many_pages_in_order() -> None:
    forms = [Form(replace(ORDINARY, name=f"第{number}人")) for number in range(30)]
    pages = pages_of(annex1.pdf(forms))
    assert len(pages) == 30
    assert all(f"第{number}人" in page for number, page in enumerate(pages))
