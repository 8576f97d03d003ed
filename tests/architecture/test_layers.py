"""import-linter's contracts know every folder, so that a new one can't slip by (spec 3.1)."""

from __future__ import annotations

import configparser
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT

WORDS = {"views", "forms", "operations", "queries", "models", "rules"}
CONTRACTS = configparser.ConfigParser()
CONTRACTS.read(ROOT / ".importlinter", encoding="utf-8")


def listed(contract: str, key: str) -> set[str]:
    return set(CONTRACTS[f"importlinter:contract:{contract}"][key].split())


def test_the_contracts_are_kept() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert answer.returncode == 0, answer.stdout[-2000:]


def test_a_new_module_must_be_given_its_place() -> None:
    """Without this word import-linter lets a module be that no list names."""
    for contract in ("stages", "tenants", "tasks", "sheets"):
        assert CONTRACTS[f"importlinter:contract:{contract}"]["exhaustive"] == "True"


def test_every_folder_with_the_words_has_their_order() -> None:
    folders = {
        f"webapp.{path.name}"
        for path in (ROOT / "webapp").iterdir()
        if path.is_dir() and WORDS & {each.stem for each in path.glob("*.py")}
    }
    assert folders - listed("words", "containers") == set()


def test_pages_name_no_task_by_string_either() -> None:
    """A string that importlib would follow is an import no contract sees; the supervisor only starts one."""
    modules = (path for path in (ROOT / "webapp").rglob("*.py") if path.parent.name != "local")
    assert [path.name for path in modules if '"tasks.' in path.read_text(encoding="utf-8")] == []
