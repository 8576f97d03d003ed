"""附件2 as .xlsx with people in it (三(三)2): typed text cells, the word of clause 六, the watermark line."""

from __future__ import annotations

import io

from webapp.documents.annex2 import Sheet
from webapp.sheets.writing.annex2 import Head, write_annex2


def workbook(sheet: Sheet) -> bytes:
    """The list in the notice's own columns; it reads back as the same cells."""
    target = io.BytesIO()
    head = Head(sheet.unit, sheet.occupation, sheet.level, sheet.day)
    below = [line for line in (sheet.commitment, sheet.note, sheet.mark) if line]
    write_annex2(target, head, sheet.numbered, below=below, footer=sheet.mark)
    return target.getvalue()
