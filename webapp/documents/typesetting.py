"""Typst in this process: one compiler a template, fonts read once; data go in as JSON, never as source.

A name such as `#read("/etc/passwd")` is a JSON string to the template and nothing else.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent / "typst"
FONTS = "pylopdf_fonts_zh_cn"  # Noto Sans SC and Noto Serif SC (OFL); only its files are wanted
ARCHIVAL: typst.PDFStandard = "a-2b"  # PDF/A-2b: fonts embedded, nothing outside of the file


class NoFonts(RuntimeError):
    """The package of the Chinese fonts isn't installed."""


@cache
def fonts() -> typst.Fonts:
    """The fonts of every document: those of the package, none of the machine's own."""
    found = find_spec(FONTS)
    if found is None or found.origin is None:
        raise NoFonts(FONTS)
    folder = Path(found.origin).parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


@dataclass
class _Press:
    """One template's compiler. It keeps what it parsed and laid out; it serves one caller at a time."""

    compiler: typst.Compiler
    lock: threading.Lock = field(default_factory=threading.Lock)


@cache
def _press(template: str) -> _Press:
    return _Press(
        typst.Compiler(
            input=str(TEMPLATES / template), root=str(TEMPLATES), font_paths=fonts(), ignore_system_fonts=True
        )
    )


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """The PDF of a template filled with `data`, plain JSON; PDF/A where the font has every sign."""
    press = _press(template)
    given = {"data": json.dumps(data, ensure_ascii=False)}
    with press.lock:
        try:
            made = press.compiler.compile(
                format="pdf", sys_inputs=given, pdf_standards=[ARCHIVAL], pdf_tags=False
            )
        except typst.TypstError:
            # A rare sign (生僻字) that the font lacks has no place in PDF/A. The form still comes out, the
            # sign as an empty box to be written by hand.
            made = press.compiler.compile(format="pdf", sys_inputs=given, pdf_tags=False)
    if not isinstance(made, bytes):
        raise TypeError(template)
    return made
