"""Known identity numbers go the whole way of a list and of a look-up: they stand nowhere in the clear – not
in the broker, the stored files or the logs, and in no table of the database (三(三)2; spec 4.5)."""

from __future__ import annotations

import pytest

from tests.crosscheck.made import Check, name_of, somebody
from tests.jobs.conftest import House
from tests.jobs.test_canary import everything
from tests.registry.conftest import Officer
from tests.registry.made import HEADER, as_csv, as_workbook, line, written
from tests.rosters.test_canary import last_job, leaks, tables
from webapp.people.models import KnownCertificate
from webapp.registry.models import CertificateList, RefusedLine


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_numbers_of_a_list_stand_in_the_clear_nowhere(
    house: House, ledger: Check, officer: Officer, database: str, caplog: pytest.LogCaptureFixture,
    ending: str,
) -> None:  # fmt: skip
    caplog.set_level("INFO")
    right, wrong, asked = somebody(), somebody(), somebody()
    wrong = wrong[:17] + ("1" if wrong[17] != "1" else "2")
    lines = [line(name_of(right), right, written(1)), line("王芳", wrong, written(2))]
    ledger.apply("steel", right)
    house.worker()
    data = as_csv(lines) if ending == "csv" else as_workbook({"名单": [HEADER, *lines]})
    officer.send(data, f"名单.{ending}")
    house.until(lambda: ledger.rows(CertificateList)[0].state == "done", "the list")
    assert officer.ask(right).status_code == officer.ask(asked).status_code == 200
    assert len(ledger.rows(KnownCertificate)) == len(ledger.rows(RefusedLine)) == 1
    house.broker.config_set("appendfsync", "always")
    house.ring(last_job())
    searched = everything(house) | tables(house.servers.admin_url(database))
    searched["this process's log"] = caplog.text.encode()
    (known,) = ledger.rows(KnownCertificate)
    assert known.id_masked.encode() in searched["table known_certificate"]  # the search does see the tables
    assert leaks({right, wrong, asked}, searched) == []
