"""Nothing of the machine it was written on stands in the tree: no registry, no path, nothing left open."""

from __future__ import annotations

import re

from tests.architecture.tree import own_texts, tracked

REGISTRY = re.compile(
    r"(?:pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org|index-url\s*=|mirrors\.)", re.I
)
# The last folder's name is pieced together, since this file stands in the tree too.
MACHINE = re.compile(r"(?<![\w.])/(?:home/\w+|Users/\w+|root/|wor" + r"k/)")
LEFT_OPEN = re.compile(
    r"\b(?:TODO|FIXME|XXX|raise NotImplementedError)\b|mark\.(?:skip|xfail)|except[^\n]*:\s*pass\b"
)
HERE = "tests/architecture/"


def places(pattern: re.Pattern[str], *, ending: tuple[str, ...] = ("",)) -> list[str]:
    found = []
    for name, text in own_texts():
        if name.startswith(HERE) or not name.endswith(ending):
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{name}:{number} {line.strip()[:80]}")
    return found


def test_no_address_of_a_registry() -> None:
    assert places(REGISTRY) == []
    assert [
        path.name for path in tracked("requirements/*.txt") if "://" in path.read_text(encoding="utf-8")
    ] == []


def test_no_path_of_a_machine() -> None:
    assert places(MACHINE) == []


def test_nothing_is_left_open() -> None:
    assert places(LEFT_OPEN, ending=(".py", ".html", ".js")) == []
