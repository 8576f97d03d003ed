"""Workbooks to take away: the blank Annex 2, the samples of a demo city, the clerk's own workbook back."""

from __future__ import annotations

import io

from flask import Response, abort
from flask_babel import gettext as _

from tenants import audit
from tenants.db import db
from tenants.roles import Permission
from webapp.extensions import keyring
from webapp.files.models import StoredFile
from webapp.files.operations import as_attachment, read_file
from webapp.guards import allow
from webapp.policy.programme import today
from webapp.refusals import IllegalMove
from webapp.rosters.blueprint import rosters
from webapp.rosters.models import Roster
from webapp.rosters.operations import demo
from webapp.rosters.queries import find_roster, rows_with_problems
from webapp.rosters.samples import sample
from webapp.rosters.staging import unseal
from webapp.sessions import actor
from webapp.sheets.writing.annex2 import Head, write_annex2
from webapp.sheets.writing.annotations import annotations_of
from webapp.sheets.writing.annotator import Annotated, annotate

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@rosters.get("/template")
@allow(Permission.ROSTER_READ)
def template() -> Response:
    """The blank Annex 2 with the unit's name in it."""
    held = io.BytesIO()
    unit = actor().tenant
    write_annex2(held, Head(unit=unit.name if unit else ""))
    return as_attachment(held.getvalue(), _("附件2-报名人员汇总表.xlsx"), XLSX)


@rosters.get("/samples/<name>")
@allow(Permission.ROSTER_READ)
def sample_file(name: str) -> Response:
    """A sample roster of the demo city with made-up people; nowhere else."""
    tenant = actor().tenant
    found = sample(name, tenant.name if tenant else "", today()) if demo() else None
    if found is None:
        abort(404)
    return as_attachment(found.data, found.name, XLSX)


@rosters.post("/<public_id>/annotated")
@allow(POST=Permission.ROSTER_IMPORT)
def annotated(public_id: str) -> Response:
    """The clerk's own workbook back, wrong cells coloured, with the last column 建议值.

    A POST, since taking personal data away is audited.
    """
    roster = find_roster(public_id)
    if roster.sheet is None or roster.header_row is None:
        raise IllegalMove(_("名册还没有检查完，没有可以下载的标注。"))
    made = annotated_workbook(roster)
    audit.record(
        "roster.annotated", f"roster:{roster.public_id}", {"rows": [None, roster.counts.get("rows")]}
    )
    return as_attachment(made.data, made.name, XLSX)


def annotated_workbook(roster: Roster) -> Annotated:
    """The stored workbook with the remarks as they stand now, the clerk's answers among them."""
    file = db.session.get_one(StoredFile, roster.file_id)
    opened = (unseal(row.sealed, keyring()).shown for row in rows_with_problems(roster.id) if row.sealed)
    remarks = annotations_of(opened, roster.columns)
    sheet, header = str(roster.sheet), int(roster.header_row or 1)
    return annotate(read_file(file), roster.file_name, remarks, sheet=sheet, header_row=header)
