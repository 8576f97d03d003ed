"""The queue of cases as a workbook: streamed, numbers masked, watermarked, audited (spec 4.6)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, cast

from flask_babel import gettext as _

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from webapp.crosscheck.assigning import colleagues
from webapp.crosscheck.filters import CaseFilters
from webapp.crosscheck.models import Case
from webapp.crosscheck.queries import queue_query
from webapp.crosscheck.words import state_of
from webapp.language import SHANGHAI
from webapp.policy.crosscheck import BY_NUMBER
from webapp.policy.spans import N_
from webapp.sheets.cells import Cell
from webapp.sheets.writing.watermark import Watermark
from webapp.sheets.writing.writer import write_list

MOST = 100_000
AT_A_TIME = 1_000
KEPT_IN_MEMORY = 1 << 20
TITLES = (
    N_("姓名"), N_("身份证号码"), N_("单位"), N_("报名编号"), N_("证书编号"), N_("另一方姓名"),
    N_("另一方单位"), N_("另一方报名编号"), N_("另一方证书编号"), N_("查到的情况"), N_("方式"), N_("状态"),
    N_("由谁核查"), N_("办理人"), N_("待核查自"), N_("核查日期"),
)  # fmt: skip
WIDTHS = (10, 22, 24, 22, 26, 10, 24, 22, 26, 36, 8, 12, 16, 12, 12, 12)


def note_export(actor: Actor, filters: CaseFilters) -> None:
    """The one audit event of an export: by whom, of what. Written before anything leaves the house."""
    narrowed = {name: [None, value] for name, value in filters.arguments().items()}
    tenant = actor.tenant.public_id if actor.tenant else ""
    audit.record("case.export", f"tenant:{tenant}", narrowed)


def workbook(filters: CaseFilters, actor: Actor) -> BinaryIO:
    """The filtered queue as .xlsx, from its start; of more than 100,000 the oldest."""
    held = cast(BinaryIO, tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY))  # noqa: SIM115 (the answer closes it)
    mark = Watermark(actor.name, datetime.now(SHANGHAI), actor.tenant.name if actor.tenant else "")
    titles = [_(title) for title in TITLES]
    write_list(held, titles, _rows(filters, actor), mark, name=_("查重线索"), widths=WIDTHS)
    held.seek(0)
    return held


def _rows(filters: CaseFilters, actor: Actor) -> Iterator[list[Cell]]:
    people = {own: name for own, (_public, name) in colleagues(actor).items()}
    query = queue_query(actor, filters).order_by(Case.waiting_since, Case.id).limit(MOST)
    for row in db.session.execute(query.execution_options(yield_per=AT_A_TIME)):
        yield [
            row.name, row.id_masked, row.unit, row.number, row.certificate, row.other_name, row.other_unit,
            row.other_number, row.other_certificate,
            "；".join(_(BY_NUMBER[rule].title) for rule in row.rules),
            _("拦截") if row.blocks else _("提醒"), _(state_of(row.state, row.verdict)[0]),
            row.bureau or _("市本级"), people.get(row.assigned_to, ""),
            row.waiting_since.astimezone(SHANGHAI).date(),
            row.decided_at.astimezone(SHANGHAI).date() if row.decided_at else None,
        ]  # fmt: skip
