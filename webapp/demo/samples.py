"""A made-up unit's Annex 2 as its clerk would send it: most qualify, some lack months yet."""

from __future__ import annotations

import io
from datetime import date
from random import Random

from webapp.demo.made_up import MadeUp, make_up
from webapp.policy.load import policy_for
from webapp.sheets.cells import Cell
from webapp.sheets.writing.annex2 import Head, write_annex2

QUALIFIED, SHORT = 9, 6
MONTHS = 12


def roster(unit: str, occupation: str, level: str, on: date, seed: int) -> bytes:
    """An .xlsx of Annex 2 with nine people who qualify for `level` on the day and six who don't yet."""
    random = Random(seed)  # noqa: S311 (made-up people)
    policy = policy_for(on.year)
    people = [
        make_up(random, level, on, policy, short=index >= QUALIFIED) for index in range(QUALIFIED + SHORT)
    ]
    random.shuffle(people)
    held = io.BytesIO()
    rows = [_row(number, person, unit, occupation) for number, person in enumerate(people, 1)]
    write_annex2(held, Head(unit, occupation, level, on), rows)
    return held.getvalue()


def _row(number: int, person: MadeUp, unit: str, occupation: str) -> list[Cell]:
    """The thirteen cells, dates as clerks write them."""
    return [
        number, person.name, person.sex, unit, f"{person.birth:%Y.%m}", person.id_number,
        f"{person.work_start:%Y.%m}", person.education, occupation, _years(person.experience_months),
        str(person.certificate_date) if person.certificate_date else "无", person.certificate_number or "无",
        person.phone,
    ]  # fmt: skip


def _years(months: int) -> str:
    years, rest = divmod(months, MONTHS)
    return f"{years}年{rest}个月" if rest else f"{years}年"
