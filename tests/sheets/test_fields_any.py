"""Whatever a cell holds, no reader raises, every finding has its sentence, and none prints a number."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.policy.load import policy_for
from webapp.sheets import fields
from webapp.sheets.cells import CellError, FormulaWithoutValue
from webapp.sheets.messages import FIELD_MESSAGES, KINDS, LABELS, MESSAGES, sentence
from webapp.sheets.problems import Outcome, Problem

DAY = date(2022, 5, 20)
AGES = policy_for(2022).ages
READERS = {
    "id_number": lambda cell: fields.read_identity(cell, reference=DAY, ages=AGES),
    "name": fields.read_name,
    "sex": fields.read_sex,
    "unit": fields.read_unit,
    "birth": lambda cell: fields.read_date(cell, "birth", reference=DAY, id_birth=date(1985, 10, 6)),
    "work_start": lambda cell: fields.read_date(cell, "work_start", reference=DAY, date1904=True),
    "certificate_date": lambda cell: fields.read_date(cell, "certificate_date", reference=DAY),
    "education": fields.read_education,
    "ethnicity": fields.read_ethnicity,
    "politics": fields.read_politics,
    "occupation": fields.read_occupation,
    "experience_months": lambda cell: fields.read_experience(cell, reference=DAY),
    "certificate_number": fields.read_certificate_number,
    "phone": fields.read_phone,
    "current_level": fields.read_level,
}
NEAR_MISSES = st.text(
    alphabet="0123456789XxOlYySs年月日.-/—–、，：（）% \u00a0\u200b'\"=+@一二十半个无", max_size=30
)
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=30),
    NEAR_MISSES,
    st.integers(0, 99999).map(str),
    st.builds(CellError, st.sampled_from(["#N/A", "#REF!"])),
    st.just(FormulaWithoutValue()),
)


@pytest.mark.parametrize("field", list(READERS))
@given(cell=CELLS)
def test_no_reader_raises_and_every_finding_speaks(field, cell):
    found = READERS[field](cell)
    for problem in found.problems:
        assert problem.field == field
        assert problem.outcome > Outcome.ACCEPTED
        assert problem.message
        if problem.outcome is Outcome.REFUSED and problem.code != "date_future":
            assert found.value is None


@pytest.mark.parametrize("field", list(READERS))
@given(place=st.sampled_from(["{}", "{}张三", "{}、{}", "（{}）", "={}", "{} "]))
def test_no_sentence_prints_an_identity_number(field, place):
    for number in ("371102198503071234", "37110219850307123X", "371102850307123"):
        for problem in READERS[field](place.format(number, number)).problems:
            assert number not in problem.message


@pytest.mark.parametrize("cell", ["", "\u200b", "\ufeff", " \u3000 ", "'"])
@pytest.mark.parametrize("field", list(READERS))
def test_what_shows_nothing_is_blank_in_every_field(field, cell):
    assert READERS[field](cell).value is None
    assert {one.code for one in READERS[field](cell).problems} <= {"missing"}


@pytest.mark.parametrize("field", list(READERS))
def test_the_same_cell_reads_the_same_twice(field):
    for cell in ("1985.1", 1985.1, "张 三", datetime(1985, 3, 1), 1, 1.0, True, "1"):
        assert READERS[field](cell) == READERS[field](cell)


@pytest.mark.parametrize("field", list(READERS))
def test_a_tick_is_not_read_as_the_number_one(field):
    found = READERS[field](True)
    assert found.value in (None, "TRUE")


@pytest.mark.parametrize("field", list(READERS))
@pytest.mark.parametrize("text", ["1" * 32_000 + "\nx", "（" * 32_000 + "\nx", "年" * 32_000])
def test_a_page_of_text_is_answered_shortly(field, text):
    for problem in READERS[field](text).problems:
        assert len(problem.message) < 400


def test_templates_are_filled_by_name_only():
    for template in MESSAGES.values():
        assert "%" not in re.sub(r"%\([a-z_]+\)s", "", template).replace("%%", "")


def test_every_code_of_a_field_is_in_the_one_dictionary():
    assert FIELD_MESSAGES.items() <= MESSAGES.items()


def test_labels_and_kinds_can_be_said_in_another_language():
    english = {
        FIELD_MESSAGES["missing"]: "%(label)s is missing",
        LABELS["phone"]: "Telephone",
        FIELD_MESSAGES["id_other_document"]: "%(value)s may be a %(kind_label)s",
        KINDS["passport"]: "passport",
    }
    assert sentence("missing", {"field": "phone"}, english.get) == "Telephone is missing"
    params = {"value": "E1***78", "kind": "passport"}
    assert sentence("id_other_document", params, english.get) == "E1***78 may be a passport"


def test_an_unknown_code_is_an_error_of_ours():
    with pytest.raises(KeyError):
        Problem("name", "no_such_code", Outcome.WARNED).message  # noqa: B018
