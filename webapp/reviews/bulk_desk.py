"""The pages of bulk verdicts: what would happen with each that was chosen, then what did."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _

from webapp.htmx import page
from webapp.refusals import RuleBroken
from webapp.reviews import bulk
from webapp.reviews.deciding import Verdict
from webapp.reviews.forms import BulkForm
from webapp.reviews.stages import Stage
from webapp.sessions import actor


def ask(stage: Stage, form: BulkForm | None = None, said: str = "") -> Response:
    """The chosen rows with what would hinder each; nothing chosen is said as such."""
    picked = bulk.read_picked(request.form.getlist("row"))
    asked = request.form.get("verb", "")
    form = form or BulkForm(formdata=None, verdict=asked if asked == "return" else stage.agree)
    form.set_up(stage)
    said = said or (_("请先在列表中选择报名。") if not picked else "")
    return page(
        "reviews/bulk.html",
        None,
        422 if said or form.errors else 200,
        stage=stage,
        form=form,
        said=said,
        answers=bulk.foreseen(stage, actor(), picked[: bulk.MOST]),
        left_out=max(len(picked) - bulk.MOST, 0),
    )


def carry_out(stage: Stage) -> Response:
    """Do it; the page answers for each row."""
    form = BulkForm().set_up(stage)
    if not form.validate_on_submit():
        return ask(stage, form)
    verdict = Verdict(form.verdict.data, form.opinion.data or "", form.ground.data or "")
    picked = bulk.read_picked(request.form.getlist("row"))
    try:
        answers = bulk.decide_all(stage, actor(), picked, verdict)
    except RuleBroken as refusal:
        return ask(stage, form, str(refusal))
    word = dict(form.verdict.choices)[verdict.verb]
    return page("reviews/bulk_done.html", None, stage=stage, answers=answers, word=word)
