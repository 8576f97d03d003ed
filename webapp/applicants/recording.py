"""A checked row as an application keeps it: the person's columns, numbers sealed, and the warnings.

Form, self-service and roster store people by this one module; no plain column keeps a whole number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from tenants.sealing import Keyring
from webapp.people.identity import mask, upgrade
from webapp.people.phones import mask_phone
from webapp.people.pinyin import name_pinyin
from webapp.sheets.problems import Outcome, Problem

# In the order of `person_values`.
PERSON = (
    "name", "name_pinyin", "sex", "birth", "unit_name", "id_type", "id_number", "id_index",
    "id_fingerprint", "id_masked", "work_start", "education", "occupation", "experience_months",
    "current_level", "certificate_date", "certificate_number", "phone", "phone_index", "phone_masked",
)  # fmt: skip
_NUMBER = re.compile(r"\+?[0-9][0-9Xx\- ()]{5,}[0-9Xx]")


def person_values(record: dict[str, Any], current_level: str | None, keyring: Keyring) -> list[Any]:
    """The values of PERSON for a checked row's record; sealing is done here, once."""
    name, number, phone = record["name"], record["id_number"], record["phone"]
    index = keyring.index(person_key(number)) if number else None
    return [
        name,
        name_pinyin(name) if name else None,
        record["sex"],
        record["birth"],
        record["unit"],
        record["id_type"],
        keyring.seal(number) if number else None,
        index,
        keyring.fingerprint(index) if index else None,
        mask(number) if number else None,
        record["work_start"],
        record["education"],
        record["occupation"],
        record["experience_months"],
        current_level,
        record["certificate_date"],
        record["certificate_number"],
        keyring.seal(phone) if phone else None,
        keyring.index(phone) if phone else None,
        mask_phone(phone) if phone else None,
    ]


def person_key(number: str) -> str:
    """What two rows of one person share: the 18-digit form of an old 15-digit number, else the number."""
    return upgrade(number) if len(number) == 15 and number.isdigit() else number


def warnings_of(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """What a reviewer must clear, as the application keeps it: field, code and the sentence's parameters."""
    return [
        {"field": problem.field, "code": problem.code, "params": hidden(problem)}
        for problem in problems
        if problem.outcome is Outcome.WARNED
    ]


def hidden(problem: Problem) -> dict[str, Any]:
    """A sentence's parameters without a whole telephone or identity number: these stand sealed elsewhere."""
    if problem.field not in ("phone", "id_number"):
        return problem.params
    return {
        name: _NUMBER.sub(lambda found: mask_phone(found[0]), value) if isinstance(value, str) else value
        for name, value in problem.params.items()
    }


def qualifies_on(eligibility: dict[str, Any] | None) -> date | None:
    """The first day on which either route is met, for those who aren't eligible yet."""
    if eligibility is None or eligibility["eligible"] is not False:
        return None
    days = [route["qualifies_on"] for route in eligibility["routes"] if route["qualifies_on"]]
    return date.fromisoformat(min(days)) if days else None
