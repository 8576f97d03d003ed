"""`jinlanling roster check`: exactly the contract of spec 2.1, exit statuses, masked text, no Flask."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sheets.rosters import COLUMN, FIRST, book, number, person, persons, saved
from webapp.sheets.checking.rows import RECORD

ROOT = Path(__file__).resolve().parents[2]
KEYS = [
    "file",
    "refused",
    "sheet",
    "header_row",
    "heading",
    "columns",
    "questions",
    "rows",
    "skipped",
    "counts",
]


def roster(*words: str) -> subprocess.CompletedProcess[str]:
    """The command, run as a user runs it."""
    command = [sys.executable, "-X", "utf8", "-m", "webapp", "roster", "check", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=60
    )


BAD = person(
    serial=2, id_number=number("37110219850312104") + "9", certificate_number="S000037000026163231999"
)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    path = tmp_path / "附件2 名单.xlsx"
    made = book([person(), BAD, {"serial": "合计：2人"}])
    path.write_bytes(saved(made))
    return path


def test_json_is_the_contract(mixed: Path) -> None:
    done = roster(str(mixed), "--as-of", "2022-05-20", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert list(answer) == KEYS
    sha256 = hashlib.sha256(mixed.read_bytes()).hexdigest()
    assert answer["file"] == {"name": "附件2 名单.xlsx", "sha256": sha256, "format": "xlsx"}
    assert answer["refused"] is None
    assert answer["columns"] == COLUMN
    assert answer["skipped"] == [{"row": FIRST + 2, "reason": "footer"}]
    assert answer["counts"] == {"rows": 2, "accepted": 1, "warned": 0, "asked": 0, "refused": 1}
    good, bad = answer["rows"]
    assert list(good["record"]) == list(RECORD)
    assert good["record"] == {
        "name": "王敏",
        "sex": "女",
        "unit": "日照海岳轧钢有限公司",
        "birth": "1985-03",
        "id_number": number("37110219850312102"),
        "id_type": "resident",
        "work_start": "2005-07",
        "education": "大专",
        "occupation": "焊工",
        "experience_months": 144,
        "certificate_date": "2016-06",
        "certificate_number": "S000037000026163231822",
        "phone": "13800000000",
    }
    assert good["derived"] == {"current_level": "高级工", "current_level_from": "certificate_number"}
    assert (good["row"], good["outcome"], good["problems"]) == (FIRST, "accepted", [])
    routes = good["eligibility"].pop("routes")
    assert good["eligibility"].pop("unchecked")
    assert good["eligibility"] == {"level": "技师", "eligible": True, "clause": "三(一)2"}
    assert routes == [
        {"route": "certificate", "met": True, "qualifies_on": "2019-06-30", "shortfall_months": 0},
        {"route": "experience", "met": False, "qualifies_on": "2024-05-20", "shortfall_months": 24},
    ]
    (problem,) = bad["problems"]
    assert problem["field"] == "id_number"
    assert problem["column"] == "F"
    assert (problem["code"], problem["outcome"]) == ("id_length", "refused")
    assert {"message", "value", "suggestion"} <= set(problem)
    assert bad["record"]["id_number"] is None
    assert bad["eligibility"] is None


def test_a_refused_file_has_every_key_and_status_2(tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing more")
    done = roster(str(path), "--json")
    assert done.returncode == 2
    answer = json.loads(done.stdout)
    assert list(answer) == KEYS
    assert set(answer["refused"]) == {"code", "message"}
    assert answer["refused"]["code"] == "corrupt"
    assert (answer["sheet"], answer["header_row"], answer["columns"]) == (None, None, {})
    assert (answer["rows"], answer["skipped"], answer["questions"]) == ([], [], [])
    assert answer["heading"] == {"unit": None, "occupation": None, "level": None, "date": None}
    assert answer["counts"] == {"rows": 0, "accepted": 0, "warned": 0, "asked": 0, "refused": 0}


def test_a_missing_column_is_named_and_the_format_is_told(tmp_path: Path) -> None:
    path = tmp_path / "无证号.xlsx"
    path.write_bytes(saved(book(persons(1), fields=[field for field in COLUMN if field != "id_number"])))
    done = roster(str(path), "--json")
    assert done.returncode == 2
    answer = json.loads(done.stdout)
    assert answer["refused"]["code"] == "missing_column"
    assert "身份证号码" in answer["refused"]["message"]
    assert answer["file"]["format"] == "xlsx"


def test_text_masks_every_id_number(mixed: Path) -> None:
    done = roster(str(mixed), "--as-of", "2022-05-20")
    assert done.returncode == 0
    assert f"第 {FIRST + 1} 行" in done.stdout
    assert "id_length" in done.stdout
    assert "共 2 行" in done.stdout
    certificate = re.compile(r"[A-Z]\d{21}")
    assert not re.search(r"\d{15}", certificate.sub("", done.stdout))


def test_a_proposed_id_number_is_masked_too(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    whole = number("37110219850312102")
    path.write_bytes(saved(book([person(id_number=whole[:6] + whole[8:17])])))
    done = roster(str(path), "--as-of", "2022-05-20")
    assert "id_15_digits" in done.stdout
    assert whole not in done.stdout
    assert whole[:6] + whole[8:17] not in done.stdout


@pytest.mark.parametrize("level", ["高级技师", "一级"])
def test_level_and_occupation_replace_the_heading(mixed: Path, level: str) -> None:
    done = roster(str(mixed), "--level", level, "--occupation", "钳工", "--as-of", "2022-05-20", "--json")
    heading = json.loads(done.stdout)["heading"]
    assert (heading["level"], heading["occupation"]) == ("高级技师", "钳工")


def test_an_unknown_level_is_a_usage_error(mixed: Path) -> None:
    done = roster(str(mixed), "--level", "大师")
    assert done.returncode == 2
    assert "大师" in done.stderr
    assert done.stdout == ""


def test_the_reference_date_decides(mixed: Path) -> None:
    early = roster(str(mixed), "--as-of", "2019-06-29", "--json")
    late = roster(str(mixed), "--as-of", "2019-06-30", "--json")
    answers = [json.loads(done.stdout)["rows"][0]["eligibility"]["eligible"] for done in (early, late)]
    assert answers == [False, True]


def test_neither_command_nor_child_loads_flask_or_a_database() -> None:
    code = (
        "import sys, webapp.sheets.cli, webapp.sheets.sandbox.child;"
        "print([name for name in ('flask', 'sqlalchemy', 'celery', 'openpyxl') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]"
