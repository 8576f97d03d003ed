"""For whom a session acts: never for a tenant that nobody chose, nor with a form of another one."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from tenants import staff
from tenants.db import db
from tenants.models import Membership, Tenant
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.signing_in import csrf_of, sign_in

ACTING = re.compile(r'name="acting" value="([^"]*)"')


@pytest.fixture
def of_two(app: Flask, cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser of somebody who administers the school and, since later, the archive too."""
    user = cast.users["school.org_reviewer"]
    with app.app_context(), acting_as(Scope.of_system("a test gives a second membership")):
        for name in ("school", "archive"):
            staff.give_roles(db.session.merge(cast.tenants[name]), db.session.merge(user), ["org_admin"])
        db.session.execute(update(Tenant).values(closed_at=None))
        db.session.commit()
    return sign_in(client, "school.org_reviewer")


def _system(app: Flask, statement: object) -> None:
    with app.app_context(), acting_as(Scope.of_system("a test arranges")):
        db.session.execute(statement)  # type: ignore[call-overload]
        db.session.commit()


def _end(app: Flask, cast: Cast, how: str) -> None:
    """Take the school away: the membership in it, or the tenant itself."""
    school, now = cast.tenants["school"].id, datetime.now(UTC)
    if how == "tenant":
        _system(app, update(Tenant).where(Tenant.id == school).values(closed_at=now))
    else:
        mine = Membership.user_id == cast.users["school.org_reviewer"].id
        _system(app, update(Membership).where(mine, Membership.tenant_id == school).values(ended_at=now))


def _switch(client: FlaskClient, cast: Cast, to: str) -> TestResponse:
    token = csrf_of(client, "/account/sessions")
    form = {"membership": cast.tenants[to].public_id, "csrf_token": token}
    return client.post("/account/tenant", data=form)


@pytest.mark.parametrize("chosen", [True, False])
@pytest.mark.parametrize("how", ["membership", "tenant"])
def test_no_other_tenant_is_acted_for_until_one_is_chosen(
    app: Flask, cast: Cast, of_two: FlaskClient, how: str, chosen: bool
) -> None:
    """Whether the tenant was chosen, or was the first one at signing in."""
    if chosen:
        assert _switch(of_two, cast, "school").status_code == 303
    assert of_two.get("/").status_code == 200
    _end(app, cast, how)
    assert of_two.get("/").location == "/account/tenant"
    page = of_two.get("/account/tenant")
    assert "选择单位" in page.text
    assert cast.tenants["archive"].public_id in page.text
    assert cast.tenants["school"].public_id not in page.text
    token = csrf_of(of_two, "/account/sessions")
    changing = of_two.post("/admin/users/new", data={"csrf_token": token})
    assert (changing.status_code, changing.location) == (302, "/account/tenant")
    assert _switch(of_two, cast, "archive").status_code == 303
    assert of_two.get("/").status_code == 200


def test_somebody_without_any_role_is_sent_nowhere(app: Flask, cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "school.org_clerk")
    mine = Membership.user_id == cast.users["school.org_clerk"].id
    _system(app, update(Membership).where(mine).values(ended_at=datetime.now(UTC)))
    assert client.get("/").status_code == 403
    assert "在任何单位都没有岗位" in client.get("/account/tenant").text


@pytest.mark.parametrize("carried", ["field", "header"])
def test_a_form_of_another_tenant_changes_nothing(cast: Cast, of_two: FlaskClient, carried: str) -> None:
    """A second window switched the tenant while the form stood open in the first one."""
    page = of_two.get("/admin/users/new").text
    acting = ACTING.search(page)
    assert acting
    assert acting[1] == cast.tenants["school"].public_id
    assert f'name="acting" content="{acting[1]}"' in page
    assert _switch(of_two, cast, "archive").status_code == 303
    form = {"csrf_token": csrf_of(of_two, "/account/sessions"), "acting": acting[1]}
    headers = {}
    if carried == "header":
        headers = {"X-Acting": form.pop("acting"), "HX-Request": "true"}
    answer = of_two.post("/admin/users/new", data=form, headers=headers)
    assert answer.status_code == 409
    assert "在别的窗口切换了单位" in answer.text
    form["acting"] = cast.tenants["archive"].public_id
    assert of_two.post("/admin/users/new", data=form).status_code == 422


class Watched(io.BytesIO):
    """A request's body that tells whether anybody began to take it in."""

    taken = False

    def read(self, *given: Any) -> bytes:
        self.taken = True
        return super().read(*given)

    def readinto(self, buffer: Any) -> int:
        self.taken = True
        return super().readinto(buffer)


@pytest.mark.parametrize(
    ("who", "status", "taken"),
    [("", 302, False), ("steel.org_reviewer", 403, False), ("steel.org_clerk", 422, True)],
)
def test_no_byte_of_an_upload_is_taken_in_for_whoever_may_not_send_it(
    cast: Cast, client: FlaskClient, who: str, status: int, taken: bool
) -> None:
    """Neither the field that says for whom a form was made nor the token is looked for in the body of a
    person who lacks the right; of the clerk, who has it, both are: what lacks then is the token."""
    if who:
        sign_in(client, who)
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'
    body = Watched(part + b"P" * 3_000_000 + b"\r\n--x--\r\n")
    answer = client.post(
        "/photos", input_stream=body, content_type="multipart/form-data; boundary=x",
        headers={"Content-Length": str(len(body.getvalue()))},
    )  # fmt: skip
    assert answer.status_code == status
    assert body.taken is taken
