"""谁录入，谁不审核 (三(二)): whoever typed a form is kept, whoever hands it in."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import text

from tenants.db import db
from tenants.scope import Reach, Scope, acting_as
from tests.entering.conftest import Desk, a_form, application_of, draft_of
from tests.entering.test_handing_in import Stored
from webapp.applicants.models import Move


def test_clause_3_2_whoever_typed_what_another_handed_in_is_kept(
    app: Flask, desk: Desk, stored: Stored
) -> None:
    form = desk.opened() | a_form(63)
    desk.client.post("/applications/new", data=form)
    draft, other = draft_of(stored, form["key"]), 7001
    scope = Scope(Reach.TENANT, 1, draft.tenant_id, draft.district_id, draft.city_id)
    with app.app_context(), acting_as(scope):
        typed = text("update application_draft set typed_by = typed_by || cast(:other as bigint)")
        db.session.execute(typed, {"other": other})
        db.session.commit()
    made = application_of(stored, desk.client.post("/applications/new", data=form | {"_do": "submit"}))
    assert set(stored(Move, application_id=made.id)[0].typed_by) == {draft.entered_by, other}
