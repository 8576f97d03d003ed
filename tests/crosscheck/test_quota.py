"""Quotas on look-ups (1.7): who enters people to learn whether others know them comes to an end, whoever they
ask about; nothing that was typed or uploaded is lost."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from tests.crosscheck.made import Check, keyring_of, name_of, somebody
from tests.crosscheck.policies import policy
from tests.crosscheck.test_silence import Prober, Twin, prober_of, twins
from tests.registry.conftest import Officer
from tests.rosters.conftest import Clerk
from webapp.crosscheck import quota
from webapp.crosscheck.models import LookUp
from webapp.entering.models import ApplicationDraft
from webapp.jobs.models import Job
from webapp.policy.programme import today
from webapp.rosters.models import Roster
from webapp.sheets.checking.layouts import ANNEX_2
from webapp.sheets.samples import HEADER_ROW, clean_roster


@pytest.fixture
def clerk(ledger: Check) -> Prober:
    return prober_of(ledger, "steel.org_clerk")


def pairs(ledger: Check, number: int, *, known: bool = True) -> list[Twin]:
    def know(one: str, name: str) -> None:
        if known:
            ledger.apply("port", one, name=name)

    return list(twins(number, know))


def test_after_so_many_people_by_the_form_the_day_is_over_whoever_comes_next(
    ledger: Check, clerk: Prober
) -> None:
    people = pairs(ledger, 4)
    spent = looked_up(ledger, "steel.org_clerk") + 2
    with policy(ledger, crosscheck_clerk_people=spent, crosscheck_unit_held=100_000):
        assert clerk.send(people[0].form(people[0].known, _do="submit")).status_code == 303
        assert clerk.send(people[1].form(people[1].other, _do="submit")).status_code == 303
        before = len(ledger.rows(ApplicationDraft))
        known = clerk.send(people[2].form(people[2].known, _do="submit"))
        other = clerk.send(people[3].form(people[3].other, _do="submit"))
    for answer in (known, other):
        assert answer.status_code == 422
        assert "达到每日上限" in answer.text
    assert len(ledger.rows(ApplicationDraft)) == before + 2  # what was typed is kept
    with policy(ledger, crosscheck_unit_held=100_000):
        assert clerk.send(people[2].form(people[2].known, _do="submit")).status_code == 303


def looked_up(ledger: Check, who: str) -> int:
    mine = ledger.rows(LookUp, LookUp.user_id == ledger.cast.users[who].id, LookUp.kind == "form")
    return sum(one.people for one in mine)


def held_in(ledger: Check, unit: str) -> int:
    return sum(one.held for one in ledger.rows(LookUp, LookUp.tenant_id == ledger.tenant(unit).id))


def test_after_so_many_held_up_in_a_unit_nobody_of_it_asks_on(ledger: Check, clerk: Prober) -> None:
    people = pairs(ledger, 3)
    with policy(ledger, crosscheck_unit_held=held_in(ledger, "steel") + 1):
        assert clerk.send(people[0].form(people[0].known, _do="submit")).status_code == 303
        for number in (people[1].known, people[2].other):
            answer = clerk.send(people[1].form(number, _do="submit"))
            assert answer.status_code == 422
            assert "转上级查重核查，达到每日上限" in answer.text


def test_a_roster_stops_where_the_quota_is_spent_and_goes_on_another_day(
    ledger: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = pairs(ledger, 520)
    roster = Clerk(ledger.cast.sign_in(ledger.app.test_client(), "steel.org_clerk"), ledger.app)
    with policy(ledger, crosscheck_unit_held=held_in(ledger, "steel") + 10):
        page = roster.upload(a_roster(people))
        assert roster.post(f"{page}/confirm", page).status_code == 303
        do_all(ledger)
        (kept,) = ledger.rows(Roster, Roster.public_id == page.rpartition("/")[2])
        assert kept.state == "preview"  # the first five hundred are in, the rest waits to be confirmed again
        assert "今天转上级查重核查的人数已达本单位上限" in roster.client.get(page).text
        monkeypatch.setattr(quota, "today", lambda: today() + timedelta(days=1))
        assert roster.confirm(page).status_code == 303
        (done,) = ledger.rows(Roster, Roster.id == kept.id)
        assert (done.state, done.result["new"], done.result["held"]) == ("done", 520, 520)
        assert "其中 520 人查重待核" in roster.client.get(page).text


def do_all(ledger: Check) -> None:
    """Do what waits; a job may end in a refusal."""
    from webapp.jobs.working import work

    for job in ledger.rows(Job, Job.state == "queued"):
        with ledger.app.app_context():
            work(job.id)


def a_roster(people: list[Twin]) -> bytes:
    """A list of these people by the numbers that are known elsewhere."""
    book = load_workbook(io.BytesIO(clean_roster(len(people), unit="日照海岳钢铁集团有限公司")))
    sheet = book.worksheets[0]
    for at, one in enumerate(people):
        values = {"name": one.name, "id_number": one.known, "birth": "1986.04", "sex": "男",
                  "certificate_number": f"S0000370003331630{at:05d}",
                  "work_start": "2004.07", "phone": f"137{at:08d}"}  # fmt: skip
        for field, value in values.items():
            sheet.cell(HEADER_ROW + 1 + at, ANNEX_2.index(field) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_officers_look_ups_come_to_an_end_as_well(ledger: Check) -> None:
    who = "city.city_filing"
    officer = Officer(ledger.cast.sign_in(ledger.app.test_client(), who), ledger)
    asked = len(ledger.rows(LookUp, LookUp.user_id == ledger.cast.users[who].id, LookUp.kind == "registry"))
    with policy(ledger, crosscheck_look_ups=asked + 1):
        assert officer.ask(somebody()).status_code == 200
        refused = officer.ask(somebody())
    assert refused.status_code == 422
    assert "您今天已查询" in refused.text


def test_every_look_up_is_kept(ledger: Check, clerk: Prober) -> None:
    (one,) = pairs(ledger, 1)
    before = {row.id for row in ledger.rows(LookUp)}
    with policy(ledger, crosscheck_unit_held=100_000, crosscheck_suspected="off"):
        clerk.send(one.form(one.known, _do="submit"))
        clerk.send(one.form(one.other, _do="submit"))
    kept = [row for row in ledger.rows(LookUp) if row.id not in before]
    assert [(row.kind, row.people, row.held) for row in kept] == [("form", 1, 1), ("form", 1, 0)]
    assert {row.user_id for row in kept} == {ledger.cast.users["steel.org_clerk"].id}


def test_every_correction_is_a_look_up_too_and_comes_to_an_end(ledger: Check, clerk: Prober) -> None:
    (one,) = pairs(ledger, 1, known=False)
    spent = looked_up(ledger, "steel.org_clerk") + 2
    with policy(ledger, crosscheck_clerk_people=spent, crosscheck_unit_held=100_000):
        made = clerk.send(one.form(one.other, _do="submit"))
        address = f"{made.location}/edit"
        assert clerk.desk.submit(one.form(one.other, specialty="氩弧焊"), address).status_code == 303
        assert looked_up(ledger, "steel.org_clerk") == spent
        refused = clerk.desk.submit(one.form(one.other, specialty="电弧焊"), address)
    assert refused.status_code == 422
    assert "达到每日上限" in refused.text
    assert ledger.application(made.location.rpartition("/")[2]).specialty == "氩弧焊"


def test_what_is_only_suspected_of_others_counts_and_what_is_ones_own_does_not(
    ledger: Check, clerk: Prober
) -> None:
    elsewhere, theirs, mine, again = (somebody() for _ in range(4))
    shared = keyring_of(ledger.app).index("13811112222")
    ledger.apply("port", elsewhere, phone_index=shared)
    before = {row.id for row in ledger.rows(LookUp)}
    twins_ = [Twin("", number, name_of(number)) for number in (theirs, mine, again)]
    with policy(ledger, crosscheck_unit_held=100_000, crosscheck_clerk_people=100_000):
        for twin, phone in zip(twins_, ("13811112222", "13833334444", "13833334444"), strict=True):
            sex = "男" if int(twin.other[16]) % 2 else "女"
            answer = clerk.send(twin.form(twin.other, _do="submit") | {"phone": phone, "sex": sex})
            assert answer.status_code == 303, answer.text
    kept = [row.held for row in ledger.rows(LookUp) if row.id not in before]
    assert kept == [1, 0, 0]  # the last is suspected beside one of their own unit
