"""Who may administer whom (spec 1.2, 4.5). Pure: facts in, a code out; the words stand in `words`.

An administrator keeps the accounts that are at home in the own territory. Whoever keeps an account can take
it over, so its roles may only lie where the keeper rules anyway: in its home tenant, or below it.
"""

from __future__ import annotations

from collections.abc import Collection

ADMIN_ROLES = frozenset({"city_admin", "district_admin", "inst_admin", "org_admin"})
# What nobody does to themselves: the account pages ask for the password and the code, these don't.
NOT_TO_ONESELF = frozenset({"disable", "reset_password", "reset_second_factor"})


def refuses_verb(verb: str, *, oneself: bool, keeps: bool) -> str | None:
    """Why an administrator may not do `verb` to a user: "foreign" or "oneself"; None when they may."""
    if not keeps:
        return "foreign"
    return "oneself" if oneself and verb in NOT_TO_ONESELF else None


def refuses_roles(before: Collection[str], after: Collection[str], *, oneself: bool) -> str | None:
    """Why an administrator may not change these roles: "promotes" or "abdicates"; None when they may.

    To oneself nobody gives a role (a second person does), and nobody drops the own administration.
    """
    if not oneself:
        return None
    if not set(after) <= set(before):
        return "promotes"
    kept = ADMIN_ROLES & set(before)
    return "abdicates" if kept and not kept & set(after) else None


def covers(home: int | None, tenant: int, district: int | None, city: int) -> bool:
    """Whether an account at home in `home` may get roles in a tenant of that district and city."""
    return home is not None and home in (tenant, district, city)
