"""Checks that need two fields of a row: cases 14, 35, 36, 38 and 43. A fact that is None isn't checked.

A date known only to the month is given the benefit: it is too early only when its last day is.
"""

from __future__ import annotations

from datetime import date, timedelta

from webapp.people.certificate_numbers import read_number
from webapp.people.identity import Identity
from webapp.policy.rules import Ages
from webapp.policy.spans import PartialDate, add_months, add_years
from webapp.sheets.fields.dates import mismatch
from webapp.sheets.problems import Outcome, Problem


def check_across(
    *,
    identity: Identity | None,
    sex: str | None,
    birth: PartialDate | None,
    work_start: PartialDate | None,
    certificate_date: PartialDate | None,
    experience_months: int | None,
    certificate_number: str | None,
    current_level: str | None,
    reference: date,
    ages: Ages,
) -> tuple[Problem, ...]:
    """All that the fields of one row say against each other; `current_level` is the typed one."""
    born = identity.birth if identity is not None else None
    found = (
        sex_mismatch(sex, identity),
        birth_mismatch(birth, born),
        too_early("work_start", work_start, born or _typed_birth(birth), ages),
        too_early("certificate_date", certificate_date, born or _typed_birth(birth), ages),
        years_exceed_work(experience_months, work_start, reference),
        certificate_contradicts(certificate_number, current_level, certificate_date),
    )
    return tuple(problem for problem in found if problem is not None)


def derive_level(current_level: str | None, certificate_number: str | None) -> tuple[str | None, str | None]:
    """The current level and where it was read (case 43): its own column first, else the number."""
    if current_level is not None:
        return current_level, "level_column"
    read = read_number(certificate_number) if certificate_number else None
    if read is None or read.level is None:
        return None, None
    return read.level, "certificate_number"


def sex_mismatch(sex: str | None, identity: Identity | None) -> Problem | None:
    """The typed sex and the ID's differ, both shown (case 14)."""
    if sex is None or identity is None or identity.sex is None or sex == identity.sex:
        return None
    params = {"value": sex, "id_sex": identity.sex}
    return Problem("sex", "sex_mismatch", Outcome.REFUSED, params, sex, suggestion=identity.sex)


def birth_mismatch(birth: PartialDate | None, born: date | None) -> Problem | None:
    """The typed birth month and the ID's differ, both shown (case 14); the day isn't asked for."""
    if birth is None or born is None or (birth.year, birth.month) == (born.year, born.month):
        return None
    return mismatch(str(birth), born)


def too_early(field: str, value: PartialDate | None, born: date | None, ages: Ages) -> Problem | None:
    """Start of work or certificate before birth, or before the least age (case 35)."""
    if value is None or born is None or value.year - born.year > ages.least:
        return None
    params = {"field": field, "value": str(value), "birth": f"{born:%Y-%m}", "least": ages.least}
    if value.last < born:
        return Problem(field, "date_before_birth", Outcome.REFUSED, params, str(value))
    if value.last < _of_age(born, ages):
        return Problem(field, "date_before_16", Outcome.WARNED, params, str(value))
    return None


def years_exceed_work(
    experience_months: int | None, work_start: PartialDate | None, reference: date
) -> Problem | None:
    """More years in the occupation than since the start of work (case 36). The day itself counts, as it does
    in the stints that are summed: on a month's last day that month is whole."""
    if experience_months is None or work_start is None or work_start.first > reference:
        return None
    if add_months(work_start.first, experience_months) <= reference + timedelta(days=1):
        return None
    params = {"months": experience_months, "work_start": str(work_start), "reference": reference.isoformat()}
    return Problem("experience_months", "years_exceed_work", Outcome.REFUSED, params)


def certificate_contradicts(
    number: str | None, level: str | None, certificate_date: PartialDate | None
) -> Problem | None:
    """The number's own level or year is another than the row's (case 38)."""
    read = read_number(number) if number else None
    if read is None:
        return None
    year = certificate_date.year if certificate_date is not None else None
    said, typed = [], []
    if read.contradicts_level(level):
        said.append(read.level)
        typed.append(level)
    if read.contradicts_year(year):
        said.append(f"{read.year} 年")
        typed.append(f"{year} 年")
    if not said:
        return None
    params = {"said": "、".join(map(str, said)), "typed": "、".join(map(str, typed))}
    return Problem("certificate_number", "certificate_contradicts", Outcome.WARNED, params, number)


def _of_age(born: date, ages: Ages) -> date:
    return add_years(born, ages.least)


def _typed_birth(birth: PartialDate | None) -> date | None:
    return birth.first if birth is not None else None
