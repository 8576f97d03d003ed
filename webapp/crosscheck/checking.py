"""The check of single entries of the ledger (1.7): on import, submission and review, and when a list comes
in, in the transaction of what brought them in; enrolment and issue call it with their stages.

Of two at once the second waits until the first has committed, and sees it: checks of one city follow one
another. What comes out is how one's own applications stand; nothing of the other side leaves.
"""

from __future__ import annotations

from collections.abc import Sequence

from tenants.db import looking_through
from tenants.scope import Scope, current_scope
from webapp.crosscheck.reconciling import Touched, in_turn, reconcile, refresh
from webapp.crosscheck.settling import Settled, settle
from webapp.extensions import keyring
from webapp.people.merged import join_merged
from webapp.policy.crosscheck import BLOCK, RULES, level_of
from webapp.policy.programme import programme_year
from webapp.policy.rules import Policy
from webapp.programmes.queries import policy_of


def policy_now(city_id: int) -> Policy:
    """The policy whose rules hold now in a city."""
    return policy_of(city_id, programme_year())


def rule_levels(policy: Policy, *only: str) -> dict[int, str]:
    """All rules with their levels; of `only` these levels where any is named."""
    found = {rule.number: level_of(policy, rule.number) for rule in RULES}
    return {number: level for number, level in found.items() if not only or level in only}


def check(
    city_id: int, applications: Sequence[int] = (), certificates: Sequence[int] = (), *levels: str
) -> Settled:
    """Check these entries (ids) by the rules of `levels` (all when none is named) and settle every
    application that it concerns: held up where a blocking rule found something, going on where nothing holds
    it up any more. In the open transaction; whoever has one of them as an entity reads it anew."""
    policy = policy_now(city_id)
    values = {
        "city": city_id, "alike": bool(policy.setting("kinds_count_alike")),
        "applications": list(applications), "certificates": list(certificates),
    }  # fmt: skip
    touched = Touched()
    with looking_through(Scope.of_crosscheck(city_id, user_id=current_scope().user_id)):
        in_turn(city_id)
        join_merged(city_id, applications, certificates)
        reconcile(rule_levels(policy, *levels), values, keyring(), touched)
        concerned = refresh(touched.cases) if touched.cases else []
        return settle(concerned, sole=blocks_two(policy), fresh=applications)


def blocks_two(policy: Policy) -> bool:
    """Whether a second live application of a person in one year is held up (rule 1)."""
    return level_of(policy, 1) == BLOCK
