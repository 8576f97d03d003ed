"""附件1 on paper: one A4 page of PDF for each person (spec 6.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from webapp.documents.annex1.form import Form, Person
from webapp.documents.codes import drawn
from webapp.documents.pictures import framed
from webapp.documents.signs import breakable
from webapp.documents.typesetting import typeset


def pdf(forms: Iterable[Form]) -> bytes:
    """One A4 page a form; long texts are set smaller, never cut and never on a second page."""
    return typeset("annex1.typ", {"forms": [_plain(form) for form in forms]})


def blank_pdf() -> bytes:
    """The empty form."""
    return pdf([Form(Person())])


def _plain(form: Form) -> dict[str, Any]:
    words = {name: breakable(value) for name, value in form.person.words().items()}
    code = form.code
    return words | {
        "photo": framed(form.photo) if form.photo else "",
        "code": drawn(code) if code else "",
        "number": code.number if code else "",
        "version": str(code.version) if code else "",
        "note": form.note,
        "mark": breakable(form.mark),
    }
