"""run.py: a venv, locked packages, then the command – once, safely twice at once, and with clear refusals."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from webapp.local.folders import REPOSITORY

SAY_ARGUMENTS = "import sys, greeting\nprint(greeting.WORD, sys.argv[1:])\n"


def wheel(folder: Path, version: str) -> str:
    """A package of one module, made here so that no index is needed; its locked requirement line."""
    folder.mkdir(exist_ok=True)
    info = f"greeting-{version}.dist-info"
    files = {
        "greeting.py": f"WORD = 'greeting {version}'\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: greeting\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},sha256={digest(text)},{len(text)}\n" for name, text in files.items())
    path = folder / f"greeting-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(name, text)
    return f"greeting=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


class Clone:
    """A clone in small: the real run.py, one tiny requirement, a product that repeats its arguments."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "requirements").mkdir(parents=True)
        (root / "webapp").mkdir()
        (root / "webapp" / "__init__.py").touch()
        (root / "webapp" / "__main__.py").write_text(SAY_ARGUMENTS, "utf-8")
        shutil.copy(REPOSITORY / "run.py", root)
        self.lock(wheel(root / "wheels", "1.0"))
        outer = {
            name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "JINLANLING_"))
        }
        own = {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": (root / "wheels").as_uri(),
        }
        self.environment = outer | own

    def lock(self, line: str) -> None:
        (self.root / "requirements" / "runtime.txt").write_text(line, "utf-8")

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(self.root / "run.py"), *arguments],
            env=self.environment,
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        process = self.begin(*arguments)
        output, errors = process.communicate(timeout=60)
        return process.returncode, output, errors


@pytest.fixture(scope="module")
def one_clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    return Clone(tmp_path_factory.mktemp("clone") / "金 蓝 领")


@pytest.fixture
def clone(one_clone: Clone) -> Clone:
    """The clone with version 1.0 installed, whatever the test before did; its venv is made once."""
    one_clone.lock(wheel(one_clone.root / "wheels", "1.0"))
    code, output, errors = one_clone.run()
    assert (code, output) == (0, "greeting 1.0 ['up']\n"), errors
    return one_clone


def test_two_starts_at_once_mend_a_half_made_venv_once_and_both_run(clone: Clone) -> None:
    venv = clone.root / ".venv"
    (venv / "jinlanling-venv.stamp").unlink()  # as a start leaves it that was killed in the middle
    shutil.rmtree(next(venv.glob("lib/python*/site-packages/pip/_internal/cli")))
    both = [clone.begin(), clone.begin("doctor", "--port", "1")]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert said[0][0] == "greeting 1.0 ['up']\n"
    assert said[1][0] == "greeting 1.0 ['doctor', '--port', '1']\n"
    for word in ("making", "installing"):
        assert sum(word in errors for _, errors in said) == 1


def test_a_second_start_installs_nothing_and_a_changed_lock_does(clone: Clone) -> None:
    assert clone.run("x") == (0, "greeting 1.0 ['x']\n", "")
    clone.lock(wheel(clone.root / "wheels", "2.0"))
    code, output, errors = clone.run("x")
    assert (code, output) == (0, "greeting 2.0 ['x']\n")
    assert "installing" in errors


def test_a_failed_install_says_what_to_do_and_is_taken_up_again(clone: Clone) -> None:
    good = wheel(clone.root / "wheels", "3.0")
    clone.lock(good.replace("3.0", "4.0"))  # not to be had
    code, output, errors = clone.run()
    assert (code, output) == (1, "")
    assert "pip config set global.index-url" in errors
    clone.lock(good[:-5] + "0000\n")  # not the package that was checked
    code, output, errors = clone.run()
    assert (code, output) == (1, "")
    assert "hash" in errors
    clone.lock(good)
    assert clone.run()[:2] == (0, "greeting 3.0 ['up']\n")


def test_a_folder_that_is_no_venv_is_not_removed(clone: Clone, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    clone.environment["JINLANLING_VENV"] = str(tmp_path)
    code, _, errors = clone.run()
    del clone.environment["JINLANLING_VENV"]
    assert code == 1
    assert "is no venv" in errors
    assert (tmp_path / "letter.txt").exists()


def pretend(clone: Clone, before: str) -> str:
    """What run.py says in an interpreter of which something was changed first."""
    script = str(clone.root / "run.py")
    code = f"import runpy, sys\n{before}\nsys.argv = [{script!r}]\n"
    code += "runpy.run_path(sys.argv[0], run_name='__main__')"
    environment = clone.environment | {"JINLANLING_VENV": str(clone.root / "other")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert not (clone.root / "other").exists()
    return done.stderr


def test_an_old_python_is_told_which_one_is_needed(clone: Clone) -> None:
    assert "needs Python 3.11 or later, this is 3.9" in pretend(clone, "sys.version_info = (3, 9, 2)")


def test_a_missing_venv_module_is_named_with_its_package(clone: Clone) -> None:
    hide = (
        "import importlib.util as util\nfind = util.find_spec\n"
        "util.find_spec = lambda name: None if name == 'ensurepip' else find(name)"
    )
    assert "sudo apt install python3-venv" in pretend(clone, hide)
