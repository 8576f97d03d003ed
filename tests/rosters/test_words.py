"""Every problem a row can have is named on the preview, in few words."""

from __future__ import annotations

from webapp.rosters.titles import TITLES
from webapp.rosters.words import QUESTION_CHOICES, TARGET_QUESTIONS
from webapp.sheets.messages import FIELD_MESSAGES
from webapp.sheets.messages_sheet import SHEET_MESSAGES

# What is said of the list or the file as a whole has its sentence only.
OF_THE_LIST = {
    "absent_columns", "active_filter", "child_corrupt", "child_too_large", "extra_columns",
    "header_not_found", "missing_column", "no_rows", "serial_gaps", *QUESTION_CHOICES, *TARGET_QUESTIONS,
}  # fmt: skip


def test_every_code_of_a_row_has_a_title() -> None:
    assert set(FIELD_MESSAGES) | set(SHEET_MESSAGES) == set(TITLES) | OF_THE_LIST
