"""How many days a review, a case and a confirmation may take, by the policy in force (三(二), 三(四))."""

from __future__ import annotations

from webapp.policy.programme import programme_year
from webapp.programmes.queries import policy_of

REVIEW_DAYS, PHONE_REMINDER_DAYS = "review_days", "phone_reminder_days"
# What applies under a policy version that was made before the setting was.
DAYS = {REVIEW_DAYS: 5, PHONE_REMINDER_DAYS: 3}


def days_of(name: str, city_id: int | None) -> int:
    """The setting's days in a city this year; its default under a version from before the setting was."""
    try:
        return int(policy_of(city_id, programme_year()).setting(name))
    except KeyError:
        return DAYS[name]
