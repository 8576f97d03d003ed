"""File names as people give them, made harmless; and media types, which are only ever a hint."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,80}/[a-z0-9][a-z0-9!#$&^_.+-]{0,120}")
# What is dangerous in a path, a header or a Windows name.
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
UNKNOWN = "application/octet-stream"


def harmless(name: str | None) -> str:
    """The last part of a name without control, direction or path characters, its ending kept; never empty."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name or ""))[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cf", "Cc", "Cs", "Co"))
    clean = UNSAFE.sub("_", visible).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: LONGEST - len(ending) - 1]}.{ending}" if stem else f"文件.{ending}"
    return clean[:LONGEST] or "文件"


def media_type(given: str | None) -> str:
    """The type a browser gave, if it has the form of one; what a file is, its content tells."""
    plain = (given or "").partition(";")[0].strip().lower()
    return plain if MEDIA_TYPE.fullmatch(plain) else UNKNOWN
