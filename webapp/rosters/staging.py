"""A checked row as it is staged: the person's columns ready for an application, the rest sealed.

Personal data is sealed here, once, before it reaches the database; what stood in the cells and what was
found about it (whole numbers among it) is one sealed value a row, opened only for the rows on screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from tenants.sealing import Keyring
from webapp.applicants.models import application_number
from webapp.applicants.recording import person_values, qualifies_on, warnings_of
from webapp.rosters.scope import ScopeRule
from webapp.sheets.checking.rows import CheckedRow, row_from_plain, row_to_plain

COLUMNS: dict[str, str] = {
    "row": "int4", "outcome": "int2", "codes": "text[]", "sealed": "bytea", "content": "bytea",
    "target_occupation": "text", "target_level": "text", "eligibility": "jsonb", "qualifies_on": "date",
    "warnings": "jsonb", "application_number": "text", "hidden": "bool", "effect": "text",
    "name": "text", "name_pinyin": "text", "sex": "text", "birth": "text", "unit_name": "text",
    "id_type": "text", "id_number": "bytea", "id_index": "bytea", "id_fingerprint": "int8",
    "id_masked": "text", "work_start": "text", "education": "text", "occupation": "text",
    "experience_months": "int4", "current_level": "text", "certificate_date": "text",
    "certificate_number": "text", "phone": "bytea", "phone_index": "bytea", "phone_masked": "text",
}  # fmt: skip
_PLACES = list(COLUMNS)
ROW, OUTCOME = _PLACES.index("row"), _PLACES.index("outcome")
CERTIFICATE = _PLACES.index("certificate_number")
INDEX, FINGERPRINT = _PLACES.index("id_index"), _PLACES.index("id_fingerprint")


@dataclass(frozen=True, slots=True)
class Target:
    """What the roster applies for, unless a row says otherwise."""

    occupation: str | None
    level: str | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is kept sealed of a row with problems: the answer as it stands, the answer to the file's own
    cells, and what the clerk has typed."""

    shown: CheckedRow
    checked: CheckedRow
    overrides: dict[str, str | None]
    settled: list[list[str]]  # [field, code] of questions answered with "as it stands"


class Stager:
    """Makes staged rows of one roster."""

    def __init__(self, keyring: Keyring, year: int, target: Target, scope: ScopeRule) -> None:
        self._keyring = keyring
        self._year = year
        self._target = target
        self._scope = scope

    def stage(
        self,
        checked: CheckedRow,
        overrides: dict[str, str | None] | None = None,
        settled: Sequence[Sequence[str]] = (),
        original: CheckedRow | None = None,
    ) -> list[Any]:
        """The values of COLUMNS for a row; the filed-scope rule of 三(一)3 is judged here, since the checker
        knows no database. `original` is the file's own answer where the clerk has typed another."""
        occupation = checked.derived.get("target_occupation") or self._target.occupation
        level = checked.derived.get("target_level") or self._target.level
        judged = self._scope.judge(checked, occupation, level)
        record = judged.record
        kept = Sealed(judged, original or judged, overrides or {}, [list(pair) for pair in settled])
        sealed = self._seal(kept) if judged.problems or original else None
        return [
            judged.row,
            int(judged.outcome),
            [f"{problem.field}.{problem.code}" for problem in judged.problems],
            sealed,
            self._keyring.index(orjson.dumps([record, checked.raw]).decode()),
            occupation,
            level,
            _json(judged.eligibility),
            qualifies_on(judged.eligibility),
            _json(warnings_of(judged.problems)),
            application_number(self._year),
            judged.hidden,
            "repeated" if "duplicate_of" in judged.derived else "new",
            *person_values(record, judged.derived.get("current_level"), self._keyring),
        ]

    def _seal(self, kept: Sealed) -> bytes:
        plain = {
            "shown": row_to_plain(kept.shown),
            "checked": None if kept.checked is kept.shown else row_to_plain(kept.checked),
            "overrides": kept.overrides,
            "settled": kept.settled,
        }
        return self._keyring.seal(orjson.dumps(plain))


def unseal(sealed: bytes, keyring: Keyring) -> Sealed:
    """What `Stager` sealed of a row."""
    plain = orjson.loads(keyring.open(sealed))
    shown = row_from_plain(plain["shown"])
    checked = row_from_plain(plain["checked"]) if plain["checked"] else shown
    return Sealed(shown, checked, plain["overrides"], plain["settled"])


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
