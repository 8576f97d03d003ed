"""Lists of certificates in the registry: taken in line by line, each checked at once; refused lines told and
given back; the same file once; a list taken down with what it held up."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from tests.crosscheck.made import name_of, somebody
from tests.registry.conftest import Officer
from tests.registry.made import HEADER, as_csv, as_workbook, line, written
from tests.signing_in import csrf_of
from webapp.people.models import CoveredSeries
from webapp.registry.models import RefusedLine
from webapp.sheets.certificates.columns import CERTIFICATE_TITLES


def test_a_list_is_registered_and_what_it_finds_is_held_up_at_once(officer: Officer) -> None:
    number, other = somebody(), somebody()
    made = officer.ledger.apply("steel", number)
    found = officer.load(
        as_csv([line(name_of(number), number, written(1)), line(name_of(other), other, written(2))])
    )
    assert (found.state, found.counts) == ("done", {"added": 2, "renewed": 0, "same": 0, "refused": 0})
    assert officer.ledger.found(made) == {(2, "held"): "open"}
    assert officer.ledger.application(made).state == "held"
    (known,) = officer.known(written(1))
    assert (known.name, known.occupation, known.level, known.issued_on, known.issued_year, known.source) == (
        name_of(number), "焊工", 2, "2019-06-01", 2019, "list",
    )  # fmt: skip
    assert number.encode() not in known.id_number
    page = officer.client.get(f"/registry/{found.public_id}").text
    assert "已登记" in page
    assert "职业（工种）（职业名称）" in page  # which column was read as what


def test_the_same_file_is_registered_once_and_a_newer_one_renews(officer: Officer) -> None:
    number = somebody()
    lines = [line(name_of(number), number, written(10))]
    first = officer.load(as_csv(lines), title="第一份")
    again = officer.send(as_csv(lines))
    assert again.status_code == 422
    assert "已经登记为“第一份”" in again.text
    newer = officer.load(as_csv([[*lines[0][:6], "日照市技工学校"]]))
    assert newer.counts == {"added": 0, "renewed": 1, "same": 0, "refused": 0}
    (known,) = officer.known(written(10))
    assert (known.issuer, known.list_id) == ("日照市技工学校", first.id)
    same = officer.load(as_csv([[*lines[0][:6], "日照市技工学校"], ["", "", "", "", "", "", ""]]))
    assert same.counts == {"added": 0, "renewed": 0, "same": 1, "refused": 0}


def test_a_line_that_cannot_be_read_is_told_and_given_back_whole(officer: Officer) -> None:
    good, bad = somebody(), somebody()
    broken = bad[:-1] + ("1" if bad[-1] != "1" else "2")
    lines = [
        line(name_of(good), good, written(20)),
        line("钱某", broken, written(21)),
        line("孙某", somebody(), ""),
        line("李某", somebody(), "1234", level=""),
    ]
    found = officer.load(as_csv(lines))
    assert found.counts == {"added": 1, "renewed": 0, "same": 0, "refused": 3}
    kept = officer.ledger.rows(RefusedLine, RefusedLine.list_id == found.id)
    assert [one.row for one in kept] == [3, 4, 5]
    assert all(broken.encode() not in one.content for one in kept)
    page = officer.client.get(f"/registry/{found.public_id}").text
    assert "第 3 行" in page
    assert "校验码不对" in page
    assert broken not in page
    answer = officer.client.get(f"/registry/{found.public_id}/refused")
    rows = list(load_workbook(io.BytesIO(answer.data)).active.iter_rows(min_row=2, values_only=True))
    assert rows[0][:5] == ("工作表", "行号", "问题", "姓名", "身份证号")
    assert rows[1][1] == 3
    assert rows[1][3:8] == ("钱某", broken, "焊工", "技师", written(21))


def test_a_long_list_over_several_sheets_is_read_whole_and_strange_sheets_are_named(officer: Officer) -> None:
    people = [somebody() for _ in range(3)]
    rows = [line(name_of(one), one, written(30 + at)) for at, one in enumerate(people)]
    found = officer.load(
        as_workbook(
            {
                "说明": [["本表由省厅导出"]],
                "一": [["山东省名单"], HEADER, *rows[:2]],
                "二": [HEADER, *rows[2:]],
            }
        ),
        "名单.xlsx",
    )
    assert found.counts["added"] == 3
    assert [sheet["sheet"] for sheet in found.head["sheets"]] == ["一", "二"]
    assert found.head["left"] == ["说明"]
    assert "未读取的工作表：说明" in officer.client.get(f"/registry/{found.public_id}").text


def test_a_file_that_is_no_list_is_refused_with_what_it_lacks(officer: Officer) -> None:
    found = officer.load("姓名,身份证号,电话\n江一帆,1,2\n".encode())
    assert found.state == "refused"
    assert CERTIFICATE_TITLES["number"] in (found.refused or "")
    assert "没有受理" in officer.client.get(f"/registry/{found.public_id}").text


def test_a_file_of_which_nothing_can_be_read_is_refused_not_kept_line_by_line(officer: Officer) -> None:
    before = officer.count(RefusedLine)
    lines = [line(f"某{n}", "-", written(n)) for n in range(2000)]
    found = officer.load(as_csv(lines))
    assert found.state == "refused"
    assert "前 2000 行没有一行能登记" in (found.refused or "")
    assert officer.count(RefusedLine) == before


def test_old_numbers_are_the_person_of_the_new_form(officer: Officer) -> None:
    number = somebody("19790301")
    old = number[:6] + number[8:17]
    made = officer.ledger.apply("steel", number, birth="1979-03")
    officer.load(as_csv([line(name_of(number), old, written(40))]))
    found = officer.ledger.found(made)
    assert found[2, "held"] == "open"
    assert found[6, "two_forms"] == "open"


def test_a_list_that_is_complete_covers_its_issuer_and_year(officer: Officer) -> None:
    number, claimant = somebody(), somebody()
    found = officer.load(as_csv([line(name_of(number), number, "S000037110299193000001")]), complete="y")
    assert [one.series for one in officer.ledger.rows(CoveredSeries, CoveredSeries.list_id == found.id)] == [
        "S00003711029919"
    ]
    made = officer.ledger.apply("steel", claimant, certificate_number="S000037110299193000777")
    assert officer.ledger.found(made) == {(7, "unregistered"): "open"}
    officer.withdraw(found)
    assert officer.ledger.rows(CoveredSeries, CoveredSeries.list_id == found.id) == []


def test_a_list_taken_down_lets_go_what_it_held_up_and_can_come_again(officer: Officer) -> None:
    number = somebody()
    data = as_csv([line(name_of(number), number, written(50))])
    found = officer.load(data)
    made = officer.ledger.apply("steel", number)
    assert officer.ledger.application(made).state == "held"
    assert officer.withdraw(found).status_code == 303
    down = officer.listed(found.public_id)
    assert (down.state, down.reason) == ("withdrawn", "传错了")
    assert [one.revoked_at is None for one in officer.certificates(down)] == [False]
    assert officer.ledger.application(made).state == "submitted"
    again = officer.load(data)
    assert again.counts["renewed"] == 1
    assert [one.revoked_at for one in officer.certificates(again)] == [None]
    assert officer.ledger.application(made).state == "held"


def test_taking_down_wants_a_reason_and_the_page_as_it_is(officer: Officer) -> None:
    number = somebody()
    found = officer.load(as_csv([line(name_of(number), number, written(60))]))
    assert officer.withdraw(found, reason=" ").status_code == 422
    assert officer.withdraw(found).status_code == 303
    assert officer.withdraw(found, version=found.version).status_code == 409
    assert officer.listed(found.public_id).state == "withdrawn"


@pytest.mark.parametrize("who", ["city.city_auditor", "steel.org_clerk", "donggang.district_reviewer"])
def test_nobody_else_loads_a_list(officer: Officer, who: str) -> None:
    other = Officer(officer.ledger.cast.sign_in(officer.ledger.app.test_client(), who), officer.ledger)
    form = {"csrf_token": csrf_at_home(other), "title": "名单", "file": (io.BytesIO(b"x"), "a.csv")}
    answer = other.client.post("/registry", data=form, content_type="multipart/form-data")
    assert answer.status_code == 403


def csrf_at_home(officer: Officer) -> str:
    from tests.signing_in import csrf_of

    return csrf_of(officer.client, "/account/sessions")


def test_what_another_list_holds_too_stays_when_one_is_taken_down(officer: Officer) -> None:
    both, alone = somebody(), somebody()
    first = officer.load(as_csv([line("张一", both, written(701)), line("张二", alone, written(702))]))
    second = officer.load(as_csv([line("张一", both, written(701))]), title="另一份")
    officer.withdraw(first)
    (shared,), (gone,) = officer.known(written(701)), officer.known(written(702))
    assert (shared.revoked_at, shared.list_id) == (None, second.id)
    assert (gone.revoked_at is not None, gone.struck_by) == (True, "list")
    officer.withdraw(second)
    assert officer.known(written(701))[0].struck_by == "list"


def test_what_was_struck_by_hand_stays_struck_whatever_lists_come_and_go(officer: Officer) -> None:
    lines = [line("张三", somebody(), written(703))]
    first = officer.load(as_csv(lines))
    (one,) = officer.certificates(first)
    token = {"csrf_token": csrf_of(officer.client, "/registry/look-up"), "why": "发证机构已注销"}
    form = token | {"number": written(703), "reason": "核查"}
    assert officer.client.post(f"/registry/certificates/{one.id}/strike", data=form).status_code in (200, 303)
    officer.withdraw(first)
    officer.load(as_csv([*lines, line("张四", somebody(), written(704))]), title="再登记")
    assert officer.known(written(703))[0].struck_by == "hand"


def test_a_complete_list_covers_its_series_though_all_was_known(officer: Officer) -> None:
    begins = "S000099110215119"
    lines = [line("张五", somebody(), f"{begins}2{at:05d}") for at in (1, 2)]
    first = officer.load(as_csv(lines))
    again = officer.load(as_csv(lines[:1]), complete="y", title="齐全的")
    assert again.counts["same"] == 1
    series = officer.ledger.rows(CoveredSeries, CoveredSeries.list_id == again.id)
    assert [one.series for one in series] == [begins[:15]]
    officer.withdraw(first)
    assert officer.ledger.rows(CoveredSeries, CoveredSeries.list_id == again.id)
