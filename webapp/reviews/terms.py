"""How many days a review and a confirmation may take, by the policy in force (三(二), 三(四))."""

from __future__ import annotations

from webapp.policy.programme import programme_year
from webapp.programmes.queries import policy_of
from webapp.reviews.rules import DAYS


def days_of(name: str, city_id: int | None) -> int:
    """The setting's days in a city this year; its default under a version from before the setting was."""
    try:
        return int(policy_of(city_id, programme_year()).setting(name))
    except KeyError:
        return DAYS[name]
