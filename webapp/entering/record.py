"""A form's answer as the one row that `applicants.taking` takes in (三(二), 1.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson

from tenants.sealing import Keyring
from webapp.applicants.models import application_number
from webapp.applicants.recording import PERSON, person_values, qualifies_on, warnings_of
from webapp.applicants.taking import CARRIED, COMPARED, DECIDED, OF_THE_FORM, Source, statements
from webapp.entering.rules import Checked, Content, Known
from webapp.sheets.fields import read_ethnicity, read_politics

COLUMNS = (*CARRIED, *DECIDED, *OF_THE_FORM)
_TYPES = {
    "id_number": "bytea", "id_index": "bytea", "id_fingerprint": "int8", "phone": "bytea",
    "phone_index": "bytea", "experience_months": "int4", "eligibility": "jsonb", "warnings": "jsonb",
    "stints": "jsonb", "qualifies_on": "date", "key_unit": "bool",
}  # fmt: skip
_CAST = ", ".join(f"cast(:v_{name} as {_TYPES.get(name, 'text')}) as {name}" for name in COLUMNS)
_ONE = (
    "(select 1 as row, cast(:tenant as int8) as tenant_id, cast(:district as int8) as district_id,"
    f" cast(:city as int8) as city_id, cast(:number as text) as application_number, {_CAST}) r"
)
_COMPARED = (*COMPARED, *OF_THE_FORM)
_LIVE = "x.tenant_id = r.tenant_id and x.programme_year = :year and x.id_index = r.id_index"
NEW = statements(
    Source(_ONE, COLUMNS, _COMPARED, "submit", _LIVE, new={"applicant_id": "cast(:applicant as int8)"})
)
# A correction knows its application: the number itself may be what was wrong.
CORRECTION = statements(Source(_ONE, COLUMNS, _COMPARED, "submit", "x.id = :application"))


def values_of(checked: Checked, content: Content, known: Known, year: int, ring: Keyring) -> dict[str, Any]:
    """The statements' parameters for a form without a blocking problem."""
    record, derived = checked.row.record, checked.row.derived
    person = dict(zip(PERSON, person_values(record, derived.get("current_level"), ring), strict=True))
    values = person | {
        "target_occupation": known.occupation,
        "target_level": content["target_level"],
        "eligibility": orjson.dumps(checked.row.eligibility).decode(),
        "qualifies_on": qualifies_on(checked.row.eligibility),
        "warnings": orjson.dumps(warnings_of(checked.problems)).decode(),
        "native_place": content.get("native_place") or None,
        "politics": read_politics(content.get("politics") or None).value,
        "ethnicity": read_ethnicity(content.get("ethnicity") or None).value,
        "specialty": content.get("specialty") or None,
        "work_type": content.get("work_type") or None,
        "category": content["category"],
        "stints": _stints(checked),
        "key_unit": bool(content.get("key_unit")),
    }
    return {f"v_{name}": values[name] for name in COLUMNS} | {"number": application_number(year)}


def _stints(checked: Checked) -> str | None:
    if not checked.stints:
        return None
    rows = [{"start": _iso(one.start), "end": _iso(one.end)} for one in checked.stints]
    return orjson.dumps(rows).decode()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
