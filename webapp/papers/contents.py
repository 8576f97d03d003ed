"""What stands in an application's papers, and what has changed since a copy was printed or sealed (三(三)1).

Contents are compared as they would be printed: whoever changed the data, by whatever way, shows here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from tenants.sealing import Keyring
from webapp.applicants.models import Application
from webapp.applicants.summary import level_words
from webapp.documents.annex1 import LABELS, Person
from webapp.documents.annex2 import COLUMNS
from webapp.documents.codes import Code, keyed_part
from webapp.policy.spans import wording

PHOTO = "photo"
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
# The cells of Annex 2 after the serial number, by the fields of Annex 1.
LISTED = (
    "name", "sex", "unit", "birth", "id_number", "work_start", "education", "occupation", "experience",
    "certificate_date", "certificate_number", "phone",
)  # fmt: skip
TITLES = dict(zip(LISTED, COLUMNS[1:], strict=True))
Words = Mapping[str, str]


def person_of(application: Application, ring: Keyring, *, full: bool) -> Person:
    """The fields of Annex 1; the identity number and phone masked unless `full`."""
    months = application.experience_months
    phone = application.phone
    return Person(
        name=application.name,
        sex=application.sex or "",
        birth=dated(application.birth),
        native_place=application.native_place or "",
        politics=application.politics or "",
        ethnicity=application.ethnicity or "",
        education=application.education or "",
        work_start=dated(application.work_start),
        occupation=application.occupation or "",
        experience=wording(months) if months is not None else "",
        current_level=level_words(application.current_level) or "",
        certificate_number=application.certificate_number or "",
        certificate_date=dated(application.certificate_date),
        unit=application.unit_name or "",
        phone=(ring.open_text(phone) if phone else "") if full else application.phone_masked or "",
        id_number=ring.open_text(application.id_number) if full else application.id_masked,
        specialty=application.specialty or "",
        target_occupation=_target(application),
        target_level=application.target_level,
    )


def _target(application: Application) -> str:
    """The occupation applied for, with the 工种 under it."""
    trade = application.work_type
    named = application.target_occupation
    return f"{named}（{trade}）" if trade and trade != named else named


def dated(given: str | None) -> str:
    """A date as the form writes it, to the precision it has: 2019-03-18 → 2019年3月18日."""
    found = _DATE.fullmatch(given or "")
    if not found:
        return given or ""
    units = zip(found.groups(), "年月日", strict=True)
    return "".join(f"{int(part)}{unit}" for part, unit in units if part)


def row_of(person: Person) -> list[str]:
    """The twelve cells of Annex 2 of one person."""
    words = person.words()
    return [words[name] for name in LISTED]


def words_of(application: Application, ring: Keyring, photo: str) -> dict[str, str]:
    """Everything that Annex 1 says, with what tells one photo from another."""
    return person_of(application, ring, full=True).words() | {PHOTO: photo}


def people_of(applications: Sequence[Application], ring: Keyring) -> dict[str, dict[str, str]]:
    """Everything that Annex 2 says, by application number."""
    found = {}
    for one in applications:
        words = person_of(one, ring, full=True).words()
        found[one.public_id] = {name: words[name] for name in LISTED}
    return found


def packed(content: object) -> str:
    """Contents as text that is the same for the same contents."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def code_for(kind: str, number: str, version: int, content: str, ring: Keyring) -> Code:
    """The code of a copy: keyed over what stands in it, so that no number and no field can be made up."""
    digest = ring.index(f"paper {kind}:{number}:{version}:{content}")
    return Code(kind, number, version, keyed_part(digest))


def changed_fields(before: Words, now: Words) -> list[str]:
    """The labels of the fields of Annex 1 that are no longer as they were."""
    names = [name for name in (*LABELS, PHOTO) if before.get(name, "") != now.get(name, "")]
    return [_("照片") if name == PHOTO else LABELS[name] for name in names]


def changed_people(before: Mapping[str, Words], now: Mapping[str, Words]) -> list[str]:
    """What is no longer as it was in a list: who came, who left, whose which columns changed."""
    said = [_("新增%(name)s", name=now[one]["name"]) for one in now if one not in before]
    said += [_("减少%(name)s", name=before[one]["name"]) for one in before if one not in now]
    for one in now:
        if one in before and before[one] != now[one]:
            columns = [TITLES[name] for name in LISTED if before[one].get(name) != now[one][name]]
            said.append(_("%(name)s的%(fields)s", name=now[one]["name"], fields="、".join(columns)))
    return said
