"""The roster's pages: uploads, the preview, one row, and the verbs between them."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from tenants.db import db
from tenants.roles import Permission
from webapp.guards import allow
from webapp.htmx import asks_for_block, go, page, say
from webapp.refusals import RuleBroken
from webapp.rosters import accepting, answering, downloads, operations
from webapp.rosters.blueprint import rosters
from webapp.rosters.forms import TargetForm, UploadForm
from webapp.rosters.models import Roster, RosterState
from webapp.rosters.pages import open_questions, preview_of
from webapp.rosters.progress import progress_of
from webapp.rosters.queries import PAGE, VIEWS, find_roster
from webapp.rosters.queries import rosters as roster_rows
from webapp.rosters.row_page import show_row, typed_fields
from webapp.rosters.samples import SAMPLES
from webapp.rosters.showing import options_of, title_of
from webapp.rosters.target import trainable_target
from webapp.rosters.words import EFFECTS, QUESTION_CHOICES, SKIPPED, STATES, STEP, refusal_of, said, said_of
from webapp.sessions import actor

__all__ = ["downloads", "job_labels", "job_link", "rosters"]
LARGEST_NUMBER = 2**31 - 1  # the rows' own type
READ, WRITE = Permission.ROSTER_READ, Permission.ROSTER_IMPORT


def job_link(subject_id: int) -> str | None:
    """Where a job's 查看结果 leads."""
    roster = db.session.get(Roster, subject_id)
    return url_for("rosters.show", public_id=roster.public_id) if roster else None


def _number(name: str) -> int:
    """A row or id number in the address; what can't be one counts as none."""
    given = request.args.get(name, 0, type=int)
    return given if 0 <= given <= LARGEST_NUMBER else 0


def _index(form: UploadForm, status: int = 200) -> Response:
    before = _number("before") or None
    state = request.args.get("state") if request.args.get("state") in STATES else None
    found = roster_rows(before, state)
    return page(
        "rosters/index.html",
        "content",
        status,
        form=form,
        rows=found[:PAGE],
        next_before=found[PAGE - 1].Roster.id if len(found) > PAGE else None,
        state=state,
        states=STATES,
        refusal_of=refusal_of,
        samples=SAMPLES if operations.demo() else (),
        replaces=request.values.get("replaces", ""),
    )


@rosters.get("")
@allow(READ)
def index() -> Response:
    """名册导入: the form to upload, and the uploads so far."""
    return _index(UploadForm())


@rosters.post("")
@allow(POST=WRITE)
def upload() -> Response:
    """Take a workbook in and go to its page, where the check's bar runs."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _index(form, 422)
    given = request.form.get("replaces", "")
    file = form.file.data
    wanted = operations.Upload(
        file.stream, file.filename, file.mimetype, form.level.data or None, form.occupation.data or None
    )
    try:
        replaces = operations.roster_for_change(given) if given else None
        taken = operations.take_in(wanted, actor(), replaces)
    except RuleBroken as broken:
        form.file.errors = [*form.file.errors, str(broken)]
        return _index(form, 422)
    if taken.again:
        flash(_("这份文件已经上传过，正在处理，没有重复导入。"), "info")
    return go(url_for("rosters.show", public_id=taken.roster.public_id))


@rosters.get("/<public_id>")
@allow(READ)
def show(public_id: str) -> Response:
    """One roster: its progress, its preview, or its result."""
    return _show(find_roster(public_id))


def _show(roster: Roster, status: int = 200, error: str = "") -> Response:
    view = request.args.get("view", "problems")
    view = view if view in VIEWS else "problems"
    key = request.args.get("key") or None
    after = _number("after")
    return page(
        "rosters/show.html",
        "content",
        status,
        roster=roster,
        state=STATES[roster.state],
        step=STEP[roster.state],
        progress=progress_of(roster),
        preview=preview_of(roster, view, after, key),
        view=view,
        key=key,
        target=TargetForm(formdata=None, data={"level": roster.level, "occupation": roster.occupation}),
        choices=QUESTION_CHOICES,
        effects=EFFECTS,
        skipped_words=SKIPPED,
        said=said,
        said_of=said_of,
        refusal_of=refusal_of,
        title_of=title_of,
        options_of=options_of,
        error=error,
        trained=trainable_target(roster) if roster.state == RosterState.PREVIEW.value else None,
        may_write=may_write(roster),
    )


def may_write(roster: Roster) -> bool:
    """Its own unit's clerk, not whoever looks at it from above."""
    who = actor()
    return who.can(WRITE) and who.tenant is not None and who.tenant.id == roster.tenant_id


