#!/usr/bin/env python3
"""Set the product up and run it, with nothing but Python: a venv, the locked packages, then `jinlanling`.

    python3 run.py                 start everything and serve
    python3 run.py test [...]      run the tests (arguments go to pytest)
    python3 run.py COMMAND [...]   any `jinlanling` command, e.g. doctor

The venv is `.venv` beside this file, or where JINLANLING_VENV says. Stdlib only; packages come from whatever
index pip is set up with, and are refused when their hash is not the locked one.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - before anything that an older Python could not read
    sys.exit("run.py: needs Python 3.11 or later, this is %d.%d" % sys.version_info[:2])  # noqa: UP031

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCKS = {
    "test": ("test", "bench"),
    "bench": ("bench",),
}  # first argument → the locks it needs besides runtime


def main(arguments: list[str]) -> None:
    """Prepare the venv for what is asked, then become it."""
    venv = Path(os.environ.get("JINLANLING_VENV") or ROOT / ".venv").absolute()
    first = arguments[0] if arguments else "up"
    with only_one():
        make_venv(venv)
        for lock in ("runtime", *LOCKS.get(first, ())):
            install(venv, lock)
    python = str(python_of(venv))
    environment = {**os.environ, "VIRTUAL_ENV": str(venv), "PYTHONUTF8": "1"}
    environment["PATH"] = os.pathsep.join([str(venv / "bin"), os.environ.get("PATH", os.defpath)])
    environment.pop("PYTHONHOME", None)
    if first == "test":
        os.chdir(ROOT)
        command = [python, "-m", "pytest", *workers(arguments[1:]), *arguments[1:]]
    else:
        command = [python, "-m", "webapp", *(arguments or ["up"])]
    os.execve(python, command, environment)


def workers(arguments: list[str]) -> list[str]:
    """One test process a core, unless told otherwise; one that has no more tests takes over another's."""
    told = any(
        each in ("-n", "--numprocesses", "--pdb") or each.startswith(("-n", "--num")) for each in arguments
    )
    return [] if told else ["-n", str(os.cpu_count() or 1), "--dist", "worksteal"]


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Two run.py at once: the second waits until the first has installed. This very file is the lock."""
    import fcntl

    with open(__file__, "rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another run.py is preparing this venv; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_venv(venv: Path) -> None:
    """Make the venv, or make it anew when its Python or pip does not work, as after a killed start."""
    made = venv / "jinlanling-venv.stamp"
    if works(venv, "import sys" if made.exists() else "import sys, pip._internal.cli.main"):
        made.touch()
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "run.py: this Python has no venv/ensurepip. On Debian or Ubuntu: sudo apt install python3-venv "
            f"(or python{sys.version_info[0]}.{sys.version_info[1]}-venv); then run this again."
        )
    if venv.exists() and not (venv / "pyvenv.cfg").exists() and any(venv.iterdir()):
        sys.exit(f"run.py: {venv} exists and is no venv; move it away or set JINLANLING_VENV.")
    say(f"making {venv}")
    shutil.rmtree(venv, ignore_errors=True)
    made_it = subprocess.run([sys.executable, "-m", "venv", str(venv)], capture_output=True, text=True)
    if made_it.returncode:
        shutil.rmtree(venv, ignore_errors=True)
        sys.exit(
            f"run.py: could not make {venv}. On Debian or Ubuntu, sudo apt install python3-venv may help.\n"
            f"{(made_it.stdout + made_it.stderr).strip()[-800:]}"
        )
    made.touch()


def write_path(venv: Path) -> None:
    """Put this folder on the venv's path, so that the packages here are found from anywhere."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.check_output([python_of(venv), "-X", "utf8", "-c", code], text=True, encoding="utf-8")
    Path(site.strip(), "jinlanling.pth").write_text(f"{ROOT}\n", encoding="utf-8")


def install(venv: Path, lock: str) -> None:
    """Install what a lock lists, unless its stamp says that exactly this lock was installed whole."""
    file = ROOT / "requirements" / f"{lock}.txt"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    stamp = venv / f"jinlanling-{lock}.stamp"
    if stamp.exists() and stamp.read_text().strip() == digest:
        return
    say(f"installing {file.relative_to(ROOT)} (once, and when it changes)")
    stamp.unlink(missing_ok=True)
    command = [str(python_of(venv)), "-m", "pip", "install", "--require-hashes", "--no-deps"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", "--requirement", str(file)]
    if subprocess.run(command, stdin=subprocess.DEVNULL).returncode:
        sys.exit(
            f"run.py: pip could not install {file.name}; its reason is above. If it reached no index: check "
            "the network, or point pip to a mirror with `pip config set global.index-url ADDRESS` (or the "
            "setting PIP_INDEX_URL). If a hash differs, the package is not the one that was checked. "
            "Then run this again."
        )
    write_path(venv)
    draft = stamp.with_suffix(".draft")
    draft.write_text(digest + "\n")
    draft.replace(stamp)


def works(venv: Path, imports: str) -> bool:
    """False when the venv's Python is gone or too old, as after an upgrade of the system."""
    check = f"{imports}; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python_of(venv), "-c", check], capture_output=True).returncode == 0
    except OSError:
        return False


def python_of(venv: Path) -> Path:
    return venv / "bin" / "python"


def say(line: str) -> None:
    print(f"run.py: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    if os.name != "posix":
        sys.exit("run.py: needs Linux or macOS; on Windows use WSL.")
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nrun.py: interrupted; the next start takes it up again")
