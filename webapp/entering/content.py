"""What a form holds, as a plain dict of typed texts: from a request, from an application, sealed and opened.

Only the fields named here are taken from a request (no mass assignment, 4.5). An identity number or telephone
is put into no page that merely shows a draft: the field is empty there, and left empty it keeps its value.
"""

from __future__ import annotations

from typing import Any

import orjson
from werkzeug.datastructures import MultiDict

from tenants.sealing import Keyring
from webapp.applicants.models import Application
from webapp.entering.rules import NO_CERTIFICATE, OTHER_DOCUMENT, Content
from webapp.entering.stints import MOST
from webapp.people.identity import mask
from webapp.people.phones import mask_phone
from webapp.sheets.fields import write_experience

TEXTS = (
    "name", "id_number", "phone", "sex", "birth", "native_place", "ethnicity", "politics", "education",
    "category", "work_start", "occupation", "experience_months", "current_level", "certificate_number",
    "certificate_date", "target_occupation", "work_type", "target_level", "specialty",
)  # fmt: skip
SECRETS = {"id_number": mask, "phone": mask_phone}
LONGEST, LONGEST_TEXT = 100, 200


def typed(form: MultiDict[str, str], before: Content) -> Content:
    """`before` with what the request brings; a field that the request doesn't name stays as it was."""
    content = dict(before)
    for name in TEXTS:
        if name not in form:
            continue
        longest = LONGEST_TEXT if name == "specialty" else LONGEST
        value = form[name].replace("\0", "").strip()[:longest]
        if value or name not in SECRETS:
            content[name] = value
    if "key_unit_shown" in form:
        content["key_unit"] = "key_unit" in form
    if "stint_start" in form:
        content["stints"] = _stints(form)
    settled = [one.split(".", 1) for one in form.getlist("stands") if "." in one]
    if settled:
        content["stands"] = settled
    return content


def _stints(form: MultiDict[str, str]) -> list[dict[str, str]]:
    """The rows of the stints but the dropped one; empty rows go."""
    pairs = zip(form.getlist("stint_start"), form.getlist("stint_end"), strict=False)
    rows = [{"start": start.strip()[:20], "end": end.strip()[:20]} for start, end in pairs][:MOST]
    dropped = form.get("drop_stint", "")
    if dropped.isascii() and dropped.isdigit() and int(dropped) < len(rows):
        del rows[int(dropped)]
    return [row for row in rows if row["start"] or row["end"]]


def is_empty(content: Content) -> bool:
    """Whether nothing was typed yet."""
    return not any(value for name, value in content.items() if name != "stands")


def chosen(content: Content, choices: list[str], offered: dict[str, tuple[str, ...]]) -> Content:
    """The content with "<field>:<place>" of what was offered put in; what wasn't offered is passed over."""
    found = dict(content)
    for one in choices:
        name, _colon, place = one.partition(":")
        options = offered.get(name, ())
        if place.isascii() and place.isdigit() and int(place) < len(options):
            found[name] = options[int(place)]
    return found


def content_of(application: Application, ring: Keyring) -> Content:
    """An application as the form's content, to be corrected."""
    months, row = application.experience_months, application
    content: Content = {name: getattr(row, name, None) or "" for name in TEXTS if name not in SECRETS}
    content["id_number"] = ring.open_text(row.id_number)
    content["phone"] = ring.open_text(row.phone) if row.phone else ""
    if months is not None:
        content["experience_months"] = write_experience(months)
    if _without_certificate(row):
        content["current_level"] = NO_CERTIFICATE
    content["stints"] = [{"start": one["start"], "end": one["end"] or ""} for one in row.stints or []]
    content["key_unit"] = row.key_unit
    if row.id_type and row.id_type != "resident":
        content["stands"] = [["id_number", OTHER_DOCUMENT]]
    return content


def _without_certificate(row: Application) -> bool:
    """Whether the person said that there is none, as against a date that is missing."""
    met = {one["route"]: one["met"] for one in (row.eligibility or {}).get("routes", [])}
    return row.current_level is None and row.certificate_date is None and met.get("certificate") is False


def seal(content: Content, ring: Keyring) -> bytes:
    """The content at rest."""
    return ring.seal(orjson.dumps(content))


def unseal(sealed: bytes, ring: Keyring) -> Content:
    """What `seal` wrote."""
    found: Content = orjson.loads(ring.open(sealed))
    return found


def shown(name: str, content: Content) -> str:
    """A secret as a page may show it: masked."""
    value: Any = content.get(name)
    return SECRETS[name](str(value)) if value else ""
