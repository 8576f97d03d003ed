"""An example for every parameter of every URL. A route that isn't here fails the matrix.

A parameter names a kind of row of `tests/matrix/world.py`, or, behind "=", a fixed value.
"""

from __future__ import annotations

EXAMPLES: dict[str, dict[str, str]] = {
    "static": {"filename": "=img/mark.svg"},
    "admin.tenant": {"public_id": "tenant"},
    "admin.tenant_change": {"public_id": "tenant"},
    "admin.tenant_close": {"public_id": "tenant"},
    "admin.tenant_reopen": {"public_id": "tenant"},
    "admin.user": {"public_id": "user"},
    "admin.user_act": {"public_id": "user"},
    "admin.user_roles": {"public_id": "user", "tenant_id": "tenant"},
    "applicants.show": {"public_id": "application"},
    "applicants.reveal": {"public_id": "application"},
    "applicants.withdraw": {"public_id": "application"},
    "catalogue.scope": {"public_id": "scope"},
    "catalogue.scope_extend": {"public_id": "scope"},
    "catalogue.scope_end": {"public_id": "scope"},
    "institutions.block": {"public_id": "institution"},
    "occupations.occupation": {"code": "=6-18-02-04"},
    "occupations.scarce_one": {"public_id": "=nowhere-1234"},
    "jobs.show": {"public_id": "job"},
    "jobs.cancel": {"public_id": "job"},
    "notices.open": {"public_id": "notice"},
    "papers.annex1_file": {"public_id": "application", "ending": "=pdf"},
    "papers.annex2_file": {"ending": "=pdf"},
    "papers.received_annex1": {"public_id": "application", "ending": "=docx"},
    "papers.received_scan": {"public_id": "sealed_paper"},
    "papers.scan": {"public_id": "sealed_paper"},
    "papers.printed": {"public_id": "print"},
    "papers.printed_file": {"public_id": "print"},
    "rosters.sample_file": {"name": "=unknown.xlsx"},
    "rosters.annotated": {"public_id": "roster"},
    "rosters.show": {"public_id": "roster"},
    "rosters.accept": {"public_id": "roster"},
    "rosters.question": {"public_id": "roster"},
    "rosters.target": {"public_id": "roster"},
    "rosters.confirm": {"public_id": "roster"},
    "rosters.cancel": {"public_id": "roster"},
    "rosters.row": {"public_id": "roster", "number": "=5"},
    "rosters.leave_out": {"public_id": "roster", "number": "=5"},
}
NOWHERE = {
    "tenant": "nowhere-1234",
    "user": "nowhere-1234",
    "roster": "nowhere-1234",
    "job": "nowhere-1234",
    "scope": "nowhere-1234",
    "institution": "nowhere-1234",
    "notice": "nowhere-1234",
    "file": "nowhere-1234",
    "sealed_paper": "nowhere-1234",
    "print": "nowhere-1234",
    "application": "JLL-2022-22222-22222",
}
