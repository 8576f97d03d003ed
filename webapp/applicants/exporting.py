"""The list as a workbook: streamed, numbers masked, watermarked, audited (spec 4.6)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, cast

from flask_babel import gettext
from sqlalchemy import select

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from webapp.applicants.filters import Filters
from webapp.applicants.models import Application
from webapp.applicants.queries import every_one
from webapp.applicants.states import STATES
from webapp.language import SHANGHAI
from webapp.policy.spans import wording
from webapp.refusals import RuleBroken
from webapp.sheets.cells import Cell
from webapp.sheets.writing.watermark import Watermark
from webapp.sheets.writing.writer import write_list

MOST = 100_000
AT_A_TIME = 1_000
KEPT_IN_MEMORY = 1024 * 1024
TITLES = (
    "报名编号", "姓名", "性别", "身份证号码", "单位名称", "现从事职业", "从业年限", "现等级", "证书取得时间",
    "证书编号", "联系电话", "申请职业", "申请级别", "状态", "提交日期",
)  # fmt: skip
WIDTHS = (24, 10, 6, 22, 28, 14, 14, 10, 14, 26, 14, 14, 10, 12, 12)
_COLUMNS = (
    Application.public_id, Application.name, Application.sex, Application.id_masked, Application.unit_name,
    Application.occupation, Application.experience_months, Application.current_level,
    Application.certificate_date, Application.certificate_number, Application.phone_masked,
    Application.target_occupation, Application.target_level, Application.state, Application.created_at,
)  # fmt: skip


def note_export(actor: Actor, filters: Filters) -> None:
    """The one audit event of an export: by whom, of what. Written before anything leaves the house."""
    narrowed = {name: [None, value] for name, value in filters.arguments().items()}
    tenant = actor.tenant.public_id if actor.tenant else ""
    audit.record("application.export", f"tenant:{tenant}", narrowed)


def workbook(filters: Filters, actor: Actor, number: int) -> BinaryIO:
    """The filtered list as .xlsx, from its start; refuses more than 100,000 rows with RuleBroken."""
    if number > MOST:
        raise RuleBroken("filters", gettext("一次最多导出 %(n)s 行，请缩小筛选范围。", n=f"{MOST:,}"))
    held = cast(BinaryIO, tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY))  # noqa: SIM115 (the answer closes it)
    mark = Watermark(actor.name, datetime.now(SHANGHAI), actor.tenant.name if actor.tenant else "")
    write_list(held, TITLES, _rows(filters), mark, name="报名人员", widths=WIDTHS)
    held.seek(0)
    return held


def _rows(filters: Filters) -> Iterator[list[Cell]]:
    query = every_one(select(*_COLUMNS), filters).execution_options(yield_per=AT_A_TIME)
    for row in db.session.execute(query):
        months = row.experience_months
        cells = list(row)
        cells[6] = wording(months) if months is not None else None
        cells[-2:] = [STATES[row.state], row.created_at.astimezone(SHANGHAI).date()]
        yield cells
