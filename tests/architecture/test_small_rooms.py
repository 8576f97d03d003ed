"""Files and functions stay small, and no file is named after nothing in particular (spec 3.4)."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

from tests.architecture.tree import name_of, tracked

LONGEST_FILE = 300
LONGEST_FUNCTION = 45  # with its signature and docstring
MEDIAN = 120
# Tables are generated from the models; samples of the look are data.
DATA = ("migrations/versions/", "tests/look/samples.py", "tests/look/gallery.py")
NAMELESS = {"utils", "util", "helpers", "helper", "common", "services", "managers", "misc", "base_utils"}


def modules() -> list[Path]:
    return [path for path in tracked("*.py") if not name_of(path).startswith(DATA)]


def test_no_file_is_long() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert len(lengths) > 200
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}
    assert statistics.median(lines for lines in lengths.values() if lines > 1) <= MEDIAN


def test_no_function_is_long() -> None:
    found = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    found[f"{name_of(path)}:{node.name}"] = lines
    assert found == {}


def test_names_say_what_is_inside() -> None:
    nameless = [name_of(path) for path in tracked() if NAMELESS & {part.split(".")[0] for part in path.parts}]
    assert nameless == []


def test_every_module_says_what_it_is_for() -> None:
    """A package's empty `__init__` and Alembic's own files apart."""
    silent = []
    for path in modules():
        text = path.read_text(encoding="utf-8")
        if text.strip() and path.parent.name != "versions" and ast.get_docstring(ast.parse(text)) is None:
            silent.append(name_of(path))
    assert silent == []
