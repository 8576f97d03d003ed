"""Pages without login (三(四), 二, heading): front, notice, forms, whom to ask."""

from __future__ import annotations

import io
from typing import Any

from flask import Response
from flask_babel import gettext as _

from webapp.catalogue.models import Institution
from webapp.catalogue.queries import institutions
from webapp.documents.annex1.word import blank_docx as blank_annex1
from webapp.documents.annex2.word import blank_docx as blank_annex2
from webapp.files.operations import as_attachment
from webapp.guards import PUBLIC, allow
from webapp.htmx import page
from webapp.policy.notice import notice_text
from webapp.policy.programme import programme_year, today
from webapp.programmes.clauses import passages
from webapp.programmes.models import ProgrammeNotice
from webapp.programmes.queries import notices_of, policy_of, programme_of
from webapp.public import views_status
from webapp.public.blueprint import public
from webapp.public.contact import NOTICE
from webapp.public.menu import public_menu, shown_city
from webapp.public.window import window_state
from webapp.sheets.writing.annex2 import Head, write_annex2

__all__ = ["public", "views_status"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _asked(city: int | None) -> list[Institution]:
    return institutions(city) if city is not None else []


@public.get("")
@allow(PUBLIC)
def front() -> Response:
    """Who may apply, when, how, with what, and whom to ask."""
    city, year = shown_city(), programme_year()
    policy = policy_of(city, year)
    programme = programme_of(city, year) if city is not None else None
    return page(
        "public/front.html",
        policy=policy,
        window=window_state(programme, policy.window, today()),
        institutions=_asked(city),
        contact=NOTICE,
        public_menu=public_menu(),
    )


@public.get("/notice")
@allow(PUBLIC)
def notice() -> Response:
    """The notice in full, with its number, date and annexes (六, heading)."""
    city, year = shown_city(), programme_year()
    found = notices_of(city, year) if city is not None else []
    return page("public/notice.html", **_notice(found[0] if found else None, city), public_menu=public_menu())


def _notice(row: ProgrammeNotice | None, city: int | None) -> dict[str, Any]:
    """The city's own notice, else the shipped one."""
    policy = policy_of(city, programme_year())
    given: Any = row or policy
    body = row.body if row else notice_text(programme_year())
    return {
        "heading": given.title, "issuer": given.issuer, "issued": given.issued,
        "number": row.document_number if row else "",
        "paragraphs": passages(body),
    }  # fmt: skip


@public.get("/contacts")
@allow(PUBLIC)
def contacts() -> Response:
    """The contact blocks of the training institutions (二)."""
    return page(
        "public/contacts.html",
        institutions=_asked(shown_city()),
        contact=NOTICE,
        public_menu=public_menu(),
    )


@public.get("/forms")
@allow(PUBLIC)
def forms() -> Response:
    """The blank forms and the import template (三(四))."""
    return page("public/forms.html", public_menu=public_menu())


@public.get("/annex-1.docx")
@allow(PUBLIC)
def annex_1() -> Response:
    """The blank Annex 1 in WORD."""
    return as_attachment(blank_annex1(), _("附件1-培训项目报名表.docx"), DOCX)


@public.get("/annex-2.docx")
@allow(PUBLIC)
def annex_2_docx() -> Response:
    """The blank Annex 2 in WORD."""
    return as_attachment(blank_annex2(), _("附件2-报名人员汇总表.docx"), DOCX)


@public.get("/annex-2")
@allow(PUBLIC)
def blank() -> Response:
    """The blank Annex 2 as a workbook, which is what a unit fills in and uploads."""
    held = io.BytesIO()
    write_annex2(held, Head())
    return as_attachment(held.getvalue(), _("附件2-报名人员汇总表.xlsx"), XLSX)
