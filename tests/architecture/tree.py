"""The tracked files of the project, as the tests of its order walk them."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT_AS_THEY_COME = ("static/", "requirements/", "templates/ui/icons/")  # vendored or generated


def tracked(*patterns: str) -> list[Path]:
    """What git tracks, by its patterns; in a copy without git, every file that isn't made while running."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--", *patterns]
    found = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if found.returncode == 0 and found.stdout:
        return [path for name in found.stdout.split("\0") if name and (path := ROOT / name).exists()]
    made = {".venv", "var", "__pycache__", ".git"}
    every = (each for pattern in (patterns or ("*",)) for each in ROOT.rglob(pattern))
    return [path for path in every if path.is_file() and not made & set(path.relative_to(ROOT).parts)]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def own_texts() -> list[tuple[str, str]]:
    """Name and text of every file that people of the project wrote."""
    texts = []
    for path in tracked():
        name = name_of(path)
        if name.startswith(KEPT_AS_THEY_COME):
            continue
        try:
            texts.append((name, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # a picture or a workbook
    return texts
