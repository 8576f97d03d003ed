"""One operation for form and roster: whichever comes second meets what the first one made (1.7, case 64)."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from flask import Flask
from openpyxl import load_workbook

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.entering.conftest import Desk, a_form
from tests.rosters.conftest import STEEL, Clerk, clean, clerk, stored
from webapp.applicants.models import Application, Move
from webapp.extensions import keyring
from webapp.notices.models import Notice
from webapp.sheets.checking.layouts import ANNEX_2

__all__ = ["clean", "clerk", "stored"]  # fixtures of the rosters' tests, used here too
Stored = Callable[..., list[Any]]


def _with(data: bytes, row: int, **cells: str) -> bytes:
    """The clean roster with other cells in one row."""
    book = load_workbook(io.BytesIO(data))
    for name, value in cells.items():
        book.active.cell(row, ANNEX_2.index(name) + 1, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _number_of(app: Flask, made: Application) -> str:
    with app.app_context():
        return keyring().open_text(made.id_number)


def test_a_form_meets_whom_a_roster_brought(app: Flask, clerk: Clerk, clean: bytes, stored: Stored) -> None:
    clerk.confirm(clerk.upload(clean))
    first = stored(Application)[0]
    assert first.category == "employee"
    assert "category" in first.eligibility["unchecked"]
    sex, birth = str(first.sex), str(first.birth)
    form = a_form(1, id_number=_number_of(app, first), sex=sex, birth=birth)
    answer = Desk(clerk.client).submit(form)
    assert answer.status_code == 422
    assert f"/applications/{first.public_id}" in answer.text
    notices = [notice for notice in stored(Notice) if notice.event == "application.submitted"]
    assert [notice.params["name"] for notice in notices] == ["名册中的 30 人"]


def test_a_roster_corrects_whom_a_form_brought_and_leaves_what_only_a_form_asks(
    app: Flask, cast: Cast, clerk: Clerk, clean: bytes, stored: Stored
) -> None:
    book = load_workbook(io.BytesIO(clean)).active
    row = 6
    number = str(book.cell(row, ANNEX_2.index("id_number") + 1).value)
    birth = f"{number[6:10]}-{number[10:12]}"
    sex = "男" if int(number[16]) % 2 else "女"
    form = a_form(1, id_number=number, sex=sex, birth=birth, key_unit_shown="1", key_unit="y")
    assert Desk(clerk.client).submit(form).status_code == 303
    clerk.confirm(clerk.upload(_with(clean, row, phone="13900001111")))
    people = stored(Application)
    assert len(people) == 30
    mine = people[0]
    assert (mine.phone_masked, mine.data_version, mine.version) == ("139****1111", 2, 2)
    assert (mine.native_place, mine.politics, mine.category, mine.key_unit) == (
        "山东日照", "群众", "employee", True,
    )  # fmt: skip
    moves = [move for move in stored(Move) if move.application_id == mine.id]
    assert [move.verb for move in moves] == ["submit", "correct"]
    assert "phone" in str(moves[1].note)


def test_the_unit_of_a_roster_is_the_forms_unit(
    app: Flask, clerk: Clerk, clean: bytes, stored: Stored
) -> None:
    clerk.confirm(clerk.upload(clean))
    with app.app_context(), acting_as(Scope.of_system("a test looks")):
        assert {one.unit_name for one in db.session.query(Application)} == {STEEL}
