"""Users administered: what an administrator may, what only a second person may, and what reaches too far."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import undefer
from werkzeug.test import TestResponse

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.models import Membership, User
from tenants.roles import ROLES, roles_for, stand_apart
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.signing_in import csrf_of, sign_in
from webapp.admin.rules import ADMIN_ROLES, covers, refuses_roles, refuses_verb


def _page(cast: Cast, who: str) -> str:
    return f"/admin/users/{cast.users[who].public_id}"


def _act(client: FlaskClient, cast: Cast, who: str, verb: str, reason: str = "试一试") -> TestResponse:
    page = _page(cast, who)
    form = {
        "act-verb": verb,
        "act-reason": reason,
        "csrf_token": csrf_of(client, "/account/sessions"),
    }
    return client.post(f"{page}/act", data=form)


def _roles(client: FlaskClient, cast: Cast, who: str, tenant: str, *roles: str) -> TestResponse:
    at = cast.tenants[tenant].public_id
    form = {f"{at}-roles": list(roles), "csrf_token": csrf_of(client, "/account/sessions")}
    return client.post(f"{_page(cast, who)}/roles/{at}", data=form)


def _user(app: Flask, login: str) -> User:
    with app.app_context(), acting_as(Scope.of_system("a test looks")):
        secrets_too = (undefer(User.password_hash), undefer(User.totp_secret))
        return db.session.scalars(select(User).where(User.login == login).options(*secrets_too)).one()


def _held(app: Flask, cast: Cast, who: str, tenant: str) -> list[str]:
    with app.app_context(), acting_as(Scope.of_system("a test looks")):
        mine = (
            Membership.user_id == cast.users[who].id,
            Membership.tenant_id == cast.tenants[tenant].id,
        )
        found = db.session.scalars(select(Membership).where(*mine, Membership.ended_at.is_(None))).first()
        return list(found.roles) if found else []


def _events(app: Flask, action: str, subject: str) -> list[AuditEvent]:
    with app.app_context(), acting_as(Scope.of_system("a test looks")):
        same = (AuditEvent.action == action, AuditEvent.subject == subject)
        return list(db.session.scalars(select(AuditEvent).where(*same)))


def test_a_new_user_signs_in_with_the_password_shown_once_and_must_change_it(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    sign_in(client, "steel.org_admin")
    form = {
        "name": "纪新",
        "login": "Steel.New",
        "roles": ["org_clerk"],
        "csrf_token": csrf_of(client, "/admin/users/new"),
    }
    answer = client.post("/admin/users/new", data=form)
    password = re.search(r"初始密码</dt><dd>([^<]+)</dd>", answer.text)
    assert password, answer.text
    assert password[1] not in client.get("/admin/users").text
    other = sign_in(app.test_client(), "steel.new", password=password[1].strip())
    assert "/account/password" in other.get("/").location
    assert len(_events(app, "user.create", f"user:{_user(app, 'steel.new').public_id}")) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"login": "Not a login!"}, "登录名用小写字母"),
        ({"login": "port.org_clerk"}, "已被使用"),
        ({"name": ""}, "此项必填"),
        ({"roles": []}, "至少选一个岗位"),
        ({"roles": ["city_admin"]}, "岗位"),
        ({"roles": ["org_clerk", "org_reviewer"]}, "录入的人不能自己审核"),
        ({"email": "nonsense"}, "邮箱地址不对"),
    ],
)
def test_a_bad_new_user_is_refused_at_the_field(
    client: FlaskClient, change: dict[str, object], words: str
) -> None:
    sign_in(client, "steel.org_admin")
    form = {"name": "纪新", "login": "steel.other", "roles": ["org_clerk"]} | change
    form["csrf_token"] = csrf_of(client, "/admin/users/new")
    answer = client.post("/admin/users/new", data=form)
    assert answer.status_code == 422
    assert words in answer.text


def test_every_kind_of_tenant_has_roles_that_stand_apart_and_most_go_together() -> None:
    assert not stand_apart(["org_clerk", "registrar"])
    assert not stand_apart(["district_officer", "district_reviewer", "district_admin"])
    assert stand_apart(["org_admin", "org_clerk", "academic"])
    assert stand_apart(["org_reviewer", "registrar"])
    assert all(stand_apart([role]) for role in ROLES)


def test_disabling_ends_the_sessions_and_keeps_the_reason(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    victim = sign_in(app.test_client(), "steel.academic")
    sign_in(client, "steel.org_admin")
    assert _act(client, cast, "steel.academic", "disable", "").status_code == 422
    assert _act(client, cast, "steel.academic", "disable", "已离职").status_code == 303
    assert "/account/sign-in" in victim.get("/account/sessions").location
    (event,) = _events(app, "user.disable", f"user:{cast.users['steel.academic'].public_id}")
    assert event.reason == "已离职"
    assert _act(client, cast, "steel.academic", "enable", "复职").status_code == 303
    assert "/account/sign-in" in victim.get("/account/sessions").location, "an old session came back"
    sign_in(app.test_client(), "steel.academic")


def test_a_reset_second_factor_and_ended_sessions(app: Flask, cast: Cast, client: FlaskClient) -> None:
    victim = sign_in(app.test_client(), "steel.examiner")
    sign_in(client, "steel.inst_admin")
    assert _act(client, cast, "steel.examiner", "end_sessions").status_code == 303
    assert "/account/sign-in" in victim.get("/account/sessions").location
    assert _act(client, cast, "steel.examiner", "reset_second_factor").status_code == 303
    assert _user(app, "steel.examiner").totp_secret is None


@pytest.mark.parametrize("verb", ["disable", "reset_password", "reset_second_factor"])
def test_nobody_does_it_to_themselves(app: Flask, cast: Cast, client: FlaskClient, verb: str) -> None:
    sign_in(client, "college.inst_admin")
    answer = _act(client, cast, "college.inst_admin", verb)
    assert answer.status_code == 422
    assert "不能对自己办理这一项" in answer.text
    assert _user(app, "college.inst_admin").disabled_at is None


def test_nobody_promotes_themselves_or_lays_down_the_administration(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    sign_in(client, "port.org_admin")
    assert (
        "不能给自己增加岗位" in _roles(client, cast, "port.org_admin", "port", "org_admin", "org_clerk").text
    )
    assert "不能取消自己的管理员岗位" in _roles(client, cast, "port.org_admin", "port").text
    assert _held(app, cast, "port.org_admin", "port") == ["org_admin"]


def test_a_role_taken_away_works_at_the_next_request(app: Flask, cast: Cast, client: FlaskClient) -> None:
    clerk = sign_in(app.test_client(), "school.org_clerk")
    assert clerk.get("/rosters").status_code == 200
    sign_in(client, "school.org_admin")
    assert _roles(client, cast, "school.org_clerk", "school").status_code == 303
    assert clerk.get("/rosters").status_code == 403


def test_a_role_of_another_kind_of_tenant_cannot_be_given(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    sign_in(client, "school.org_admin")
    assert _roles(client, cast, "school.org_reviewer", "school", "city_admin").status_code == 422
    assert _held(app, cast, "school.org_reviewer", "school") == ["org_reviewer"]


def test_a_tenants_account_gets_no_role_elsewhere(app: Flask, cast: Cast, client: FlaskClient) -> None:
    """Its keeper could reset its password and act there; a bureau's account serves in several."""
    sign_in(client, "city.city_admin")
    assert "不能在这里任职" in _roles(client, cast, "steel.certifier", "port", "certifier").text
    assert "不能在这里任职" in _roles(client, cast, "steel.certifier", "city", "city_filing").text
    assert _roles(client, cast, "city.city_filing", "port", "org_clerk").status_code == 303
    assert _held(app, cast, "city.city_filing", "port") == ["org_clerk"]


