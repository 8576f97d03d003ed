"""`jinlanling tenant` and `jinlanling user`: the pages' operations, with a reason that is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.models import User
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.conftest import environment
from tests.signing_in import sign_in
from webapp import admin_cli as cli
from webapp.local.for_tests import TestServers


@pytest.fixture(autouse=True)
def _on_the_tests_database(
    app: Flask, servers: TestServers, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(servers, database, tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(cli, "application", lambda: app)


def _run(group: object, *words: str) -> Result:
    return CliRunner().invoke(group, list(words))  # type: ignore[arg-type]


def test_lists(cast: Cast) -> None:
    assert "日照海岳钢铁集团有限公司" in _run(cli.tenant, "list").output
    shown = _run(cli.user, "list", "--tenant", "日照望潮港务有限公司").output
    assert "port.org_clerk" in shown
    assert "steel.org_clerk" not in shown


def test_a_user_made_by_command_signs_in_with_the_password_printed(app: Flask, cast: Cast) -> None:
    place = ["--tenant", "日照望潮港务有限公司", "--role", "org_clerk"]
    made = _run(cli.user, "create", "port.made", "纪晓明", *place, "--reason", "新聘")
    assert made.exit_code == 0, made.output
    sign_in(app.test_client(), "port.made", password=made.output.strip())


def test_the_audit_keeps_the_reason(app: Flask, cast: Cast) -> None:
    assert _run(cli.user, "disable", "port.org_reviewer", "--reason", "停职").exit_code == 0
    with app.app_context(), acting_as(Scope.of_system("a test looks")):
        user = db.session.scalars(select(User).where(User.login == "port.org_reviewer")).one()
        assert user.disabled_at is not None
        same = (
            AuditEvent.subject == f"user:{user.public_id}",
            AuditEvent.action == "user.disable",
        )
        assert db.session.scalars(select(AuditEvent.reason).where(*same)).one() == "停职"
    assert _run(cli.user, "enable", "port.org_reviewer", "--reason", "复职").exit_code == 0


@pytest.mark.parametrize("reason", [[], ["--reason", " "]])
def test_nothing_changes_without_a_reason(app: Flask, cast: Cast, reason: list[str]) -> None:
    assert _run(cli.user, "disable", "port.examiner", *reason).exit_code == 2
    with app.app_context(), acting_as(Scope.of_system("a test looks")):
        user = db.session.scalars(select(User).where(User.login == "port.examiner")).one()
        assert user.disabled_at is None


def test_refusals_are_said(cast: Cast) -> None:
    assert "no tenant is named" in _run(cli.tenant, "close", "没有这家", "--reason", "x").output
    assert "no user signs in as" in _run(cli.user, "enable", "nobody", "--reason", "x").output
    under = ["--short-name", "某", "--under", "东港区人力资源和社会保障局", "--reason", "x"]
    wrong = _run(cli.tenant, "create", "district_bureau", "某区", *under)
    assert wrong.exit_code == 1
    assert "这类单位不能设在这个上级之下" in wrong.output


def test_a_tenant_is_made_closed_and_opened_again(cast: Cast) -> None:
    under = ["--short-name", "令行", "--under", "东港区人力资源和社会保障局"]
    made = _run(cli.tenant, "create", "enterprise", "令行精工公司", *under, "--reason", "新设")
    assert made.exit_code == 0, made.output
    assert _run(cli.tenant, "close", "令行精工公司", "--reason", "注销").exit_code == 0
    assert "令行精工公司" not in _run(cli.tenant, "list").output
    assert "令行精工公司" in _run(cli.tenant, "list", "--closed").output
    assert _run(cli.tenant, "reopen", "令行精工公司", "--reason", "误操作").exit_code == 0
