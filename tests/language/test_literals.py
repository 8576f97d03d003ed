"""No Chinese stands on a page outside gettext, where an English reader would meet it (spec 3.4)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment

ROOT = Path(__file__).resolve().parents[2]
HAN = re.compile(r"[\u3400-\u9fff]")
# Chinese that is data or a document's own wording, not a sentence of the interface.
DATA = {
    "webapp/applicants/summary.py": "the labels by which the parts of a certificate's number are known",
    "webapp/catalogue/national.py": "the short words of the national file for the industries",
    "webapp/demo": "the made-up city: names, units, opinions",
    "webapp/documents": "the wording of Annex 1 and 2, and of what is printed beside it",
    "webapp/files/names.py": "what a file without a name is called",
    "webapp/local": "what the supervisor prints on the operator's terminal",
    "webapp/papers/contents.py": "the units of a date as the forms write it",
    "webapp/people": "area names, surnames' readings, the words that a certificate's number says",
    "webapp/photos/matching.py": "what a computer adds to the name of a copied file",
    "webapp/policy/levels.py": "the grades printed beside the levels",
    "webapp/programmes/clauses.py": "the numerals and headings by which a notice's text is read",
    "webapp/sheets": "words found in workbooks, and the wording of Annex 2 and of the annotated workbook",
    "webapp/public/contact.py": "the institution's own name and address",
    "webapp/rosters/samples.py": "file names of the samples",
}
PROPER = {
    "金蓝领": "the programme's name",
    "中文": "the language's own name in the switch",
    "微信": "a browser's name",
    "钉钉": "a browser's name",
    "QQ 浏览器": "a browser's name",
}
MARK = {"人"}  # the drawn sign in place of a logo
CLAUSE = re.compile(r"[一二三四五六七八九]?[(（]?[一二三四五六七八九十]?[)）]?[0-9]?")


def literals(source: str) -> Iterator[tuple[int, str]]:
    """The string constants of a module that aren't docstrings."""
    tree = ast.parse(source)
    docstrings = {
        id(node.value)
        for parent in ast.walk(tree)
        if isinstance(getattr(parent, "body", None), list)
        for node in parent.body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def test_chinese_in_python_is_marked_for_translation(said: set[str]) -> None:
    found = []
    for path in sorted(
        each for folder in ("tenants", "webapp", "tasks") for each in (ROOT / folder).rglob("*.py")
    ):
        name = path.relative_to(ROOT).as_posix()
        if any(name == data or name.startswith(f"{data}/") for data in DATA):
            continue
        for line, text in literals(path.read_text(encoding="utf-8")):
            allowed = text in said or text in PROPER or CLAUSE.fullmatch(text)
            if HAN.search(text) and not allowed:
                found.append(f"{name}:{line} {text}")
    assert found == []


def test_chinese_in_templates_is_marked_for_translation(said: set[str]) -> None:
    found = []
    jinja = Environment(autoescape=True)
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("templates/ui/gallery"):
            continue
        for line, kind, text in jinja.lex(path.read_text(encoding="utf-8")):
            words = ast.literal_eval(text) if kind == "string" else text if kind == "data" else ""
            allowed = words in said or words.strip() in PROPER or CLAUSE.fullmatch(words)
            if set(HAN.findall(words)) - MARK and not allowed:
                found.append(f"{name}:{line} {words.strip()}")
    assert found == []


def test_every_exception_is_still_needed() -> None:
    for name in DATA:
        path = ROOT / name
        modules = path.rglob("*.py") if path.is_dir() else [path]
        assert any(HAN.search(module.read_text(encoding="utf-8")) for module in modules), name
