"""Known identity numbers and telephones go the whole way of a roster: they must stand nowhere in the clear –
not in the broker, the stored files or the logs, and in no table of the database (三(三)2; spec 4.5)."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from openpyxl import load_workbook

from tenants.db import db
from tenants.sealing import parse_keys
from tests.conftest import KEYS
from tests.jobs.conftest import SYSTEM, House
from tests.jobs.test_canary import everything
from tests.rosters.conftest import STEEL, Clerk
from webapp.applicants.models import Application
from webapp.jobs.models import Job
from webapp.rosters.models import Roster, RosterRow
from webapp.sheets.checking.layouts import ANNEX_2
from webapp.sheets.samples import HEADER_ROW, clean_roster
from webapp.transaction import separately

ID_NUMBER, PHONE = ANNEX_2.index("id_number") + 1, ANNEX_2.index("phone") + 1
FIRST = HEADER_ROW + 1
BROKEN, SPACED, SHORT, LANDLINE = FIRST + 1, FIRST + 2, FIRST + 3, FIRST + 4


def driven() -> tuple[bytes, str, set[str]]:
    """A roster with a fault for every way in which a number comes into a sentence; the right number of its
    broken row; and every number in it, as written and as read."""
    book = load_workbook(io.BytesIO(clean_roster(8, unit=STEEL)))
    sheet = book.worksheets[0]
    rows = range(FIRST, FIRST + 8)
    known = {str(sheet.cell(row, column).value) for row in rows for column in (ID_NUMBER, PHONE)}
    right = str(sheet.cell(BROKEN, ID_NUMBER).value)
    sheet.cell(BROKEN, ID_NUMBER).value = right[:-1] + ("1" if right[-1] != "1" else "2")
    phone = str(sheet.cell(SPACED, PHONE).value)
    sheet.cell(SPACED, PHONE).value = f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
    sheet.cell(SHORT, PHONE).value = "1390633123"
    sheet.cell(LANDLINE, PHONE).value = "6332910098"
    changed = {(BROKEN, ID_NUMBER), (SPACED, PHONE), (SHORT, PHONE), (LANDLINE, PHONE)}
    known |= {str(sheet.cell(*place).value) for place in changed}
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), right, known


def tables(url: str) -> dict[str, bytes]:
    """Every table of the database as plain text, read by one who passes row-level security."""
    found = {}
    with psycopg.connect(url) as connection:
        names = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        for (name,) in names:
            with connection.cursor().copy(f'copy "{name}" to stdout') as copy:
                found[f"table {name}"] = b"".join(bytes(part) for part in copy)
    return found


def test_numbers_stand_in_the_clear_nowhere_on_the_whole_way(
    house: House, clerk_of_house: Clerk, database: str, stored: Callable[..., list[Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    data, right, known = driven()
    caplog.set_level("INFO")
    house.worker()
    page = clerk_of_house.send(data)
    house.until(lambda: stored(Roster)[0].state == "preview", "the preview")
    warned = {row.row for row in stored(RosterRow) if row.warnings}
    assert warned & {SPACED, SHORT, LANDLINE}  # else no sentence with a number would be looked at
    row = f"{page}/rows/{BROKEN}"
    clerk_of_house.client.get(row)
    assert clerk_of_house.post(row, row, id_number=right).status_code == 303
    assert clerk_of_house.post(f"{page}/confirm", page).status_code == 303
    house.until(lambda: stored(Roster)[0].state == "done", "the import")

    made = next(one for one in stored(Application) if one.id_masked.endswith(right[-4:]))
    ring = parse_keys(KEYS["JINLANLING_DATA_KEYS"], KEYS["JINLANLING_INDEX_KEY"])
    assert ring.open_text(made.id_number) == right  # sealed, it is there
    house.broker.config_set("appendfsync", "always")
    house.ring(last_job())
    searched = everything(house) | tables(house.servers.admin_url(database))
    searched["this process's log"] = caplog.text.encode()
    assert made.id_masked.encode() in searched["table application"]  # the search does see the tables
    assert leaks(known, searched) == []


def last_job() -> Job:
    with separately(SYSTEM):
        return db.session.query(Job).order_by(Job.id.desc()).first()


def leaks(known: set[str], searched: dict[str, bytes]) -> list[tuple[str, str]]:
    """Where one of the known numbers stands, as text or as the hexadecimal form of its bytes."""
    return [
        (place, number)
        for place, found in searched.items()
        for number in sorted(known)
        if number.encode() in found or number.encode().hex().encode() in found
    ]
