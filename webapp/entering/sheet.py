"""One form on screen: which draft and application it is about, what it holds, and how it is answered.

A form that is posted is kept first, in a transaction of its own: whatever the answer is then (409, 422),
nothing typed is lost. The page of a draft holds no whole number; the answer to a post shows what was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from tenants.actor import Actor
from tenants.db import db
from tenants.models import public_id
from webapp.applicants.models import Application
from webapp.applicants.queries import application_of
from webapp.applicants.states import CORRECTABLE
from webapp.entering import content as contents
from webapp.entering import operations, queries
from webapp.entering.models import ApplicationDraft
from webapp.entering.operations import AlreadyApplied, Unfit
from webapp.entering.queries import Unit
from webapp.entering.rules import Content
from webapp.entering.showing import show
from webapp.extensions import keyring
from webapp.htmx import go, page
from webapp.refusals import IllegalMove, NotFound, RuleBroken, Stale
from webapp.transaction import separately

KEY = 12  # signs of a draft's key, as tenants.models.public_id draws it


@dataclass(slots=True)
class Sheet:
    """The form's state; `address` is where it is posted to."""

    unit: Unit
    address: str
    key: str
    content: Content = field(default_factory=dict)
    draft: ApplicationDraft | None = None
    application: Application | None = None
    applicant_id: int | None = None

    @property
    def version(self) -> int | None:
        return self.draft.version if self.draft else None


def unit_of(actor: Actor) -> Unit:
    """The unit that the clerk acts for."""
    if actor.tenant is None:
        raise NotFound("unit")
    return queries.unit_of(actor.tenant.id)


def blank(actor: Actor) -> Sheet:
    """A form nobody has typed into; the key that it was shown with finds the draft again."""
    key = request.form.get("key", "")
    known = queries.draft_of(key) if key else None
    if known is not None:
        return of_draft(actor, known)
    usable = len(key) == KEY and key.isascii() and key.isalnum()
    return Sheet(unit_of(actor), url_for("entering.new"), key if usable else public_id())


def of_draft(actor: Actor, draft: ApplicationDraft) -> Sheet:
    """A form that was kept."""
    application = db.session.get(Application, draft.application_id) if draft.application_id else None
    address = url_for("entering.draft", public_id=draft.public_id)
    held = contents.unseal(draft.content, keyring())
    return Sheet(unit_of(actor), address, draft.public_id, held, draft, application, draft.applicant_id)


def of_application(actor: Actor, number: str) -> Sheet:
    """The correction of an application: the one that was begun, else the application as it is."""
    application = application_of(number)
    if application is None:
        raise NotFound(number)
    begun = queries.correction_of(application.id)
    if begun is not None:
        return of_draft(actor, begun)
    if application.state not in CORRECTABLE:
        raise IllegalMove(_("这份报名已经审核，不能再修改；需要修改时请审核人员先退回。"))
    address = url_for("entering.edit", public_id=number)
    key = request.form.get("key", "") or public_id()
    held = contents.content_of(application, keyring())
    return Sheet(unit_of(actor), address, key, held, None, application)


def shown(sheet: Sheet, status: int = 200, **more: object) -> Response:
    """The page of a form; `more` goes to `show` (hide, missing, asked, more_stints) or says a refusal."""
    said = {name: more.pop(name, None) for name in ("refusal", "clause", "there")}
    checked, known = operations.answer(sheet.unit, sheet.content)
    fields = show(sheet.content, checked, known, **more)  # type: ignore[arg-type]
    return page(
        "entering/form.html",
        "entry",
        status,
        sheet=sheet,
        fields=fields,
        version=sheet.version,
        blocking=checked.blocking if more.get("missing") else [],
        **said,
    )


def posted(load: Callable[[], Sheet], actor: Actor) -> Response:
    """Keep what was posted, then do what was asked: check a field, add or drop a stint, keep, hand in."""
    with separately(actor.scope()):
        sheet = load()
        choices = request.form.getlist("choose")
        sheet.content = operations.put_right(sheet.unit, contents.typed(request.form, sheet.content), choices)
        try:
            sheet.draft = operations.keep(
                sheet.key, sheet.content, actor, sheet.unit, application=sheet.application,
                applicant_id=sheet.applicant_id, version=request.form.get("version", type=int),
            )  # fmt: skip
        except Stale as refused:
            other = _other(sheet)
            db.session.rollback()
            sheet.draft, refusal = other, str(refused)
        else:
            refusal = ""
    return shown(sheet, 409, refusal=refusal) if refusal else _answered(sheet, actor)


def _other(sheet: Sheet) -> ApplicationDraft | None:
    return queries.draft_of(sheet.key) if sheet.application is None else sheet.draft


def _answered(sheet: Sheet, actor: Actor) -> Response:
    asked = request.form.get("_check", "")
    if asked:
        answer = shown(sheet, asked=(asked,))
        if sheet.draft is not None:
            # A reload, or signing in again, comes back to what was typed.
            answer.headers["HX-Replace-Url"] = url_for("entering.draft", public_id=sheet.draft.public_id)
        return answer
    if "add_stint" in request.form or "drop_stint" in request.form:
        return shown(sheet, more_stints=2)
    if sheet.draft is None:
        return shown(sheet, 422, refusal=_("还没有填写任何内容。"))
    if request.form.get("_do") == "submit":
        return _submitted(sheet, sheet.draft, actor)
    flash(_("草稿已保存，随时可以接着填写。"), "success")
    return go(url_for("entering.draft", public_id=sheet.draft.public_id))


def _submitted(sheet: Sheet, draft: ApplicationDraft, actor: Actor) -> Response:
    try:
        application = operations.submit(draft, actor, sheet.unit)
    except Unfit as refused:
        return shown(sheet, 422, missing=True, refusal=str(refused))
    except AlreadyApplied as refused:
        return shown(sheet, 422, refusal=str(refused), clause=refused.clause, there=refused.number)
    except RuleBroken as refused:
        return shown(sheet, 422, refusal=str(refused), clause=refused.clause)
    except (Stale, IllegalMove) as refused:
        return _overtaken(sheet, draft, actor, refused)
    flash(_receipt(application.public_id), "success")
    return go(url_for("applicants.show", public_id=application.public_id))


def _overtaken(sheet: Sheet, draft: ApplicationDraft, actor: Actor, refused: Exception) -> Response:
    """The application changed meanwhile: the form stays, and is about the application as it is now."""
    if isinstance(refused, IllegalMove):
        db.session.rollback()
        said = _("这份报名已经审核，不能再修改；您填写的内容保存在草稿中，退回后可以接着改。")
        return shown(sheet, 409, refusal=said)
    operations.overtaken(draft, actor)
    return shown(sheet, 409, refusal=str(refused))


def _receipt(number: str) -> str:
    """回执: the number, and where its state can be looked up."""
    return _(
        "已提交单位审核。回执：报名编号 %(number)s，请记下；凭编号和身份证号后四位可查询进度。", number=number
    )
