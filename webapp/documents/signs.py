"""Words as a form can print them: no control signs, and places to break in what has none."""

from __future__ import annotations

import re
import unicodedata

LONG_RUN = re.compile(r"[!-~]{25,}")  # a certificate number has 22 and stays whole
ZERO_WIDTH_SPACE = "\u200b"


def printable(words: str | None) -> str:
    """`words` without what XML and paper can't carry: controls, direction marks, lone surrogates."""
    kept = (" " if sign in "\t\r\v\f" else sign for sign in words or "" if _fit(sign))
    return "".join(kept).strip(" \n")


def _fit(sign: str) -> bool:
    return sign in "\n\t\r\v\f" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def breakable(words: str | None) -> str:
    """Printable, and with a place to break after each sign of a run that no line could hold."""
    return LONG_RUN.sub(lambda run: ZERO_WIDTH_SPACE.join(run[0]), printable(words))