def test_an_administrator_of_the_guests_tenant_does_not_keep_the_account(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    sign_in(client, "city.city_admin")
    assert _roles(client, cast, "city.city_finance", "steel", "org_reviewer").status_code == 303
    own = sign_in(app.test_client(), "steel.org_admin")
    assert own.get(_page(cast, "city.city_finance")).status_code == 200
    before = _user(app, "city.city_finance").password_hash
    assert "由别的单位管理" in _act(own, cast, "city.city_finance", "reset_password").text
    assert _user(app, "city.city_finance").password_hash == before


def test_a_district_administers_its_territory_only(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "lanshan.district_admin")
    shown = client.get("/admin/users").text
    assert "port.org_clerk" in shown
    assert "steel.org_clerk" not in shown
    assert client.get(_page(cast, "steel.org_clerk")).status_code == 404


def test_an_auditor_sees_users_and_changes_nothing(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "city.city_auditor")
    page = client.get(_page(cast, "steel.org_clerk"))
    assert page.status_code == 200
    assert "act-verb" not in page.text
    assert _act(client, cast, "steel.org_clerk", "disable").status_code == 403


def test_the_rules_for_administrators() -> None:
    assert {role.value for role in ROLES if role.value.endswith("_admin")} == ADMIN_ROLES
    assert refuses_verb("end_sessions", oneself=True, keeps=True) is None
    assert refuses_verb("disable", oneself=False, keeps=False) == "foreign"
    assert refuses_roles(["org_admin", "org_clerk"], ["org_admin"], oneself=True) is None
    assert refuses_roles([], ["org_admin"], oneself=False) is None
    assert covers(3, 9, 3, 1)
    assert not covers(5, 9, 3, 1)


def test_every_role_can_be_given_somewhere() -> None:
    from tenants.kinds import Kind

    given = {role for kind in Kind for role in roles_for(kind)}
    assert given == {role for role in ROLES if ROLES[role].kinds}
