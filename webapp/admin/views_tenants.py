"""单位管理: the territory's tenants, one of them, a new one; change, close and reopen (spec 1.1)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, url_for
from flask_babel import gettext as _

from tenants.kinds import EMPLOYERS, Kind
from tenants.models import Tenant
from tenants.registry import NewTenant
from tenants.roles import Permission as P
from webapp.admin import operations, queries
from webapp.admin.blueprint import admin, place_url, show, wanted
from webapp.admin.forms import ContactForm, ReasonForm, TenantForm
from webapp.admin.words import KINDS
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.refusals import NotAllowed, RuleBroken
from webapp.sessions import actor


@admin.get("/tenants")
@allow(P.TENANT_READ)
def tenants() -> Response:
    """The tenants administered, filtered, with the tree of bureaus beside them."""
    filters = wanted()
    found = queries.tenants(actor(), filters)
    return page(
        "admin/tenants.html", "list",
        tenants=[row.Tenant for row in found.rows], bureaus=queries.bureaus(actor()),
        wanted=filters, kinds=KINDS,
        previous=place_url(found.previous), next=place_url(found.next),
    )  # fmt: skip


@admin.get("/tenants/<public_id>")
@allow(P.TENANT_READ)
def tenant(public_id: str) -> Response:
    """One tenant: what it is, its contact block, its people."""
    found = queries.tenant_of(actor(), public_id)
    return _tenant_page(found, ContactForm(obj=found), ReasonForm())


def _tenant_page(found: Tenant, form: ContactForm, reason: ReasonForm, status: int = 200) -> Response:
    me = actor()
    return page(
        "admin/tenant.html", None, status,
        tenant=found, form=form, reason=reason, kinds=KINDS, parent=queries.parent_name(found),
        staff=queries.staff_count(found), manages=me.can(P.TENANT_MANAGE),
        own=me.tenant is not None and me.tenant.id == found.id,
    )  # fmt: skip


@admin.post("/tenants/<public_id>")
@allow(POST=P.TENANT_MANAGE)
def tenant_change(public_id: str) -> Response:
    """Change the names and the contact block."""
    found = queries.tenant_of(actor(), public_id)
    form = ContactForm(obj=found)
    if not form.validate():
        return _tenant_page(found, form, ReasonForm(formdata=None), 422)
    changed = operations.change_tenant(found, form.values())
    flash(_("单位信息已保存。") if changed else _("没有改动。"), "success" if changed else "info")
    return go(url_for("admin.tenant", public_id=public_id))


@admin.post("/tenants/<public_id>/close")
@allow(POST=P.TENANT_MANAGE)
def tenant_close(public_id: str) -> Response:
    """Close a tenant: nobody acts for it from the next request on."""
    return _with_reason(public_id, close=True)


@admin.post("/tenants/<public_id>/reopen")
@allow(POST=P.TENANT_MANAGE)
def tenant_reopen(public_id: str) -> Response:
    """Take a closing back."""
    return _with_reason(public_id, close=False)


def _with_reason(public_id: str, *, close: bool) -> Response:
    found, form = queries.tenant_of(actor(), public_id), ReasonForm()
    try:
        if form.validate():
            reason = form.reason.data.strip()
            if close:
                operations.close_tenant(actor(), found, reason)
            else:
                operations.reopen_tenant(found, reason)
            flash(_("单位已停用。") if close else _("单位已恢复。"), "success")
            return go(url_for("admin.tenant", public_id=public_id))
    except RuleBroken as broken:
        show(form, broken)
    return _tenant_page(found, ContactForm(formdata=None, obj=found), form, 422)


@admin.route("/tenants/new", methods=["GET", "POST"])
@allow(P.TENANT_MANAGE, POST=P.TENANT_MANAGE)
def tenant_new() -> Response:
    """A new tenant under a bureau of the own territory."""
    me = actor()
    superiors = [row.Tenant for row in queries.bureaus(me) if row.Tenant.closed_at is None]
    if me.tenant is None or not superiors:
        raise NotAllowed("")
    city = me.tenant.kind is Kind.CITY_BUREAU
    form = TenantForm([*([Kind.DISTRICT_BUREAU] if city else []), *EMPLOYERS], superiors)
    if form.validate_on_submit():
        superior = next(one for one in superiors if one.public_id == form.superior.data)
        try:
            made = operations.create_tenant(_told(form, superior), superior)
        except RuleBroken as broken:
            show(form, broken)
        else:
            flash(_("单位已建立，请接着为它新建一位管理员。"), "success")
            return go(url_for("admin.tenant", public_id=made.public_id))
    return page("admin/tenant_new.html", None, 422 if form.is_submitted() else 200, form=form)


def _told(form: TenantForm, superior: Tenant) -> NewTenant:
    kind = Kind(form.kind.data)
    unit = (form.reporting_unit.data or "").strip()
    if kind is Kind.DISTRICT_BUREAU and not unit:
        raise RuleBroken("reporting_unit", _("区县、功能区须填写统计区划。"))
    said: dict[str, Any] = form.values()
    return NewTenant(
        kind=kind, reporting_unit=unit if kind is Kind.DISTRICT_BUREAU else superior.reporting_unit,
        credit_code=(form.credit_code.data or "").strip() or None,
        is_public_institution=kind is Kind.PUBLIC_BODY or form.is_public_institution.data,
        **said,
    )  # fmt: skip
