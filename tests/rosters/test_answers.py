"""Answers in the preview: only what is offered, beside the other rows, for good and for the right target."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from tests.rosters.conftest import Clerk, do_jobs
from tests.rosters.test_way import STEEL, Stored, _edited
from tests.signing_in import csrf_of
from webapp.applicants.models import Application
from webapp.rosters.models import Roster, RosterRow
from webapp.sheets.samples import clean_roster


def _row(stored: Stored, code: str) -> RosterRow:
    return next(row for row in stored(RosterRow) if code in row.codes)


def _latest(stored: Stored, page: str) -> dict[int, RosterRow]:
    roster = next(one for one in stored(Roster) if page.endswith(one.public_id))
    return {row.row: row for row in stored(RosterRow) if row.roster_id == roster.id}


def test_one_kind_of_warning_is_taken_in_all_its_rows(clerk: Clerk, messy: bytes, stored: Stored) -> None:
    page = clerk.upload(messy)
    assert clerk.post(f"{page}/accept", page, code="name.name_spaces").status_code == 303
    assert _row(stored, "name.name_spaces").accepted == ["name.name_spaces"]


def test_what_is_not_offered_can_t_be_kept_as_it_stands(clerk: Clerk, messy: bytes, stored: Stored) -> None:
    page = clerk.upload(messy)
    row = _row(stored, "experience_months.years_as_year")
    address = f"{page}/rows/{row.row}"
    answer = clerk.post(address, address, stands="experience_months.years_as_year")
    assert answer.status_code == 422
    assert _row(stored, "experience_months.years_as_year").outcome == 2


def test_a_doubled_person_stays_refused_until_one_row_gives_way(
    clerk: Clerk, messy: bytes, stored: Stored
) -> None:
    page = clerk.upload(messy)
    first, second = [row for row in stored(RosterRow) if "id_number.duplicate_id" in row.codes]
    address = f"{page}/rows/{first.row}"
    clerk.post(address, address, name=first.name)
    assert _latest(stored, page)[first.row].outcome == 3
    clerk.post(f"{page}/rows/{second.row}/leave-out", page, out="1")
    assert _latest(stored, page)[first.row].outcome < 2
    clerk.post(f"{page}/rows/{second.row}/leave-out", page, out="0")
    after = _latest(stored, page)
    assert (after[first.row].outcome, after[second.row].outcome) == (3, 3)


def test_answers_come_along_but_never_the_old_decision(clerk: Clerk, messy: bytes, stored: Stored) -> None:
    first = clerk.upload(messy)
    row = _row(stored, "experience_months.years_as_year")
    address = f"{first}/rows/{row.row}"
    clerk.post(address, address, choose="experience_months:0")
    clerk.post(f"{first}/rows/7/leave-out", first, out="1")
    second = clerk.upload(messy, level="高级工", replaces=first.rsplit("/", 1)[1])
    after = _latest(stored, second)
    assert {one.target_level for one in after.values()} == {"高级工"}
    assert after[row.row].experience_months == 13 * 12
    assert after[7].dropped


def test_a_left_out_hidden_row_stays_out_when_the_level_is_said(
    clerk: Clerk, clean: bytes, stored: Stored
) -> None:
    book = load_workbook(io.BytesIO(clean))
    book.active["A3"] = "（培训工种：焊工   级别：____）"
    book.active.row_dimensions[8].hidden = True
    out = io.BytesIO()
    book.save(out)
    page = clerk.upload(out.getvalue())
    clerk.post(f"{page}/question", page, code="hidden_rows", answer="leave_out")
    again = clerk.post(f"{page}/target", page, level="技师", occupation="").location
    do_jobs(clerk.app)
    assert _latest(stored, again)[8].dropped


def test_two_pages_can_t_answer_past_each_other(clerk: Clerk, messy: bytes) -> None:
    page = clerk.upload(messy)
    token = csrf_of(clerk.client, page)
    keep = {"csrf_token": token, "version": "1", "code": "hidden_rows", "answer": "keep"}
    assert clerk.client.post(f"{page}/question", data=keep).status_code == 303
    late = keep | {"answer": "leave_out"}
    assert clerk.client.post(f"{page}/question", data=late).status_code == 409
    del late["version"]
    assert clerk.client.post(f"{page}/question", data=late).status_code == 409


def test_more_changes_than_a_chunk_are_all_applied(clerk: Clerk, stored: Stored) -> None:
    many = clean_roster(1100, unit=STEEL)
    clerk.confirm(clerk.upload(many))
    book = load_workbook(io.BytesIO(many))
    for row in range(6, 1106, 2):
        book.active[f"M{row}"] = f"139{row:08d}"
    out = io.BytesIO()
    book.save(out)
    clerk.confirm(clerk.upload(out.getvalue()))
    versions = [person.version for person in stored(Application)]
    assert (versions.count(1), versions.count(2)) == (len(versions) - 550, 550)


def test_no_telephone_stands_in_plain_columns(clerk: Clerk, messy: bytes, stored: Stored) -> None:
    clerk.upload(messy)
    row = _row(stored, "phone.phone_normalised")
    assert "6332910098" not in str(row.warnings)


def test_odd_addresses_are_not_found(clerk: Clerk, clean: bytes) -> None:
    page = clerk.upload(clean)
    huge = "99999999999999999999999"
    assert clerk.client.get(f"{page}/rows/{huge}").status_code == 404
    assert clerk.client.get("/rosters/%00").status_code == 404
    assert clerk.client.get(f"/rosters?before={huge}").status_code == 200
    assert clerk.client.get(f"{page}?after={huge}").status_code == 200


def test_an_edit_is_not_mistaken_for_the_same_file(clerk: Clerk, clean: bytes) -> None:
    assert clerk.upload(clean) != clerk.upload(_edited(clean, "M", 6, "13900001111"))