def _locked(public_id: str) -> Roster:
    return operations.as_read(public_id, request.form.get("version", type=int))


def _back(roster: Roster) -> Response:
    """To the same view of the preview; HTMX gets the block at once."""
    if asks_for_block():
        db.session.flush()
        db.session.refresh(roster)
        return _show(roster)
    kept: dict[str, Any] = {name: value for name in ("view", "key") if (value := request.args.get(name))}
    return go(url_for("rosters.show", public_id=roster.public_id, **kept))


@rosters.post("/<public_id>/accept")
@allow(POST=WRITE)
def accept(public_id: str) -> Response:
    """接受: one kind of fix, or all safe ones."""
    roster = _locked(public_id)
    code = request.form.get("code", "")
    rows = accepting.accept_code(roster, code) if code else accepting.accept_all(roster)
    say(_("已接受 %(n)s 行的修正。", n=rows))
    return _back(roster)


@rosters.post("/<public_id>/question")
@allow(POST=WRITE)
def question(public_id: str) -> Response:
    """Answer a question about the whole list."""
    roster = _locked(public_id)
    accepting.answer_question(roster, request.form.get("code", ""), request.form.get("answer", ""))
    return _back(roster)


@rosters.post("/<public_id>/target")
@allow(POST=WRITE)
def target(public_id: str) -> Response:
    """Say level and occupation, and check the same file again."""
    roster = _locked(public_id)
    form = TargetForm()
    if not form.validate():
        return _show(roster, 422)
    level, occupation = form.level.data or None, form.occupation.data or None
    try:
        again = operations.check_again(roster, actor(), level=level, occupation=occupation)
    except RuleBroken as broken:
        return _show(roster, 422, str(broken))
    return go(url_for("rosters.show", public_id=again.public_id))


@rosters.post("/<public_id>/confirm")
@allow(POST=WRITE)
def confirm(public_id: str) -> Response:
    """确认导入."""
    roster = _locked(public_id)
    waiting = preview_of(roster, "problems", 0, None).prospect
    try:
        operations.confirm(
            roster,
            actor(),
            all_or_nothing="all_or_nothing" in request.form,
            open_questions=len(open_questions(roster)),
            fit=waiting.taken_in,
            waiting=waiting.waiting,
        )
    except RuleBroken as broken:
        return _show(roster, 422, str(broken))
    return _back(roster)


@rosters.post("/<public_id>/cancel")
@allow(POST=WRITE)
def cancel(public_id: str) -> Response:
    """Give a roster up before it is imported."""
    roster = _locked(public_id)
    try:
        operations.call_off(roster)
    except RuleBroken as broken:
        return _show(roster, 422, str(broken))
    flash(_("已取消这份名册，没有导入任何人员。"), "success")
    return go(url_for("rosters.index"))


@rosters.route("/<public_id>/rows/<int(max=2147483647):number>", methods=["GET", "POST"])
@allow(GET=READ, POST=WRITE)
def row(public_id: str, number: int) -> Response:
    """One row: every problem with its fix, its choices, or a field to fill in."""
    if request.method == "GET":
        return show_row(find_roster(public_id), number)
    roster = _locked(public_id)
    typed = typed_fields(request.form)
    stands = [pair.split(".", 1) for pair in request.form.getlist("stands") if "." in pair]
    chosen = request.form.getlist("choose")
    answer = answering.Answer(typed, stands, chosen)
    answered = answering.answer_row(roster, number, actor(), answer)
    if answered.outcome > 1:
        # Kept as far as it goes: the page tells what is still wrong, and nothing typed is lost.
        flash(_("已保存，但第 %(row)s 行还有问题没有解决。", row=number), "warning")
        return go(url_for("rosters.row", public_id=public_id, number=number))
    say(_("第 %(row)s 行已处理。", row=number))
    return _back(roster)


@rosters.post("/<public_id>/rows/<int(max=2147483647):number>/leave-out")
@allow(POST=WRITE)
def leave_out(public_id: str, number: int) -> Response:
    """Leave a row out of the import, or take it back in."""
    roster = _locked(public_id)
    out = request.form.get("out") == "1"
    answering.leave_out(roster, number, actor(), out=out)
    flash(
        _("第 %(row)s 行不导入。", row=number) if out else _("第 %(row)s 行恢复导入。", row=number), "success"
    )
    return _back(roster)


def job_labels(subject_ids: list[int]) -> dict[int, str]:
    """The files' names by roster, for the list of jobs."""
    named = select(Roster.id, Roster.file_name).where(Roster.id.in_(subject_ids))
    return {row.id: row.file_name for row in db.session.execute(named)}
