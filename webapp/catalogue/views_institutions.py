"""培训机构: the institutions of the city and their public contact blocks (二)."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant
from tenants.roles import Permission
from webapp.catalogue import contact, queries
from webapp.catalogue.blueprint import institutions, own_city
from webapp.catalogue.forms import ContactForm
from webapp.catalogue.models import Institution
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.refusals import NotFound
from webapp.sessions import actor


@institutions.get("")
@allow(Permission.CATALOGUE_READ)
def index() -> Response:
    """Every institution of the city with its block."""
    return page("catalogue/institutions.html", rows=queries.institutions(own_city()), keeps=keeps)


def keeps(found: Institution) -> bool:
    """Whether the actor keeps this institution's block: the city all of them, an institution its own."""
    me = actor()
    if me.tenant is None or not me.can(Permission.CONTACT_KEEP):
        return False
    return me.tenant.kind is Kind.CITY_BUREAU or me.tenant.id == found.tenant_id


@institutions.route("/<public_id>", methods=["GET", "POST"])
@allow(Permission.CONTACT_KEEP, POST=Permission.CONTACT_KEEP)
def block(public_id: str) -> Response:
    """The public contact block of one institution, to change."""
    query = select(Institution).where(Institution.public_id == public_id)
    found = db.session.scalars(query.where(Institution.city_id == own_city())).first()
    if found is None or not keeps(found):
        raise NotFound(public_id)
    if request.method == "GET":
        return page("catalogue/institution.html", one=found, form=_shown(found))
    form = ContactForm()
    if not form.validate():
        return page("catalogue/institution.html", None, 422, one=found, form=form)
    name = db.session.scalars(select(Tenant.name).where(Tenant.id == found.tenant_id)).first()
    changed = contact.keep_contact(
        contact.institution_for_change(public_id), form.version.data, form.block(), name or found.name
    )
    flash(_("联系方式已保存，公开页面随即更新。") if changed else _("没有改动。"), "success")
    return go(url_for("institutions.index"))


def _shown(found: Institution) -> ContactForm:
    data = {
        "version": found.version, "address": found.address, "phones": "、".join(found.phones),
        "contact": found.contact, "email": found.email, "website": found.website,
    }  # fmt: skip
    return ContactForm(formdata=None, data=data)
