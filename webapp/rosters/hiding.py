"""Whole telephone and identity numbers never stand in a sentence or in plain columns (spec 4.2)."""

from __future__ import annotations

import re
from typing import Any

from webapp.people.phones import mask_phone
from webapp.sheets.problems import Problem

_NUMBER = re.compile(r"\+?[0-9][0-9Xx\- ()]{5,}[0-9Xx]")


def hidden(problem: Problem) -> dict[str, Any]:
    """A sentence's parameters without a whole telephone or identity number: these stand sealed elsewhere."""
    if problem.field not in ("phone", "id_number"):
        return problem.params
    return {
        name: _NUMBER.sub(lambda found: mask_phone(found[0]), value) if isinstance(value, str) else value
        for name, value in problem.params.items()
    }
