"""附件1 of one's own application, to print and have sealed (三(三)1): in full, it is the person's own."""

from __future__ import annotations

from flask_babel import gettext as _
from werkzeug import Response

from tenants.roles import Permission
from webapp.documents import annex1
from webapp.files.operations import as_attachment
from webapp.guards import allow
from webapp.papers.downloads import KINDS
from webapp.papers.issuing import form_of
from webapp.selfservice import queries
from webapp.selfservice.blueprint import selfservice
from webapp.sessions import actor
from webapp.transaction import separately


@selfservice.get("/applications/<public_id>/annex1.pdf")
@allow(Permission.OWN_APPLICATION_READ)
def own_annex1(public_id: str) -> Response:
    """The form as a PDF, noted and audited as printed before a byte leaves; 404 for anybody else's."""
    who = actor()
    with separately(who.scope()):
        application = queries.own_application(public_id)
        form, name = form_of(application, who, own=True), application.name
    return as_attachment(annex1.pdf([form]), _("附件1-报名表-%(name)s", name=name) + ".pdf", KINDS["pdf"])
