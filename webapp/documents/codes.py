"""The QR code in a form's corner: which application or list it is, which version of its data (三(三)1).

`JLL1:<application number>:<data version>:<code>` on Annex 1, `JLL2:<list number>:<data version>:<code>` on
Annex 2. The last part is keyed by the house, so that nobody makes up a form that was never printed.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import segno

ANNEX_1, ANNEX_2 = "JLL1", "JLL2"
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SIGNS = 10
MASK = 2
QUIET = 2  # modules of white around; the paper is white beyond
_FORM = re.compile(r"(JLL1|JLL2):([A-Z]{2,4}-\d{4}-[0-9A-Z]{5}-[0-9A-Z]{5}):(\d{1,9}):([0-9A-Z]{10})")


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says: the kind of form, its number, the version of its data, and the keyed part."""

    kind: str
    number: str
    version: int
    mac: str

    @property
    def text(self) -> str:
        return f"{self.kind}:{self.number}:{self.version}:{self.mac}"


def read_code(text: str) -> Code | None:
    """The code written in a QR code's text; None for anything that isn't of ours."""
    found = _FORM.fullmatch(text.strip())
    return Code(found[1], found[2], int(found[3]), found[4]) if found else None


def keyed_part(digest: bytes) -> str:
    """Ten signs of a keyed digest: fifty bits, as many as a code in a corner can carry."""
    return "".join(ALPHABET[value % len(ALPHABET)] for value in digest[:SIGNS])


def drawn(code: Code) -> str:
    """The code as an SVG of black modules; upper case and digits keep it small."""
    target = io.BytesIO()
    _made(code).save(target, kind="svg", border=QUIET, xmldecl=False)
    return target.getvalue().decode()


def _made(code: Code) -> segno.QRCode:
    """The mask is given: to try all eight takes longer than to set the whole page."""
    return segno.make_qr(code.text, error="m", mask=MASK, boost_error=False)


def pictured(code: Code, scale: int = 8) -> bytes:
    """The code as PNG, for WORD."""
    target = io.BytesIO()
    _made(code).save(target, kind="png", border=QUIET, scale=scale)
    return target.getvalue()
