"""One application's photo: its pictures for every reach that sees it, and its page with the upload."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from tenants.roles import Permission
from tenants.scope import Reach
from webapp.applicants import operations
from webapp.applicants.models import Application
from webapp.files.operations import as_attachment
from webapp.guards import allow, reaching
from webapp.htmx import asks_for_block, go, page, say
from webapp.photos import batch_views, queries
from webapp.photos.blueprint import as_picture, photos
from webapp.photos.keeping import AnothersName, Upload, keep
from webapp.photos.parts import part
from webapp.refusals import NotFound, RuleBroken
from webapp.sessions import actor

__all__ = ["batch_views", "photos"]


@photos.get("/applications/<public_id>/photo")
@allow(Permission.APPLICATION_READ)
def picture(public_id: str) -> Response:
    """The photo for the unit and its bureaus: ?size=thumb, display or original."""
    return _picture(public_id)


@photos.get("/reexaminations/<public_id>/photo")
@allow(Permission.REEXAMINATION_READ)
@reaching(Reach.INSTITUTION)
def institution_picture(public_id: str) -> Response:
    """The photo for the institution that re-examines."""
    return _picture(public_id)


@photos.get("/my-applications/<public_id>/photo")
@allow(Permission.OWN_APPLICATION_READ)
def own_picture(public_id: str) -> Response:
    """The photo for the applicant."""
    return _picture(public_id)


def _picture(public_id: str) -> Response:
    size = request.args.get("size", "display")
    photo = queries.photo_of(operations.load(public_id))
    if photo is None or size not in queries.RENDITIONS:
        raise NotFound(public_id)
    content = queries.rendition(photo, size)
    if size == "original":
        return as_attachment(content, photo.name)
    return as_picture(content)


@photos.get("/applications/<public_id>/photo/upload")
@allow(Permission.PHOTO_KEEP)
def one(public_id: str) -> Response:
    """The photo's own page: the display picture, what was found, the upload."""
    return _page(operations.load(public_id))


@photos.post("/applications/<public_id>/photo/upload")
@allow(POST=Permission.PHOTO_KEEP)
def keep_one(public_id: str) -> Response:
    """Upload or replace the photo, by the unit's clerk."""
    return _keep(public_id)


@photos.get("/my-applications/<public_id>/photo/upload")
@allow(Permission.OWN_APPLICATION_READ)
def own(public_id: str) -> Response:
    """The photo's own page for the applicant."""
    return _page(operations.load(public_id))


@photos.post("/my-applications/<public_id>/photo/upload")
@allow(POST=Permission.OWN_APPLICATION_ENTER)
def keep_own(public_id: str) -> Response:
    """Upload or replace the photo, by the applicant."""
    return _keep(public_id)


def _keep(public_id: str) -> Response:
    application = operations.load(public_id)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(application, 422, error=_("请选择照片文件。"))
    upload = Upload(file.stream, file.filename, file.mimetype, sure="sure" in request.form)
    try:
        keep(application, upload, actor())
    except RuleBroken as broken:
        return _page(application, 422, error=str(broken), asks=isinstance(broken, AnothersName))
    if asks_for_block():
        say(_("照片已保存。"))
        return _page(application)
    flash(_("照片已保存。"), "success")
    return go(_back(application))


def _back(application: Application) -> str:
    """To the page that the upload stood on, where that is one of ours; else to the photo's own."""
    given = request.form.get("back", "")
    if given.startswith("/") and not given.startswith("//") and "\\" not in given:
        return given
    endpoint = "photos.own" if actor().tenant is None else "applicants.show"
    return url_for(endpoint, public_id=application.public_id)


def _page(application: Application, status: int = 200, *, error: str = "", asks: bool = False) -> Response:
    form = request.form
    shown = part(
        application, actor(), error=error, asks=asks, bare="bare" in form, fresh=asks_for_block(),
        back=form.get("back", ""),
    )  # fmt: skip
    return page("photos/show.html", "photo", status, application=application, part=shown)
