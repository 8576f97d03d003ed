"""What a check of this roster is told: the level and occupation asked for, the unit's names, the policy."""

from __future__ import annotations

from typing import Any

from tenants.actor import ActingTenant, Actor
from tenants.db import db
from tenants.models import Tenant
from webapp.catalogue.queries import filed_scope_covers, trainable
from webapp.extensions import keyring
from webapp.policy.rules import Policy
from webapp.programmes.queries import policy_version
from webapp.rosters.models import Roster
from webapp.rosters.scope import Covers, ScopeRule, Trained
from webapp.rosters.staging import Stager, Target
from webapp.sheets.checking.evaluate import ListFacts
from webapp.sheets.options import CheckOptions, KnownUnit


def tenant_of(actor: Actor | None) -> ActingTenant:
    """The tenant that the clerk acts for; rosters are only ever handled for one."""
    if actor is None or actor.tenant is None:
        raise RuntimeError("a roster is handled by somebody for a tenant")
    return actor.tenant


def options_of(roster: Roster, tenant: ActingTenant) -> CheckOptions:
    """The options of the check, as the child process gets them."""
    return CheckOptions(
        level=roster.level,
        occupation=roster.occupation,
        as_of=roster.reference_date,
        known_units=(KnownUnit(tenant.name, (tenant.short_name,)),),
        sheet=roster.answers.get("several_sheets"),
        policy=policy_under(roster),
    )


def policy_under(roster: Roster) -> Policy:
    """The policy version that the roster is checked under, from its upload to its import."""
    return policy_version(roster.city_id, roster.policy_version)


def listed_of(roster: Roster) -> ListFacts:
    """What the list says about all of its rows."""
    target = target_of(roster, roster.heading)
    return ListFacts(roster.heading.get("unit"), target.occupation, target.level)


def target_of(roster: Roster, heading: dict[str, Any]) -> Target:
    """The occupation and level applied for: what the clerk chose, else the heading's."""
    return Target(roster.occupation or heading.get("occupation"), roster.level or heading.get("level"))


def rule_of(roster: Roster, options: CheckOptions, covers: Covers, trained: Trained) -> ScopeRule:
    """一(二), 一(三) and 三(一)3 for this roster; `covers` answers for the employer's filed scopes,
    `trained` for the standards."""
    employer = db.session.get_one(Tenant, roster.tenant_id)
    return ScopeRule(options.rules, covers, employer.kind, trained)


def stager_of(roster: Roster, heading: dict[str, Any], rule: ScopeRule) -> Stager:
    """The maker of this roster's staged rows, judged by `rule`."""
    return Stager(keyring(), roster.programme_year, target_of(roster, heading), rule)


def standard(roster: Roster) -> Trained:
    """Why an occupation can't be trained at a level on the reference date (一(二)). An occupation that the
    catalogue doesn't know is left to the reviewer: a list writes it in many ways."""

    def trained(occupation: str, level: str) -> str | None:
        found = trainable(roster.city_id, occupation, level, roster.reference_date)
        return found.reason if found.occupation is not None and not found.allowed else None

    return trained


def filed(roster: Roster) -> Covers:
    """Whether the roster's employer has filed an occupation at a level on the reference date (三(一)3)."""

    def covers(occupation: str, level: str) -> bool:
        return filed_scope_covers(roster.tenant_id, occupation, level, roster.reference_date)

    return covers
