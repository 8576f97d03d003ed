"""查重规则: how each rule takes hold, and how often it hit; the city changes a level as another version of
the year's policy, with a reason (1.7, 1.11)."""

from __future__ import annotations

from copy import deepcopy

from flask import Response, flash, url_for
from flask_babel import gettext as _

from tenants.roles import Permission
from webapp.crosscheck import queries
from webapp.crosscheck.blueprint import READ, crosscheck
from webapp.crosscheck.forms import RulesForm, rules_form
from webapp.crosscheck.models import Outcome
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.policy.crosscheck import LEVELS, RULES
from webapp.policy.programme import programme_year
from webapp.policy.rules import Policy
from webapp.programmes import keeping
from webapp.programmes.keeping import Maker
from webapp.programmes.queries import policy_of, programme_of
from webapp.refusals import NotFound, RuleBroken, Stale
from webapp.sessions import actor

EDIT = Permission.POLICY_EDIT
COLUMNS = (Outcome.OPEN, Outcome.CONFIRMED, Outcome.EXPLAINED, Outcome.DISMISSED, Outcome.LAPSED)


@crosscheck.get("/crosscheck/rules")
@allow(READ)
def rules() -> Response:
    """The seven rules with their levels and their hits within reach."""
    return _rules(_form())


def _form() -> RulesForm:
    policy = _policy()
    return rules_form({rule.number: str(policy.setting(rule.setting)) for rule in RULES}, policy.version)


def _policy() -> Policy:
    tenant = actor().tenant
    if tenant is None:
        raise NotFound("")
    return policy_of(tenant.city_id, programme_year())


def _rules(form: RulesForm, status: int = 200, error: str = "") -> Response:
    policy, hits = _policy(), queries.figures()
    return page(
        "crosscheck/rules.html",
        "content",
        status,
        form=form,
        policy=policy,
        lines=[
            {
                "rule": rule,
                "level": str(policy.setting(rule.setting)),
                "field": form[rule.setting],
                "hits": [hits.get((rule.number, outcome.value), 0) for outcome in COLUMNS],
            }
            for rule in RULES
        ],
        levels=LEVELS,
        error=error,
        may_edit=actor().can(EDIT) and programme_of(policy_city(), programme_year()) is not None,
    )


def policy_city() -> int:
    """The city that the actor's bureau belongs to."""
    tenant = actor().tenant
    if tenant is None:
        raise NotFound("")
    return tenant.city_id


@crosscheck.post("/crosscheck/rules")
@allow(POST=EDIT)
def change() -> Response:
    """Save changed levels as the year's next policy version; what was decided stays decided."""
    form, policy = _form(), _policy()
    if not form.validate():
        return _rules(form, 422)
    if form.based_on.data != policy.version:
        raise Stale(_("政策已由别人修订为 %(version)s，请刷新后重新修改。", version=policy.version))
    plain = deepcopy(policy.to_dict())
    for rule in RULES:
        plain["settings"][rule.setting]["value"] = form[rule.setting].data
    city, year = policy_city(), programme_year()
    try:
        made = keeping.revise(
            city, year, Policy.from_dict(plain), policy.version, form.reason.data, Maker.of(actor())
        )
    except RuleBroken as refusal:
        return _rules(form, 422, str(refusal))
    flash(
        _(
            "已修订为政策 %(label)s，从现在起按新的方式查重；已有线索在下一次全量查重时调整。",
            label=made.label,
        ),
        "success",
    )
    return go(url_for("crosscheck.rules"))
