"""Each benchmark runs through at a tiny size and tells its keys with possible values; never how fast."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks import pages, roster_import, throughput, web
from benchmarks.cli import bench
from benchmarks.generator import FAULTY_AMONG, KNOWN_AMONG, roster_people, workbook
from webapp.local.for_tests import quick_place
from webapp.people.identity import passes
from webapp.sheets.options import CheckOptions
from webapp.sheets.sandbox.parent import CheckedFile


@pytest.fixture(autouse=True)
def _small_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """How fast a disk is, and how much eight clients ask, is nothing that is looked at here."""
    monkeypatch.setattr(tempfile, "tempdir", str(quick_place()))
    monkeypatch.setattr(web, "CLIENTS", 2)


def told(name: str, rows: int) -> dict[str, Any]:
    """What the command prints, which is one JSON object and nothing else."""
    done = CliRunner().invoke(bench, [name, "--rows", str(rows), "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_import_takes_its_rows_in_and_tells_its_floor_and_peer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster_import, "KNOWN", 500)
    found = told("import", 1200)  # three chunks
    assert found["rows"] == found["peer"]["rows"] == found["peer"]["imported"] == 1200
    taken = found["imported"]
    assert taken["left"] == 0  # whoever was fit went in; the rest are chance twins of the generator
    assert taken["new"] > 1000
    assert found["held"] == found["held_entered"] == 2  # the cross-check found all
    assert found["known_entered"] == 1200 // KNOWN_AMONG
    assert found["peer"]["known"] == found["known_entered"]
    for key in ("seconds", "floor_seconds", "ratio_to_floor", "peer_seconds", "times_faster_than_peer"):
        assert found[key] > 0, key
    assert found["tuples_read_per_row"] < 120  # each look of the check reads its entries; none the whole city
    assert 50 < found["peak_rss_mb"] < 2000
    assert set(found["phases"]) == {"store", "check", "confirm", "import"}
    assert found["server"]["fsync"] == found["server"]["synchronous_commit"] == "on"


def test_the_pages_of_all_reaches_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "REQUESTS", 8)
    found = told("pages", 2000)
    named = {(page["name"], page["reach"]) for page in found["pages"]}
    assert named == {
        (name, reach) for name in ("list", "object", "workbench") for reach in ("tenant", "district", "city")
    }
    for page in found["pages"]:
        assert min(page["p95_ms_small"], page["p95_ms_large"], page["growth"]) > 0
        assert page["queries"] >= 2  # the transaction's stamp and at least one read


def test_the_throughput_is_told_beside_the_peers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throughput, "REQUESTS", 8)
    found = told("throughput", 2000)
    assert found["requests_per_second"] > 0
    assert found["peer_requests_per_second"] > 0
    assert found["ratio"] > 0


def test_a_run_of_the_cross_check_is_told_beside_a_scan() -> None:
    found = told("crosscheck", 4000)
    assert found["applications"] == found["certificates"] == 4000
    for key in ("full_seconds", "first_seconds", "scan_seconds", "ratio_to_scan", "increment_seconds"):
        assert found[key] > 0, key
    assert {ground.split()[0] for ground in found["found"]} >= {"1", "2", "3", "6"}  # rules with something


def test_made_up_people_are_the_same_for_a_seed_and_differ_from_each_other() -> None:
    everybody = roster_people(500)
    assert [person.id_number for person in everybody] == [person.id_number for person in roster_people(500)]
    assert len({person.id_number for person in everybody}) == 500
    assert all(passes(person.id_number) for person in everybody)


def test_a_workbooks_faults_are_found_by_the_real_check() -> None:
    options = CheckOptions(as_of=date(2022, 5, 20))
    with CheckedFile(workbook(roster_people(250)), "附件2.xlsx", options) as checked:
        rows = list(checked.rows())
    outcomes = Counter(row.outcome.word for row in rows)
    assert len(rows) == 250
    assert outcomes["accepted"] == 250 - 250 // FAULTY_AMONG
    assert outcomes["warned"]
    assert outcomes["refused"]


def test_the_documents_are_told_in_pages_a_second() -> None:
    found = told("documents", 30)  # more than one chunk of the print job
    assert found["pages"] == 30
    assert min(found["pages_per_second"], found["one_by_one_per_second"], found["seconds"]) > 0
    assert 20 < found["peak_rss_mb"] < 4000
