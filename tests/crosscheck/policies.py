"""Settings of the year's policy, changed for a test as the city changes them: by another version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.crosscheck.made import Check
from tests.programmes.made import MAKER
from webapp.policy.programme import programme_year
from webapp.policy.rules import Policy
from webapp.programmes import keeping
from webapp.programmes.queries import policy_of


@contextmanager
def policy(ledger: Check, **settings: Any) -> Iterator[None]:
    """These settings within the block, what was before after it."""
    before = _set(ledger, settings)
    try:
        yield
    finally:
        _set(ledger, before)


def _set(ledger: Check, settings: dict[str, Any]) -> dict[str, Any]:
    year = programme_year()
    with ledger.app.app_context(), acting_as(Scope.of_system("a test revises the policy")):
        newest = policy_of(ledger.city, year)
        plain = deepcopy(newest.to_dict())
        before = {name: plain["settings"][name]["value"] for name in settings}
        for name, value in settings.items():
            plain["settings"][name]["value"] = value
        if settings != before:
            keeping.revise(ledger.city, year, Policy.from_dict(plain), newest.version, "测试", MAKER)
        db.session.commit()
    return before
