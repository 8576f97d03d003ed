"""Tenants administered: made by their superior, closed by their superior, never out of the own territory."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant
from tenants.registry import BadTenant, NewTenant, create_tenant
from tenants.scope import Scope, acting_as
from tests.cast import Cast, credit_code
from tests.signing_in import csrf_of, sign_in


def _new(client: FlaskClient, cast: Cast, **change: str) -> object:
    form = {
        "name": "日照新立机械有限公司", "short_name": "新立机械", "kind": "enterprise",
        "superior": cast.tenants["donggang"].public_id, "credit_code": credit_code(501),
    }  # fmt: skip
    token = csrf_of(client, "/account/sessions")
    return client.post("/admin/tenants/new", data=form | change | {"csrf_token": token})


def _named(app: Flask, name: str) -> Tenant | None:
    with app.app_context(), acting_as(Scope.of_system("a test looks")):
        return db.session.scalars(select(Tenant).where(Tenant.name == name)).first()


def test_a_district_makes_a_unit_of_its_own_territory(app: Flask, cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "donggang.district_admin")
    assert _new(client, cast).status_code == 303  # type: ignore[attr-defined]
    made = _named(app, "日照新立机械有限公司")
    assert made is not None
    assert (made.parent_id, made.reporting_unit) == (cast.tenants["donggang"].id, "371102")


@pytest.mark.parametrize("superior", ["city", "lanshan", "steel"])
def test_a_district_makes_no_unit_elsewhere(
    app: Flask, cast: Cast, client: FlaskClient, superior: str
) -> None:
    sign_in(client, "donggang.district_admin")
    answer = _new(client, cast, superior=cast.tenants[superior].public_id, name=f"{superior}之下")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert _named(app, f"{superior}之下") is None


@pytest.mark.parametrize("kind", ["district_bureau", "city_bureau", "nonsense"])
def test_a_district_makes_no_bureau(cast: Cast, client: FlaskClient, kind: str) -> None:
    sign_in(client, "donggang.district_admin")
    assert _new(client, cast, kind=kind).status_code == 422  # type: ignore[attr-defined]


def test_the_city_makes_a_district_with_its_unit(app: Flask, cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "city.city_admin")
    change = {
        "kind": "district_bureau",
        "superior": cast.tenants["city"].public_id,
        "name": "五莲县人社局",
        "credit_code": "",
    }
    assert _new(client, cast, **change).status_code == 422  # type: ignore[attr-defined]
    assert _new(client, cast, **change, reporting_unit="371121").status_code == 303  # type: ignore[attr-defined]
    made = _named(app, "五莲县人社局")
    assert made is not None
    assert made.district_id == made.id


@pytest.mark.parametrize(
    ("code", "words"),
    [("91371100MA00000000", "统一社会信用代码不对"), (credit_code(5), "已被使用")],
)
def test_a_credit_code_is_checked_and_one_units_only(
    cast: Cast, client: FlaskClient, code: str, words: str
) -> None:
    """The second is held by a unit of another district, which this one can't see."""
    sign_in(client, "donggang.district_admin")
    answer = _new(client, cast, credit_code=code)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert words in answer.text  # type: ignore[attr-defined]


def test_a_district_under_a_district_is_refused_below_the_form_too(app: Flask, cast: Cast) -> None:
    new = NewTenant(Kind.DISTRICT_BUREAU, "某区", "某区", "371199")
    with (
        app.app_context(),
        acting_as(Scope.of_system("test")),
        pytest.raises(BadTenant, match="superior"),
    ):
        create_tenant(new, cast.tenants["donggang"])


def test_closing_wants_a_reason_and_another_than_oneself(app: Flask, cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "donggang.district_admin")
    token = csrf_of(client, "/account/sessions")

    def close(tenant: str, reason: str) -> int:
        page = f"/admin/tenants/{cast.tenants[tenant].public_id}/close"
        return client.post(page, data={"reason": reason, "csrf_token": token}).status_code

    assert close("archive", "") == 422
    assert close("donggang", "试一试") == 422
    assert close("city", "试一试") == 404
    assert close("port", "试一试") == 404
    assert close("archive", "撤并") == 303
    closed = _named(app, "东港区档案服务中心")
    assert closed is not None
    assert closed.closed_at is not None
    page = f"/admin/tenants/{cast.tenants['archive'].public_id}/reopen"
    assert client.post(page, data={"reason": "恢复", "csrf_token": token}).status_code == 303


def test_the_contact_block_changes_and_nothing_else(app: Flask, cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "donggang.district_admin")
    school = cast.tenants["school"]
    form = {
        "name": school.name, "short_name": school.short_name, "contact": "孙老师", "phone": "0633-8880000",
        "kind": "college", "city_id": "99", "closed_at": "2022-01-01",
        "csrf_token": csrf_of(client, "/account/sessions"),
    }  # fmt: skip
    assert client.post(f"/admin/tenants/{school.public_id}", data=form).status_code == 303
    after = _named(app, school.name)
    assert after is not None
    assert (after.contact, after.phone, after.kind, after.closed_at) == (
        "孙老师",
        "0633-8880000",
        "school",
        None,
    )


def test_the_list_is_filtered_and_shows_no_superior(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "donggang.district_admin")
    shown = client.get("/admin/tenants", query_string={"q": "海岳"}).text
    assert "日照海岳钢铁集团有限公司" in shown
    assert "日照临港职业学校" not in shown
    everything = client.get("/admin/tenants").text
    assert cast.tenants["city"].public_id not in everything
    assert "没有符合条件的单位" in client.get("/admin/tenants", query_string={"q": "%"}).text


def test_a_block_is_the_same_list_without_its_page(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "donggang.district_admin")
    block = client.get("/admin/tenants", headers={"HX-Request": "true"}).text
    assert "<html" not in block
    assert 'id="list"' in block
    assert "日照海岳钢铁集团有限公司" in block
