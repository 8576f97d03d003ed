"""A list's refused lines as a workbook in the list's own columns, to be put right and loaded as a list again.

The cells are whole, as they came from the one who has them to put right: watermarked and audited (4.6).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, cast

from flask_babel import gettext as _

from tenants import audit
from tenants.actor import Actor
from webapp.language import SHANGHAI
from webapp.registry.models import CertificateList
from webapp.registry.queries import refused_lines
from webapp.sheets.cells import Cell
from webapp.sheets.writing.watermark import Watermark
from webapp.sheets.writing.writer import write_list

KEPT_IN_MEMORY = 1 << 20


def note_export(found: CertificateList) -> None:
    """The one audit event of an export: by whom, of which list. Written before anything leaves the house."""
    audit.record(
        "registry.export", f"certificates:{found.public_id}", {"lines": [None, found.counts.get("refused")]}
    )


def workbook(found: CertificateList, actor: Actor) -> BinaryIO:
    """The refused lines as .xlsx, from its start."""
    held = cast(BinaryIO, tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY))  # noqa: SIM115 (the answer closes it)
    mark = Watermark(actor.name, datetime.now(SHANGHAI), actor.tenant.name if actor.tenant else "")
    sheets: list[dict[str, list[str]]] = found.head.get("sheets", [])
    headed = sheets[0]["header"] if sheets else []
    write_list(held, [_("工作表"), _("行号"), _("问题"), *headed], _rows(found), mark, name=_("未登记的行"))
    held.seek(0)
    return held


def _rows(found: CertificateList) -> Iterator[list[Cell]]:
    for line in refused_lines(found):
        yield [line.sheet, line.row, line.why, *line.cells]
