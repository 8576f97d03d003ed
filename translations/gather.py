"""Gather what the interface says into the catalogues and compile them: `python translations/gather.py`.

Chinese is the source, so only English has a catalogue. New sentences come in untranslated, and the language
tests name them; what nobody says any more goes. The compiled catalogue is committed: a clone runs as it is.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "translations" / "en" / "LC_MESSAGES"
HEADING = (
    "# What the interface says, in English. The Chinese msgids are the source; see translations/gather.py."
)
# `_l` is lazy_gettext; `N_` marks a table's words, shown by gettext later; `_row` is a row of the roles.
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "_row": (1,)}


def gathered() -> Catalog:
    """Every sentence of the code and the templates, by babel.cfg."""
    found = Catalog(locale="en", project="jinlanling", header_comment=HEADING, charset="utf-8", fuzzy=False)
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    said = extract_from_dir(str(ROOT), methods, options, KEYWORDS)
    for path, _, message, comments, context in sorted(said, key=lambda one: (one[0], one[1])):
        found.add(message, None, [(path, 0)], auto_comments=comments, context=context)
    return found


def english() -> Catalog:
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def compiled(catalogue: Catalog) -> bytes:
    """The bytes of its .mo, the same on every day."""
    catalogue.creation_date = catalogue.revision_date = datetime(2022, 4, 20, tzinfo=UTC)
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def gather() -> list[str]:
    """Write both files anew; the sentences without a translation."""
    before, now = english(), gathered()
    for message in now:
        old = before.get(message.id) if message.id else None
        if old is not None:
            message.string = old.string
    out = BytesIO()
    write_po(out, now, width=110, sort_by_file=True, include_lineno=False, omit_header=False)
    (ENGLISH / "messages.po").write_bytes(_without_dates(out.getvalue()))
    (ENGLISH / "messages.mo").write_bytes(compiled(english()))
    return [str(message.id) for message in now if message.id and not message.string]


def _without_dates(text: bytes) -> bytes:
    """The header's dates and versions would change with every run."""
    moving = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Last-Translator')
    moving += (b'"Report-Msgid', b'"Language-Team', b'"Project-Id')
    return b"".join(line for line in text.splitlines(keepends=True) if not line.startswith(moving))


if __name__ == "__main__":
    missing = gather()
    sys.stdout.write("".join(f"not translated: {each}\n" for each in missing))
    sys.exit(bool(missing))
