"""The full national list: lines refused with their numbers, the rest set by set; twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import func, select

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.conftest import environment
from webapp.catalogue.keeping import Said, change_occupation
from webapp.catalogue.loading import load_rows
from webapp.catalogue.models import Occupation
from webapp.catalogue.national import BadFile, checked, read_list
from webapp.catalogue.queries import trainable
from webapp.catalogue_cli import catalogue
from webapp.local.for_tests import TestServers
from webapp.policy.load import policy_for
from webapp.policy.programme import today

NAMES = policy_for(2022).industries.names
HEAD = "code,name,major_code,major_name,medium_code,medium_name,minor_code,minor_name,industry_tags,edition"
LINES = (
    "6-17-02-05,整模脱模工,6,生产,6-17,冶炼,6-17-02,炼钢,钢铁,2022",  # new
    "6-18-02-04,焊工,6,生产,6-18,机加,6-18-02,热加工,通用机械电气,2022",  # known, nothing new
    "6-18-01-01,车床工,6,生产,6-18,机加,6-18-01,机加,通用机械电气,2022",  # renamed
    "6-18-1-1,车工,6,,,,,,,2022",  # no code
    "6-18-01-02,,6,,,,,,,2022",  # no name
    "6-17-02-05,又一个,6,,,,,,,2022",  # twice
    "6-18-01-03,刨插工,6,,,,,,木材,2022",  # no industry of the notice's
)


def write(path: Path, encoding: str = "utf-8-sig") -> Path:
    path.write_text("\r\n".join((HEAD, *LINES)) + "\r\n", encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_lines_that_make_no_sense_are_refused_with_their_numbers(tmp_path: Path, encoding: str) -> None:
    read = read_list(write(tmp_path / "all.csv", encoding), NAMES)
    assert [row["name"] for row in read.rows] == ["整模脱模工", "焊工", "车床工"]
    assert {one.line: one.reason.split(" ")[0] for one in read.refused} == {
        5: "code", 6: "the", 7: "code", 8: "industry"
    }  # fmt: skip


def test_a_workbook_of_the_same_columns_reads_the_same(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (HEAD, *LINES):
        sheet.append(line.split(","))
    book.save(tmp_path / "all.xlsx")
    from_csv, from_book = (
        read_list(write(tmp_path / "all.csv"), NAMES),
        read_list(tmp_path / "all.xlsx", NAMES),
    )
    assert (from_book.rows, from_book.refused) == (from_csv.rows, from_csv.refused)


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "", "\x00\x01"])
def test_a_file_that_is_something_else_is_refused_whole(tmp_path: Path, content: str) -> None:
    (tmp_path / "other.csv").write_text(content)
    with pytest.raises(BadFile):
        read_list(tmp_path / "other.csv", NAMES)
    (tmp_path / "other.xlsx").write_text(content)
    with pytest.raises(BadFile):
        read_list(tmp_path / "other.xlsx", NAMES)


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"levels": "6"}, "levels"), ({"levels": "33"}, "levels"), ({"tags": "重要"}, "tag"),
        ({"industry": "煤炭"}, "industry"), ({"name": "长" * 61}, "name"),
    ],
)  # fmt: skip
def test_cells_that_no_notice_knows_are_refused(cells: dict[str, str], wrong: str) -> None:
    read = checked([(2, {"code": "6-18-02-04", "name": "焊工", **cells})], NAMES)
    assert (read.rows, len(read.refused)) == ([], 1)
    assert wrong in read.refused[0].reason


@pytest.fixture
def as_system(app: Flask, cast: Cast) -> Iterator[None]:
    with app.app_context(), acting_as(Scope.of_system("a test loads")):
        yield


def named(code: str) -> Occupation:
    return db.session.scalars(select(Occupation).where(Occupation.code == code)).one()


def test_a_list_is_added_and_changed_and_the_second_time_nothing_is(as_system: None, tmp_path: Path) -> None:
    rows = read_list(write(tmp_path / "all.csv"), NAMES).rows
    first = load_rows(rows)
    assert (first.added, first.changed, first.unchanged) == (["6-17-02-05"], ["6-18-01-01"], 1)
    assert named("6-17-02-05").industry == "先进钢铁制造"
    assert (named("6-18-01-01").name, named("6-18-01-01").spelling) == ("车床工", "chechuanggong ccg")
    assert named("6-18-02-04").levels == [5, 4, 3, 2, 1], "what the file doesn't say stays"
    loads = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "occupation.load")
    assert db.session.scalar(loads) == 1
    second = load_rows(rows)
    assert (second.added, second.changed, second.unchanged) == ([], [], 3)
    assert db.session.scalar(loads) == 1, "what changes nothing is no event"


def test_what_the_file_says_is_taken_and_what_a_city_said_stays(
    as_system: None, cast: Cast, tmp_path: Path
) -> None:
    city = cast.tenants["city"].id
    change_occupation(city, "6-18-02-04", 0, Said("现代海洋", ["地方特色"], [5, 4, 3], []), "本市实际")
    lines = "code,name,levels,tags,work_types\n6-18-02-04,焊工,54321,智能制造,电焊工|氩弧焊工\n"
    (tmp_path / "some.csv").write_text(lines, encoding="utf-8")
    done = load_rows(read_list(tmp_path / "some.csv", NAMES).rows)
    assert (done.changed, done.kept_local) == (["6-18-02-04"], 1)
    assert (named("6-18-02-04").tags, named("6-18-02-04").work_types) == (
        ["智能制造"],
        ["电焊工", "氩弧焊工"],
    )
    assert not trainable(city, "焊工", "技师", today()).allowed
    assert trainable(None, "焊工", "技师", today()).allowed


def test_clause_1_2_an_occupation_without_levels_is_refused_until_they_are_entered(
    as_system: None, cast: Cast, tmp_path: Path
) -> None:
    load_rows(read_list(write(tmp_path / "all.csv"), NAMES).rows)
    found = trainable(cast.tenants["city"].id, "整模脱模工", "高级工", today())
    assert (found.allowed, found.code) == (False, "standard_unknown")


def test_the_command_reports_each_line(
    servers: TestServers, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(servers, database, tmp_path / "storage").items():
        monkeypatch.setenv(name, value)
    run = CliRunner()
    shipped = run.invoke(catalogue, ["load"], catch_exceptions=False)
    assert shipped.output.startswith("shipped 1")
    done = run.invoke(catalogue, ["load", str(write(tmp_path / "all.csv"))], catch_exceptions=False)
    assert done.exit_code == 1, "a refused line is an exit of its own"
    assert "line 5: refused: code" in done.output
    assert "added 1, changed 1, unchanged 1, refused 4" in done.output
    again = run.invoke(catalogue, ["load", str(tmp_path / "all.csv")], catch_exceptions=False)
    assert "added 0, changed 0, unchanged 3, refused 4" in again.output
    listed = run.invoke(catalogue, ["list", "--query", "hangong"], catch_exceptions=False)
    assert listed.output.startswith("6-18-02-04\t焊工\t54321\t-")
