"""The plain front page: whom the programme takes, where one asks, the blank form, the way in (三(四))."""

from __future__ import annotations

import io

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from webapp.files.operations import as_attachment
from webapp.guards import PUBLIC, allow
from webapp.htmx import page
from webapp.policy.programme import programme_year
from webapp.programmes.queries import policy_of, published_city
from webapp.public.contact import NOTICE
from webapp.sheets.writing.annex2 import Head, write_annex2

public = Blueprint("public", __name__, url_prefix="/welcome")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@public.get("")
@allow(PUBLIC)
def front() -> Response:
    """Who may apply, when, how, with what, and whom to ask."""
    year = programme_year()
    return page(
        "public/front.html",
        policy=policy_of(published_city(year), year),
        contact=NOTICE,
        public_menu=[{"label": _("首页"), "url": url_for("public.front"), "active": True}],
    )


@public.get("/annex-2")
@allow(PUBLIC)
def blank() -> Response:
    """The blank Annex 2, for everybody (三(四): forms can be downloaded)."""
    held = io.BytesIO()
    write_annex2(held, Head())
    return as_attachment(held.getvalue(), _("附件2-报名人员汇总表.xlsx"), XLSX)
