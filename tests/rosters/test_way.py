"""From the workbook to the applications: upload, check, preview, answer, confirm; and nothing for others."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from openpyxl import load_workbook

from tenants.audit import AuditEvent
from tenants.sealing import parse_keys
from tests.cast import Cast
from tests.conftest import KEYS
from tests.rosters.conftest import STEEL, Clerk, do_jobs
from tests.signing_in import csrf_of
from webapp.applicants.models import Application, ApplicationFigure, Move
from webapp.people.identity import check_digit
from webapp.rosters.models import Roster, RosterRow
from webapp.sheets.samples import clean_roster

Stored = Callable[..., list[object]]


def test_a_clean_roster_becomes_applications(clerk: Clerk, clean: bytes, stored: Stored) -> None:
    page = clerk.upload(clean)
    assert "将导入 30 人" in clerk.client.get(page).text
    assert clerk.confirm(page).status_code == 303
    people = stored(Application)
    assert len(people) == 30
    assert {person.state for person in people} == {"submitted"}
    assert {(move.verb, move.from_state, move.to_state) for move in stored(Move)} == {
        ("import", None, "submitted")
    }
    assert sum(figure.number for figure in stored(ApplicationFigure)) == 30
    assert "已导入 30 人" in clerk.client.get(page).text


def test_the_messy_sample_says_what_is_wrong_and_lets_the_good_rows_in(
    clerk: Clerk, messy: bytes, stored: Stored
) -> None:
    page = clerk.upload(messy)
    shown = clerk.client.get(page).text
    for words in ("身份证号码以数字存放", "请先回答关于整份名册的问题", "接受全部提醒与安全修正"):
        assert words in shown, words
    answer = clerk.post(f"{page}/question", page, code="hidden_rows", answer="keep")
    assert answer.status_code == 303
    expected = [row for row in stored(RosterRow) if row.outcome <= 1 and row.effect == "new"]
    assert clerk.confirm(page).status_code == 303
    assert len(stored(Application)) == len(expected) > 5
    waiting = [row for row in stored(RosterRow) if not row.imported]
    assert {row.outcome for row in waiting if row.effect == "new"} == {2, 3}


def test_no_whole_identity_number_stands_on_the_preview(clerk: Clerk, messy: bytes) -> None:
    page = clerk.upload(messy)
    for view in ("all", "problems", "accepted"):
        shown = clerk.client.get(f"{page}?view={view}").text
        assert "名册内容" in shown
        assert not re.search(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])", shown)


def test_another_enterprise_sees_nothing_of_it(
    clerk: Clerk, other_clerk: Clerk, clean: bytes, cast: Cast
) -> None:
    page = clerk.upload(clean)
    clerk.confirm(page)
    foreign, nowhere = other_clerk.client.get(page), other_clerk.client.get("/rosters/nowhere-at-all")
    assert foreign.status_code == nowhere.status_code == 404
    strip = re.compile(r'name="csrf[^>]*>')
    assert strip.sub("", foreign.text) == strip.sub("", nowhere.text)
    assert "附件2.xlsx" not in other_clerk.client.get("/rosters").text


def test_the_same_file_twice_is_one_import(clerk: Clerk, clean: bytes, stored: Stored) -> None:
    assert clerk.upload(clean) == clerk.upload(clean, name="改了名字.xlsx")
    assert len(stored(Roster)) == 1


def test_importing_the_same_people_again_changes_nothing(clerk: Clerk, clean: bytes, stored: Stored) -> None:
    clerk.confirm(clerk.upload(clean))
    again = clerk.upload(clean)
    assert "新增 0、更新 0、无变化 30" in clerk.client.get(again).text
    assert clerk.post(f"{again}/confirm", again).status_code == 422
    assert len(stored(Application)) == 30


def _edited(data: bytes, column: str, row: int, value: str) -> bytes:
    book = load_workbook(io.BytesIO(data))
    book.active[f"{column}{row}"] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_edited_upload_updates_the_person_and_shows_what_changed(
    clerk: Clerk, clean: bytes, stored: Stored
) -> None:
    clerk.confirm(clerk.upload(clean))
    page = clerk.upload(_edited(clean, "M", 6, "13900001111"))
    assert "新增 0、更新 1、无变化 29" in clerk.client.get(page).text
    clerk.confirm(page)
    people = stored(Application)
    assert len(people) == 30
    assert [person.version for person in people].count(2) == 1
    assert {person.phone_masked for person in people if person.version == 2} == {"139****1111"}
    assert [move.note for move in stored(Move) if move.verb == "correct"] == ["phone"]


def test_a_corrected_upload_asks_only_about_what_changed(clerk: Clerk, messy: bytes) -> None:
    first = clerk.upload(messy)
    assert clerk.post(f"{first}/accept", first).status_code == 303
    roster = first.rsplit("/", 1)[1]
    second = clerk.upload(_edited(messy, "M", 8, "13900001111"), replaces=roster)
    shown = clerk.client.get(second).text
    assert "与上一次上传比较" in shown
    assert "改动 1 人" in shown
    assert "已接受" in shown
    assert "这份名册已取消" in clerk.client.get(first).text


def test_a_wrong_number_is_put_right_on_the_row_s_page(clerk: Clerk, messy: bytes, stored: Stored) -> None:
    page = clerk.upload(messy)
    row = next(row for row in stored(RosterRow) if "id_number.id_precision_lost" in row.codes)
    address = f"{page}/rows/{row.row}"
    wrong = clerk.post(address, address, id_number="371102198503121235")
    assert (wrong.status_code, wrong.location) == (303, address)
    assert "校验" in clerk.client.get(address).text
    first = "37110219850312" + ("12" + ("1" if row.sex == "男" else "2"))
    right = clerk.post(address, address, id_number=first + check_digit(first), birth="1985-03")
    assert right.status_code == 303, right.text
    after = next(found for found in stored(RosterRow) if found.row == row.row)
    assert after.outcome < 2
    assert after.id_masked == "371102********" + (first + check_digit(first))[-4:]


def test_a_typed_number_that_another_row_has_is_refused(clerk: Clerk, messy: bytes, stored: Stored) -> None:

    page = clerk.upload(messy)
    ring = parse_keys(KEYS["JINLANLING_DATA_KEYS"], KEYS["JINLANLING_INDEX_KEY"])
    rows = stored(RosterRow)
    good = next(row for row in rows if row.outcome == 0)
    broken = next(row for row in rows if "id_number.id_checksum" in row.codes)
    address = f"{page}/rows/{broken.row}"
    clerk.post(address, address, id_number=ring.open_text(good.id_number))
    assert "id_number.duplicate_id" in next(r for r in stored(RosterRow) if r.row == broken.row).codes


def test_all_or_nothing_waits_for_every_row(clerk: Clerk, messy: bytes, stored: Stored) -> None:
    page = clerk.upload(messy)
    clerk.post(f"{page}/question", page, code="hidden_rows", answer="keep")
    answer = clerk.confirm(page, all_or_nothing="1")
    assert answer.status_code == 422
    assert "全部无误才导入" in answer.text
    assert stored(Application) == []


def test_a_row_left_out_stays_out_and_comes_back(clerk: Clerk, clean: bytes, stored: Stored) -> None:
    page = clerk.upload(clean)
    assert clerk.post(f"{page}/rows/7/leave-out", page, out="1").status_code == 303
    assert "将导入 29 人" in clerk.client.get(page).text
    assert clerk.post(f"{page}/rows/7/leave-out", page, out="0").status_code == 303
    assert "将导入 30 人" in clerk.client.get(page).text


def test_hidden_rows_can_be_left_out(clerk: Clerk, messy: bytes, stored: Stored) -> None:
    page = clerk.upload(messy)
    clerk.post(f"{page}/question", page, code="hidden_rows", answer="leave_out")
    assert [row.row for row in stored(RosterRow) if row.dropped] == [8]


def test_a_stale_page_is_told_so(clerk: Clerk, clean: bytes) -> None:
    page = clerk.upload(clean)
    token = csrf_of(clerk.client, page)
    answer = clerk.client.post(f"{page}/confirm", data={"csrf_token": token, "version": "99"})
    assert answer.status_code == 409


def test_what_is_no_workbook_is_refused_in_words(clerk: Clerk, stored: Stored) -> None:
    page = clerk.upload(b"%PDF-1.4 not a roster", name="名册.xlsx")
    shown = clerk.client.get(page).text
    assert "这份文件没有受理" in shown
    assert "重新上传" in shown
    assert stored(Application) == []


def test_an_upload_without_a_file_is_asked_for_one(clerk: Clerk) -> None:
    token = csrf_of(clerk.client, "/rosters")
    answer = clerk.client.post("/rosters", data={"csrf_token": token})
    assert answer.status_code == 422
    assert "请选择要上传的名册文件" in answer.text


def test_a_public_body_s_staff_are_excluded_by_clause(cast: Cast, app, clean: bytes) -> None:  # type: ignore[no-untyped-def]
    client = cast.sign_in(app.test_client(), "archive.org_clerk")
    form = {"csrf_token": csrf_of(client, "/rosters"), "file": (io.BytesIO(clean), "附件2.xlsx")}
    answer = client.post("/rosters", data=form, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "一(四)" in answer.text


def test_senior_technicians_need_the_employers_filed_scope(clerk: Clerk, stored: Stored) -> None:
    page = clerk.upload(clean_roster(unit=STEEL, level="高级技师"))
    assert "三(一)3" in clerk.client.get(page).text
    assert all("eligibility.scope_not_filed" in row.codes for row in stored(RosterRow))


def test_a_heading_without_a_level_is_asked_for_and_checked_again(clerk: Clerk, clean: bytes) -> None:
    book = load_workbook(io.BytesIO(clean))
    book.active["A3"] = "（培训工种：焊工   级别：____）"
    out = io.BytesIO()
    book.save(out)
    page = clerk.upload(out.getvalue())
    assert "表头没有写明培训级别" in clerk.client.get(page).text
    answer = clerk.post(f"{page}/target", page, level="技师", occupation="")
    assert answer.status_code == 303
    do_jobs(clerk.app)
    assert "将导入 30 人" in clerk.client.get(answer.location).text


def test_the_workbook_back_is_coloured_and_reads_again(clerk: Clerk, messy: bytes, stored: Stored) -> None:
    page = clerk.upload(messy)
    answer = clerk.post(f"{page}/annotated", page)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = load_workbook(io.BytesIO(answer.data))
    titles = [cell.value for cell in book.active[6]]
    assert titles[-2:] == ["问题说明", "建议值"]
    before = {row.row: row.outcome for row in stored(RosterRow)}
    again = clerk.upload(answer.data, name="附件2（核对）.xlsx", replaces=page.rsplit("/", 1)[1])
    assert again != page
    ids = {roster.public_id: roster.id for roster in stored(Roster)}
    after = {
        row.row: row.outcome for row in stored(RosterRow) if row.roster_id == ids[again.rsplit("/", 1)[1]]
    }
    assert after == before


def test_the_template_is_a_roster_that_can_be_filled(clerk: Clerk) -> None:
    answer = clerk.client.get("/rosters/template")
    book = load_workbook(io.BytesIO(answer.data))
    assert STEEL in str(book.worksheets[0]["A2"].value)


def test_samples_are_offered_in_a_demo_city_only(clerk: Clerk) -> None:
    assert clerk.client.get("/rosters/samples/messy").status_code == 404


def test_every_change_is_in_the_audit_log(clerk: Clerk, clean: bytes, stored: Stored) -> None:
    page = clerk.upload(clean)
    clerk.confirm(page)
    actions = [event.action for event in stored(AuditEvent) if event.subject.startswith("roster:")]
    assert actions == ["roster.upload", "roster.confirm", "roster.import"]


def test_a_reviewer_reads_but_cannot_import(cast: Cast, clerk: Clerk, clean: bytes) -> None:
    page = clerk.upload(clean)
    reviewer = cast.sign_in(clerk.app.test_client(), "steel.org_reviewer")
    shown = reviewer.get(page)
    assert shown.status_code == 200
    assert "确认导入" not in shown.text
    token = csrf_of(reviewer, page)
    assert reviewer.post(f"{page}/confirm", data={"csrf_token": token}).status_code == 403


def test_calling_off_leaves_no_trace_among_the_applications(
    clerk: Clerk, clean: bytes, stored: Stored
) -> None:
    page = clerk.upload(clean)
    assert clerk.post(f"{page}/cancel", page).status_code == 303
    assert stored(Application) == []
